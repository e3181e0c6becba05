/** The data sources and the provider's block, against a simulated CA. */
import { errorsIn, CAS, pluginEstate } from "../../../support/plugin-estate";
import type { PluginEstate, PluginEstateOptions } from "../../../support/plugin-estate";
import { UNKNOWN } from "../../../../lib/terraform/plugin/schema";
import type { TfDiagnostic, TfObject } from "../../../../lib/terraform/plugin/schema";
import { leaks, SECRETS } from "../../../support/planted-secrets";

const never = new AbortController().signal;
const PENDING =
  "{ domain: www.example.com, status: NOT_VALIDATED, orderStatus: AWAITING_SUBMISSION, orderMethod: CNAME }";

async function readData(
  estate: PluginEstate,
  type: string,
  config: TfObject,
  over: TfObject = {},
): Promise<{ readonly state: TfObject | null; readonly diagnostics: readonly TfDiagnostic[] }> {
  const started = estate.provider();
  const { session, diagnostics } = await started.configure({ ...estate.block, ...over }, never);
  if (session === null) return { state: null, diagnostics };
  try {
    const read = await started.dataSources[type]?.read(config, { session, signal: never });
    return { state: read?.state ?? null, diagnostics: [...diagnostics, ...(read?.diagnostics ?? [])] };
  } finally {
    await started.close(session);
  }
}

describe("dcv_domain", () => {
  test.each<readonly [string, string, TfObject]>([
    [
      "a validated domain has its dates, as the CA and the limits have it",
      "example.com",
      {
        ...{ id: "my-ca/example.com", account: "my-ca", status: "VALIDATED", validated_method: "CNAME" },
        ...{ validated_at: "2026-11-05T00:00:00Z", usable_until: "2027-03-15T00:00:00Z" },
        ...{ needs_revalidation: false, records: [], files: [] },
      },
    ],
    [
      "a pending one has its record",
      "www.example.com",
      { status: "NOT_VALIDATED", usable_until: null, needs_revalidation: false, records: [{ type: "CNAME" }] },
    ],
  ])("%s", async (_, domain, expected) => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }", PENDING] });
    const { state, diagnostics } = await readData(estate, "dcv_domain", { domain, account: null });
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(state).toMatchObject({ domain, ...expected });
  });

  test.each([
    ["one that the CA does not list", "missing.test", "my-ca/missing.test is not listed"],
    ["what is no name", "..", "The domain name is not valid"],
  ])("refuses %s", async (_, domain, message) => {
    const estate = await pluginEstate({ entries: [PENDING] });
    const { state, diagnostics } = await readData(estate, "dcv_domain", { domain, account: null });
    expect([state, errorsIn(diagnostics).join()]).toEqual([null, expect.stringContaining(message)]);
  });

  test("needs the account where there are several", async () => {
    const estate = await pluginEstate({ entries: [PENDING] });
    const account = { type: "sectigo", url: `${estate.simulator.url}/api`, auth: CAS.sectigo.inline };
    const over = { config: null, accounts: { one: account, two: account } };
    const several = await readData(estate, "dcv_domain", { domain: "www.example.com", account: null }, over);
    expect(errorsIn(several.diagnostics)).toEqual(["account is missing: Name one of one, two."]);
    const named = await readData(estate, "dcv_domain", { domain: "www.example.com", account: "two" }, over);
    expect(named.state).toMatchObject({ id: "two/www.example.com" });
  });
});

