/**
 * No credential comes out anywhere: every command, with every fault of a CA and every mistake of a user, in all that is
 * written to the streams and to the disk. What names an account is kept back like what opens it.
 */
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FORMAT_NAMES, FORMATS } from "../../lib/report/registry";
import { faultSchema } from "../../lib/simulator/fault";
import { dcv } from "../support/cli";
import { ended, startDcv } from "../support/command";
import { leaks, PROXY_PASSWORD, PROXY_USER, SECRETS } from "../support/planted-secrets";
import { environmentOf, simulate } from "../support/scenarios";

let directory: string;
const servers: Server[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-secrets-"));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  rmSync(directory, { recursive: true });
});

const FILE = `version: 1
providers:
  sectigo:
    type: sectigo
    url: "\${SCM_URL}"
    timeoutSeconds: 1
    retries: 0
    auth: { login: "\${SCM_LOGIN}", password: "\${SCM_PASSWORD}", customerUri: "\${SCM_CUSTOMER_URI}" }
  oauth:
    type: sectigo
    url: "\${SCM_URL}"
    timeoutSeconds: 1
    retries: 1
    auth: { clientId: "\${SCM_CLIENT_ID}", clientSecret: "\${SCM_CLIENT_SECRET}", tokenUrl: "\${SCM_TOKEN_URL}" }
  ncloud:
    type: ncloud
    url: "\${NCLOUD_CERTIFICATE_MANAGER_URL}"
    timeoutSeconds: 1
    retries: 0
    auth: { accessKey: "\${NCLOUD_ACCESS_KEY}", secretKey: "\${NCLOUD_SECRET_KEY}" }
  digicert:
    type: digicert
    url: "\${DIGICERT_URL}"
    timeoutSeconds: 1
    retries: 0
    auth: { apiKey: "\${DIGICERT_API_KEY}" }
domains:
  - { name: www.example.com, provider: sectigo }
  - { name: old.example.com, provider: oauth }
  - { name: shop.example.kr, provider: ncloud, certificateNo: 1 }
  - { name: pay.example.org, provider: digicert }
waivers: [{ rule: not-validated, domain: www.example.com, reason: r, owner: o, expires: 2026-12-31 }]
`;

/** The simulated CAs accept the planted credentials; what they answer differs with the fault. */
const SCENARIO = `version: 1
sectigo:
  auth: ${JSON.stringify({
    login: SECRETS.SCM_LOGIN,
    password: SECRETS.SCM_PASSWORD,
    customerUri: SECRETS.SCM_CUSTOMER_URI,
    clientId: SECRETS.SCM_CLIENT_ID,
    clientSecret: SECRETS.SCM_CLIENT_SECRET,
  })}
  domains: [{ domain: www.example.com, validated: -190d }, { domain: old.example.com, validated: -250d, expires: +10d }]
ncloud:
  auth: ${JSON.stringify({ accessKey: SECRETS.NCLOUD_ACCESS_KEY, secretKey: SECRETS.NCLOUD_SECRET_KEY })}
  certificates:
    - { certificateNo: 1, domains: [shop.example.kr], validations: [{ validSn: 1, validated: -5d }] }
digicert:
  apiKey: ${JSON.stringify(SECRETS.DIGICERT_API_KEY)}
  domains: [{ domain: pay.example.org, validated: -190d, submitted: -1d }]
`;

type Environment = Readonly<Record<string, string>>;

