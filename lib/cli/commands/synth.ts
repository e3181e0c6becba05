/** `dcv synth`: the run of `dcv plan`, ending in a Terraform stack. `main.ts` is the same under `cdktf synth`. */
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { printable } from "../../core/printable";
import { ownStepsOf } from "../../core/provider-module";
import { boundaryOf } from "../../document/boundary";
import { describePlan } from "../../report/describe-plan";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { refuseToLeave, writeOutputs } from "../outputs";
import { createStackReporter } from "../stack-reporter";
import { VERSION } from "../../run/package-root";
import { planForStack } from "../../run/plan-for-stack";
import type { RunOptions } from "../../run/run";
import { UserError } from "../../run/user-error";
import { PLAN_FILE, STACK, STACK_FILE } from "../../terraform/stack-files";

export interface SynthOptions extends RunOptions {
  readonly logLevel: LogLevel;
  /** The folder to write to, relative to the host's directory or absolute. */
  readonly outDir: string;
}

/** Violations do not fail it: `terraform plan` on the stack shows them, and fails. */
export async function synthCommand(options: SynthOptions, host: Host): Promise<number> {
  // Set by `cdktf synth --hcl`, which leaves check blocks out of what it writes.
  if (host.env.SYNTH_HCL_OUTPUT === "true")
    throw new UserError("HCL output would lose the check blocks; leave --hcl out");
  const outDir = resolve(host.cwd, options.outDir);
  const stackDir = join(outDir, "stacks", STACK);
  const refuse = (error: NodeJS.ErrnoException): never => {
    if (error.code === undefined) throw error;
    throw new UserError(`cannot write to ${options.outDir}: ${error.message}`);
  };
  const boundary = await boundaryOf(resolve(host.cwd, options.configPath), host.cwd);
  const places = ["manifest.json", join("stacks", STACK, STACK_FILE), join("stacks", STACK, PLAN_FILE)];
  for (const place of places) await refuseToLeave(join(options.outDir, place), boundary, host.cwd);
  // First of all: a run that fails, however it does, must not leave an old stack that looks current.
  for (const name of [STACK_FILE, PLAN_FILE]) await rm(join(stackDir, name), { force: true }).catch(refuse);
  const judged = await planForStack(options, host, createStackReporter(host, options.logLevel));
  const { createDcvApp } = await import("../../terraform/app"); // nothing else loads cdktf
  await mkdir(stackDir, { recursive: true }).catch(refuse);
  // The plan first: the stack, which nothing interrupts, is written where its plan is.
  const planFile = { format: "json", path: join(stackDir, PLAN_FILE), boundary: stackDir } as const;
  if (!(await writeOutputs("plan", describePlan(judged, VERSION, ownStepsOf(host.modules)), [planFile], false, host)))
    return EXIT.error;
  try {
    createDcvApp({ judged, outDir }).synth();
  } catch (error) {
    refuse(error as Error);
  }
  host.stdout.write(`${printable(join(options.outDir, "stacks", STACK, STACK_FILE))}\n`);
  return EXIT.ok;
}
