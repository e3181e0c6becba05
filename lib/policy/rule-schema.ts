/** What a rule file may hold: one source for its type, its check and `schemas/rule.schema.json`. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { SEVERITIES } from "../core/vocabulary";
import type { Severity } from "../core/vocabulary";

/** A UTC day; null or missing: no end on that side. */
export const DAY_SCHEMA = Type.Unsafe<string | null>({
  type: ["string", "null"],
  format: "date",
  expected: "a date such as 2027-03-15",
});

export const SOURCE_SCHEMA = Type.Object(
  {
    document: Type.String({ minLength: 1 }),
    section: Type.Optional(Type.Unsafe<string | number>({ type: ["string", "number"] })),
    ballot: Type.Optional(Type.String()),
    url: Type.Optional(Type.String({ pattern: "^https://", expected: "an https:// address" })),
  },
  { description: "Where the rule comes from.", additionalProperties: false },
);
export type RuleSource = Static<typeof SOURCE_SCHEMA>;

const TEXT = (description: string): ReturnType<typeof Type.String> => Type.String({ description, minLength: 1 });

export const RULE_SCHEMA = Type.Object(
  {
    id: Type.String({
      description: "Stable name of the rule; a rule with the id of a built-in one replaces it.",
      pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
      maxLength: 60,
      expected: "lower-case words joined by hyphens, such as dcv-reuse-limit",
    }),
    title: TEXT("What is true where the rule passes, as a sentence."),
    severity: Type.Unsafe<Severity>({ enum: SEVERITIES }),
    subject: Type.Optional(
      Type.Unsafe<"domain" | "waiver">({
        description: "What the rule is about: each domain of the plan (the default), or each waiver of the file.",
        enum: ["domain", "waiver"],
      }),
    ),
    source: SOURCE_SCHEMA,
    effective: Type.Optional(
      Type.Object(
        { from: Type.Optional(DAY_SCHEMA), until: Type.Optional(DAY_SCHEMA) },
        {
          description:
            "The rule is in force from 00:00 UTC of `from` until 00:00 UTC of `until`; null or missing: no end on that side.",
          additionalProperties: false,
        },
      ),
    ),
    condition: Type.Optional(
      TEXT(
        "`when` and `require` as one sentence, for `dcv explain` and the documentation; without it they are listed.",
      ),
    ),
    when: Type.Unsafe<object>({
      description: "JSON Schema over the facts: where it does not match, the rule is not applicable.",
      type: "object",
    }),
    require: Type.Unsafe<object>({
      description: "JSON Schema over the facts: where it does not match, there is a finding.",
      type: "object",
    }),
    message: TEXT("One sentence with the figures that decided; {fact} is replaced."),
    remediation: TEXT("What to do about it; {fact} is replaced."),
  },
  {
    title: "A rule of dcv",
    additionalProperties: false,
  },
);
/** A rule as its file has it. */
export type WrittenRule = Static<typeof RULE_SCHEMA>;
