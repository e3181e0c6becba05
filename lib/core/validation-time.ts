/** When a domain was validated, as far as that is known. */
import { formatDay } from "./time";
import type { EpochMs } from "./time";

/**
 * The instant of a validation: reported by the CA, or derived from the expiry date because the settings of the provider
 * say how; otherwise the first and the last instant that are possible.
 */
export type ValidationTime =
  | { readonly at: EpochMs; readonly basis: "reported" | "derived" }
  | { readonly earliest: EpochMs; readonly latest: EpochMs; readonly basis: "bounded" };

/** The first and the last possible instant; equal where the instant is known. */
export interface InstantRange {
  readonly earliest: EpochMs;
  readonly latest: EpochMs;
}

export function instantRange(validation: ValidationTime): InstantRange {
  return validation.basis === "bounded" ? validation : { earliest: validation.at, latest: validation.at };
}

/** `2026-11-01`, `2026-11-01 (derived from the expiry date)` or `2026-11-01 or later`: the UTC day and how it is known. */
export function validationDay(validation: ValidationTime): string {
  const day = formatDay(instantRange(validation).earliest);
  switch (validation.basis) {
    case "reported":
      return day;
    case "derived":
      return `${day} (derived from the expiry date)`;
    case "bounded":
      return `${day} or later`;
  }
}
