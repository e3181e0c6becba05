/** The plan as a Terraform stack needs it: the run of `dcv plan`, refused unless everything was seen. */
import type { Diagnostic } from "../core/diagnostic";
import type { JudgedPlan } from "../core/finding";
import type { Plan } from "../core/plan";
import { printable } from "../core/printable";
import { findConfig } from "./config-file";
import type { RunContext } from "./context";
import type { Progress } from "./progress";
import { isNotUnderstood } from "./provider-issues";
import { NO_SELECTION } from "../core/selection";
import { DEFAULT_DEADLINE_SECONDS } from "./deadline";
import { run } from "./run";
import type { RunOptions } from "./run";
import { UserError } from "./user-error";

/** As in `dcv plan`, unless given. */
export type PlanForStackOptions = Partial<Omit<RunOptions, "everyDate" | "compareWith" | "state" | "selection">>;

/** Where a run reports what it found before it returns. */
export interface StackReporter extends Progress {
  /** Problems of the file and of the rules. */
  diagnosed(diagnostics: readonly Diagnostic[]): void;
  /** The plan as the CAs' answers made it, complete or not. */
  planned(plan: Plan): void;
}

/**
 * Asks for every validation date: a bound that became a date later would look like a change of the domain.
 * @throws UserError when the configuration has errors or not everything could be seen, so that no stack hides it.
 */
export async function planForStack(
  given: PlanForStackOptions,
  context: RunContext,
  reporter: StackReporter,
): Promise<JudgedPlan> {
  const options: RunOptions = {
    configPath: await findConfig(given.configPath ?? null, context),
    asOf: given.asOf ?? null,
    windowDays: given.windowDays ?? null,
    enforcement: given.enforcement ?? null,
    deadlineMs: given.deadlineMs ?? DEFAULT_DEADLINE_SECONDS * 1000,
    everyDate: true,
    compareWith: null,
    state: null,
    selection: NO_SELECTION,
  };
  const { judged, diagnostics } = await run(options, context, reporter);
  reporter.diagnosed(diagnostics);
  if (judged === null) throw new UserError(`${options.configPath} has errors, so no stack was written`);
  reporter.planned(judged.plan);
  if (judged.plan.complete) return judged;
  // The reporter has named a CA that is down; what an answer left unclear is named here, beside its consequence.
  const causes = judged.plan.changes
    .filter(isNotUnderstood)
    .map(({ address, message }) => `\n  ${printable(`${address}: ${message}`)}`);
  const colon = causes.length === 0 ? "" : ":";
  throw new UserError(`not everything could be seen, so no stack was written${colon}${causes.join("")}`);
}
