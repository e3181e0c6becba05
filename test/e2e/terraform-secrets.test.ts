/**
 * No credential is in a state, a plan file, the journal, the output or the log of Terraform at its most talkative, also where the provider
 * crashes: searched byte by byte.
 */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { leaks, SECRETS } from "../support/planted-secrets";
import { environmentOf, simulate } from "../support/scenarios";
import { dcvMirror, DCV_REQUIRED } from "../support/terraform/dcv-mirror";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";
import type { Terraform } from "../support/terraform/terraform";

const PLANTED = {
  SCM_LOGIN: SECRETS.SCM_LOGIN,
  SCM_PASSWORD: SECRETS.SCM_PASSWORD,
  SCM_CUSTOMER_URI: SECRETS.SCM_CUSTOMER_URI,
};

const SCENARIO = `version: 1
sectigo:
  auth: ${JSON.stringify({ login: PLANTED.SCM_LOGIN, password: PLANTED.SCM_PASSWORD, customerUri: PLANTED.SCM_CUSTOMER_URI })}
  domains: [{ domain: www.example.com, validated: -20d }, { domain: new.example.com, status: NOT_VALIDATED }]
`;

const RESOURCES = `
resource "dcv_validation" "www" {
  domain = "www.example.com"
}
resource "dcv_validation" "new" {
  domain = "new.example.com"
  method = "CNAME"
}
data "dcv_domain" "www" {
  domain = "www.example.com"
}
`;

/** How the credentials come in. */
const FORMS = {
  "a file that refers to the environment": {
    "main.tf": `${DCV_REQUIRED}provider "dcv" { config = "domains.yaml" }\ndata "dcv_plan" "all" {}\n${RESOURCES}`,
    "domains.yaml": `version: 1
providers:
  sectigo:
    type: sectigo
    url: "\${SCM_URL}"
    retries: 0
    auth: { login: "\${SCM_LOGIN}", password: "\${SCM_PASSWORD}", customerUri: "\${SCM_CUSTOMER_URI}" }
domains: [{ name: www.example.com, provider: sectigo }]
`,
  },
  "the block, by ephemeral variables": {
    "main.tf": `${DCV_REQUIRED}
variable "auth" {
  type      = map(string)
  ephemeral = true
}
variable "url" {
  type = string
}
provider "dcv" {
  accounts = { sectigo = { type = "sectigo", url = var.url, retries = 0, auth = var.auth } }
}
${RESOURCES}`,
  },
} as const;

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close().closeAllConnections()));

/** Refuses every call, and sends back what it was sent. */
async function echo(): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ code: -16, description: JSON.stringify(request.headers) }));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

const simulated = async (): Promise<string> => environmentOf(await simulate(SCENARIO, Date.now())).SCM_URL ?? "";

/** By what the CA does: its address, what goes wrong with the password, and what must come out. */
const WORLDS: Readonly<Record<string, { url: () => Promise<string>; password?: string; code: number; shown: string }>> =
  {
    "a CA that answers": { url: simulated, code: 0, shown: "Apply complete!" },
    "a CA that refuses the credentials": { url: simulated, password: "Wr0ng-Zx7/Kq+2", code: 1, shown: "Error: " },
    "a CA that is down": { url: async () => "http://127.0.0.1:9/api", code: 1, shown: "ECONNREFUSED" },
    "a CA that sends back what it was sent": { url: echo, code: 1, shown: "Error: " },
  };

