/**
 * The plan as a document: what `--output json` writes, what `dcv render` reads again, and what every other format is made
 * of. One schema gives the type, the check and the published `schemas/plan.schema.json`.
 */
import { Type } from "@sinclair/typebox";
import type { TArray, TString } from "@sinclair/typebox";
import { NEXT_STEP_KINDS } from "../core/next-step";
import { NEWS_KINDS } from "../core/since";
import { closed, nullable, oneOf } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { ACTIONS, AGE_BASES, METHODS, REASONS, SEVERITIES, VERDICTS } from "../core/vocabulary";
import { EVIDENCE_SCHEMA } from "./evidence-document";
import { DAY, instant } from "./instant-schema";
import { LIVE_SCHEMA } from "./live-document";

/** Changes whenever the shape changes in a way that can break a reader. */
export const FORMAT_VERSION = "1.0";

const text = Type.String();
const count = Type.Integer({ minimum: 0 });
const position = Type.Integer({ minimum: 1 });

const PLACE = { file: text, line: position, column: position };
const COUNTS = { errors: count, warnings: count, infos: count, waived: count };

function ruleIds(description: string): TArray<TString> {
  return Type.Array(text, { description, uniqueItems: true });
}

const COMPARISON = closed({
  ref: text,
  only_changed: Type.Boolean({
    description: "Whether only findings that belong to what changed count for the verdict.",
  }),
});

const SELECTION = closed({
  domains: Type.Array(text, { description: "Patterns for names." }),
  owners: Type.Array(text, { description: "Patterns for owners." }),
  labels: Type.Array(closed({ key: text, value: text })),
  providers: Type.Array(text),
  changed_since: nullable(text, { description: "The revision since which the entries changed." }),
  declared: Type.Integer({ minimum: 0, description: "How many domains the files declare in all." }),
});

const PROVIDER = closed({
  name: text,
  type: text,
  account: Type.Optional(
    Type.String({
      pattern: "^[0-9a-f]{16}$",
      description: "Identifies the account and the address of the CA without naming them.",
    }),
  ),
  complete: Type.Boolean(),
  observed: count,
  error: nullable(text),
  warnings: Type.Array(text),
});

const NEWS = closed({ provider: text, domain: text, kind: oneOf(NEWS_KINDS), detail: text });

const STATE = closed(
  {
    at: instant({ description: "When the CAs were asked." }),
    refreshed: Type.Boolean({ description: "Whether they were asked for this plan." }),
    providers: Type.Array(
      closed({
        name: text,
        listed: count,
        asked: Type.Integer({ minimum: 0, description: "Domains that a call of their own was made for." }),
        known: Type.Integer({ minimum: 0, description: "Domains that the answer of an earlier call was taken for." }),
      }),
    ),
    since: nullable(
      closed({ at: instant({ description: "When the CAs were asked before." }), news: Type.Array(NEWS) }),
      { description: "Null where there is no state from before." },
    ),
  },
  { description: "Only where the plan was made with a state." },
);

const REUSE = closed({
  age_days: nullable(Type.Integer(), { description: "With age_basis bounded it is at most this." }),
  age_days_at_least: nullable(Type.Integer(), { description: "Equal to age_days unless age_basis is bounded." }),
  age_basis: oneOf(AGE_BASES),
  limit_days: nullable(count, {
    description: "The smallest limit in force at as_of; 0 when the method no longer counts.",
  }),
  limit_source: nullable(text),
  usable_until: nullable(instant(), {
    description:
      "The earliest of all limits, steps and the CA's expiry date. With age_basis bounded it is at least this.",
  }),
  usable_until_at_most: nullable(instant(), { description: "Equal to usable_until unless age_basis is bounded." }),
  usable_until_inclusive: nullable(Type.Boolean(), {
    description: "True: usable at that very instant; false: it is the first instant at which it is not.",
  }),
  bound_by: oneOf(["baseline_requirements", "ca", "method", "local", "ca_expiry", null], {
    description: "What sets usable_until.",
  }),
  bound_source: nullable(text),
  days_left: nullable(Type.Integer()),
  refreshed_by_ca: Type.Boolean({ description: "Whether the CA repeats the validation by itself." }),
});

const NEXT_STEP = closed({
  kind: oneOf(NEXT_STEP_KINDS),
  text: Type.String({ description: "The step as a sentence; empty for `none`." }),
  by: nullable(instant(), {
    description: "By when it must be done: the end of the order, or of the usable validation where that is first.",
  }),
  until: nullable(instant(), { description: "For `wait`: when the CA looks next." }),
});

const LABELS = Type.Record(text, text, { description: "The labels of the entry, with those of the defaults, sorted." });

