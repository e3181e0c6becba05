/** The facts about a waiver, for rules with `subject: waiver`. */
import { formatDay, wholeDays } from "../core/time";
import type { EpochMs } from "../core/time";
import { waiverEnd } from "../core/waiver";
import type { Waiver } from "../core/waiver";
import { FLAG, FLAG_OR_NULL, INTEGER, TEXT } from "./fact";
import type { Fact } from "./fact";

/** What facts about a waiver are read from. */
export interface WaiverSituation {
  readonly waiver: Waiver;
  /** Null when what it may cover could not be seen. */
  readonly used: boolean | null;
  /** Whether it has ended, and another waiver that is in force covers everything that it covered. */
  readonly superseded: boolean;
  readonly asOf: EpochMs;
}

/** Every fact about a waiver, by name. */
export const WAIVER_FACTS = {
  rule: { doc: "the rule that it waives", schema: TEXT, read: ({ waiver }) => waiver.rule },
  domain: { doc: "the domain that it names", schema: TEXT, read: ({ waiver }) => waiver.domain },
  owner: { doc: "its owner", schema: TEXT, read: ({ waiver }) => waiver.owner },
  expires: { doc: "the last UTC day on which it holds", schema: TEXT, read: ({ waiver }) => formatDay(waiver.lastDay) },
  expired: {
    doc: "whether it has ended on the date judged",
    schema: FLAG,
    read: ({ waiver, asOf }) => asOf >= waiverEnd(waiver),
  },
  superseded: {
    doc: "whether it has ended, and another waiver that is in force covers everything that it covered",
    schema: FLAG,
    read: ({ superseded }) => superseded,
  },
  days_left: {
    doc: "whole days until it ends",
    schema: INTEGER,
    read: ({ waiver, asOf }) => wholeDays(waiverEnd(waiver) - asOf),
  },
  used: {
    doc: "whether any finding matches it; null when the plan is not complete, because then it is not known",
    schema: FLAG_OR_NULL,
    read: ({ used }) => used,
  },
  as_of_day: { doc: "the date judged", schema: TEXT, read: ({ asOf }) => formatDay(asOf) },
} as const satisfies Readonly<Record<string, Fact<WaiverSituation>>>;
