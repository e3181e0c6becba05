/** `--log-level debug`: one line for each call to a CA. */
import { printable } from "../core/printable";
import type { CallRecord } from "../providers/runtime";

export const LOG_LEVELS = ["info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * `dcv: debug: my-ca GET https://…/validation?size=200&position=0: 200, 41 ms, attempt 1, trace 5f0c`. The record comes
 * without headers and bodies, and with what is secret redacted.
 */
export function callText({ provider, method, url, status, durationMs, attempt, traceId, error }: CallRecord): string {
  const parts = [
    status === null ? "no answer" : String(status),
    `${Math.round(durationMs)} ms`,
    `attempt ${attempt}`,
    ...(traceId === null ? [] : [`trace ${traceId}`]),
    ...(error === null ? [] : [error]),
  ];
  return `dcv: debug: ${printable(`${provider} ${method} ${url}: ${parts.join(", ")}`)}\n`;
}
