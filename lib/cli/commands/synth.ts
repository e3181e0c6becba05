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
import { writeOutputs } from "../outputs";
import { refuseToLeave } from "../../run/stay-inside";
import { createStackReporter } from "../stack-reporter";
import { VERSION } from "../../run/package-root";
import { DEFAULT_CONFIG } from "../../run/config-file";
import { planForStack } from "../../run/plan-for-stack";
import type { RunOptions } from "../../run/run";
import { UserError } from "../../run/user-error";
import { PLAN_FILE, STACK, STACK_FILE } from "../../terraform/stack/stack-files";

export interface SynthOptions extends RunOptions {
  readonly logLevel: LogLevel;
  /** The folder to write to, relative to the host's directory or absolute. */
  readonly outDir: string;
}

/** Violations do not fail it: `terraform plan` on the stack shows them, and fails. The caller has removed the old stack. */
export async function synthCommand(options: SynthOptions, host: Host): Promise<number> {
  // Set by `cdktf synth --hcl`, which leaves check blocks out of what it writes.
  if (host.env.SYNTH_HCL_OUTPUT === "true")
    throw new UserError("HCL output would lose the check blocks; leave --hcl out");
  const outDir = resolve(host.cwd, options.outDir);
  const stackDir = join(outDir, STACK_PATH);
  const refuse = refusalFor(options.outDir);
  const judged = await planForStack(options, host, createStackReporter(host, options.logLevel));
  const { createDcvApp } = await import("../../terraform/stack/app"); // nothing else loads cdktf
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
  host.stdout.write(`${printable(join(options.outDir, STACK_PATH, STACK_FILE))}\n`);
  return EXIT.ok;
}

/**
 * Called first of all, and after a command line that cannot be read: a run that fails, however it does, must not leave an old stack that
 * looks current. The state and other files stay. Throws a UserError where the stack would be written outside of the repository.
 * @param configPath null where it is not known
 */
export async function removeOldStack(outDir: string, configPath: string | null, { cwd }: Host): Promise<void> {
  if (outDir === "-") throw new UserError("a stack is a folder of files, so name one: --out cdktf.out");
  const boundary = await boundaryOf(resolve(cwd, configPath ?? DEFAULT_CONFIG), cwd);
  await refuseToLeave(join(outDir, STACK_PATH), boundary, cwd);
  const [manifest] = await Promise.allSettled([refuseToLeave(join(outDir, "manifest.json"), boundary, cwd)]);
  // Of a link, this removes the link.
  for (const name of [STACK_FILE, PLAN_FILE]) {
    await rm(join(resolve(cwd, outDir), STACK_PATH, name), { force: true }).catch(refusalFor(outDir));
  }
  if (manifest.status === "rejected") throw manifest.reason;
}

const STACK_PATH = join("stacks", STACK);

function refusalFor(outDir: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code === undefined) throw error;
    throw new UserError(`cannot write to ${outDir}: ${error.message}`);
  };
}
