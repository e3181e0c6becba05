/** What the Sectigo module asks the CA to do: one call a function, sent once, and what is known after each way in which it can go. */
import type { Actor, ActRequest } from "../../lib/core/acting";
import type { InspectTarget, LiveRecord } from "../../lib/core/observation";
import type { Provider } from "../../lib/core/provider";
import { METHODS, type Method } from "../../lib/core/vocabulary";
import { sectigoModule } from "../../lib/providers/sectigo/module";
import { createSectigoProvider } from "../../lib/providers/sectigo/provider";
import type { SectigoSettings } from "../../lib/providers/sectigo/settings";
import type { Simulator } from "../../lib/simulator/simulator";
import { simulate } from "../support/scenarios";
import { leaks } from "../support/planted-secrets";
import { NOW, SECRETS, SECTIGO_AUTH, sectigoOAuth, sectigoSettings } from "./provider-cases";

const CONNECTOR = "c8cd9ad4-f2b4-4e04-9c37-91a4e2b2ea21";
const live = new AbortController().signal;
const hex32 = "[0-9a-f]{32}";
const NO_DATES = { deadline: null, nextCheck: null };

const opened: Provider[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((provider) => provider.close()));
});

interface Ca {
  readonly simulator: Simulator;
  readonly provider: Provider;
  readonly act: Actor;
  /** How long it waited between calls. */
  readonly slept: readonly number[];
}

const DOMAINS = '  domains: [{ domain: Example.com, validated: 2026-05-15 }, { domain: "*.example.com" }]';

async function ca(scenario = "", change: (url: string) => Partial<SectigoSettings> = () => ({})): Promise<Ca> {
  const simulator = await simulate(
    `version: 1
sectigo:
  ${SECTIGO_AUTH}
  connectors: [{ id: ${CONNECTOR}, name: ours, providers: [ovh] }]
${scenario.includes("  domains:") ? "" : DOMAINS}
${scenario}`,
    NOW,
  );
  const slept: number[] = [];
  let now = NOW;
  const provider = createSectigoProvider(sectigoSettings(simulator.url, change(simulator.url)), {
    now: () => now,
    proxy: null,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  });
  opened.push(provider);
  if (provider.act === undefined) throw new Error("the module does not act");
  return { simulator, provider, act: provider.act, slept };
}

function requestFor(method: Method, keys: Readonly<Record<string, string>> = {}, domain = "example.com"): ActRequest {
  const listedAs = domain === "example.com" ? { name: "Example.com", entry: null } : null;
  return { domain, listedAs, keys, method };
}

async function recordOf(provider: Provider, domain = "example.com"): Promise<LiveRecord> {
  const target: InspectTarget = { domain, row: null, declared: true, keys: {} };
  for await (const { observations } of provider.inspect([target], live)) {
    for (const observation of observations) if (observation.kind === "present") return observation.record;
  }
  throw new Error(`${domain} is not there`);
}

const writesOf = ({ requests }: Simulator): readonly string[] =>
  requests
    .filter(({ method, path }) => method === "POST" && !path.endsWith("/status") && !path.endsWith("/token"))
    .map(({ path, body }) => `${path} ${body}`);

const RECORD = {
  method: "CNAME",
  name: expect.stringMatching(new RegExp(`^_${hex32}\\.Example\\.com\\.$`)),
  value: expect.stringMatching(new RegExp(`^${hex32}\\.${hex32}\\.sectigo\\.com\\.$`)),
};
const fileAt = (scheme: string) => ({
  url: expect.stringMatching(new RegExp(`^${scheme}://Example\\.com/\\.well-known/pki-validation/[0-9A-F]{32}\\.txt$`)),
  content: expect.stringMatching(/^[0-9a-f]{64}\nsectigo\.com$/),
});
const MAIL = { email: "hostmaster@example.com" };

/** What the start gives and what the submission gives, by method. */
const FLOWS: readonly [Method, Readonly<Record<string, string>>, object | null, object | null][] = [
  ["CNAME", {}, RECORD, null],
  ["HTTP", {}, fileAt("http"), null],
  ["HTTPS", {}, fileAt("https"), null],
  [
    "TXT",
    {},
    null,
    { method: "TXT", name: "_pki-validation.Example.com.", value: expect.stringMatching(/^[!-~]{32}$/) },
  ],
  [
    "PERSISTENT_TXT",
    {},
    null,
    {
      method: "PERSISTENT_TXT",
      name: "_validation-persist.Example.com.",
      value: "sectigo.com;accounturi=acct:1000000@sectigo.com",
    },
  ],
  ["EMAIL", MAIL, MAIL, MAIL],
];

