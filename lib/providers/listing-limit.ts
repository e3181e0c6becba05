/** A CA that lists far more than an account can have is not believed: the counterpart of a collapse. */
import { ProviderError } from "./provider-error";

/** How much may be listed: what the settings say, but at least twice the declared domains. */
export function mostListed(maximumListed: number, declared: number): number {
  return Math.max(maximumListed, 2 * declared);
}

/**
 * @param what how much is listed, such as `1000000 domains`
 * @param narrow what else to do, as a phrase; null where a listing cannot be narrowed
 */
export function listsTooMuch(provider: string, what: string, most: number, narrow: string | null): ProviderError {
  const problem = `${provider}: lists ${what}, and no more than ${most} are believed`;
  const advice = `check the account${narrow === null ? "" : `, ${narrow}`}, or raise maximumListed of this provider if it is true`;
  return new ProviderError("UnexpectedResponse", `${problem}; ${advice}`);
}
