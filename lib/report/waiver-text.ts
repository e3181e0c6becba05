/** Who accepted a finding, until when and why, in the same words in every format. */
import type { AppliedWaiver } from "../core/finding";

/** `accepted by pki@example.com until 2027-01-31: moves to a new host`. */
export function waiverText({ owner, expires, reason }: AppliedWaiver): string {
  return `accepted by ${owner} until ${expires}: ${reason}`;
}
