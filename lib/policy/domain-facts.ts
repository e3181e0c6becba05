/**
 * The facts about a domain: everything known of one change, flat, so that a rule can be read in one glance. Null means
 * that the fact is not known or that there is no such thing; a rule whose `require` needs a fact that is null comes out
 * `unknown`, never as a pass. Where the instant of a validation is known only as a range, its age and what depends on it
 * are read for one end of the range at a time.
 */
import { isWildcard } from "../core/domain-name";
import { DAY_MS, formatDay, formatInstant } from "../core/time";
import { ACTIONS, ORDER_STATUSES, REASONS, VALIDATION_STATUSES } from "../core/vocabulary";
import { FLAG, FLAG_OR_NULL, INTEGER, INTEGER_OR_NULL, TEXT, TEXT_OR_NULL, wordOf, wordOrNull } from "./fact";
import type { Fact } from "./fact";
import { DNS_FACTS } from "./dns-facts";
import { isSeen, whenSeen, dayOf } from "./domain-situation";
import type { DomainSituation } from "./domain-situation";
import { AGE_FACTS } from "./age-facts";
import { METHOD_FACTS } from "./method-facts";

/** Every fact about a domain, by name. */
export const DOMAIN_FACTS = {
  domain: { doc: "the name, as an A-label", schema: TEXT, read: ({ change }) => change.domain, isOwn: true },
  provider: { doc: "the provider's name in the file", schema: TEXT, read: ({ change }) => change.provider },
  wildcard: {
    doc: "whether the name begins with `*.`",
    schema: FLAG,
    read: ({ change }) => isWildcard(change.domain),
    isOwn: true,
  },
  declared: { doc: "whether the file declares it", schema: FLAG, read: ({ change }) => change.declared !== null },
  observed: {
    doc: "whether the CA could be asked about it and its answer was understood",
    schema: FLAG,
    read: ({ change }) => isSeen(change),
  },
  owner: {
    doc: "the declared owner; null when the file names none",
    schema: TEXT_OR_NULL,
    read: ({ change }) => change.declared?.owner ?? null,
    isOptional: true,
    isOwn: true,
  },
  labels: {
    doc: "the declared labels as one text, such as `,env=production,team=web,`, sorted; `pattern: ,env=production,` matches one",
    schema: TEXT_OR_NULL,
    read: ({ change }) => (change.declared === null ? null : labelText(change.declared.labels)),
    isOptional: true,
    isOwn: true,
  },
  action: { doc: "what the plan says must happen", schema: wordOf(ACTIONS), read: ({ change }) => change.action },
  reason: { doc: "why, as one word", schema: wordOf(REASONS), read: ({ change }) => change.reason },
  status: {
    doc: "the status at the CA; `NOT_FOUND` when the CA does not list it. A word of the CA that is not in this list stays as it is, and no rule can name it",
    schema: wordOrNull([...VALIDATION_STATUSES, "NOT_FOUND"]),
    read: ({ change }) => whenSeen(change, change.live?.status ?? "NOT_FOUND"),
  },
  ...METHOD_FACTS,
  order_status: {
    doc: "the state of the order at the CA",
    schema: wordOrNull(ORDER_STATUSES),
    read: ({ change }) => change.live?.orderStatus ?? null,
  },
  order_pending: {
    doc: "whether an order was submitted whose date is known and whose random value still counts",
    schema: FLAG_OR_NULL,
    read: (situation) => whenSeen(situation.change, isPending(situation)),
  },
  order_submitted_on: {
    doc: "the UTC day on which the order was submitted",
    schema: TEXT_OR_NULL,
    read: ({ change }) => dayOf(change.live?.orderSubmittedAt),
  },
  order_age_ms: {
    doc: "milliseconds since the order was submitted",
    schema: INTEGER_OR_NULL,
    read: (situation) => orderAgeMs(situation),
  },
  order_limit_ms: {
    doc: "how old an order may be, in milliseconds",
    schema: INTEGER,
    read: ({ tables }) => tables.randomValue.days * DAY_MS,
  },
  order_limit_days: { doc: "the same in days", schema: INTEGER, read: ({ tables }) => tables.randomValue.days },
  ...AGE_FACTS,
  ...DNS_FACTS,
  judged: {
    doc: "whether every error-level rule that applies could be judged; null when the CA could not be asked",
    schema: FLAG_OR_NULL,
    read: ({ change, unjudged }) => whenSeen(change, unjudged.length === 0),
    isAboutRules: true,
  },
  unjudged_rules: {
    doc: "the rules that could not be judged",
    schema: TEXT_OR_NULL,
    read: ({ unjudged }) => listOf(unjudged.map(({ rule }) => rule)),
    isAboutRules: true,
  },
  missing_facts: {
    doc: "the facts that they need and that are not known",
    schema: TEXT_OR_NULL,
    read: ({ unjudged }) => listOf(unjudged.flatMap(({ missing }) => missing)),
    isAboutRules: true,
  },
  as_of: { doc: "the instant judged", schema: TEXT, read: ({ asOf }) => formatInstant(asOf) },
  as_of_day: { doc: "its UTC day", schema: TEXT, read: ({ asOf }) => formatDay(asOf) },
} as const satisfies Readonly<Record<string, Fact<DomainSituation>>>;

function orderAgeMs({ change, asOf }: DomainSituation): number | null {
  const submittedAt = change.live?.orderSubmittedAt ?? null;
  return submittedAt === null ? null : asOf - submittedAt;
}

/** An order without a date may be older than its random value counts, so it does not count as pending. */
function isPending(situation: DomainSituation): boolean {
  const ageMs = orderAgeMs(situation);
  const { change, tables } = situation;
  return change.live?.orderStatus === "SUBMITTED" && ageMs !== null && ageMs <= tables.randomValue.days * DAY_MS;
}

function listOf(names: readonly string[]): string | null {
  return names.length === 0 ? null : [...new Set(names)].join(", ");
}

/** No label holds a comma. Empty where there is no label. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? "" : `,${all.sort().join(",")},`;
}
