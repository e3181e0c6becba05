/** What was wrong with the CAs, for whoever looks at the log while the result goes elsewhere. */
import type { Plan } from "../core/plan";
import { printable } from "../core/printable";

/** A line each; empty when nothing was. */
export function troublesText({ providers, changes }: Plan): string {
  const warnings = providers.flatMap((provider) => provider.warnings);
  const unknown = changes
    .filter(
      ({ declared, observed, reason }) => declared !== null && observed === "unknown" && reason === "not_understood",
    )
    .filter(({ message }) => !warnings.includes(message))
    .map(({ address, message }) => `${address}: ${message}`);
  const errors = providers.flatMap(({ error }) => (error === null ? [] : [error]));
  return [...errors, ...[...warnings, ...unknown].map((one) => `warning: ${one}`)]
    .map((line) => `dcv: ${printable(line)}\n`)
    .join("");
}