describe("dcv_plan", () => {
  const FILE = (...names: readonly string[]): readonly string[] => [
    "domains:",
    ...names.map((name) => `  - { name: ${name}, provider: my-ca, method: CNAME }`),
  ];
  const VALID = "{ domain: example.com, validated: -20d }";
  const EXPIRED = "{ domain: old.example.com, validated: -250d }";

  test("has the verdict, the changes and the addresses that are due, and changes by no day", async () => {
    const estate = await pluginEstate({ entries: [VALID, EXPIRED], file: FILE("example.com", "old.example.com") });
    const { state, diagnostics } = await readData(estate, "dcv_plan", { enforce: null });
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(state).toMatchObject({
      verdict: "violation",
      complete: true,
      needs_revalidation: ["my-ca/old.example.com"],
    });
    expect(state?.["changes"]).toMatchObject([
      { address: "my-ca/example.com", account: "my-ca", action: "no-op", reason: "valid" },
      { address: "my-ca/old.example.com", action: "revalidate" },
    ]);
    estate.clock.at += 86_400_000;
    expect((await readData(estate, "dcv_plan", { enforce: null })).state).toEqual(state);
  });

  test("of a domain in its window and with a prepared order says the same on five days", async () => {
    const [late, prepared] = [
      "{ domain: example.com, validated: -180d }",
      "{ domain: www.example.com, validated: -181d, orderStatus: AWAITING_SUBMISSION, orderMethod: CNAME }",
    ];
    const estate = await pluginEstate({ entries: [late, prepared], file: FILE("example.com", "www.example.com") });
    const { state, diagnostics } = await readData(estate, "dcv_plan", { enforce: null });
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(state).toMatchObject({ needs_revalidation: ["my-ca/example.com"] });
    expect(state?.["findings"]).toContainEqual(
      expect.objectContaining({ rule: "revalidation-window", title: expect.stringMatching(/./) }),
    );
    for (let day = 0; day < 5; day += 1) {
      estate.clock.at += 86_400_000;
      expect((await readData(estate, "dcv_plan", { enforce: null })).state).toEqual(state);
    }
  });

  test("enforce turns a violation into an error that lists the findings", async () => {
    const estate = await pluginEstate({ entries: [VALID, EXPIRED], file: FILE("example.com", "old.example.com") });
    const { state, diagnostics } = await readData(estate, "dcv_plan", { enforce: true });
    expect(state).toBeNull();
    expect(errorsIn(diagnostics).join()).toMatch(/violates? policy: my-ca\/old\.example\.com: .*\(not-validated\)/s);
    const good = await pluginEstate({ entries: [VALID], file: FILE("example.com") });
    const { state: passed } = await readData(good, "dcv_plan", { enforce: true });
    expect(passed).toMatchObject({ verdict: "pass", findings: [{ rule: "reuse-cliff", severity: "warning" }] });
  });

  test.each<readonly [string, Partial<PluginEstateOptions>, TfObject, string]>([
    ["a CA that is down", { faults: ["faults:", '  - { on: "*", status: 503 }'] }, {}, "Not everything could be seen"],
    ["a file without domains", { file: [] }, {}, "no domain is declared"],
    [
      "accounts in the block",
      {},
      { config: null, accounts: { a: { type: "sectigo", auth: CAS.sectigo.inline } } },
      "needs a domains.yaml",
    ],
  ])("refuses %s", async (_, options, over, message) => {
    const estate = await pluginEstate({ entries: [VALID], file: FILE("example.com"), ...options });
    const { state, diagnostics } = await readData(estate, "dcv_plan", { enforce: null }, over);
    expect([state, errorsIn(diagnostics).join()]).toEqual([null, expect.stringContaining(message)]);
  });

  test("shares the listing with the domains that are read beside it", async () => {
    const entries = ['{ domain: "d{n}.example.com", count: 50, validated: -20d }'];
    const names = Array.from({ length: 50 }, (_, index) => `d${index + 1}.example.com`);
    const estate = await pluginEstate({ entries, file: FILE(...names) });
    const provider = estate.provider();
    const { session } = await provider.configure(estate.block, never);
    if (session === null) throw new Error("not configured");
    const { dcv_plan: plan, dcv_domain: domain } = provider.dataSources;
    estate.requests();
    await Promise.all([
      plan?.read({ enforce: null }, { session, signal: never }),
      ...names.slice(0, 9).map((name) => domain?.read({ domain: name, account: null }, { session, signal: never })),
    ]);
    await provider.close(session);
    expect(estate.requests().filter((one) => one.startsWith("GET"))).toHaveLength(1);
  });
});