const PLAN_FORMATS = FORMAT_NAMES.flatMap((format) => ["--output", `${format}=out/plan.${format}`]);
const LIST_FORMATS = FORMAT_NAMES.filter((format) => FORMATS[format].list !== undefined).flatMap((format) => [
  "--output",
  `${format}=out/list.${format}`,
]);
const DEBUG = ["--log-level", "debug"];
const LISTS = ["sectigo", "oauth", "ncloud", "digicert"].map((name) => [
  "list",
  "--provider",
  name,
  ...LIST_FORMATS,
  ...DEBUG,
]);
const PLAN = ["plan", "--output", "text", ...PLAN_FORMATS, ...DEBUG];
const COMMANDS: readonly (readonly string[])[] = [
  PLAN,
  ...LISTS,
  ["validate"],
  ["explain", "dcv-reuse-limit", ...DEBUG],
  ["synth", "--out", "out/stack", ...DEBUG],
  ["check", ...DEBUG],
  ["import", "--output", "out/new.yaml", ...DEBUG],
  ["init", "--type", "sectigo", "--type", "ncloud", "--type", "digicert", "--output", "out/init.yaml", ...DEBUG],
];

/** Everything that came out, the files' names included. */
async function everythingFrom(commands: readonly (readonly string[])[], env: Environment): Promise<string> {
  let all = "";
  for (const args of commands) {
    rmSync(join(directory, "out"), { recursive: true, force: true });
    mkdirSync(join(directory, "out"));
    const { stdout, stderr } = await dcv(args, { cwd: directory, env: { ...SECRETS, ...env } });
    all += stdout + stderr + writtenFiles();
  }
  return all;
}

