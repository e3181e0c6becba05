/** Which account was asked, without its name: two runs can be compared, and nothing that came from the environment is shown. */
import { createHash } from "node:crypto";

/**
 * 16 hex digits of SHA-256.
 * @param id what names the account at the CA; no secret, so that a new password is the same account
 */
export function accountFingerprint(url: string, id: string): string {
  return createHash("sha256")
    .update(`${URL.canParse(url) ? new URL(url).host : url} ${id}`) // the embedded CA has a word in the place of a URL
    .digest("hex")
    .slice(0, 16);
}
