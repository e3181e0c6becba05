/** From a signal to the end of the process: while a CA does not answer, and in the middle of a computation. */
import { createServer } from "node:http";
import { once } from "node:events";
import { dcv, idle, least, newFolder } from "../support/process.mjs";
import { AS_OF, serveEstate, TROUBLED, writeEstate } from "../support/estate.mjs";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const TIMES = 5;

/** The time from the signal to the end; `ready` resolves when the signal is to be sent. */
async function fromSignal(args, options, ready) {
  let signalledAt = 0;
  const { wallMs } = await least(1, async () => {
    const onStart = async (child) => {
      await ready(child);
      signalledAt = performance.now();
      child.kill("SIGINT");
    };
    await dcv(args, { ...options, expectedCode: 130, onStart: (child) => void onStart(child) });
    return { wallMs: performance.now() - signalledAt };
  });
  return { wallMs };
}

export async function measure() {
  const nothing = await least(TIMES, idle);
  const baseline = { what: "`node -e 0`", value: nothing.wallMs };
  const row = (what, { wallMs }) => ({ what, unit: "ms", value: wallMs, baseline, limit: 20 });

  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const env = { SCM_URL: `http://127.0.0.1:${silent.address().port}/api` };
  const waiting = await least(TIMES, () =>
    fromSignal(["plan", "--as-of", AS_OF], { cwd: writeEstate(3), env }, () => once(silent, "request")),
  );
  silent.closeAllConnections();
  silent.close();

  const server = await serveEstate(10_000, TROUBLED);
  const cwd = writeEstate(10_000);
  const lastPage = async () => {
    const before = server.requests.length;
    while (server.requests.length - before < 50) await new Promise((done) => setTimeout(done, 2));
  };
  const options = { cwd, env: { SCM_URL: server.url } };
  const computing = await least(TIMES, () =>
    fromSignal(["plan", "--as-of", AS_OF, "--output", "json=plan.json"], options, lastPage),
  );
  await server.end();

  const folder = newFolder();
  const items = Array.from({ length: 10_000 }, (_, n) => `  - { name: host-${n}.example.com, owner: me }\n`).join("");
  writeFileSync(
    join(folder, "domains.yaml"),
    `version: 1\nproviders:\n  s: { type: sectigo, url: simulator, auth: { login: l, password: p, customerUri: c } }\ndomains:\n${items}`,
  );
  const whole = await least(2, () => dcv(["validate"], { cwd: folder }));
  const halfway = () => new Promise((done) => setTimeout(done, whole.wallMs / 2));
  const parsing = await least(TIMES, () => fromSignal(["validate"], { cwd: folder }, halfway));
  return [
    row("SIGINT to the end, the CA does not answer", waiting),
    row("SIGINT to the end, plan of 10,000 domains", computing),
    row("SIGINT to the end, `dcv validate` of 10,000 entries", parsing),
  ];
}
