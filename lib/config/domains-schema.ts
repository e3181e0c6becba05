/**
 * The shape of `domains.yaml`: one TypeBox schema, from which come the check, the messages and the published
 * `schemas/domains.schema.json`. What a CA adds to it (settings, keys of a domain) comes from the provider modules.
 *
 * No part refers to another by `$ref`: ajv would copy all errors found so far after each item of a list that is referred
 * to, which is the square of their number.
 */
import { Type } from "@sinclair/typebox";
import type { TSchema } from "@sinclair/typebox";
import { LABEL_KEY } from "../core/selection";
import type { ProviderModule } from "../core/provider-module";
import { text } from "../core/setting-schemas";
import { DNS_SCHEMA } from "./dns";
import { MAX_WAIVER_DAYS } from "./policies";
import { CLOSED, day, providerSchema } from "./provider-schema";
import { METHODS, SEVERITIES } from "../core/vocabulary";

export const MAX_PROVIDER_NAME_LENGTH = 40;
export const DEFAULT_MAX_CHANGES = 50;

/** Keys that begin with `x-` are the user's own, as a place for anchors or notes. Nothing reads them. */
const EXTENSIBLE = { ...CLOSED, patternProperties: { "^x-": {} } };
const owner = Type.String({ pattern: "\\S", maxLength: 200, expected: "a text of 1 to 200 characters" });
const method = Type.Unsafe<string>({ description: "How the domain is to be validated.", enum: METHODS });
const window = Type.Integer({
  description: "Ask for a revalidation when the old one stays usable for fewer days than this; 30 unless set.",
  minimum: 0,
  maximum: 398,
  expected: "a number of days from 0 to 398",
});
const maxAge = Type.Integer({
  description: "A reuse limit of your own, in days; the strictest limit counts.",
  minimum: 1,
  maximum: 398,
  expected: "a number of days from 1 to 398",
});
const labels = Type.Unsafe<Readonly<Record<string, string>>>({
  description: "Words of your own about a domain, such as env: production; facts for rules, columns and filters.",
  type: "object",
  maxProperties: 20,
  expected: "at most 20 labels",
  propertyNames: {
    pattern: LABEL_KEY.source,
    expected: "a label of at most 40 letters, digits, hyphens, dots and underscores, beginning with a letter",
  },
  additionalProperties: {
    type: "string",
    pattern: "^[^,\\u0000-\\u001f\\u007f]*[^\\s,][^,\\u0000-\\u001f\\u007f]*$",
    maxLength: 100,
    expected: "a text of 1 to 100 characters on one line without a comma; put a number in quotes",
  },
});
/** The schema of the whole file. */
export function domainsSchema(modules: readonly ProviderModule[]): TSchema {
  return Type.Object(
    {
      version: Type.Unsafe<1>({ description: "The version of this format.", const: 1 }),
      providers: Type.Unsafe({
        description: "The CAs, by a name of your own; it is the first part of every address.",
        type: "object",
        minProperties: 1,
        expected: "at least one provider",
        propertyNames: {
          pattern: `^[a-z][a-z0-9-]{0,${MAX_PROVIDER_NAME_LENGTH - 1}}$`,
          expected: "lower-case letters, digits and hyphens, beginning with a letter",
        },
        additionalProperties: {
          type: "object",
          required: ["type"],
          properties: { type: { enum: modules.map(({ type }) => type) } },
          allOf: modules.map((module) => ({
            if: { required: ["type"], properties: { type: { const: module.type } } },
            then: providerSchema(module),
          })),
        },
      }),
      estate: Type.Optional(estate),
      include: Type.Optional(include),
      policies: Type.Optional(policies),
      dns: Type.Optional(DNS_SCHEMA),
      apply: Type.Optional(apply),
      ...sharedParts(modules),
    },
    {
      title: "domains.yaml",
      description:
        "The domains whose validation must stay alive, the CAs that hold it, and the policy it is judged by.",
      ...EXTENSIBLE,
    },
  );
}

/** The schema of a file that `include` names. */
export function includedSchema(modules: readonly ProviderModule[]): TSchema {
  return Type.Object(
    {
      version: Type.Optional(Type.Literal(1, { description: "The version of this format." })),
      ...sharedParts(modules),
    },
    {
      title: "A file that domains.yaml includes",
      description: "Domains and waivers of one team, with defaults of their own.",
      ...EXTENSIBLE,
    },
  );
}

