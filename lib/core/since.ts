/** What has happened since the reading before, and from when a plan with a state is: what such a plan adds to any other. */
import type { Change } from "./change";
import { addressOf } from "./desired";
import { DAY_MS } from "./time";
import type { EpochMs } from "./time";

export const NEWS_KINDS = [
  /** A newer validation. */
  "revalidated",
  /** It was validated and no longer is, or its validation has become too old. */
  "lapsed",
  /** The validation still counts, and its time to be made again has come. */
  "entered-window",
  "appeared",
  "vanished",
  /** The order has another status. */
  "order-moved",
  /** Another status, method or expiry, and none of the above. */
  "changed",
  /** It was known and could not be read now, or the reverse. */
  "unreadable",
  "readable",
] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

export interface News {
  readonly provider: string;
  readonly domain: string;
  readonly kind: NewsKind;
  /** What was and what is, in the CA's words; empty where the kind says all. */
  readonly detail: string;
}

export interface PlanState {
  /** When the CAs were asked. */
  readonly at: EpochMs;
  /** Whether they were asked for this plan. */
  readonly refreshed: boolean;
  /** Names that each listed, that a call was made for, and that an earlier call was believed for; by name. */
  readonly providers: readonly {
    readonly name: string;
    readonly listed: number;
    readonly asked: number;
    readonly known: number;
  }[];
  /** Null where there is no state from before. */
  readonly since: { readonly at: EpochMs; readonly news: readonly News[] } | null;
}

/**
 * What time alone has done since the reading before: a window has begun, or a validation has ended. What the CA did is in
 * `known`, and is not said twice.
 * @param readAt when a name was read before
 */
export function newsOfTime(
  changes: readonly Change[],
  readAt: (provider: string, domain: string) => EpochMs,
  known: readonly News[],
): readonly News[] {
  const knownAddresses = new Set(known.map(({ provider, domain }) => addressOf(provider, domain)));
  return changes.flatMap(({ address, provider, domain, declared, reason, reuse }): readonly News[] => {
    const until = reuse?.usableUntil ?? null;
    if (declared === null || until === null || knownAddresses.has(address)) return [];
    const before = readAt(provider, domain);
    const begins = until - declared.revalidateWithinDays * DAY_MS;
    if (reason === "expiring" && begins > before) return [{ provider, domain, kind: "entered-window", detail: "" }];
    const isOver = reason === "expired" || reason === "reuse_limit_exceeded" || reason === "method_void";
    return isOver && until > before ? [{ provider, domain, kind: "lapsed", detail: "" }] : [];
  });
}
