/** DNSSEC in the eyes of a validating resolver (RFC 4035). Nothing is validated here. */
import type { DnssecState } from "../core/evidence";
import { ROOT } from "../core/dns-name";
import { hasFailed } from "./zones";
import type { ZoneFinder } from "./zones";

/**
 * `unknown` where the resolver does not validate, or fails without validation too. Whether it validates is seen at the root
 * zone, which is signed.
 */
export async function dnssecState(name: string, finder: Pick<ZoneFinder, "resolve">): Promise<DnssecState> {
  const root = await finder.resolve(ROOT, "SOA");
  if (root.kind === "failure" || !root.answer.authenticated) return "unknown";
  const outcome = await finder.resolve(name, "SOA");
  if (!hasFailed(outcome)) return outcome.kind === "answer" && outcome.answer.authenticated ? "secure" : "insecure";
  // Only a server failure can be that of the validation; a time-out says nothing.
  if (outcome.kind === "failure" || outcome.answer.rcode !== "SERVFAIL") return "unknown";
  const unvalidated = await finder.resolve(name, "SOA", { checkingDisabled: true });
  return hasFailed(unvalidated) ? "unknown" : "bogus";
}