test("every method of the module has a flow, and the provider says the same", async () => {
  const { act } = await ca();
  expect(FLOWS.map(([method]) => method).toSorted()).toEqual([...METHODS].toSorted());
  expect(sectigoModule.flows).toEqual(Object.fromEntries(METHODS.map((method) => [method, act.flowOf(method)])));
});

describe.each([
  ["header authentication, v1", () => ({}), "v1"],
  ["header authentication, v2", () => ({ apiVersions: { list: "v1", status: "v2", act: "v2" } as const }), "v2"],
  ["OAuth, v2", sectigoOAuth, "v2"],
])("from nothing to validated: %s", (_, change, version) => {
  test.each(FLOWS)("%s", async (method, keys, started, submitted) => {
    const { act, provider, simulator } = await ca("  challenges: found\n  firstCheckSeconds: 60", change);
    const request = requestFor(method, keys);
    if (act.flowOf(method) !== "submit-first") {
      expect(await act.start(request, live)).toEqual({ challenge: { ...started, ...NO_DATES }, orderId: null });
    }
    const outcome = await act.submit(request, live);
    const challenge = submitted === null ? null : { ...submitted, ...NO_DATES };
    expect(outcome).toEqual({ challenge, orderId: expect.stringMatching(/^\d{10}$/) });
    const record = await recordOf(provider);
    expect(record).toMatchObject({ orderStatus: "SUBMITTED", orderMethod: method, orderId: outcome.orderId });
    expect(record.challenge).toMatchObject(started ?? submitted ?? {});
    const word = method.toLowerCase().replace("_", "-");
    const base = `/api/dcv/${method === "PERSISTENT_TXT" ? "v2" : version}/validation`;
    const body = JSON.stringify({ domain: "Example.com", ...(method === "EMAIL" ? keys : {}) });
    const sent = writesOf(simulator);
    expect(sent.at(-1)).toBe(`${base}/submit/domain/${word} ${body}`);
    if (sent.length === 2) expect(sent[0]).toBe(`${base}/start/domain/${word} {"domain":"Example.com"}`);
    expect(sent).toHaveLength(act.flowOf(method) === "submit-first" ? 1 : 2);
  });
});

test("what the CA finds is validated, and the order is gone", async () => {
  const { act, provider } = await ca("  challenges: found");
  await act.start(requestFor("CNAME"), live);
  await act.submit(requestFor("CNAME"), live);
  expect(await recordOf(provider)).toMatchObject({
    status: "VALIDATED",
    method: "CNAME",
    orderStatus: "NOT_INITIATED",
    orderMethod: null,
    validation: { at: NOW, basis: "reported" },
    challenge: null,
  });
});

test("a DNS connector is named in the submission", async () => {
  const { act, provider } = await ca("  firstCheckSeconds: 60");
  const request = requestFor("CNAME", { dnsAgentUUID: CONNECTOR, dnsProviderName: "ovh" });
  await act.start(request, live);
  await act.submit(request, live);
  expect(await recordOf(provider)).toMatchObject({ orderStatus: "SUBMITTED", orderMethod: "AUTO" });
});

describe("a name that the CA does not list is registered", () => {
  const NEW = "new.example.com";
  const body = (orgId: number) =>
    `/api/domain/v1 {"name":"${NEW}","delegations":[{"orgId":${orgId},"certTypes":["SSL"]}]}`;
  const PLACES = "  organizations: [{ id: 1, name: A, departments: [{ id: 12, name: B }] }, { id: 7, name: C }]";
  test.each<[string, Partial<SectigoSettings>, Readonly<Record<string, string>>, number]>([
    ["for the organization of the provider", { org: 1 }, {}, 1],
    ["for its department, where there is one", { org: 1, department: 12 }, {}, 12],
    ["for the organization of the domain, which wins", { org: 1 }, { registerOrg: "7" }, 7],
  ])("%s", async (_, change, keys, orgId) => {
    const { act, simulator } = await ca(PLACES, () => change);
    const request = requestFor("CNAME", keys, NEW);
    expect(await act.register?.(request, live)).toEqual({ challenge: null, orderId: null });
    expect(writesOf(simulator)).toEqual([body(orgId)]);
    expect((await act.start(request, live)).challenge).toMatchObject({ method: "CNAME" });
  });

  test.each([
    ["an answer that is lost", "faults: [{ on: sectigo.register, refuse: true, acts: true }]", "UnknownOutcome", 1],
    ["a name that is registered already", `  domains: [{ domain: ${NEW} }]`, "UnexpectedResponse", 0],
    ["an organization that is not there", "  organizations: [{ id: 2, name: A }]", "UnexpectedResponse", 0],
  ])("%s", async (_, scenario, code, acted) => {
    const { act, simulator } = await ca(scenario);
    const registration = act.register?.(requestFor("CNAME", { registerOrg: "1" }, NEW), live);
    await expect(registration).rejects.toMatchObject({ code });
    expect(writesOf(simulator)).toEqual([body(1)]);
    expect(simulator.acts).toHaveLength(acted);
  });
});

