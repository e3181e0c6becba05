/** Why an order that is due cannot begin from here. The plan says it, so that no apply fails for it. Pure. */
import type { ProviderModule } from "../../core/provider-module";
import { METHODS } from "../../core/vocabulary";
import type { Method } from "../../core/vocabulary";
import { errorAt } from "./diagnostics";
import type { TfDiagnostic } from "./schema";

type Ca = Pick<ProviderModule, "title" | "methods" | "flows" | "ownSteps">;

/** A method that the CA does not know is wrong whatever is due. */
export function methodProblems({ title, methods }: Ca, method: Method | null): readonly TfDiagnostic[] {
  if (method === null || methods.includes(method)) return [];
  return [errorAt(["method"], `${title} does not validate by ${method}`, `It validates by ${methods.join(", ")}`)];
}

/**
 * @param step what is to be done at the CA itself
 * @returns null where the CA can be asked for an order by this method
 */
export function orderProblem(
  { title, flows, ownSteps }: Ca,
  address: string,
  method: Method,
  step: "register" | "start",
): TfDiagnostic | null {
  if (flows?.[method] !== undefined) return null;
  const there = `${ownSteps[step]}; the next plan takes up what is there then`;
  if (flows === undefined) return errorAt(null, `${address}: ${title} takes no order from here`, there);
  const others = METHODS.filter((one) => flows[one] !== undefined).join(", ");
  const detail = `Set one of ${others}, or order it at the CA itself: the next plan takes up what is there then`;
  return errorAt(["method"], `${address}: ${title} takes no order by ${method} from here`, detail);
}
