/** A live record as the JSON formats write it. */
import { Type } from "@sinclair/typebox";
import type { Challenge, LiveRecord } from "../core/observation";
import { closed, nullable } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { formatDay, formatInstant } from "../core/time";
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
  validated_at: nullable(instant(), { description: "Null unless the CA reported it." }),
  expires_on: nullable(DAY),
  challenge: CHALLENGE,
});

export type LiveDocument = Shape<typeof LIVE_SCHEMA>;

export function describeLive(live: LiveRecord): LiveDocument {
  return {
    status: live.status,
    method: live.method,
    order_status: live.orderStatus,
    order_method: live.orderMethod,
    order_submitted_at: instantOrNull(live.orderSubmittedAt),
    validated_at: live.validation?.basis === "reported" ? formatInstant(live.validation.at) : null,
    expires_on: live.expiresAt === null ? null : formatDay(live.expiresAt),
    challenge: live.challenge == null ? null : describeChallenge(live.challenge),
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
