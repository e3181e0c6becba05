/** The end of an order that was not what was wanted, in words of Terraform. Pure. */
import type { Acted } from "./act-request";
import { errorAt } from "./diagnostics";
import { endSummary } from "./end-summary";
import type { TfDiagnostic } from "./schema";

export function problemOfEnd(address: string, { state, why, record }: Acted): TfDiagnostic {
  if (state === "by-hand" && record === null) {
    const detail = "Register it at the CA, or set register = true where the CA can be asked to. Then apply again";
    return errorAt(null, `${address} is not listed by the CA`, detail);
  }
  const goesOn = state === "waiting" || state === "not-begun";
  const next = goesOn ? "The next apply goes on from there" : "Plan again when that is settled";
  return errorAt(null, endSummary(address, state), `${why.replace(NEW_PLAN, "")}. ${next}`);
}

/** What `dcv apply` advises in place of what follows here. */
const NEW_PLAN = /[;,] (?:then )?make a new plan$/;