const CHANGE = closed({
  address: text,
  domain: text,
  unicode: nullable(text, { description: "The name as people write it, where it differs." }),
  provider: text,
  action: oneOf(ACTIONS),
  reason: oneOf(REASONS),
  message: text,
  declared: nullable(closed({ ...PLACE, method: oneOf([...METHODS, null]), owner: nullable(text), labels: LABELS }), {
    description: "Null when the file does not declare it.",
  }),
  live: nullable(LIVE_SCHEMA, { description: "Null when the CA does not list it, or could not be asked." }),
  evidence: Type.Optional(EVIDENCE_SCHEMA),
  next_step: NEXT_STEP,
  reuse: nullable(REUSE, { description: "Null when there is no validation." }),
  passed: ruleIds(
    "Ids of the rules that it passed, sorted. Those that it fails are in findings; those that do not apply to it, are not in force or are off are in neither.",
  ),
  unjudged: ruleIds("Ids of the rules that may apply to it and could not be judged for want of a fact, sorted."),
});

const FINDING = closed({
  rule: text,
  severity: oneOf(SEVERITIES),
  domain: text,
  provider: nullable(text),
  message: text,
  remediation: text,
  location: nullable(closed(PLACE), { description: "Null when the file does not mention it." }),
  citation: text,
  waiver: nullable(closed({ reason: text, owner: text, expires: DAY })),
  changed: nullable(Type.Boolean(), {
    description: "Whether it belongs to what changed; null where the plan is compared with nothing.",
  }),
});

const RULE = closed({
  rule: text,
  title: text,
  file: text,
  replaces: nullable(text, { description: "The file of the built-in rule whose place it takes." }),
  severity: oneOf([...SEVERITIES, "off"]),
  citation: text,
  url: nullable(text),
  remediation: Type.String({ description: "What to do about a finding." }),
  passed: count,
  failed: count,
  not_applicable: count,
  not_effective: count,
  unknown: count,
});

const REUSE_PERIODS = closed(
  {
    source: text,
    periods: Type.Array(
      closed({
        issued_from: nullable(DAY, { description: "Null for what held before the first step." }),
        days: nullable(count),
      }),
    ),
  },
  { description: "The schedule of the Baseline Requirements, by the day of issuance." },
);

const SUMMARY = closed({
  domains: count,
  no_op: count,
  validate: count,
  revalidate: count,
  await: count,
  undeclared: count,
  unknown: count,
  ...COUNTS,
  changed: nullable(closed(COUNTS), {
    description: "Of the findings, those that belong to what changed; null where the plan is compared with nothing.",
  }),
});

/** Keys are in the order in which they are written. */
export const PLAN_SCHEMA = closed(
  {
    format_version: Type.Literal(FORMAT_VERSION),
    tool: closed({ name: Type.Literal("dcv"), version: text }),
    estate: nullable(text, { description: "The name of the estate; null where the file does not name it." }),
    as_of: instant({ description: "The instant for which everything is judged." }),
    complete: Type.Boolean({ description: "Whether everything was seen and understood." }),
    verdict: oneOf(VERDICTS),
    enforcement: oneOf(["mandatory", "advisory"]),
    changed_since: nullable(COMPARISON, {
      description: "What the plan is compared with; null where it is compared with nothing.",
    }),
    selection: nullable(SELECTION, {
      description:
        "Which part of the estate the plan is about; null for all of it. A part says nothing of undeclared domains and unused waivers.",
    }),
    providers: Type.Array(PROVIDER),
    changes: Type.Array(CHANGE),
    findings: Type.Array(FINDING),
    rules: Type.Array(RULE, {
      description: "How each rule came out, counted over the domains or waivers it is about.",
    }),
    reuse_periods: REUSE_PERIODS,
    summary: SUMMARY,
    state: Type.Optional(STATE),
  },
  {
    title: "The plan of dcv as JSON, format version 1.0",
    // What was not seen cannot be judged.
    if: { properties: { complete: { const: true } } },
    then: { properties: { verdict: { enum: VERDICTS.filter((verdict) => verdict !== "error") } } },
    else: { properties: { verdict: { const: "error" } } },
  },
);

export type PlanDocument = Shape<typeof PLAN_SCHEMA>;
export type ChangeDocument = Shape<typeof CHANGE>;
export type ReuseDocument = Shape<typeof REUSE>;
export type FindingDocument = Shape<typeof FINDING>;
export type RuleDocument = Shape<typeof RULE>;
export type ReusePeriodsDocument = Shape<typeof REUSE_PERIODS>;
export type StateDocument = Shape<typeof STATE>;
export type SummaryDocument = Shape<typeof SUMMARY>;