function writtenFiles(): string {
  const entries = readdirSync(join(directory, "out"), { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => `${entry.name}\n${entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), "utf8") : ""}`)
    .join("\n");
}

const tokenUrlOf = (url: string): Environment => ({
  SCM_TOKEN_URL: `${url}/auth/realms/apiclients/protocol/openid-connect/token`,
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const foreignEnvironment = (url: string): Environment => ({
  SCM_URL: `${url}/api`,
  NCLOUD_CERTIFICATE_MANAGER_URL: url,
  DIGICERT_URL: `${url}/services/v2`,
  ...tokenUrlOf(url),
});

describe("with each fault of a CA", () => {
  /** What a scenario's fault can be told, with values that make something of it. */
  const FAULTS: Readonly<Record<string, readonly string[]>> = {
    delayMs: ["delayMs: 10"],
    status: [400, 401, 403, 404, 429, 500, 503].map((status) => `status: ${status}`),
    body: ["body: '<html><body>Sign in</body></html>'", "body: { unexpected: true }", "body: '{'"],
    contentType: ["contentType: text/plain"],
    headers: ["status: 302, headers: { location: 'https://elsewhere.example/login?session=1' }"],
    cutBody: ["cutBody: true"],
    stallBody: ["stallBody: true"],
    refuse: ["refuse: true"],
    hang: ["hang: true"],
    emptyBody: ["emptyBody: true"],
    total: ["total: 7"],
    omitTotal: ["omitTotal: true"],
    repeatPage: ["repeatPage: true"],
    shiftRows: ["shiftRows: 1"],
    maxRows: ["maxRows: 0"],
    tokenExpired: ["tokenExpired: true"],
    acts: ["acts: true, status: 500"],
  };

  test("no fault is left out", () => {
    const faults = Object.keys(faultSchema([]).properties);
    expect(faults.filter((name) => !["on", "when", "after", "times"].includes(name)).toSorted()).toEqual(
      Object.keys(FAULTS).toSorted(),
    );
  });

  test.each(Object.values(FAULTS).flat())(
    "%s",
    async (effect) => {
      const simulator = await simulate(`${SCENARIO}faults: [{ on: "*", ${effect} }]\n`);
      writeFileSync(join(directory, "domains.yaml"), FILE);
      // What is refused for the rate is sent again until the deadline.
      const deadline = effect === "status: 429" ? ["--deadline", "1"] : [];
      const commands = [PLAN, ...LISTS].map((command) => [...command, ...deadline]);
      const all = await everythingFrom(commands, { ...environmentOf(simulator), ...tokenUrlOf(simulator.url) });
      expect(all).toContain("dcv: debug: ");
      expect(leaks(all, SECRETS)).toEqual([]);
    },
    20_000,
  );
});

test("every command against CAs that work, and every format of a saved plan", async () => {
  const simulator = await simulate(SCENARIO);
  writeFileSync(join(directory, "domains.yaml"), FILE);
  const env = { ...environmentOf(simulator), ...tokenUrlOf(simulator.url) };
  const all = await everythingFrom(COMMANDS, env);
  expect(all).toContain("cdk.tf.json");
  await dcv(["plan", "--output", "json=plan.json"], { cwd: directory, env: { ...SECRETS, ...env } });
  const rendered = await everythingFrom([["render", "plan.json", ...PLAN_FORMATS]], env);
  expect(rendered).toContain("www.example.com");
  expect(leaks(all + rendered, SECRETS)).toEqual([]);
});

test("a connection that is refused", async () => {
  writeFileSync(join(directory, "domains.yaml"), FILE);
  const all = await everythingFrom([PLAN, ...LISTS], foreignEnvironment("http://127.0.0.1:9"));
  expect(all).toContain("ECONNREFUSED");
  expect(leaks(all, SECRETS)).toEqual([]);
});

describe("a CA that sends back what it was sent", () => {
  /** Now one thing, now another, for what is long is cut. */
  const parts = (request: IncomingMessage, body: string): readonly string[] => [
    ...Object.values(request.headers).map(String),
    ...new URLSearchParams(body).values(),
  ];
  const all = (request: IncomingMessage, body: string): readonly string[] => [
    ...parts(request, body),
    body,
    `${request.rawHeaders.join(" ")} ${body}`,
  ];

  const answers: readonly [string, typeof all, (text: string) => string][] = [
    ["as it is", all, (text) => text],
    ["as JSON", all, (text) => JSON.stringify({ header: text })],
    ["as part of an address", all, (text) => `/error?for=${encodeURIComponent(text)}`],
    ["as part of a form", all, (text) => new URLSearchParams([["for", text]]).toString()],
    ["each in Base64", parts, (text) => Buffer.from(text).toString("base64")],
    ["each in Base64, after something else", parts, (text) => Buffer.from(`x:${text}:x`).toString("base64url")],
    ["each in hexadecimal", parts, (text) => Buffer.from(text).toString("hex")],
  ];
  test.each(answers)(
    "%s",
    async (_, received, form) => {
      const signatures: Record<string, string> = {};
      let calls = 0;
      const url = await serve((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
          calls += 1;
          const signature = request.headers["x-ncp-apigw-signature-v2"];
          if (signature !== undefined) signatures[`signature ${calls}`] = String(signature);
          const texts = received(request, body);
          const said = form(texts[Math.floor(calls / 3) % texts.length] ?? "");
          const status = [400, 401, 500, 200][calls % 4] ?? 400;
          response.writeHead(status, { "content-type": "application/json", "x-request-id": headerSafe(said) });
          const error = { code: -1, description: said, message: said, error_description: said };
          const errors = [{ code: said, message: said }];
          response.end(JSON.stringify({ ...error, error: { errorCode: "300", message: said, details: said }, errors }));
        });
      });
      writeFileSync(join(directory, "domains.yaml"), FILE);
      const commands = Array.from({ length: 12 }, () => ["plan", "--output", "json", ...DEBUG]);
      const out = await everythingFrom(commands, foreignEnvironment(url));
      expect(out).toContain("[redacted]");
      expect(Object.keys(signatures).length).toBeGreaterThan(0);
      expect(leaks(out, { ...SECRETS, ...signatures })).toEqual([]);
    },
    30_000,
  );

  const headerSafe = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, " ").slice(0, 500);
});

