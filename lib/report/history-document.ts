/**
 * An estate over time, as a document: what `dcv history --output json` writes. One schema gives the type and the published
 * `schemas/history.schema.json`.
 */
import { Type } from "@sinclair/typebox";
import { countsFrom } from "../core/estate-history";
import type { Cliff, EstateDay, EstateHistory } from "../core/estate-history";
import { closed, nullable } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { NEWS_KINDS } from "../core/since";
import type { NewsKind } from "../core/since";
import { counted } from "../core/printable";
import { formatDay, formatInstant } from "../core/time";
import { DAY, instant } from "./instant-schema";
import { FORMAT_VERSION } from "./plan-document";

const text = Type.String();
const count = Type.Integer({ minimum: 0 });

const DAY_OF_ESTATE = closed({
  at: instant({ description: "When the CAs were asked." }),
  complete: Type.Boolean(),
  valid: count,
  expiring: Type.Integer({ minimum: 0, description: "Usable, and due to be validated again." }),
  lapsed: Type.Integer({ minimum: 0, description: "Not usable, or never validated." }),
  unknown: count,
  news: nullable(Type.Object({}, { additionalProperties: count }), {
    description: "How often each thing has happened since the state before, by its kind; null for the first.",
  }),
});

const CLIFF = closed({
  on: Type.String({ ...DAY, description: "The day on which the limit falls." }),
  days_before: nullable(count),
  days_after: count,
  counts_from: instant({ description: "Validations from here on can be used on that day." }),
  burn_down: Type.Array(
    closed({
      at: instant({}),
      remaining: Type.Integer({ minimum: 0, description: "Domains whose validation cannot be used on that day." }),
    }),
  ),
});

/** Keys are in the order in which they are written. */
export const HISTORY_SCHEMA = closed(
  {
    format_version: Type.Literal(FORMAT_VERSION),
    tool: closed({ name: Type.Literal("dcv"), version: text }),
    estate: nullable(text),
    declared: count,
    part_of: nullable(count, {
      description: "How many domains the files declare; null where all of them are counted.",
    }),
    days: Type.Array(DAY_OF_ESTATE),
    cliffs: Type.Array(CLIFF),
  },
  { title: "An estate over time, as JSON, format version 1.0" },
);

export type HistoryDocument = Shape<typeof HISTORY_SCHEMA>;

export function describeHistory(history: EstateHistory, toolVersion: string): HistoryDocument {
  const { estate, declared, partOf, days, cliffs } = history;
  return {
    format_version: FORMAT_VERSION,
    tool: { name: "dcv", version: toolVersion },
    estate,
    declared,
    part_of: partOf,
    days: days.map(({ at, complete, counts, news }) => ({ at: formatInstant(at), complete, ...counts, news })),
    cliffs: cliffs.map((cliff, index) => ({
      on: formatDay(cliff.at),
      days_before: cliff.daysBefore,
      days_after: cliff.daysAfter,
      counts_from: formatInstant(countsFrom(cliff)),
      burn_down: days.map(({ at, remaining }) => ({ at: formatInstant(at), remaining: remaining[index] ?? 0 })),
    })),
  };
}

const COUNT_WORDS: Readonly<Record<NewsKind, string>> = {
  revalidated: "validated again",
  lapsed: "no longer validated",
  "entered-window": "now due",
  appeared: "newly listed",
  vanished: "no longer listed",
  "order-moved": "with a moved order",
  changed: "changed",
  unreadable: "no longer readable",
  readable: "readable again",
};

/** `3 validated again, 1 no longer listed`; empty where nothing has happened or nothing is known. */
export function newsCounts(news: EstateDay["news"]): string {
  return happened(news)
    .map(([kind, times]) => `${times} ${COUNT_WORDS[kind]}`)
    .join(", ");
}

function happened(news: EstateDay["news"]): readonly (readonly [NewsKind, number])[] {
  return NEWS_KINDS.flatMap((kind) => {
    const times = news?.[kind] ?? 0;
    return times === 0 ? [] : [[kind, times] as const];
  });
}

/** `2027-03-15: the limit falls from 200 to 100 days; validations from 2026-12-05 on can be used then`. */
export function cliffText(cliff: Cliff): string {
  const { at, daysBefore, daysAfter } = cliff;
  const falls = `from ${daysBefore === null ? "none" : daysBefore} to ${counted(daysAfter, "day")}`;
  return `${formatDay(at)}: the limit falls ${falls}; validations from ${formatDay(countsFrom(cliff))} on can be used then`;
}

/** `445 declared domains`, `12 of 445 declared domains`. */
export function scopeText({ declared, partOf }: EstateHistory): string {
  return partOf === null
    ? counted(declared, "declared domain")
    : `${declared} of ${counted(partOf, "declared domain")}`;
}
