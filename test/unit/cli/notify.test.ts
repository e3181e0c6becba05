/** `dcv notify` against receivers that listen on this machine: HTTP servers, and a mail server. */
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { SMTPServer } from "smtp-server";
import { NOTIFICATION_SCHEMA } from "../../../lib/notify/payloads";
import { PLAN_FORMATS } from "../../../lib/report/parse-plan";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { parseScenario } from "../../../lib/simulator/scenario";
import { startSimulator } from "../../../lib/simulator/simulator";
import { dcv } from "../../support/cli";
import type { CliResult } from "../../support/cli";
import { at } from "../../support/domains";

const SECRET = "secret-8f2a";
const BEFORE = at("2026-11-20");
const NOW = at("2026-11-21");

let folder: string;
let port = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcv-notify-"));
  const days = [
    ["before", BEFORE, "2026-06-30"],
    ["now", NOW, "2026-11-20"],
  ] as const;
  for (const [name, instant, validated] of days) {
    const domains = [
      { domain: "a.example.com", validated },
      { domain: "b.example.com", validated: "2026-06-04" },
      ...(name === "now" ? [{ domain: "<!channel>.example.com".replace(/[<!>]/g, "x"), validated }] : []),
    ];
    const text = `version: 1\nsectigo: ${JSON.stringify({ domains })}\n`;
    const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", instant);
    if (scenario === null) throw new Error(JSON.stringify(diagnostics));
    const ca = await startSimulator({ scenario, now: () => instant, port });
    port = Number(new URL(ca.url).port);
    const auth = "{ login: demo, password: demo, customerUri: demo }";
    await writeFile(
      join(folder, "domains.yaml"),
      `version: 1\nestate: shop\nproviders:\n  ca: { type: sectigo, url: "${ca.url}/api", auth: ${auth}, validationDates: always }\n` +
        `defaults: { provider: ca, revalidateWithinDays: 29 }\ndomains:\n  - { name: a.example.com, owner: web@example.com }\n  - { name: b.example.com, owner: mail@example.com }\n`,
    );
    await dcv(["plan", "--state", `${name}.jsonl`, "--output", `json=${name}.json`], { cwd: folder, now: instant });
    await ca.close();
  }
});
afterAll(() => rm(folder, { recursive: true }));

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let received: Received[];
let answers: (number | "cut")[];
beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body });
      const answer = answers.shift() ?? 200;
      if (answer === "cut") return void request.socket.destroy();
      // A server that repeats what it was sent, and asks for no wait.
      response.writeHead(answer, { "retry-after": "0", location: "http://127.0.0.1:9/" }).end(`${SECRET} ${body}`);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterEach(() => new Promise((done) => server.close(done)));

