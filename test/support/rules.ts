/** The rules as they ship. */
import type { Rule } from "../../lib/policy/rule";
import { loadRules } from "../../lib/policy/load";
import { POLICIES, REPOSITORY } from "./tables";

export async function shippedRules(): Promise<readonly Rule[]> {
  const { rules, diagnostics } = await loadRules(POLICIES, [], REPOSITORY);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return rules;
}
