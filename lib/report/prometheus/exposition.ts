/**
 * Metrics in Prometheus' text exposition format, version 0.0.4.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import { printable } from "../../core/printable";

/** A gauge and its series. Names follow https://prometheus.io/docs/practices/naming/. */
export interface Gauge {
  readonly name: string;
  /** One line, without a line break or a backslash. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge without samples is left out whole. Every series has the labels in `common` as well. */
export function* expositionText(gauges: readonly Gauge[], common: Sample["labels"] = {}): Iterable<string> {
  for (const { name, help, samples } of gauges) {
    if (samples.length === 0) continue;
    yield `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    for (const [labels, value] of seriesOf(samples, common)) yield `${name}${labels} ${value}\n`;
  }
}

/**
 * By the text of their labels. A series that comes twice makes node_exporter refuse everything, so it is written once, with
 * the smaller value, which is the one that alarms: the earlier end, the source that is down.
 */
function seriesOf(samples: readonly Sample[], common: Sample["labels"]): ReadonlyMap<string, number> {
  const series = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = labelsText({ ...labels, ...common });
    series.set(key, Math.min(value, series.get(key) ?? value));
  }
  return series;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Line breaks need no escape of their own, for `printable` leaves none. */
function labelValue(text: string): string {
  return printable(text).replace(/[\\"]/g, "\\$&");
}