const urlOf = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}/${SECRET}`;
const notify = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
  dcv(["notify", ...args], { cwd: folder, now: NOW, env });
const slack = (): Record<string, string> => ({ DCV_NOTIFY_SLACK_URL: urlOf("slack") });

test("Slack gets blocks of plain text, by owner", async () => {
  const result = await notify(["now.json", "--before", "before.json"], slack());
  expect(result).toEqual({ code: 0, stdout: "slack: sent\n", stderr: "" });
  expect(received).toHaveLength(1);
  const { text, blocks } = JSON.parse(received[0]?.body ?? "") as {
    text: string;
    blocks: { text: { type: string; text: string } }[];
  };
  expect(text).toBe("DCV of shop: 1 now due, 3 new warnings, 1 newly listed, 1 validated again");
  expect(new Set(blocks.map((block) => block.text.type))).toEqual(new Set(["plain_text"]));
  expect(blocks.map((block) => block.text.text.split("\n")[0])).toEqual([
    text,
    expect.stringContaining("Changes since 2026-11-20T00:00:00Z.") as string,
    "mail@example.com",
    "web@example.com",
    "Without an owner",
  ]);
});

test("a state of before is judged by the same file, and gives the same news as its plan", async () => {
  const ofPlan = await notify(["now.json", "--before", "before.json", "--dry-run"]);
  const ofState = await notify(["now.json", "--before", "before.jsonl", "--dry-run"]);
  expect(ofPlan.stdout).toContain("b.example.com: is now due to be validated again; warned by revalidation-window");
  expect(ofState).toEqual(ofPlan);
  const ofSince = await notify(["now.json", "--before", "now.json", "--dry-run"]);
  expect(ofSince).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringContaining("nothing has changed since") as string,
  });
});

test("nothing is sent where nothing has changed", async () => {
  const { code, stderr } = await notify(["now.json", "--before", "now.jsonl"], slack());
  expect([code, stderr, received]).toEqual([
    0,
    "dcv: nothing has changed since 2026-11-21T00:00:00Z, so nothing is sent\n",
    [],
  ]);
});

test("Teams gets a card of rich text, a webhook the events by the published schema, each once", async () => {
  const env = {
    DCV_NOTIFY_TEAMS_URL: urlOf("teams"),
    DCV_NOTIFY_WEBHOOK_URL: urlOf("hook"),
    DCV_NOTIFY_WEBHOOK_TOKEN: SECRET,
  };
  const { code, stdout } = await notify(["now.json", "--before", "before.json"], env);
  expect([code, stdout]).toEqual([0, "teams: sent\nwebhook: sent\n"]);
  const [card, hook] = ["/teams/", "/hook/"].map((path) => received.find((one) => one.path.startsWith(path)));
  const { attachments } = JSON.parse(card?.body ?? "") as { attachments: { content: { body: { type: string }[] } }[] };
  expect(new Set(attachments[0]?.content.body.map(({ type }) => type))).toEqual(new Set(["RichTextBlock"]));
  const check = new Ajv({ strictTypes: false, formats: PLAN_FORMATS }).compile(NOTIFICATION_SCHEMA);
  const sent = JSON.parse(hook?.body ?? "") as { id: string; events: { kind: string }[] };
  expect([check(sent), check.errors]).toEqual([true, null]);
  expect(hook?.headers).toMatchObject({ "idempotency-key": sent.id, authorization: `Bearer ${SECRET}` });
  expect(sent.events.map(({ kind }) => kind)).toEqual([
    "entered-window",
    "new-warning",
    "new-warning",
    "new-warning",
    "appeared",
    "revalidated",
  ]);
  expect(received).toHaveLength(2);
});

test.each<[string, (number | "cut")[], number, string, number]>([
  ["a server that is busy is asked again, with the same id", [503, 429], 0, "slack: sent", 3],
  ["an answer that is lost is asked for again", ["cut"], 0, "slack: sent", 2],
  [
    "a server that stays busy is given up",
    [503, 503, 503],
    1,
    "dcv: slack: the answer was HTTP 503, after 3 attempts",
    3,
  ],
  ["a refusal is not repeated", [403], 1, "dcv: slack: the answer was HTTP 403", 1],
  ["a redirect is not followed", [302], 1, "dcv: slack: the answer was HTTP 302", 1],
])("%s", async (_, given, code, said, times) => {
  answers = given;
  const result = await notify(["now.json", "--before", "before.json", "--to", "slack"], slack());
  expect([result.code, `${result.stdout}${result.stderr}`]).toEqual([code, `${said}\n`]);
  expect(received).toHaveLength(times);
  expect(new Set(received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test("one target that fails does not stop the others, and no message holds a secret", async () => {
  answers = [403];
  const env = {
    ...slack(),
    DCV_NOTIFY_SMTP_URL: `smtp://us:${SECRET}@127.0.0.1:9`,
    DCV_NOTIFY_SMTP_FROM: "a@b",
    DCV_NOTIFY_SMTP_TO: "c@d",
  };
  const hook = { DCV_NOTIFY_WEBHOOK_URL: urlOf("hook") };
  const { code, stdout, stderr } = await notify(["now.json", "--before", "before.json"], { ...env, ...hook });
  expect(code).toBe(1);
  expect([stdout, stderr].join("")).toMatch(/(slack|webhook): sent/);
  expect(stderr).toMatch(/dcv: smtp: no mail could be sent \(ECONNREFUSED\), after 3 attempts/);
  expect(stderr).not.toContain(SECRET);
});

