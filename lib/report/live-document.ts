/** A live record as the JSON formats write it. */
import { Type } from "@sinclair/typebox";
import type { Challenge, LiveRecord } from "../core/observation";
import { closed, nullable } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { formatDay, formatInstant, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import { DAY, instant } from "./instant-schema";

const CHALLENGE_DATES = {
  deadline: nullable(instant(), { description: "When the challenge ends." }),
  next_check: nullable(instant(), { description: "When the CA looks for it next." }),
};

const CHALLENGE = Type.Union(
  [
    closed({ method: Type.String(), name: Type.String(), value: Type.String(), ...CHALLENGE_DATES }),
    closed({ url: Type.String(), content: Type.String(), ...CHALLENGE_DATES }),
    closed({ email: Type.String(), ...CHALLENGE_DATES }),
    Type.Null(),
  ],
  {
    description:
      "What must be published or confirmed: a DNS record, a file, or an e-mail; null where the CA waits for nothing.",
  },
);

export const LIVE_SCHEMA = closed({
  status: Type.String({ description: "VALIDATED, NOT_VALIDATED, EXPIRED, or the CA's own word." }),
  method: nullable(Type.String()),
  order_status: nullable(Type.String()),
  order_method: nullable(Type.String()),
  order_submitted_at: nullable(instant()),
  order_id: Type.Optional(Type.String({ description: "The number of the order at the CA, where it gives one." })),
  validated_at: nullable(instant(), { description: "Null unless the CA reported it." }),
  expires_on: nullable(DAY),
  challenge: CHALLENGE,
  covered_by: Type.Optional(
    Type.String({ description: "The listed name whose validation this is, where it is not the domain itself." }),
  ),
});

export type LiveDocument = Shape<typeof LIVE_SCHEMA>;

export function describeLive(live: LiveRecord): LiveDocument {
  return {
    status: live.status,
    method: live.method,
    order_status: live.orderStatus,
    order_method: live.orderMethod,
    order_submitted_at: instantOrNull(live.orderSubmittedAt),
    ...(live.orderId == null ? {} : { order_id: live.orderId }),
    validated_at: live.validation?.basis === "reported" ? formatInstant(live.validation.at) : null,
    expires_on: live.expiresAt === null ? null : formatDay(live.expiresAt),
    challenge: live.challenge == null ? null : describeChallenge(live.challenge),
    ...(live.coveredBy === undefined ? {} : { covered_by: live.coveredBy }),
  };
}

function describeChallenge(challenge: Challenge): NonNullable<LiveDocument["challenge"]> {
  const dates = { deadline: instantOrNull(challenge.deadline), next_check: instantOrNull(challenge.nextCheck) };
  if ("email" in challenge) return { email: challenge.email, ...dates };
  if ("url" in challenge) return { url: challenge.url, content: challenge.content, ...dates };
  return { method: challenge.method, name: challenge.name, value: challenge.value, ...dates };
}

export function instantOrNull(at: EpochMs | null): string | null {
  return at === null ? null : formatInstant(at);
}

/** The record that a document was made of, as far as the document holds it. The schema has checked that its instants exist. */
export function liveOf(live: LiveDocument): LiveRecord {
  const validatedAt = parseOrNull(live.validated_at);
  return {
    status: live.status,
    method: live.method,
    orderStatus: live.order_status,
    orderMethod: live.order_method,
    orderSubmittedAt: parseOrNull(live.order_submitted_at),
    orderId: live.order_id ?? null,
    validation: validatedAt === null ? null : { at: validatedAt, basis: "reported" },
    expiresAt: parseOrNull(live.expires_on),
    challenge: live.challenge === null ? null : challengeOf(live.challenge),
    ...(live.covered_by === undefined ? {} : { coveredBy: live.covered_by }),
  };
}

function challengeOf(challenge: NonNullable<LiveDocument["challenge"]>): Challenge {
  const dates = { deadline: parseOrNull(challenge.deadline), nextCheck: parseOrNull(challenge.next_check) };
  if ("email" in challenge) return { email: challenge.email, ...dates };
  if ("url" in challenge) return { url: challenge.url, content: challenge.content, ...dates };
  const method = challenge.method === "CNAME" || challenge.method === "TXT" ? challenge.method : "PERSISTENT_TXT";
  return { method, name: challenge.name, value: challenge.value, ...dates };
}

function parseOrNull(text: string | null): EpochMs | null {
  return text === null ? null : parseInstant(text);
}
