/** What DNS says, as the JSON formats write it. */
import { Type } from "@sinclair/typebox";
import { answering, DNSSEC_STATES, RECORD_STATES } from "../core/evidence";
import type { Evidence, RecordEvidence, ServerView } from "../core/evidence";
import { closed, nullable, oneOf } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { formatInstant } from "../core/time";
import { instant } from "./instant-schema";

const text = Type.String();
const count = Type.Integer({ minimum: 0 });
const CAA_OUTCOME = oneOf(["allowed", "forbidden", "unknown"]);

const ZONE = closed({
  name: nullable(text, { description: "Null where no zone was found." }),
  found_by: oneOf(["settings", "resolver", "parent"]),
  delegated: Type.Boolean({ description: "False where the closest zone is a public suffix." }),
  servers: count,
  answering: nullable(count, { description: "Null where no record was asked for, so that no server was asked." }),
  negative_ttl: nullable(count, { description: "Seconds for which a resolver keeps `no such record`." }),
  problem: nullable(text),
});

const RECORD = closed({
  name: text,
  type: oneOf(["CNAME", "TXT"]),
  want: Type.String({ description: "For TXT one character a byte." }),
  state: oneOf(RECORD_STATES),
  servers: closed({
    present: Type.Integer({ minimum: 0, description: "Servers that have the value." }),
    absent: Type.Integer({ minimum: 0, description: "Servers that answer without it." }),
    silent: Type.Integer({ minimum: 0, description: "Servers that say nothing of the name." }),
  }),
  others: Type.Array(
    closed({
      server: text,
      says: Type.String({ description: "What it says or how it fails, as one word." }),
      values: Type.Array(text),
      serial: nullable(count),
    }),
    { description: "The servers that do not have the value." },
  ),
  chain: Type.Array(text, { description: "Names that aliases lead through, the first target first." }),
  masked_by: nullable(text, { description: "What a name that cannot exist answers." }),
  persistent_problem: Type.Optional(
    nullable(text, { description: "For a persistent record: why the CA cannot use what is there." }),
  ),
});

export const EVIDENCE = {
  asked_at: instant(),
  zone: ZONE,
  record: nullable(RECORD, { description: "Null where the CA has given no challenge that DNS could hold." }),
  caa: closed({
    at: nullable(text, { description: "The name whose records decide." }),
    today: CAA_OUTCOME,
    later: oneOf(["allowed", "forbidden", "unknown"], {
      description: "With the parameters of RFC 8657, which bind from 2027-03-15.",
    }),
    issuers: Type.Array(text, { description: "Domain names that the records permit." }),
    why: text,
  }),
  dnssec: oneOf(DNSSEC_STATES),
  stale: Type.Optional(
    Type.Array(text, {
      description:
        "Names of records that earlier validations left there; absent where the zone could not be read as a whole.",
    }),
  ),
};

/** A part of the plan. */
export const EVIDENCE_SCHEMA = closed(EVIDENCE, { description: "What DNS says; absent where it was not asked." });

export type EvidenceDocument = Shape<typeof EVIDENCE_SCHEMA>;

export function describeEvidence({ askedAt, zone, record, caa, dnssec, stale }: Evidence): EvidenceDocument {
  return {
    asked_at: formatInstant(askedAt),
    zone: {
      name: zone.name,
      found_by: zone.foundBy,
      delegated: zone.delegated,
      servers: zone.servers,
      answering: zone.answering,
      negative_ttl: zone.negativeTtl,
      problem: zone.problem,
    },
    record: record === null ? null : describeRecord(record),
    caa: { at: caa.at, today: caa.today, later: caa.later, issuers: caa.issuers, why: caa.why },
    dnssec,
    ...(stale === undefined ? {} : { stale }),
  };
}

function describeRecord(record: RecordEvidence): NonNullable<EvidenceDocument["record"]> {
  const { name, type, want, state, views, chain, maskedBy, persistentProblem } = record;
  const seen = answering(views);
  const present = seen.filter(({ values }) => values.includes(want)).length;
  return {
    ...{ name, type, want, state },
    servers: { present, absent: seen.length - present, silent: views.length - seen.length },
    others: views.filter(({ values }) => !values.includes(want)).map(describeView),
    chain,
    masked_by: maskedBy,
    ...(persistentProblem === undefined ? {} : { persistent_problem: persistentProblem }),
  };
}

function describeView({ server, state, values, target, serial, detail }: ServerView) {
  return {
    server,
    says: detail === null ? state : `${state} (${detail})`,
    values: target === null ? values : [target],
    serial,
  };
}
