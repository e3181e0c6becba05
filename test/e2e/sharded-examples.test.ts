/** The examples over several machines, their shell run as it stands there, against a CA of this machine: one plan comes out. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import type { Simulator } from "../../lib/simulator/simulator";
import * as files from "../docs/pipeline-files";
import { REPOSITORY } from "../support/tables";
import * as runner from "./pipeline-runner";

const NAMES = Array.from({ length: 20 }, (_, index) => `d${index}.example.com`);
const COUNT = 3;

let folder: string;
let ca: Simulator;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dcv-shards-"));
  runner.writeDcv(join(folder, "bin"));
  const now = Date.now();
  const validated = new Date(now - 20 * 86_400_000).toISOString().slice(0, 10);
  const text = `version: 1\nsectigo: ${JSON.stringify({ domains: NAMES.map((domain) => ({ domain, validated })) })}\n`;
  const { scenario } = parseScenario(text, "scenario.yaml", now);
  if (scenario === null) throw new Error("no scenario");
  ca = await startSimulator({ scenario, now: () => Date.now() });
  const provider =
    '{ type: sectigo, url: "${SCM_URL}", auth: { login: "${SCM_LOGIN}", password: "${SCM_PASSWORD}", customerUri: "${SCM_CUSTOMER_URI}" }, validationDates: always }';
  writeFileSync(
    join(folder, "domains.yaml"),
    `version: 1\nproviders:\n  ca: ${provider}\ndefaults: { provider: ca }\ndomains:\n${NAMES.map((name) => `  - ${name}\n`).join("")}`,
  );
  env = {
    ...runner.shellEnv(folder, join(folder, "bin")),
    ...{ SCM_URL: `${ca.url}/api`, SCM_LOGIN: "demo", SCM_PASSWORD: "demo", SCM_CUSTOMER_URI: "demo" },
    RUNNER_TEMP: join(folder, "temp"),
  };
});
afterEach(async () => {
  await ca.close();
  rmSync(folder, { recursive: true });
});

async function shell(text: string, more: Readonly<Record<string, string>> = {}, sh = false): Promise<string> {
  const how = sh ? { program: "sh", flags: ["-eu"] } : {};
  const { code, stdout, stderr } = await runner.runShell(text, { cwd: folder, env: { ...env, ...more }, ...how });
  expect([code, stderr.replace(/^.*warning: .*the CA was not asked.*\n/gm, "")]).toEqual([0, ""]);
  return stdout;
}

/** Each domain was asked about once, by whichever shard. */
function expectOnce(): void {
  const asked = ca.requests
    .filter(({ path }) => path.endsWith("/validation/status"))
    .map(({ body }) => (JSON.parse(body) as { domain: string }).domain);
  expect(asked.toSorted()).toEqual(NAMES.toSorted());
}

const INDICES = Array.from({ length: COUNT }, (_, index) => index);

test("Kubernetes: an indexed job, then a plan", async () => {
  const text = readFileSync(join(REPOSITORY, "examples/kubernetes/refresh.yaml"), "utf8");
  const scripts = parseAllDocuments(text).map((one) => {
    const args = one.getIn(["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "args", 0]) as string;
    return args.replace(/\/(config|secrets|state)\//g, `${folder}/$1/`);
  });
  for (const name of ["config", "secrets", "state"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "config/domains.yaml"), readFileSync(join(folder, "domains.yaml")));
  for (const name of ["login", "password", "customer-uri"]) writeFileSync(join(folder, "secrets", name), "demo\n");
  for (const index of INDICES) await shell(scripts[0] ?? "", { JOB_COMPLETION_INDEX: String(index) }, true);
  const planned = await shell(scripts[1] ?? "", {}, true);
  expect(planned).toContain("20 no-op.");
  expectOnce();
});

test("GitHub: a matrix, then a plan of its artifacts", async () => {
  const steps = (job: string): readonly { readonly name?: string; readonly run?: string }[] => {
    const file = parse(readFileSync(join(REPOSITORY, files.SHARDED), "utf8")) as {
      jobs: Record<string, { steps: readonly { name?: string; run?: string }[] }>;
    };
    return file.jobs[job]?.steps ?? [];
  };
  const runOf = (job: string, name: string): string => steps(job).find((step) => step.name === name)?.run ?? "";
  for (const index of INDICES) {
    await shell(runOf("refresh", "Refresh"), { SHARD: String(index + 1), SHARDS: String(COUNT) });
    const artifact = join(folder, `shards/dcv-state-${index + 1}`);
    mkdirSync(artifact, { recursive: true });
    writeFileSync(join(artifact, `state.${index + 1}.jsonl`), readFileSync(join(folder, `state.${index + 1}.jsonl`)));
  }
  expect(await shell(runOf("plan", "Plan"))).toContain("20 no-op.");
  expectOnce();
});

test("GitLab: parallel jobs, then a plan", async () => {
  const jobs = parse(readFileSync(join(REPOSITORY, files.GITLAB), "utf8")) as Record<string, { script: string[] }>;
  const scriptOf = (job: string): string => jobs[job]?.script.join("\n") ?? "";
  mkdirSync(join(folder, "dcv"));
  for (const index of INDICES) {
    const node = { CI_NODE_INDEX: String(index + 1), CI_NODE_TOTAL: String(COUNT), DCV_CONFIG: "domains.yaml" };
    await shell(scriptOf("dcv shards"), node);
  }
  expect(await shell(scriptOf("dcv plan of shards"), { DCV_CONFIG: "domains.yaml" })).toContain("20 no-op.");
  expectOnce();
});
