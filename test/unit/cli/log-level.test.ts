/** `--log-level debug`: each call on a line of its own, and nothing else changes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../../support/cli";

let directory: string;
let server: Server | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-log-"));
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", retries: 1, auth: { login: planted-login, password: planted-password, customerUri: planted-uri } }
defaults: { provider: sectigo }
domains: [www.example.com]
`,
  );
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  rmSync(directory, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const created = (server = createServer(listener));
  await new Promise<void>((listening) => created.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(created.address() as AddressInfo).port}/api`;
}

const debugLines = (stderr: string, url: string): readonly string[] =>
  stderr
    .split("\n")
    .filter((line) => line.startsWith("dcv: debug: "))
    .map((line) => line.replaceAll(url, "URL").replaceAll(/\d+ ms/g, "N ms"));

const ROW = { domain: "www.example.com", dcvStatus: "VALIDATED", dcvMethod: "CNAME", expirationDate: "2027-06-01" };
const healthy: RequestListener = (request, response) => {
  const body = request.method === "POST" ? { status: "VALIDATED", validationDate: "2026-11-15" } : [ROW];
  response.writeHead(200, { "content-type": "application/json", "x-total-count": "1", "x-request-id": "trace-1" });
  response.end(JSON.stringify(body));
};

test.each([
  ["plan", ["plan"], 0],
  ["explain", ["explain", "dcv-reuse-limit"], 0],
  ["synth", ["synth", "--as-of", "2026-11-21"], 0],
  ["list", ["list"], 0],
])("dcv %s logs each call: method, URL, status, duration, attempt, trace", async (_, args, code) => {
  const url = await serve(healthy);
  const result = await dcv([...args, "--log-level", "debug"], { cwd: directory, env: { SCM_URL: url } });
  expect(result.code).toBe(code);
  expect(debugLines(result.stderr, url)).toEqual([
    "dcv: debug: sectigo GET URL/dcv/v1/validation?size=200&position=0: 200, N ms, attempt 1, trace trace-1",
    "dcv: debug: sectigo POST URL/dcv/v2/validation/status: 200, N ms, attempt 1, trace trace-1",
  ]);
});

test("attempts are told apart, with what went wrong; control characters are made visible, and no trace is one that is no id", async () => {
  let calls = 0;
  const url = await serve((request, response) => {
    calls += 1;
    if (calls > 1) return healthy(request, response);
    response.writeHead(503, { "x-request-id": "trace\u009b31m", "content-type": "application/json" });
    response.end(JSON.stringify({ code: -1, description: "back soon,\nplanted-login" }));
  });
  const { code, stdout, stderr } = await dcv(["plan", "--log-level", "debug"], {
    cwd: directory,
    env: { SCM_URL: url },
    terminal: true,
  });
  expect(debugLines(stderr, url).slice(0, 2)).toEqual([
    "dcv: debug: sectigo GET URL/dcv/v1/validation?size=200&position=0: 503, N ms, attempt 1, back soon,\\u{a}[redacted] (code -1)",
    "dcv: debug: sectigo GET URL/dcv/v1/validation?size=200&position=0: 200, N ms, attempt 2, trace trace-1",
  ]);
  expect([code, stdout.includes("debug")]).toEqual([0, false]);
  // No counter between the lines, on a terminal either.
  expect(stderr).not.toContain("\u001b");
});

test("a call without an answer says so", async () => {
  const { stderr } = await dcv(["plan", "--log-level", "debug"], {
    cwd: directory,
    env: { SCM_URL: "http://127.0.0.1:9/api" },
  });
  expect(debugLines(stderr, "http://127.0.0.1:9/api")[0]).toBe(
    "dcv: debug: sectigo GET URL/dcv/v1/validation?size=200&position=0: no answer, N ms, attempt 1, the connection was refused (ECONNREFUSED)",
  );
});

test.each([[[]], [["--log-level", "info"]]])("%j: no call is logged, and the result is the same", async (level) => {
  const url = await serve(healthy);
  const options = { cwd: directory, env: { SCM_URL: url } };
  const [quiet, talkative] = [
    await dcv(["plan", ...level], options),
    await dcv(["plan", "--log-level", "debug"], options),
  ];
  expect(debugLines(quiet.stderr, url)).toEqual([]);
  expect([talkative.code, talkative.stdout]).toEqual([quiet.code, quiet.stdout]);
});

test("a level that there is none of", async () => {
  const { code, stderr } = await dcv(["plan", "--log-level", "trace"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("Allowed choices are info, debug.")]);
});
