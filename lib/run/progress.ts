/** What a run reports while it lasts. */
import type { CallRecord } from "../providers/runtime";

export interface Progress {
  /** So many domains have been seen at this provider. */
  seen(provider: string, domains: number): void;
  /** So many of the domains that are asked about one by one have been answered. */
  answered?(provider: string, done: number, total: number): void;
  /** One attempt at one call is over. */
  called(call: CallRecord): void;
  /** Takes the counter away, before anything else is written. */
  clear(): void;
}