test("calls that change something are sent one at a time, and at most one a second", async () => {
  const { act, simulator, slept } = await ca("faults: [{ on: sectigo.submit, delayMs: 30 }]");
  const wildcard = requestFor("TXT", {}, "*.example.com");
  await Promise.all([act.submit(requestFor("TXT"), live), act.submit(wildcard, live)]);
  expect(slept).toEqual([1000]);
  expect(simulator.maxConcurrent).toBe(1);
  expect(simulator.acts.map(({ domain }) => domain)).toEqual(["Example.com", "*.example.com"]);
});

describe("what cannot be asked for is refused before anything is sent", () => {
  test.each<[string, "start" | "submit" | "register", ActRequest, RegExp]>([
    [
      "a file for a wildcard",
      "start",
      requestFor("HTTP", {}, "*.example.com"),
      /a wildcard cannot be validated by HTTP/,
    ],
    ["e-mail without an address", "start", requestFor("EMAIL"), /EMAIL needs the address .* add `email`/],
    ["e-mail without an address, submitted", "submit", requestFor("EMAIL"), /add `email`/],
    ["half of a connector", "submit", requestFor("CNAME", { dnsAgentUUID: CONNECTOR }), /needs both `dnsAgentUUID`/],
    ["the start of a method without one", "start", requestFor("TXT"), /TXT has no start/],
    [
      "a name without an organization",
      "register",
      requestFor("CNAME", {}, "new.example.com"),
      /add `registerOrg` to it/,
    ],
  ])("%s", async (_, what, request, message) => {
    const { act, simulator } = await ca();
    await expect(act[what]?.(request, live)).rejects.toMatchObject({
      code: "Unsupported",
      message: expect.stringMatching(message),
    });
    expect(writesOf(simulator)).toEqual([]);
  });

  test("an address that the CA does not offer, with those that it does", async () => {
    const { act, simulator } = await ca();
    const message = /does not offer the declared address me@example\.com; it offers admin@example\.com, administrator@/;
    await expect(act.start(requestFor("EMAIL", { email: "me@example.com" }), live)).rejects.toMatchObject({
      code: "Unsupported",
      message: expect.stringMatching(message),
    });
    expect(simulator.acts).toEqual([]);
  });

  test("a call that was stopped while it waited for its turn", async () => {
    const { act, simulator } = await ca("faults: [{ on: sectigo.submit, delayMs: 50 }]");
    const stop = new AbortController();
    const first = act.submit(requestFor("TXT"), live);
    const second = act.submit(requestFor("TXT", {}, "*.example.com"), stop.signal);
    stop.abort("stopped");
    await expect(second).rejects.toBe("stopped");
    await first;
    expect(simulator.acts).toHaveLength(1);
  });
});