test("a proxy of the environment is used, but not to loopback", async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  const env = {
    ...slack(),
    https_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    DCV_NOTIFY_WEBHOOK_URL: `https://hooks.example.com/${SECRET}`,
    DCV_ALLOWED_HOSTS: "hooks.example.com",
  };
  const { code, stdout, stderr } = await notify(["now.json", "--before", "before.json"], env);
  await new Promise((done) => proxy.close(done));
  expect([code, stdout, new Set(asked)]).toEqual([1, "slack: sent\n", new Set(["hooks.example.com:443"])]);
  expect(stderr).toMatch(/^dcv: webhook: no answer \([A-Za-z_]+\), after 3 attempts\n$/);
});

test.each<[string, string]>([
  ["waits for an answer", "hang"],
  ["waits between two attempts", "refused"],
  ["waits for a mail server", "mail"],
])("a run that %s can be interrupted", async (_, kind) => {
  const silent = createServer(() => undefined);
  await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
  const silentPort = kind === "refused" ? 9 : (silent.address() as AddressInfo).port;
  const mailTo = { DCV_NOTIFY_SMTP_FROM: "a@b.example", DCV_NOTIFY_SMTP_TO: "c@d.example" };
  const env =
    kind === "mail"
      ? { ...mailTo, DCV_NOTIFY_SMTP_URL: `smtp://127.0.0.1:${silentPort}` }
      : { DCV_NOTIFY_SLACK_URL: `http://127.0.0.1:${silentPort}/` };
  const args = ["notify", "now.json", "--before", "before.json"];
  const { code, stdout } = await dcv(args, { cwd: folder, now: NOW, env, interruptAfterMs: 2000 });
  silent.closeAllConnections();
  await new Promise((done) => silent.close(done));
  expect([code, stdout]).toEqual([130, ""]);
});

describe("mail", () => {
  interface Mail {
    readonly user: string | null;
    readonly to: readonly string[];
    readonly text: string;
  }
  async function withMailServer(
    answer: (attempt: number) => Error | null,
    work: (port: number, mails: readonly Mail[]) => Promise<void>,
  ): Promise<void> {
    const mails: Mail[] = [];
    let attempt = 0;
    const mailServer = new SMTPServer({
      authMethods: ["PLAIN", "LOGIN"],
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      onAuth: ({ username, password }, _, done) =>
        password === SECRET ? done(null, { user: username }) : done(new Error(`535 not ${password ?? ""}`)),
      onRcptTo: ({ address }, _, done) => done(address.startsWith("gone") ? refusal(550) : null),
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          attempt += 1;
          const failure = answer(attempt);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          if (failure === null)
            mails.push({
              user: typeof session.user === "string" ? session.user : null,
              to,
              text: Buffer.concat(chunks).toString(),
            });
          done(failure);
        });
      },
    });
    await new Promise<void>((ready) => void mailServer.listen(0, "127.0.0.1", ready));
    try {
      await work((mailServer.server.address() as AddressInfo).port, mails);
    } finally {
      await new Promise<void>((done) => mailServer.close(() => done()));
    }
  }
  const refusal = (code: number): Error => Object.assign(new Error(`no: ${SECRET}`), { responseCode: code });
  const mail = (to: string, mailPort: number, password = SECRET): Promise<CliResult> =>
    notify(["now.json", "--before", "before.json"], {
      DCV_NOTIFY_SMTP_URL: `smtp://us:${password}@127.0.0.1:${mailPort}`,
      DCV_NOTIFY_SMTP_FROM: "dcv@example.com",
      DCV_NOTIFY_SMTP_TO: to,
    });

  test("a mail server whose certificate is not trusted gets nothing, no password either", async () => {
    const seen: string[] = [];
    // It warns of the certificate that it brings, which is what the test wants.
    const warning = jest.spyOn(console, "error").mockImplementation(() => undefined);
    const untrusted = new SMTPServer({
      secure: true,
      onAuth: ({ username = "" }, _, done) => (seen.push(username), done(null, { user: username })),
    });
    warning.mockRestore();
    untrusted.on("error", () => undefined);
    await new Promise<void>((ready) => void untrusted.listen(0, "127.0.0.1", ready));
    const { port: mailPort } = untrusted.server.address() as AddressInfo;
    const { code, stderr } = await notify(["now.json", "--before", "before.json"], {
      DCV_NOTIFY_SMTP_URL: `smtps://us:${SECRET}@localhost:${mailPort}`,
      DCV_NOTIFY_SMTP_FROM: "dcv@example.com",
      DCV_NOTIFY_SMTP_TO: "a@example.com",
    });
    await new Promise<void>((done) => untrusted.close(() => done()));
    expect([code, seen]).toEqual([1, []]);
    expect(stderr).toMatch(/^dcv: smtp: no mail could be sent \(E[A-Z]+\)/);
  });

  test("one message goes to all recipients", async () => {
    await withMailServer(
      () => null,
      async (mailPort, mails) => {
        expect(await mail("a@example.com,b@example.com", mailPort)).toEqual({
          code: 0,
          stdout: "smtp: sent\n",
          stderr: "",
        });
        expect(mails).toHaveLength(1);
        expect(mails[0]).toMatchObject({ user: "us", to: ["a@example.com", "b@example.com"] });
        const text = mails[0]?.text.replace(/\r\n /g, " ").replace(/=\r\n/g, "") ?? "";
        expect(text).toContain("Subject: DCV of shop: 1 now due, 3 new warnings, 1 newly listed, 1 validated again");
        expect(text).toMatch(/^Message-ID: <[0-9a-f]{32}@dcv\.invalid>/m);
        expect(text).toContain("Auto-Submitted: auto-generated");
        expect(mails[0]?.text).toContain("\r\nmail@example.com\r\n  b.example.com: is now due");
      },
    );
  });

  test.each<[string, (attempt: number) => Error | null, string, string, number, RegExp]>([
    [
      "a server that asks for patience is asked again",
      (n) => (n === 1 ? refusal(451) : null),
      "a@b.example",
      SECRET,
      0,
      /^smtp: sent\n$/,
    ],
    [
      "a refusal for good is not repeated",
      () => refusal(554),
      "a@b.example",
      SECRET,
      1,
      /the server answered 554 \(E[A-Z]+\)\n$/,
    ],
    ["a wrong password is said without it", () => null, "a@b.example", "wrong-pass", 1, /smtp: .*EAUTH.*\n$/],
    [
      "a recipient that is refused is said",
      () => null,
      "a@b.example,gone@b.example",
      SECRET,
      1,
      /1 of 2 recipients were refused\n$/,
    ],
  ])("%s", async (_, answer, to, password, code, said) => {
    await withMailServer(answer, async (mailPort) => {
      const result = await mail(to, mailPort, password);
      expect(result.code).toBe(code);
      expect(`${result.stdout}${result.stderr}`).toMatch(said);
      expect(result.stderr).not.toMatch(new RegExp(`${SECRET}|wrong-pass`));
      expect(result.stderr).not.toContain("after");
    });
  });
});