describe("a proxy that wants other credentials", () => {
  test.each(["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])("%s", async (variable) => {
    const proxy = await serve((_, response) => void response.writeHead(407).end(PROXY_PASSWORD));
    servers
      .at(-1)
      ?.on("connect", (request: IncomingMessage, socket) =>
        socket.end(`HTTP/1.1 407 ${request.headers["proxy-authorization"] ?? ""}\r\n\r\n${PROXY_PASSWORD}`),
      );
    writeFileSync(join(directory, "domains.yaml"), FILE);
    const env = {
      ...foreignEnvironment("https://ca.example.invalid"),
      DCV_ALLOWED_HOSTS: "ca.example.invalid",
      [variable]: proxy.replace("http://", `http://${PROXY_USER}:${PROXY_PASSWORD}@`),
    };
    const all = await everythingFrom([PLAN, ...LISTS], env);
    expect(all).toContain(`407 Proxy Authentication Required; check the address in ${variable}`);
    expect(leaks(all, { ...SECRETS, PROXY_PASSWORD, PROXY_USER })).toEqual([]);
  });

  test("an address of a proxy that is none", async () => {
    writeFileSync(join(directory, "domains.yaml"), FILE);
    const env = {
      ...foreignEnvironment("https://ca.example.invalid"),
      DCV_ALLOWED_HOSTS: "ca.example.invalid",
      https_proxy: `ftp://${PROXY_USER}:${PROXY_PASSWORD}@x`,
    };
    const all = await everythingFrom([PLAN, ...LISTS], env);
    expect(all).toContain("the proxy's address in https_proxy must begin with");
    expect(leaks(all, { ...SECRETS, PROXY_PASSWORD, PROXY_USER })).toEqual([]);
  });
});

describe("an address that is wrong", () => {
  const { SCM_LOGIN: login, SCM_PASSWORD: password } = SECRETS;
  const inUrl = `${login}:${encodeURIComponent(password)}`;
  test.each([
    ["credentials in front of the host", `https://${inUrl}@ca.example.invalid/api`],
    ["credentials as they are", `https://${login}:${password}@ca.example.invalid/api`],
    ["credentials without a scheme", `${inUrl}@ca.example.invalid/api`],
    [
      "credentials in the query",
      `https://ca.example.invalid/api?login=${login}&password=${encodeURIComponent(password)}`,
    ],
    ["credentials in the fragment", `https://ca.example.invalid/api#${encodeURIComponent(password)}`],
    ["no encryption", "http://ca.example.invalid/api"],
    ["no encryption, and credentials", `http://${inUrl}@ca.example.invalid/api`],
    ["another scheme", `ftp://${inUrl}@ca.example.invalid`],
    ["the password itself", password],
    ["the login itself", `${login}:x`],
  ])("%s", async (_, url) => {
    writeFileSync(join(directory, "domains.yaml"), FILE);
    const env = { ...foreignEnvironment("http://127.0.0.1:9"), SCM_URL: url, SCM_TOKEN_URL: url };
    const all = await everythingFrom([...COMMANDS, ["list", "--type", "sectigo", ...DEBUG]], env);
    expect(all).toContain("bad-url");
    expect(leaks(all, SECRETS)).toEqual([]);
  });
});

