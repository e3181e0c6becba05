/** What is thrown in a call becomes one diagnostic: a fault of this program, or a value that does not fit the schema. */
import { printable } from "../../../core/printable";
import type { TfDiagnostic } from "../schema";
import { diagnosticsToWire, pathText } from "./diagnostics";
import type { Log } from "./log";
import type { Answer, Call, Calls, Request, Sent } from "./messages";
import { ValueError } from "./values";

export interface Running {
  /** Each call until it is answered. */
  readonly calls: Set<Promise<unknown>>;
  /** What was thrown outside of any call, for which the process ends; null for nothing. */
  outside: Error | null;
}

/**
 * The same calls, each of which answers whatever happens in it. The process goes on, because Terraform has other calls open.
 */
export function guarded(calls: Calls, log: Log, running: Running): Calls {
  const entries = Object.keys(calls).map((call) => [call, guard(call as Call, calls, log, running)]);
  return Object.fromEntries(entries) as Calls;
}

function guard<C extends Call>(call: C, calls: Calls, log: Log, running: Running): Calls[C] {
  const answered = async (request: Request<C>, cancelled: AbortSignal): Promise<Answer<C>> => {
    try {
      const answer = await calls[call](request, cancelled);
      return running.outside === null ? answer : withMore(answer, faultOf(running.outside, call, log));
    } catch (error) {
      return withFault(call, request, faultOf(error, call, log));
    }
  };
  const tracked = async (request: Request<C>, cancelled: AbortSignal): Promise<Answer<C>> => {
    const answer = answered(request, cancelled);
    running.calls.add(answer);
    return answer.finally(() => running.calls.delete(answer));
  };
  return tracked as Calls[C];
}

/** What Terraform knew of a resource stays as it was. */
const KEPT: { readonly [C in Call]?: (request: Request<C>) => Answer<C> } = {
  ReadResource: (request) => ({ new_state: request.current_state, private: request.private }),
  ApplyResourceChange: (request) => ({ new_state: request.prior_state, private: request.planned_private }),
};

function withFault<C extends Call>(call: C, request: Request<C>, fault: TfDiagnostic): object {
  if (call === "CallFunction") return { error: { text: `${fault.summary}: ${fault.detail}` } };
  return { ...KEPT[call]?.(request), diagnostics: diagnosticsToWire([fault]) };
}

/** The calls that run then were aborted, and would not say why. */
function withMore<A extends object>(answer: A, fault: TfDiagnostic): A {
  const { diagnostics } = answer as { readonly diagnostics?: readonly Sent<"Diagnostic">[] };
  return diagnostics === undefined
    ? answer
    : { ...answer, diagnostics: [...diagnostics, ...diagnosticsToWire([fault])] };
}

function faultOf(error: unknown, call: Call, log: Log): TfDiagnostic {
  if (error instanceof ValueError) {
    const where = error.path.length === 0 ? "" : `${pathText(error.path)}: `;
    return {
      severity: "error",
      summary: "A value does not have the type that the schema gives it",
      detail: `${call}: ${printable(`${where}${error.message}`)}. A state that was edited by hand is one cause. Otherwise please report it, with the version of Terraform.`,
    };
  }
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  log("error", `${call}: ${name}: ${message}`, { stack });
  return {
    severity: "error",
    summary: "The provider has a bug",
    detail: `${call}: ${printable(`${name}: ${message}`)}. Please report it. With TF_LOG=error, Terraform shows where it happened.`,
  };
}