describeWithTerraform("with TF_LOG=trace", () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await startTerraform({ attached: {}, mirror: await dcvMirror() });
  });
  afterAll(() => terraform.close());

  const cases = Object.entries(WORLDS).flatMap(([world, options]) =>
    Object.entries(FORMS).map(([form, files]) => ({ world, form, files, ...options })),
  );

  test.each(cases)("$world; credentials in $form", async ({ files, url, password, code, shown }) => {
    const secrets = { ...PLANTED, ...(password === undefined ? {} : { SCM_PASSWORD: password }) };
    const SCM_URL = await url();
    const folder = temporaryFolder(files);
    const auth = { login: secrets.SCM_LOGIN, password: secrets.SCM_PASSWORD, customerUri: secrets.SCM_CUSTOMER_URI };
    const ofBlock = "domains.yaml" in files ? {} : { TF_VAR_url: SCM_URL, TF_VAR_auth: JSON.stringify(auth) };
    const env = {
      ...{ TF_LOG: "trace", TF_LOG_PATH: join(folder, "trace.log"), DCV_FIRST: "1" },
      ...{ ...secrets, SCM_URL, ...ofBlock },
    };
    let all = "";
    const run = async (...args: readonly string[]): Promise<number | null> => {
      const { code, raw } = await terraform.runWith(env, folder, ...args, "-no-color");
      all += raw;
      return code;
    };
    expect(await run("init", "-input=false")).toBe(0);
    await run("plan", "-input=false", "-out=plan.tfplan");
    expect(await run("apply", "-input=false", "-auto-approve")).toBe(code);
    await run("plan", "-input=false", "-out=second.tfplan");
    expect(all.replaceAll(/\s+/g, " ")).toContain(shown);
    const written = filesBelow(folder).filter(({ name }) => !Object.hasOwn(files, name));
    expect(written.map(({ name }) => name)).toEqual(expect.arrayContaining(["trace.log"]));
    // The configuration is packed in a plan.
    if (code === 0)
      expect(written.find(({ name }) => name === "plan.tfplan")?.text).toContain('"dcv_validation" "new"');
    const log = written.find(({ name }) => name === "trace.log")?.text ?? "";
    expect(log).toContain("a call to a CA");
    for (const { text } of [{ text: all }, ...written]) expect(leaks(text, secrets)).toEqual([]);
  });

  /** An error outside of any call ends the provider, while it calls the CA. */
  const CRASH = `const { Socket } = require("node:net");
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  setImmediate(() => { throw new Error("crashed on purpose"); });
  return connect.apply(this, args);
};
`;

  test.each(Object.entries(FORMS))("a provider that crashes; credentials in %s", async (_, files) => {
    const [folder, crash] = [temporaryFolder(files), join(temporaryFolder({ "crash.js": CRASH }), "crash.js")];
    const auth = { login: PLANTED.SCM_LOGIN, password: PLANTED.SCM_PASSWORD, customerUri: PLANTED.SCM_CUSTOMER_URI };
    const SCM_URL = await simulated();
    const ofBlock = "domains.yaml" in files ? {} : { TF_VAR_url: SCM_URL, TF_VAR_auth: JSON.stringify(auth) };
    const logs = { TF_LOG: "trace", TF_LOG_PATH: join(folder, "trace.log") };
    const env = { ...logs, ...PLANTED, SCM_URL, ...ofBlock, DCV_FIRST: "1", NODE_OPTIONS: `--require=${crash}` };
    expect(await terraform.run(folder, "init", "-input=false")).toMatchObject({ code: 0 });
    const { code, raw } = await terraform.runWith(env, folder, "apply", "-input=false", "-auto-approve", "-no-color");
    const written = filesBelow(folder).filter(({ name }) => !Object.hasOwn(files, name));
    const log = written.find(({ name }) => name === "trace.log")?.text ?? "";
    expect([code, log]).toEqual([1, expect.stringContaining("Error: crashed on purpose")]);
    for (const { text } of [{ text: raw }, ...written]) expect(leaks(text, PLANTED)).toEqual([]);
  });

  test("an ordinary variable stands in the plan file, as the page of the provider warns, and the search finds it", async () => {
    const files = FORMS["the block, by ephemeral variables"];
    const folder = temporaryFolder({ "main.tf": files["main.tf"].replace("ephemeral = true", "sensitive = true") });
    const auth = { login: PLANTED.SCM_LOGIN, password: PLANTED.SCM_PASSWORD, customerUri: PLANTED.SCM_CUSTOMER_URI };
    const env = { TF_VAR_url: await simulated(), TF_VAR_auth: JSON.stringify(auth), DCV_FIRST: "1" };
    expect(await terraform.run(folder, "init", "-input=false")).toMatchObject({ code: 0 });
    const plan = ["plan", "-input=false", "-out=plan.tfplan"] as const;
    expect(await terraform.runWith(env, folder, ...plan)).toMatchObject({ code: 0 });
    const found = filesBelow(folder).find(({ name }) => name === "plan.tfplan")?.text ?? "";
    expect(leaks(found, PLANTED).map((leak) => leak.split(" ")[0])).toEqual(Object.keys(PLANTED));
  });
});

/** Each file of a folder as text; of a ZIP file, such as a plan, what is packed in it as well. */
function filesBelow(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !one.parentPath.includes("providers"))
    .map((one) => {
      const bytes = readFileSync(join(one.parentPath, one.name));
      return { name: one.name, text: [bytes, ...unpacked(bytes)].map((part) => part.toString("latin1")).join("\n") };
    });
}

function unpacked(bytes: Buffer): readonly Buffer[] {
  const entries: Buffer[] = [];
  for (let at = bytes.indexOf("PK\u0003\u0004"); at !== -1; at = bytes.indexOf("PK\u0003\u0004", at + 4)) {
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const isDeflated = bytes.readUInt16LE(at + 8) === 8;
    if (isDeflated) entries.push(inflateRawSync(bytes.subarray(start)));
  }
  return entries;
}