describe("the provider's block", () => {
  const { SCM_LOGIN: login, SCM_PASSWORD: password, SCM_CUSTOMER_URI: customerUri } = SECRETS;
  const auth = { login, password, customerUri };

  test.each<readonly [string, TfObject, readonly unknown[], RegExp]>([
    ["a type that is none", { my: { type: "secigo", auth } }, ["accounts", { key: "my" }], /sectigo/],
    [
      "a key that is none",
      { my: { type: "sectigo", auth, retry: 1 } },
      ["accounts", { key: "my" }],
      /unknown key "retry"/,
    ],
    ["credentials that are missing", { my: { type: "sectigo" } }, ["accounts", { key: "my" }], /SCM_/],
    [
      "a host that is not allowed",
      { my: { type: "sectigo", url: "https://evil.test", auth } },
      ["accounts", { key: "my" }],
      /own hosts/,
    ],
    [
      "an address that is none",
      { my: { type: "sectigo", url: "${HOME}", auth } },
      ["accounts", { key: "my" }],
      /Write one such as https/,
    ],
    ["no object", "text" as never, ["accounts"], /Write the accounts/],
    [
      "the embedded CA",
      { my: { type: "sectigo", url: "simulator", auth } },
      ["accounts", { key: "my" }],
      /dcv simulate/,
    ],
  ])("refuses %s, at its account and without a secret", async (_, accounts, attribute, message) => {
    const estate = await pluginEstate({ entries: [PENDING], block: { accounts } });
    const { session, diagnostics } = await estate.provider().configure(estate.block, never);
    expect(session).toBeNull();
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors[0]?.attribute).toEqual(attribute);
    expect(errorsIn(diagnostics).join("\n")).toMatch(message);
    expect(leaks(errorsIn(diagnostics).join("\n"), SECRETS)).toEqual([]);
  });

  test.each<readonly [string, TfObject, RegExp]>([
    ["config and accounts", { config: "domains.yaml", accounts: { a: { type: "sectigo" } } }, /exclude each other/],
    ["an as_of that is no instant", { as_of: "tomorrow" }, /as_of is not an instant/],
    ["an empty journal", { journal: "" }, /Name a file, or leave it out/],
    ["a grace of nothing", { grace: 0 }, /grace is out of bounds: Write a number of seconds from 1 to 86400/],
    ["a grace without an end", { grace: 1e300 }, /grace is out of bounds/],
    ["a poll without a pause", { poll: 0.00001 }, /poll is out of bounds/],
    ["a file that is not there", { config: "other.yaml" }, /other\.yaml/],
  ])("refuses %s", async (_, block, message) => {
    const estate = await pluginEstate({ entries: [PENDING], block });
    const { session, diagnostics } = await estate.provider().configure(block, never);
    expect([session, errorsIn(diagnostics).join("\n")]).toEqual([null, expect.stringMatching(message)]);
  });

  test("refuses as_of where a CA is not on this machine", async () => {
    const estate = await pluginEstate({ entries: [PENDING] });
    const block = { accounts: { my: { type: "sectigo", auth } }, as_of: "2027-01-01" };
    const { session, diagnostics } = await estate.provider().configure(block, never);
    expect([session, diagnostics[0]?.attribute]).toEqual([null, ["as_of"]]);
  });

  test("a wrong password that stands in the block is in no message", async () => {
    const estate = await pluginEstate({ entries: [PENDING] });
    const accounts = { my: { type: "sectigo", url: `${estate.simulator.url}/api`, auth, retries: 0 } };
    const config = { domain: "www.example.com", account: null };
    const { diagnostics } = await readData(estate, "dcv_domain", config, { config: null, accounts });
    expect(errorsIn(diagnostics)).toHaveLength(1);
    expect(leaks(errorsIn(diagnostics).join("\n"), SECRETS)).toEqual([]);
  });

  test("an account without auth takes its credentials from the variables of its CA", async () => {
    const env = { SCM_LOGIN: "reader", SCM_PASSWORD: "planted-password", SCM_CUSTOMER_URI: "acme" };
    const estate = await pluginEstate({ entries: [PENDING], env });
    const accounts = { my: { type: "sectigo", url: `${estate.simulator.url}/api` } };
    const config = { domain: "www.example.com", account: null };
    const { state } = await readData(estate, "dcv_domain", config, { config: null, accounts });
    expect(state).toMatchObject({ id: "my/www.example.com" });
  });

  test("with a part that is known after apply only makes a session that reads nothing", async () => {
    const estate = await pluginEstate({ entries: [PENDING] });
    const auth: TfObject = { login: UNKNOWN };
    const block: TfObject = { accounts: { my: { type: "sectigo", auth } } };
    const { session, diagnostics } = await estate.provider().configure(block, never);
    expect([session?.engine, diagnostics]).toEqual([null, []]);
  });
});

describe("the functions", () => {
  const call = async (name: string, ...values: readonly string[]) => {
    const estate = await pluginEstate({ entries: [PENDING] });
    return estate.provider().functions[name]?.call(values);
  };
  test.each([
    [["2026-11-05T00:00:00Z", "sectigo", "CNAME"], { result: "2027-03-15T00:00:00Z" }],
    [["2027-04-01", "sectigo", "CNAME"], { result: "2027-07-10T00:00:00Z" }],
    [["today", "sectigo", "CNAME"], { argument: 0 }],
    [["2026-11-05", "acme", "CNAME"], { argument: 1 }],
    [["2026-11-05", "sectigo", "DNS"], { argument: 2 }],
  ])("usable_until of %j", async (values, expected) => {
    expect(await call("usable_until", ...values)).toMatchObject(expected);
  });
  test.each([
    [["_dnsauth", "Example.com."], { result: "_dnsauth.example.com" }],
    [["", "*.bücher.example"], { result: "xn--bcher-kva.example" }],
    [["_a b", "example.com"], { argument: 0 }],
    [["_a", "exa mple.com"], { argument: 1 }],
  ])("record_fqdn of %j", async (values, expected) => {
    expect(await call("record_fqdn", ...values)).toMatchObject(expected);
  });
});