test("a plan alone says what it knows of the state that it was made with", async () => {
  const env = slack();
  const { code, stderr } = await notify(["now.json"], env);
  expect([code, stderr]).toEqual([
    1,
    "dcv: now.json: the plan does not know what was before; give --before with a state or a plan of before, or a plan that was made with --state\n",
  ]);
  const plan = JSON.parse(await readFile(join(folder, "now.json"), "utf8")) as PlanDocument;
  const since = {
    at: "2026-11-20T00:00:00Z",
    news: [{ provider: "ca", domain: "a.example.com", kind: "lapsed", detail: "" }],
  };
  await writeFile(join(folder, "since.json"), JSON.stringify({ ...plan, state: { ...plan.state, since } }));
  expect((await notify(["since.json", "--dry-run"])).stdout).toContain("a.example.com: no longer validated");
});

test.each<[string, readonly string[], RegExp]>([
  ["a plan that is none", ["domains.yaml", "--before", "before.json"], /domains.yaml:1:1 {2}bad-plan/],
  ["a plan of before that is none", ["now.json", "--before", "domains.yaml"], /domains.yaml:1:1 {2}bad-plan/],
  ["what is not there", ["now.json", "--before", "none.jsonl"], /none.jsonl/],
  ["another estate", ["now.json", "--before", "other.json"], /of another estate than the plan/],
])("refuses %s, and sends nothing", async (_, args, message) => {
  const text = await readFile(join(folder, "now.json"), "utf8");
  await writeFile(join(folder, "other.json"), text.replace('"estate": "shop"', '"estate": "mall"'));
  const { code, stdout, stderr } = await notify(args, slack());
  expect([code, stdout, received]).toEqual([1, "", []]);
  expect(stderr).toMatch(message);
});
