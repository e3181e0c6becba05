/** The plan as a Terraform stack needs it: the run of `dcv plan`, and nothing that was not seen to its end. */
import type { JudgedPlan } from "../core/finding";
import { printable } from "../core/printable";
import { diagnosticsText } from "./diagnostics";
import type { Host } from "./host";
import { DEFAULT_CONFIG, DEFAULT_DEADLINE_SECONDS } from "./options";
import { createProgress } from "./progress";
import { run } from "./run";
import type { RunOptions } from "./run";
import { isNotUnderstood, troublesText } from "./troubles";
import { UserError } from "./user-error";

/** As in `dcv plan`, unless given. */
export type PlanForStackOptions = Partial<Omit<RunOptions, "everyDate" | "compareWith">>;

/**
 * For a stack of one's own as for `dcv synth`. What there is to say of the file and of the CAs goes to the host's standard
 * error. Every validation date is asked for: a bound that became a date later would look like a change of the domain.
 * @throws UserError when the configuration has errors or not everything could be seen, so that no stack hides it.
 */
export async function planForStack(given: PlanForStackOptions, host: Host): Promise<JudgedPlan> {
  const options: RunOptions = {
    configPath: given.configPath ?? DEFAULT_CONFIG,
    asOf: given.asOf ?? null,
    windowDays: given.windowDays ?? null,
    enforcement: given.enforcement ?? null,
    deadlineMs: given.deadlineMs ?? DEFAULT_DEADLINE_SECONDS * 1000,
    everyDate: true,
    compareWith: null,
    logLevel: given.logLevel ?? "info",
  };
  const { judged, diagnostics } = await run(options, host, createProgress(host.stderr, options.logLevel));
  host.stderr.write(diagnosticsText(diagnostics));
  if (judged === null) throw new UserError(`${options.configPath} has errors, so no stack was written`);
  host.stderr.write(troublesText(judged.plan));
  if (judged.plan.complete) return judged;
  // A CA that is down was said before; what its answer left unclear is said here, beside what comes of it.
  const causes = judged.plan.changes
    .filter(isNotUnderstood)
    .map(({ address, message }) => `\n  ${printable(`${address}: ${message}`)}`);
  const colon = causes.length === 0 ? "" : ":";
  throw new UserError(`not everything could be seen, so no stack was written${colon}${causes.join("")}`);
}
