/**
 * The CDKTF app that `cdktf.json` names: `cdktf synth`, `cdktf diff` and `terraform plan` show the plan of domains.yaml.
 * It is `dcv synth` under another name, with the same options: one run (lib/run/run.ts) reads, observes, plans and judges,
 * and the stack (lib/terraform/stack/app.ts) shows what came of it.
 */
import "./lib/cli/require-node"; // before all others
import { processHost } from "./lib/cli/process-host";
import { runAsProcess } from "./lib/cli/run-as-process";

/** The cdktf command line says where it wants the stacks. */
const outDir = process.env.CDKTF_OUTDIR || "cdktf.out";

void runAsProcess(["synth", "--out", outDir, ...process.argv.slice(2)], processHost());
