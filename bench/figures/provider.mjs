/** What Terraform waits for: each time that it starts the provider, several times a plan; and when a person ends it with Ctrl-C. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { Client, credentials } from "@grpc/grpc-js";
import { createCertificate } from "../../dist/lib/terraform/plugin/protocol/certificate.js";
import { decodeMessage, encodeMessage, SERVICES } from "../../dist/lib/terraform/plugin/protocol/messages.js";
import { encodeValue } from "../../dist/lib/terraform/plugin/protocol/values.js";
import { BIN, idle, least } from "../support/process.mjs";

const PROVIDER = join(dirname(BIN), "../../terraform/terraform-provider-dcv");
const ALLOWED_START_MS = 500;
const ALLOWED_STOP_MS = 1000;

export async function measure() {
  const { certificate } = await createCertificate(Date.now());
  const [nothing, ready] = [await least(15, idle), await least(15, () => becomeReady(certificate))];
  const stopped = await least(5, stop);
  return [
    {
      ...{ what: "the Terraform provider is ready", unit: "ms", value: ready.wallMs, limit: 1 },
      baseline: { what: "`node -e 0` and 500 ms", value: nothing.wallMs + ALLOWED_START_MS },
    },
    {
      ...{ what: "StopProvider, while a CA does not answer", unit: "ms", value: stopped.wallMs, limit: 1 },
      baseline: { what: "one second", value: ALLOWED_STOP_MS },
    },
  ];
}

async function becomeReady(certificate) {
  const startedAt = performance.now();
  const { end } = await start({ PLUGIN_CLIENT_CERT: certificate });
  const wallMs = performance.now() - startedAt;
  await end();
  return { wallMs };
}

/** From the request to stop until the answer of a read that waits for a CA. */
async function stop() {
  let reach;
  const reached = new Promise((done) => (reach = done));
  const ca = createServer(() => reach()).listen(0, "127.0.0.1");
  await once(ca, "listening");
  const { socket, end } = await start({});
  const client = new Client(`unix:${socket}`, credentials.createInsecure());
  const auth = { login: "reader", password: "none", customerUri: "acme" };
  const accounts = { sectigo: { type: "sectigo", url: `http://127.0.0.1:${ca.address().port}/api`, auth } };
  const config = encodeValue({ accounts }, ["object", { accounts: "dynamic" }]);
  const configured = await call(client, "ConfigureProvider", { terraform_version: "1.11.4", config });
  if (configured.diagnostics.length > 0) throw new Error(JSON.stringify(configured.diagnostics));
  const read = call(client, "ReadDataSource", {
    type_name: "dcv_domain",
    config: encodeValue({ domain: "www.example.com" }, ["object", textsOf(["domain", "account"])]),
  });
  await Promise.race([reached, read.then(({ diagnostics }) => Promise.reject(new Error(diagnostics[0]?.detail)))]);
  const askedAt = performance.now();
  await call(client, "StopProvider", {});
  await read;
  const wallMs = performance.now() - askedAt;
  client.close();
  ca.close().closeAllConnections();
  await end();
  return { wallMs };
}

function textsOf(names) {
  return Object.fromEntries(names.map((name) => [name, "string"]));
}

function call(client, name, message) {
  const [request, answer] = SERVICES["tfplugin6.Provider"][name];
  return new Promise((done, fail) =>
    client.makeUnaryRequest(
      `/tfplugin6.Provider/${name}`,
      (one) => encodeMessage(request, one),
      (bytes) => decodeMessage(answer, bytes),
      message,
      (error, received) => (error === null ? done(received) : fail(error)),
    ),
  );
}

/** Resolves when the line of the handshake is there. */
async function start(env) {
  const child = spawn(PROVIDER, {
    env: {
      PATH: process.env.PATH,
      TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
      PLUGIN_PROTOCOL_VERSIONS: "6",
      ...env,
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const line = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", () => fail(new Error("the provider ended before it was ready")));
    child.stdout.once("data", (chunk) => done(String(chunk)));
  });
  child.removeAllListeners("close");
  return {
    socket: line.split("|")[3],
    async end() {
      const closed = once(child, "close");
      child.kill();
      await closed;
    },
  };
}