/** Each way in which a submission can go wrong: what is thrown, and whether the CA has acted. It is sent once in any case. */
describe("a call that fails", () => {
  const fault = (effect: string) => `faults: [{ on: sectigo.submit, ${effect} }]`;
  const UNKNOWN = "UnknownOutcome";
  test.each<[string, string, string, RegExp, 0 | 1]>([
    [
      "500 after the CA has acted",
      fault("status: 500, acts: true"),
      UNKNOWN,
      /500 for .*read the status before it is sent/,
      1,
    ],
    ["500 instead", fault("status: 500"), UNKNOWN, /500 for/, 0],
    ["502 of a proxy", fault("status: 502, body: <html>, acts: true"), UNKNOWN, /502 for/, 1],
    ["503 that asks to wait", fault('status: 503, headers: { Retry-After: "1" }'), UNKNOWN, /503 for/, 0],
    ["408", fault("status: 408"), UNKNOWN, /408 for/, 0],
    ["a redirect", fault('status: 302, headers: { Location: "/login" }'), UNKNOWN, /302 for/, 1],
    ["the connection ends after the CA has acted", fault("refuse: true, acts: true"), UNKNOWN, /broke off/, 1],
    ["no answer in time", fault("hang: true, acts: true"), UNKNOWN, /no complete answer within 400 ms/, 1],
    ["half of an answer", fault("cutBody: true"), UNKNOWN, /broke off/, 1],
    ["a page in the place of the answer", fault("body: <html>"), UNKNOWN, /an HTML page/, 1],
    ["an empty answer", fault("emptyBody: true"), UNKNOWN, /the answer must be object/, 1],
    ["an answer of another kind", fault("body: { emails: [] }"), UNKNOWN, /must have required property/, 1],
    [
      "a record of another domain",
      fault("body: { orderStatus: SUBMITTED, host: _x.other.example., point: y }"),
      UNKNOWN,
      /the challenge of another domain/,
      1,
    ],
    [
      "200 with an error in it",
      fault("body: { code: -2, description: Internal error }"),
      UNKNOWN,
      /Internal error \(code -2\)/,
      1,
    ],
    [
      "400 and an internal error",
      fault("status: 400, body: { code: -2, description: Internal error }, acts: true"),
      UNKNOWN,
      /code -2/,
      1,
    ],
    [
      "400 and no connection to the CA itself",
      fault("status: 400, body: { code: -195, description: CA }"),
      UNKNOWN,
      /code -195/,
      0,
    ],
    [
      "400 and a request that is being processed",
      fault("status: 400, body: { code: -1400, description: Busy }, acts: true"),
      UNKNOWN,
      /code -1400/,
      1,
    ],
    [
      "another order",
      fault("status: 400, body: { code: -724, description: no }"),
      "UnexpectedResponse",
      /an order runs already/,
      0,
    ],
    [
      "a name that is not allowed",
      fault("status: 400, body: { code: -738, description: no }"),
      "UnexpectedResponse",
      /code -738/,
      0,
    ],
    [
      "an unknown name",
      fault("status: 404, body: { code: -727, description: no }"),
      "UnexpectedResponse",
      /the account sees no such domain/,
      0,
    ],
    ["a wrong address", fault("status: 404, body: <html>"), "UnexpectedResponse", /does `url` end in \/api/, 0],
    ["the wrong credentials", fault("status: 401"), "Unauthorized", /check login, password and customerUri/, 0],
    ["no privilege", "  readOnly: true", "Unauthorized", /You are not authorized to execute submit \(code -25\)/, 0],
    ["a refusal for the rate of calls", fault("status: 429"), "RateLimited", /429 for/, 0],
  ])("%s", async (_, scenario, code, message, acted) => {
    const { act, simulator } = await ca(scenario, () => ({ timeoutMs: 400, retries: 3 }));
    const failure = (await act.submit(requestFor("TXT"), live).catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(failure.message).toMatch(/^sectigo: .*POST \/dcv\/v1\/validation\/submit\/domain\/txt \(example\.com\)/);
    expect(writesOf(simulator)).toHaveLength(1);
    expect(simulator.acts).toHaveLength(acted);
  });

  test("it quotes no secret that the CA sends back", async () => {
    const { act } = await ca(fault(`status: 400, body: { code: -1, description: "reader ${SECRETS[0]} failed" }`));
    const failure = (await act.submit(requestFor("TXT"), live).catch((error: unknown) => error)) as Error;
    expect(leaks(failure.message, { password: SECRETS[0] })).toEqual([]);
  });

  test("one that is stopped after it was sent may have taken effect", async () => {
    const { act, simulator } = await ca(fault("hang: true, acts: true"));
    const stop = new AbortController();
    const submission = act.submit(requestFor("TXT"), stop.signal);
    while (simulator.acts.length === 0) await new Promise((done) => setTimeout(done, 5));
    stop.abort("stopped");
    await expect(submission).rejects.toMatchObject({ code: "UnknownOutcome" });
  });

  test("a start whose record is of another domain gives nothing to publish", async () => {
    const { act } = await ca(
      "faults: [{ on: sectigo.start, body: { host: _x.other.example., point: y.sectigo.com. } }]",
    );
    await expect(act.start(requestFor("CNAME"), live)).rejects.toMatchObject({ code: "UnknownOutcome" });
  });

  test("a start without a challenge may have taken effect", async () => {
    const { act } = await ca("faults: [{ on: sectigo.start, body: {} }]");
    await expect(act.start(requestFor("CNAME"), live)).rejects.toMatchObject({
      code: "UnknownOutcome",
      message: expect.stringMatching(/holds no challenge/),
    });
  });
});
