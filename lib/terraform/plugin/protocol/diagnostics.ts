/** Diagnostics on the wire. */
import type { AttributePath, PathStep, TfDiagnostic } from "../schema";
import type { Sent } from "./messages";

const SEVERITY = { error: 1, warning: 2 } as const;

export function diagnosticsToWire(diagnostics: readonly TfDiagnostic[]): readonly Sent<"Diagnostic">[] {
  return diagnostics.map(({ severity, summary, detail, attribute }) => ({
    ...{ severity: SEVERITY[severity], summary, detail },
    ...(attribute === undefined ? {} : { attribute: pathToWire(attribute) }),
  }));
}

export function pathToWire(path: AttributePath): Sent<"Path"> {
  return { steps: path.map(stepToWire) };
}

function stepToWire(step: PathStep): Sent<"Step"> {
  if (typeof step === "string") return { attribute_name: step };
  return typeof step === "number" ? { element_key_int: step } : { element_key_string: step.key };
}

/** As it is written in a configuration, such as `accounts["my-ca"].username`. */
export function pathText(path: AttributePath): string {
  const steps = path.map((step) => {
    if (typeof step === "string") return `.${step}`;
    return typeof step === "number" ? `[${step}]` : `[${JSON.stringify(step.key)}]`;
  });
  return steps.join("").replace(/^\./, "");
}
