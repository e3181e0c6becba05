/** A journal as a file: JSON Lines, a head and one line an event. The schema is the check of what is read. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { END_STATES } from "../core/apply/apply-state";
import { CALL_RESULTS, CALLS, CLEANUP_RESULTS, PUBLISH_RESULTS } from "../core/apply/journal-entry";
import { MAX_CHALLENGE_TEXT } from "../core/challenge-record";
import { closed, oneOf } from "../core/schema-parts";

export const JOURNAL_FORMAT = "dcv-journal";
/** Raised by each change that an older `dcv` cannot read. */
export const JOURNAL_VERSION = 1;

const Instant = Type.String({ maxLength: 30 });
const Word = Type.String({ maxLength: 1000 });
const Text = Type.String({ maxLength: MAX_CHALLENGE_TEXT });
const Sentence = Type.String({ maxLength: 100_000 });
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const JournalHead = closed({
  format: Type.Literal(JOURNAL_FORMAT),
  version: Type.Literal(JOURNAL_VERSION),
  opened_at: Instant,
  /** Before it no call is sent: a run whose journal is lost may have sent one. Null where the user says that there was none. */
  calls_from: OrNull(Instant),
});
export type JournalHead = Static<typeof JournalHead>;

/** One run of an apply begins. */
export const JournalRun = closed({
  at: Instant,
  kind: Type.Literal("run"),
  plan: Word,
  /** By the name of the provider: 16 hex digits that identify the account without naming it. */
  accounts: Type.Record(Word, Type.String({ pattern: "^[0-9a-f]{16}$" })),
});
export type JournalRun = Static<typeof JournalRun>;

const Record = closed({ name: Word, type: oneOf(["CNAME", "TXT"]), value: Sentence });
const Dates = { deadline: OrNull(Instant), next_check: OrNull(Instant) };
const JournalChallenge = Type.Union([
  closed({ method: oneOf(["CNAME", "TXT", "PERSISTENT_TXT"]), name: Text, value: Sentence, ...Dates }),
  closed({ url: Text, content: Sentence, ...Dates }),
  closed({ email: Text, ...Dates }),
  Type.Null(),
]);
export type JournalChallenge = Static<typeof JournalChallenge>;

const ofChange = { at: Instant, plan: Word, address: Word };
export const JournalLine = Type.Union([
  closed({ ...ofChange, kind: Type.Literal("intent"), call: oneOf(CALLS), before: Sentence }),
  closed({
    ...ofChange,
    kind: Type.Literal("outcome"),
    call: oneOf(CALLS),
    result: oneOf(CALL_RESULTS),
    may_pass: Type.Boolean(),
    why: Sentence,
    challenge: JournalChallenge,
  }),
  closed({ ...ofChange, kind: Type.Literal("moved") }),
  closed({ ...ofChange, kind: Type.Literal("publish"), record: Record, zone: Word, by: Word }),
  closed({
    ...ofChange,
    kind: Type.Literal("published"),
    record: Record,
    zone: Word,
    result: oneOf(PUBLISH_RESULTS),
    replaces: OrNull(Sentence),
    why: Sentence,
  }),
  closed({ ...ofChange, kind: Type.Literal("cleaned"), record: Record, zone: Word, result: oneOf(CLEANUP_RESULTS) }),
  closed({ ...ofChange, kind: Type.Literal("end"), state: oneOf(END_STATES), why: Sentence }),
]);
export type JournalLine = Static<typeof JournalLine>;
