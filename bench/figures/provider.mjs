/** What Terraform waits for each time that it starts the provider, several times a plan: until the line of the handshake. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createCertificate } from "../../dist/lib/terraform/plugin/protocol/certificate.js";
import { BIN, idle, least } from "../support/process.mjs";

const PROVIDER = join(dirname(BIN), "../../terraform/terraform-provider-dcv");
const ALLOWED_MS = 500;

export async function measure() {
  const { certificate } = await createCertificate(Date.now());
  const [nothing, ready] = [await least(15, idle), await least(15, () => start(certificate))];
  const baseline = { what: "`node -e 0` and 500 ms", value: nothing.wallMs + ALLOWED_MS };
  return [{ what: "the Terraform provider is ready", unit: "ms", value: ready.wallMs, baseline, limit: 1 }];
}

async function start(certificate) {
  const startedAt = performance.now();
  const child = spawn(PROVIDER, {
    env: {
      PATH: process.env.PATH,
      TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
      PLUGIN_PROTOCOL_VERSIONS: "6",
      PLUGIN_CLIENT_CERT: certificate,
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", () => fail(new Error("the provider ended before it was ready")));
    child.stdout.once("data", done);
  });
  const wallMs = performance.now() - startedAt;
  child.removeAllListeners("close");
  await new Promise((done) => {
    child.once("close", done);
    child.kill();
  });
  return { wallMs };
}
