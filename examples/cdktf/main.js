// @ts-check
// A stack of one's own: the DCV plan beside other infrastructure, with its state where the team keeps it.
const { rmSync } = require("node:fs");
const { join } = require("node:path");
const { App, S3Backend, TerraformStack } = require("cdktf");
const { planForStack } = require("dcv-reconciler");
const { DcvPlan } = require("dcv-reconciler/terraform");

async function main() {
  const app = new App();
  // First of all: a run that fails must not leave an old stack that looks current.
  rmSync(join(app.outdir, "stacks", "certificates", "cdk.tf.json"), { force: true });
  // The run of `dcv plan`. It throws, and nothing is synthesized, when not everything could be seen.
  const judged = await planForStack({ configPath: "domains.yaml" });

  const stack = new TerraformStack(app, "certificates");
  new S3Backend(stack, { bucket: "example-terraform-state", key: "certificates.tfstate", region: "eu-central-1" });
  new DcvPlan(stack, "dcv", { judged });
  app.synth();
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
