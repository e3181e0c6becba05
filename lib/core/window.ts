/** The revalidation window: how many days before its end a validation is due again. */
import type { LimitInForce } from "./reuse";

/** Where neither an entry nor the defaults of its file name a window. */
export const DEFAULT_WINDOW_DAYS = 30;

export interface WindowInForce {
  readonly days: number;
  /** The window asked for and the limit that it is not shorter than; null where it is shorter. */
  readonly tooLong: { readonly days: number; readonly limit: LimitInForce } | null;
}

/**
 * A window that is not shorter than the limit is cut to half of the limit, in whole days: otherwise a validation made today would be due
 * again at once. A method that is void limits nothing by days, so it leaves the window as it is.
 * @param limit the smallest limit in force on the date judged
 */
export function windowInForce(days: number, limit: LimitInForce | null): WindowInForce {
  if (limit === null || limit.days <= 0 || days < limit.days) return { days, tooLong: null };
  return { days: Math.floor(limit.days / 2), tooLong: { days, limit } };
}
