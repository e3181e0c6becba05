/** What was wrong with the CAs, for the log of a run whose result goes elsewhere. */
import type { Change } from "../core/change";
import type { Plan } from "../core/plan";
import { printable } from "../core/printable";

/** Whether a declared domain was seen, but not understood. */
export function isNotUnderstood({ declared, observed, reason }: Change): boolean {
  return declared !== null && observed === "unknown" && reason === "not_understood";
}

/** A line each; empty when nothing was. */
export function providerIssuesText({ providers, changes }: Plan): string {
  const warnings = providers.flatMap((provider) => provider.warnings);
  const unknown = changes
    .filter((change) => isNotUnderstood(change) && !warnings.includes(change.message))
    .map(({ address, message }) => `${address}: ${message}`);
  const errors = providers.flatMap(({ error }) => (error === null ? [] : [error]));
  return [...errors, ...[...warnings, ...unknown].map((one) => `warning: ${one}`)]
    .map((line) => `dcv: ${printable(line)}\n`)
    .join("");
}
