/**
 * A state as a file: JSON Lines, one header and one line an observation, sorted by provider and domain. The schema here is the
 * type, the check and the published file.
 */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { MAX_CHALLENGE_TEXT } from "../core/challenge-record";

export const STATE_FORMAT = "dcv-state";
/** Raised by each change that an older `dcv` cannot read. 2: times of single names (`seen_at`), numbers of orders. */
export const STATE_VERSION = 2;

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** ISO 8601 with `Z`. */
const Instant = Type.String({ maxLength: 30 });
const Word = Type.String({ maxLength: 1000 });
const Text = Type.String({ maxLength: MAX_CHALLENGE_TEXT });
const Sentence = Type.String({ maxLength: 10_000 });
const Count = Type.Integer({ minimum: 0 });

/** Of one kind and one provider; what is written is cut to this. */
export const MAX_SENTENCES = 2000;

export const StateProvider = Type.Object(
  {
    name: Word,
    type: Word,
    /** 16 hex digits that identify the account without naming it. */
    account: Type.String({ pattern: "^[0-9a-f]{16}$" }),
    complete: Type.Boolean(),
    error: Nullable(Sentence),
    warnings: Type.Array(Sentence, { maxItems: MAX_SENTENCES }),
    /** Rows whose names cannot be read: whether the file acknowledges them is decided by each plan. */
    unreadable: Type.Array(Type.Object({ name: Word, problem: Sentence }, { additionalProperties: false }), {
      maxItems: MAX_SENTENCES,
    }),
    listed: Count,
    asked: Count,
    known: Count,
  },
  { additionalProperties: false },
);
export type StateProvider = Readonly<Static<typeof StateProvider>>;

export const StateHeader = Type.Object(
  {
    format: Type.Literal(STATE_FORMAT),
    version: Type.Union([Type.Literal(1), Type.Literal(STATE_VERSION)]),
    /** When the reading of the whole began; names that were read alone since then have their own `seen_at`. */
    at: Instant,
    complete: Type.Boolean(),
    shard: Nullable(
      Type.Object(
        { index: Type.Integer({ minimum: 1 }), count: Type.Integer({ minimum: 1 }) },
        { additionalProperties: false },
      ),
    ),
    /** How many lines follow, so that a file that was cut off is noticed. */
    observations: Count,
    providers: Type.Array(StateProvider, { maxItems: 1000 }),
  },
  { additionalProperties: false },
);
export type StateHeader = Readonly<Static<typeof StateHeader>>;

const StateRecord = Type.Object(
  {
    status: Word,
    method: Nullable(Word),
    order_status: Nullable(Word),
    order_method: Nullable(Word),
    order_submitted_at: Nullable(Instant),
    /** Absent where the CA gives no number. */
    order_id: Type.Optional(Word),
    /** The listed name whose validation this is, where it is not the domain itself. */
    covered_by: Type.Optional(Word),
    validated: Nullable(
      Type.Object({ earliest: Instant, latest: Instant, basis: Word }, { additionalProperties: false }),
    ),
    expires_at: Nullable(Instant),
    challenge: Nullable(
      Type.Object(
        {
          method: Type.Optional(Word),
          name: Type.Optional(Text),
          value: Type.Optional(Sentence),
          url: Type.Optional(Sentence),
          content: Type.Optional(Sentence),
          email: Type.Optional(Text),
          deadline: Nullable(Instant),
          next_check: Nullable(Instant),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

export const StateLine = Type.Object(
  {
    provider: Word,
    domain: Word,
    kind: Type.Union([Type.Literal("present"), Type.Literal("absent"), Type.Literal("unknown")]),
    /** Of `unknown`. */
    reason: Type.Optional(Type.Union([Type.Literal("provider_unreachable"), Type.Literal("not_understood")])),
    detail: Type.Optional(Nullable(Sentence)),
    record: Type.Optional(Nullable(StateRecord)),
    /** When a call of its own was made for the name; null where the listing says all that is known. */
    learned_at: Nullable(Instant),
    /** When the name was read, where that is later than the time of the header: a run was about a part of the estate. */
    seen_at: Type.Optional(Instant),
    /** What the listing said then: while it says the same, the answer of that call holds. Null where it said nothing. */
    row: Nullable(
      Type.Object(
        { status: Word, method: Nullable(Word), expires_at: Nullable(Instant), order_status: Nullable(Word) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type StateLine = Readonly<Static<typeof StateLine>>;

/** What `schemas/state.schema.json` publishes: any line of the file. */
export const StateFileLine = Type.Union([StateHeader, StateLine], { title: "A line of a state file of dcv" });
