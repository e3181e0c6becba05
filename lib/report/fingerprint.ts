/** Stable identities for what is shown again on every run: the same subject, the same identity. */
import { hash } from "node:crypto";

/** SHA-256 of the parts, in hexadecimal digits. Never made from a message or a line, which change while the subject stays. */
export function fingerprint(...parts: readonly string[]): string {
  return hash("sha256", JSON.stringify(parts)); // in one call: an object for each would outlive the next collections
}
