/** What the tables in `policies/tables` hold: one source for their types, their checks and `schemas/tables.schema.json`. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { DAY_SCHEMA, SOURCE_SCHEMA } from "./rule-schema";

const STRICT = { additionalProperties: false };
const DAYS = Type.Integer({ minimum: 1, expected: "a number of days, 1 or more" });
const CONFIDENCE = Type.Unsafe<"documented" | "reported" | "inferred">({
  enum: ["documented", "reported", "inferred"],
});

const STEP = Type.Object({ issued_from: DAY_SCHEMA, days: DAYS }, STRICT);
export type WrittenStep = Static<typeof STEP>;

const REUSE_PERIODS_SCHEMA = Type.Object({ source: SOURCE_SCHEMA, periods: Type.Array(STEP, { minItems: 1 }) }, STRICT);

const METHOD = Type.Object(
  {
    word: Type.String(),
    section: Type.String(),
    title: Type.String(),
    wildcard: Type.Boolean(),
    sunset_from: Type.Optional(DAY_SCHEMA),
    void_from: Type.Optional(DAY_SCHEMA),
    reuse_cap_days: Type.Optional(DAYS),
    refreshed_by_ca: Type.Optional(Type.Boolean()),
    ballot: Type.Optional(Type.String()),
    caa_label: Type.String({ pattern: "^[a-z0-9-]+$", expected: "a label such as ca-tbr-7" }),
    confidence: CONFIDENCE,
  },
  STRICT,
);
export type WrittenMethod = Static<typeof METHOD>;

const METHODS_SCHEMA = Type.Object(
  {
    source: SOURCE_SCHEMA,
    random_value: Type.Object({ days: DAYS, section: Type.String(), confidence: CONFIDENCE }, STRICT),
    methods: Type.Array(METHOD),
  },
  STRICT,
);

const PROFILE = Type.Object(
  {
    type: Type.String(),
    steps: Type.Array(STEP, { minItems: 1 }),
    source: Type.String(),
    url: Type.Optional(Type.String()),
    as_of: DAY_SCHEMA,
    confidence: CONFIDENCE,
  },
  STRICT,
);

const ISSUERS = Type.Object(
  {
    type: Type.String(),
    names: Type.Array(Type.String({ pattern: "^[a-z0-9.-]+$", expected: "a domain name in lower case" }), {
      minItems: 1,
    }),
    source: Type.String(),
    as_of: DAY_SCHEMA,
    confidence: CONFIDENCE,
  },
  STRICT,
);

const CA_PROFILES_SCHEMA = Type.Object({ profiles: Type.Array(PROFILE), issuers: Type.Array(ISSUERS) }, STRICT);

/** The three tables by the name of their file. */
export interface WrittenTables {
  readonly "reuse-periods": Static<typeof REUSE_PERIODS_SCHEMA>;
  readonly methods: Static<typeof METHODS_SCHEMA>;
  readonly "ca-profiles": Static<typeof CA_PROFILES_SCHEMA>;
}

export const TABLE_SCHEMAS = {
  "reuse-periods": REUSE_PERIODS_SCHEMA,
  methods: METHODS_SCHEMA,
  "ca-profiles": CA_PROFILES_SCHEMA,
} as const satisfies Readonly<Record<keyof WrittenTables, object>>;

/** As published: a file is one of the three. */
export const TABLES_SCHEMA = {
  title: "A table of dcv (policies/tables)",
  anyOf: Object.values(TABLE_SCHEMAS),
};
