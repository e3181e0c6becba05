/** A live record as the JSON formats write it. */
import type { LiveRecord } from "../core/observation";
import { formatDay, formatInstant } from "../core/time";

export interface LiveDocument {
  readonly status: string;
  readonly method: string | null;
  readonly order_status: string | null;
  readonly order_method: string | null;
  readonly order_submitted_at: string | null;
  /** Null unless the CA reported it. */
  readonly validated_at: string | null;
  readonly expires_on: string | null;
}

export function describeLive(live: LiveRecord): LiveDocument {
  return {
    status: live.status,
    method: live.method,
    order_status: live.orderStatus,
    order_method: live.orderMethod,
    order_submitted_at: live.orderSubmittedAt === null ? null : formatInstant(live.orderSubmittedAt),
    validated_at: live.validation?.basis === "reported" ? formatInstant(live.validation.at) : null,
    expires_on: live.expiresAt === null ? null : formatDay(live.expiresAt),
  };
}
