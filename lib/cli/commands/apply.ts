/** `dcv apply`: a saved plan becomes validations. */
import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { counted, printable } from "../../core/printable";
import { boundaryOf } from "../../document/boundary";
import type { ApplyDocument } from "../../report/apply-document";
import type { PlanDocument } from "../../report/plan-document";
import { renderApplyText } from "../../report/text/apply";
import { applyPlan, runOptionsOf } from "../../run/apply/apply";
import type { ApplyReporter } from "../../run/apply/apply";
import type { ApplyOptions } from "../../run/apply/options";
import { diagnosticsText } from "../../run/diagnostics";
import { prepare } from "../../run/run";
import { readSavedPlan } from "../../run/saved-plan";
import { UserError } from "../../run/user-error";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { refuseToReplace, writeToFile } from "../outputs";
import { refuseToLeave } from "../../run/stay-inside";
import { createProgress } from "../progress";

export interface ApplyCommandOptions extends Omit<ApplyOptions, "journalPath"> {
  readonly planPath: string;
  /** Null: beside the plan. */
  readonly journalPath: string | null;
  readonly autoApprove: boolean;
  readonly outputs: readonly string[];
  readonly detailedExitCode: boolean;
  readonly logLevel: LogLevel;
}

/** Where the result goes beside the table: JSON to a file, or JSON alone to standard output. */
interface ApplyOutputs {
  readonly jsonPath: string | null;
  readonly isJsonShown: boolean;
}

export async function applyCommand(options: ApplyCommandOptions, host: Host): Promise<number> {
  const journalPath = options.journalPath ?? journalBeside(options.planPath);
  const outputs = await readOutputs(options.outputs, [options.planPath, options.configPath, journalPath], host);
  await refuseToLeave(journalPath, await boundaryOf(resolve(host.cwd, options.planPath), host.cwd), host.cwd);
  const { plan, diagnostics } = await readSavedPlan(options.planPath, host);
  host.stderr.write(diagnosticsText(diagnostics));
  if (plan === null) return EXIT.error;
  return applyAndShow(plan, { ...options, journalPath }, outputs, host);
}

/** Applies, writes what was done, and gives the exit code. */
export async function applyAndShow(
  plan: PlanDocument,
  options: ApplyCommandOptions & Pick<ApplyOptions, "journalPath">,
  outputs: ApplyOutputs,
  host: Host,
): Promise<number> {
  const { prepared, diagnostics } = await prepare(runOptionsOf(options), host);
  host.stderr.write(diagnosticsText(diagnostics));
  if (prepared === null) return EXIT.error;
  const document = await applyPlan(plan, prepared, options, host, reporterFor(options, host), process.pid);
  if (document === null) {
    host.stderr.write("dcv: not approved; nothing was done\n");
    return EXIT.error;
  }
  const isWritten = await show(document, outputs, host);
  host.interrupted.throwIfAborted();
  return isWritten ? exitCodeOf(document, options.detailedExitCode) : EXIT.error;
}

function exitCodeOf({ summary, violated }: ApplyDocument, detailed: boolean): number {
  if (summary.bad > 0) return EXIT.error;
  if (violated) return EXIT.violation;
  return summary.pending > 0 && detailed ? EXIT.changes : EXIT.ok;
}

function journalBeside(planPath: string): string {
  if (planPath !== "-") return `${planPath}.journal`;
  throw new UserError("a plan from standard input has no place for its journal: name one with --journal FILE");
}

export async function readOutputs(
  values: readonly string[],
  inputs: readonly string[],
  host: Host,
): Promise<ApplyOutputs> {
  let outputs: ApplyOutputs = { jsonPath: null, isJsonShown: false };
  for (const value of values) {
    const path = /^json=(.+)$/.exec(value)?.[1];
    if (path !== undefined && path !== "-") outputs = { ...outputs, jsonPath: path };
    else if (value === "json" || path === "-") outputs = { ...outputs, isJsonShown: true };
    else if (value !== "text") {
      throw new UserError(`there is no output format ${JSON.stringify(value)} for an apply (text, json, json=PATH)`);
    }
  }
  if (outputs.jsonPath === null) return outputs;
  await refuseToLeave(outputs.jsonPath, await boundaryOf(resolve(host.cwd, inputs[1] ?? ""), host.cwd), host.cwd);
  await refuseToReplace([{ path: outputs.jsonPath }], inputs, host.cwd);
  return outputs;
}

async function show(document: ApplyDocument, { jsonPath, isJsonShown }: ApplyOutputs, host: Host): Promise<boolean> {
  const json = `${JSON.stringify(document, null, 2)}\n`;
  const pieces = isJsonShown ? [json] : renderApplyText(document);
  for (const piece of pieces) host.stdout.write(piece);
  if (jsonPath === null) return true;
  // What was done is written also where a signal ended the run.
  return writeToFile(jsonPath, [json], { ...host, interrupted: new AbortController().signal });
}

function reporterFor({ autoApprove, logLevel }: ApplyCommandOptions, host: Host): ApplyReporter {
  const progress = createProgress({ ...host.stderr, isTTY: false }, logLevel);
  return {
    ...progress,
    report: ({ address, state, why }) =>
      host.stderr.write(`${printable(`${address}: ${state}${why && `, ${why}`}`)}\n`),
    note: (text) => host.stderr.write(`dcv: ${printable(text)}\n`),
    async approve(changes) {
      if (autoApprove || host.ask === null) return true;
      const question = `Apply ${counted(changes, "change")}? Only "yes" goes on: `;
      return (await host.ask(question)) === "yes";
    },
  };
}

/** The program that publishes for zones with `publish: exec`: named by the command line or the environment, never by a file. */
export async function hookOf(named: string | null, { cwd, env }: Host): Promise<string | null> {
  const given = named ?? (env["DCV_HOOK"] || null);
  if (given === null) return null;
  const path = resolve(cwd, given);
  await access(path, constants.X_OK).catch(() => {
    throw new UserError(printable(`the hook ${given} is no program that can be run`));
  });
  return path;
}