/** What each file of an estate may hold. */
function sharedParts(modules: readonly ProviderModule[]) {
  return {
    defaults: Type.Optional(
      Type.Object(
        {
          provider: Type.Optional(text),
          method: Type.Optional(method),
          owner: Type.Optional(owner),
          labels: Type.Optional(labels),
          revalidateWithinDays: Type.Optional(window),
          maxAgeDays: Type.Optional(maxAge),
        },
        { description: "What a domain of this file has unless it says otherwise.", ...EXTENSIBLE },
      ),
    ),
    domains: Type.Optional(Type.Array(domainSchema(modules))),
    acknowledged: Type.Optional(
      Type.Array(acknowledged, {
        description: "Names that a CA lists and that cannot be read as domain names; accepted until a day.",
      }),
    ),
    waivers: Type.Optional(Type.Array(waiver)),
  };
}

/** It stands in a comment of Markdown and in labels: no character of it has a meaning there. */
const estate = Type.String({
  description: "The name of this estate in outputs, where several share a repository or a monitoring system.",
  pattern: "^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$",
  maxLength: 63,
  expected:
    "a name such as shop-eu: letters and digits, with single dots, dashes or underscores between; at most 63 characters",
});

const include = Type.Array(Type.String({ pattern: "\\S", maxLength: 4096, expected: "a path or a pattern" }), {
  description:
    "Files with domains, waivers and defaults of their own, relative to this file; * and ** match names and folders.",
  maxItems: 100,
  expected: "at most 100 patterns",
});

const policies = Type.Object(
  {
    paths: Type.Optional(
      Type.Array(Type.String({ pattern: "\\S", maxLength: 4096, expected: "a path" }), {
        description:
          "Files or directories with rules of your own, relative to this file. A rule with the id of a built-in one replaces it.",
        maxItems: 100,
        expected: "at most 100 paths; name a directory instead",
      }),
    ),
    rules: Type.Optional(
      Type.Unsafe({
        description: "The level of rules by id.",
        type: "object",
        additionalProperties: { enum: ["off", ...SEVERITIES.toReversed()] },
      }),
    ),
    enforcement: Type.Optional(
      Type.Unsafe({
        description: "advisory: findings are shown, but do not fail the run.",
        enum: ["mandatory", "advisory"],
      }),
    ),
    maxWaiverDays: Type.Optional(
      Type.Integer({
        description: "How far ahead a waiver may end; 400 unless set.",
        minimum: 1,
        maximum: MAX_WAIVER_DAYS,
        expected: `a number of days from 1 to ${MAX_WAIVER_DAYS}`,
      }),
    ),
  },
  CLOSED,
);

const apply = Type.Object(
  {
    maxChanges: Type.Optional(
      Type.Integer({
        description: "A plan with more changes is applied only with --limit or --only.",
        minimum: 1,
        maximum: 100_000,
        default: DEFAULT_MAX_CHANGES,
        expected: "a whole number from 1 to 100000",
      }),
    ),
  },
  { description: "Bounds of dcv apply.", ...CLOSED },
);

function domainSchema(modules: readonly ProviderModule[]): TSchema {
  const keys = modules.flatMap(({ domainKeys }) => Object.entries(domainKeys));
  return Type.Unsafe({
    type: ["string", "object"],
    expected: "a name, or a mapping with the key name",
    minLength: 1,
    required: ["name"],
    properties: {
      name: text,
      provider: text,
      method,
      owner,
      ...Object.fromEntries(keys),
      revalidateWithinDays: window,
      maxAgeDays: maxAge,
      labels,
    },
    ...EXTENSIBLE,
  });
}

const acknowledged = Type.Object(
  {
    name: { ...text, description: "The exact text that the CA lists, such as *.*.example.com." },
    reason: text,
    owner,
    expires: { ...day, description: "The last UTC day on which it holds, at most 400 days ahead." },
  },
  EXTENSIBLE,
);

const waiver = Type.Object(
  {
    rule: text,
    domain: text,
    match: Type.Optional(
      Type.Unsafe({
        description: "exact: this one entry (default). subdomains: every name below a domain written as *.example.com.",
        enum: ["exact", "subdomains"],
      }),
    ),
    reason: text,
    owner,
    expires: { ...day, description: "The last UTC day on which it holds." },
  },
  EXTENSIBLE,
);
