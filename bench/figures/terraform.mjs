/** What Terraform takes for a plan of 500 domains that need nothing, against as many resources of its own that call nothing. */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AS_OF, HEALTHY, serveEstate, writeEstate } from "../support/estate.mjs";
import { dcv, least, newFolder } from "../support/process.mjs";

/** Terraform itself takes ten seconds of the processor for it. */
export const isSlow = true;

const DOMAINS = 500;
/** One listing, whatever the pages; a call for each date comes with the first plan alone. */
const MAX_CALLS = 5;

export async function measure() {
  if (spawnSync("terraform", ["version"]).status !== 0) return [];
  const server = await serveEstate(DOMAINS, HEALTHY);
  try {
    const own = await folderOf("terraform_data", "input", "");
    const { mirror, folder } = await dcvFolder();
    const env = { SCM_URL: server.url, TF_CLI_CONFIG_FILE: join(mirror, "terraform.rc") };
    await terraform(own, {}, "init");
    await terraform(own, {}, "apply", "-auto-approve");
    await terraform(folder, env, "init");
    await terraform(folder, env, "apply", "-auto-approve");
    const before = server.requests.length;
    await plan(folder, env);
    const calls = server.requests.length - before;
    const [alone, domains] = [await least(2, () => plan(own, {})), await least(2, () => plan(folder, env))];
    const baseline = { what: `${DOMAINS} \`terraform_data\``, value: alone.wallMs };
    return [
      { what: `\`terraform plan\` of ${DOMAINS} domains`, unit: "ms", value: domains.wallMs, baseline, limit: 2.5 },
      {
        what: `its calls to the CA`,
        unit: "calls",
        value: calls,
        baseline: { what: "goal", value: MAX_CALLS },
        limit: 1,
      },
    ];
  } finally {
    await server.end();
  }
}

async function dcvFolder() {
  const mirror = newFolder();
  const { stdout } = await dcv(["terraform", "install", "--dir", mirror]);
  writeFileSync(join(mirror, "terraform.rc"), stdout);
  const provider = `terraform {
  required_providers {
    dcv = { source = "dcv-reconciler/dcv" }
  }
}
provider "dcv" {
  config = "domains.yaml"
  as_of  = "${AS_OF}"
  first  = true
}
`;
  return { mirror, folder: await folderOf("dcv_validation", "domain", provider) };
}

async function folderOf(type, argument, provider) {
  const folder = provider === "" ? newFolder() : writeEstate(DOMAINS);
  const names = `toset([for number in range(1, ${DOMAINS + 1}) : "host-\${number}.example.com"])`;
  const resource = `resource "${type}" "many" {\n  for_each = ${names}\n  ${argument} = each.key\n}\n`;
  writeFileSync(join(folder, "main.tf"), provider + resource);
  return folder;
}

const plan = (folder, env) => terraform(folder, env, "plan", "-detailed-exitcode");

async function terraform(cwd, env, command, ...args) {
  const startedAt = performance.now();
  const quiet = ["-input=false", "-no-color"];
  const more = { PATH: process.env.PATH, HOME: cwd, CHECKPOINT_DISABLE: "1", ...env };
  const child = spawn("terraform", [command, ...quiet, ...args], { cwd, env: more, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(said);
  return { wallMs: performance.now() - startedAt };
}
