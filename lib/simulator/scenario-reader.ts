/** Reads the dates and names of a scenario, and collects what is wrong with them at their places. */
import type { Diagnostic } from "../core/diagnostic";
import { DAY_MS, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Path, YamlDocument } from "../document/document";

export interface ScenarioReader {
  readonly diagnostics: readonly Diagnostic[];
  /** The scenario's own instant; null where it has none. */
  readonly fixedNow: EpochMs | null;
  /** What relative dates count from. */
  readonly asOf: EpochMs;
  /**
   * Null for a date that is null, or cannot be read (which is then among the diagnostics).
   * @param parseLocal reads the CA's own notation, which is understood too
   */
  date(text: string | null, path: Path, parseLocal?: (text: string) => EpochMs | null): EpochMs | null;
  /** The names of an entry: one, or `count` of them with the number in the place of `{n}`. */
  namesOf(entry: { readonly domain: string; readonly count?: number }, path: Path): readonly string[];
}

const UNIT_MS = { d: DAY_MS, h: 3_600_000, m: 60_000 } as const;

/** The years that `yyyy-MM-dd` can say, and that any CA has to do with. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

export function createScenarioReader(document: YamlDocument, now: string | undefined, clock: EpochMs): ScenarioReader {
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, message: string, path: Path): void => {
    diagnostics.push(document.diagnostic(code, "error", message, path));
  };
  const fixedNow = now === undefined ? null : parseInstant(now);
  if (now !== undefined && fixedNow === null) {
    report("bad-date", `"${now}" is not an instant such as 2026-11-21T00:00:00Z`, ["now"]);
  }
  const asOf = fixedNow ?? clock;
  const date: ScenarioReader["date"] = (text, path, parseLocal) => {
    if (text === null) return null;
    const instant = parseRelative(text, asOf) ?? parseInstant(text) ?? parseLocal?.(text) ?? null;
    if (instant === null || instant < EARLIEST || instant > LATEST) {
      report("bad-date", `"${text}" is not a date; write now, -20d, +6h, 2026-07-09 or 2026-07-09T10:00:00Z`, path);
      return null;
    }
    return instant;
  };
  return {
    diagnostics,
    fixedNow,
    asOf,
    date,
    namesOf({ domain, count }, path) {
      if (count === undefined) return [domain];
      if (!domain.includes("{n}")) {
        const message = `"${domain}" is counted but has no {n}; write host-{n}.example.com`;
        report("bad-value", message, [...path, "domain"]);
      }
      return Array.from({ length: count }, (_, index) => domain.replaceAll("{n}", String(index + 1)));
    },
  };
}

/** `now`, `-20d`, `+6h`, `-90m`; null for anything else. */
function parseRelative(text: string, asOf: EpochMs): EpochMs | null {
  if (text === "now") return asOf;
  const [, sign, count, unit] = /^([+-])(\d{1,7})([dhm])$/.exec(text) ?? [];
  if (count === undefined) return null;
  return asOf + (sign === "-" ? -1 : 1) * Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
