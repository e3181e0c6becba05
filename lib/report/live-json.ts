/** A live record as the JSON formats write it. */
import type { LiveRecord } from "../core/observation";
import { formatDay, formatInstant } from "../core/time";

export function liveJson(live: LiveRecord): object {
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

/**
 * JSON with two blanks of indentation. Characters that could act on a terminal and that `JSON.stringify` leaves raw (DEL,
 * C1 controls, bidirectional controls, line separators) are written as escapes, which parse to the same text.
 */
export function jsonText(value: object): string {
  const escaped = JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${escaped}\n`;
}