describe("a file that is wrong, with the credentials in it", () => {
  const auth = Object.entries({
    login: SECRETS.SCM_LOGIN,
    password: SECRETS.SCM_PASSWORD,
    customerUri: SECRETS.SCM_CUSTOMER_URI,
  });
  const flow = `{ ${auth.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")} }`;
  const block = (indent: string): string =>
    auth.map(([key, value]) => `${indent}${key}: ${JSON.stringify(value)}\n`).join("");
  const provider = (more: string): string =>
    `version: 1\nproviders:\n  sectigo:\n    type: sectigo\n${more}\ndomains: [www.example.com]\n`;

  test.each([
    ["a key too many", provider(`    auth: ${flow.replace("}", ', realm: "x" }')}`)],
    ["a key too many beside it", provider(`    auth: ${flow}\n    timeout: 3`)],
    ["a key that is missing", provider(`    auth: ${flow.replace(/, customerUri.*/, " }")}`)],
    ["a misspelt key", provider(`    auth: ${flow.replace("password", "passwrd")}`)],
    ["a misspelt parent", provider(`    auht: ${flow}`)],
    ["a brace that is not closed", provider(`    auth: ${flow.replace(" }", "")}`)],
    ["a quote that is not closed", provider(`    auth: { login: "${SECRETS.SCM_LOGIN}, password: x }`)],
    ["a tab", provider(`    auth:\n${block("\t")}`)],
    ["a level too deep", provider(`    auth:\n      headers:\n${block("        ")}`)],
    ["a level too high", provider(block("    "))],
    ["the same key twice", provider(`    auth:\n${block("      ")}${block("      ")}`)],
    ["a reference that is broken", provider(`    auth: ${flow.replace('"Lg', '"${Lg')}`)],
    ["a variable that is not set", provider(`    auth: ${flow}\n    url: "\${NOT_SET}"`)],
    ["an anchor that is none", provider(`    auth: ${flow}\n    url: *nothing`)],
    ["a list", provider(`    auth: [${auth.map(([, value]) => JSON.stringify(value)).join(", ")}]`)],
    ["a text over several lines", provider(`    auth: { password: |\n      ${SECRETS.SCM_PASSWORD}\n }`)],
    [
      "credentials in the address",
      provider(`    url: https://${SECRETS.SCM_LOGIN}:x@ca.example/api\n    auth: ${flow}`),
    ],
    ["no YAML at all", `${JSON.stringify({ auth: Object.fromEntries(auth) })}}}`],
  ])("%s", async (_, text) => {
    writeFileSync(join(directory, "domains.yaml"), text);
    const all = await everythingFrom(
      [...COMMANDS, ["render", "domains.yaml"]],
      foreignEnvironment("http://127.0.0.1:9"),
    );
    expect(all).toMatch(/domains\.yaml:\d+:\d+/);
    expect(leaks(all, SECRETS)).toEqual([]);
  });

  test("a scenario", async () => {
    writeFileSync(join(directory, "s.yaml"), `version: 1\nsectigo: { auth: ${flow.replace("}", ', realm: "x" }')} }\n`);
    const all = await everythingFrom([["simulate", "--port", "0", "--scenario", "s.yaml"]], {});
    expect(all).toContain("s.yaml:2:");
    expect(leaks(all, SECRETS)).toEqual([]);
  });
});

test("the embedded CA tells of calls, not of credentials", async () => {
  writeFileSync(join(directory, "s.yaml"), SCENARIO);
  const child = startDcv(["simulate", "--port", "0", "--scenario", "s.yaml"], { cwd: directory });
  const [greeting] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const over = ended(child);
  const url = /NCLOUD_CERTIFICATE_MANAGER_URL=(\S+)/.exec(greeting.toString())?.[1] ?? "";
  const { SCM_CLIENT_ID: client_id, SCM_CLIENT_SECRET: client_secret, SCM_PASSWORD: password } = SECRETS;
  const query = new URLSearchParams({ password, client_secret }).toString();
  await fetch(`${url}/api/dcv/v1/validation?${query}`, { headers: { password } });
  const body = new URLSearchParams({ client_id, client_secret, grant_type: "client_credentials" });
  await fetch(tokenUrlOf(url).SCM_TOKEN_URL ?? "", { method: "POST", body });
  child.kill("SIGTERM");
  const { stdout, stderr } = await over;
  expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  expect(leaks(greeting.toString() + stdout + stderr, SECRETS)).toEqual([]);
});

test("the search finds each of them in each form", () => {
  const { SCM_PASSWORD: password } = SECRETS;
  const forms: readonly string[] = [
    password,
    JSON.stringify({ password }),
    encodeURIComponent(password),
    new URLSearchParams({ password }).toString(),
    Buffer.from(`login:${password}`).toString("base64"),
    Buffer.from(`${password}\n`).toString("base64url"),
    Buffer.from(password).toString("hex"),
    password.slice(0, 10),
    password.slice(-10),
  ];
  expect(forms.map((form) => leaks(`a ${form} b`, SECRETS).length)).toEqual(forms.map(() => 1));
  expect(leaks("a text without any", SECRETS)).toEqual([]);
});
