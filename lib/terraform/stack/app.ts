/** The app that `dcv synth` and `main.ts` synthesize: one stack with the plan, its state in a file of the project. */
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { JudgedPlan } from "../../core/finding";
import { DcvPlan } from "./dcv-plan";
import { PLAN_FILE, STACK } from "./stack-files";

/**
 * The state lies in OUT, as seen from the stack's folder: cdktf's default is absolute, and differs from machine to machine;
 * and a file outside of OUT would be shared by whatever is synthesized from the same directory.
 */
const STATE_PATH = "../../terraform.dcv.tfstate";

export interface DcvAppProps {
  readonly judged: JudgedPlan;
  /** The folder to synthesize to; it must exist. */
  readonly outDir: string;
}

/** An app that is ready for `app.synth()`, which writes it. */
export function createDcvApp({ judged, outDir }: DcvAppProps): App {
  const app = new App({ outdir: outDir });
  const stack = new TerraformStack(app, STACK);
  new LocalBackend(stack, { path: STATE_PATH });
  new DcvPlan(stack, "plan", { judged, planFile: PLAN_FILE });
  return app;
}
