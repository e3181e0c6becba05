/** A live record as the JSON formats write it. */
import { Type } from "@sinclair/typebox";
import type { SchemaOptions, TString } from "@sinclair/typebox";
import type { LiveRecord } from "../core/observation";
import { closed, nullable } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { formatDay, formatInstant } from "../core/time";

/** ISO 8601 in UTC; the format is checked as well, so that the instant exists. */
export function instant(options: SchemaOptions = {}): TString {
  return Type.String({
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$",
    format: "date-time",
    ...options,
  });
}
export const DAY = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", format: "date" });

export const LIVE_SCHEMA = closed({
  status: Type.String({ description: "VALIDATED, NOT_VALIDATED, EXPIRED, or the CA's own word." }),
  method: nullable(Type.String()),
  order_status: nullable(Type.String()),
  order_method: nullable(Type.String()),
  order_submitted_at: nullable(instant()),
  validated_at: nullable(instant(), { description: "Null unless the CA reported it." }),
  expires_on: nullable(DAY),
});

export type LiveDocument = Shape<typeof LIVE_SCHEMA>;

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
