/** What is particular to CertCentral: one list with all dates, names that cover others, and a key that is refused with 403. */
import { formatDay } from "../../lib/core/time";
import type { DigicertSettings } from "../../lib/providers/digicert/settings";
import { mountainDay } from "../../lib/simulator/digicert/mountain-time";
import { parseDigicertDate } from "../../lib/providers/digicert/dates";
import { digicertSettings, NOW, open, requestFor, SECRETS } from "./provider-cases";

const DAY = 86_400_000;
const estate = (digicert: string) => `
version: 1
digicert:
  apiKey: ${SECRETS[2]}
${digicert}`;
const settings =
  (change: Partial<DigicertSettings> = {}) =>
  (url: string) =>
    digicertSettings(url, change);
const one = (fields: string) => estate(`  domains: [{ domain: example.com, ${fields} }]`);

const recordOf = async (scenario: string, change: Partial<DigicertSettings> = {}) => {
  const { observe } = await open(settings(change), scenario);
  const { observations, warnings } = await observe(requestFor(["example.com"]));
  return { observation: observations.get("example.com"), warnings };
};

test("10,000 domains are read in ten calls, with the dates of all", async () => {
  const scenario = estate('  domains: [{ domain: "host-{n}.example.com", count: 10000, validated: "2026-10-01" }]');
  const { observe, requests } = await open(settings(), scenario);
  const { observations, error } = await observe(requestFor(["host-1.example.com", "host-10000.example.com"]));
  expect([error, observations.size, requests.length]).toEqual([null, 10_000, 10]);
  expect(observations.get("host-10000.example.com")).toMatchObject({
    record: { status: "VALIDATED", validation: { at: Date.parse("2026-10-01"), basis: "reported" } },
  });
});

describe("what a row means", () => {
  test.each([
    ["never submitted", "", { status: "NOT_VALIDATED", orderStatus: "NOT_INITIATED", validation: null }],
    ["submitted, never validated", 'submitted: "-2d"', { status: "NOT_VALIDATED", orderStatus: "SUBMITTED" }],
    ["validated", 'validated: "-20d"', { status: "VALIDATED", method: "CNAME", expiresAt: NOW + 179 * DAY }],
    ["validated too long ago", 'validated: "-200d"', { status: "EXPIRED", expiresAt: NOW - DAY }],
    ["submitted again", 'validated: "-20d", submitted: "-1d"', { status: "VALIDATED", orderStatus: "SUBMITTED" }],
    ["submitted and since validated", 'validated: "-1d", submitted: "-2d"', { orderStatus: "NOT_INITIATED" }],
    ["ten days without a success", 'submitted: "-10d"', { orderStatus: "SUBMITTED" }],
    ["more than ten days without a success", 'submitted: "-11d"', { orderStatus: "AWAITING_SUBMISSION" }],
    ["thirty days without a success", 'submitted: "-30d"', { orderStatus: "AWAITING_SUBMISSION", challenge: null }],
    ["more than thirty days without a success", 'submitted: "-31d"', { orderStatus: "SUBMITTED", challenge: null }],
    ["switched off", 'active: false, validated: "-2d"', { status: "INACTIVE" }],
    ["switched off, as a text", 'validated: "-2d", extra: { is_active: "0" }', { status: "INACTIVE" }],
    [
      "two ends",
      'validated: "-2d", extra: { dcv_expiration: { ov: "2027-05-01", ev: "2027-04-01" } }',
      { expiresAt: Date.parse("2027-04-01") },
    ],
    ["no end", 'validated: "-2d", omit: [dcv_expiration]', { status: "VALIDATED", expiresAt: null }],
  ])("%s", async (_, fields, record) => {
    const { observation } = await recordOf(one(fields === "" ? "active: true" : fields));
    expect(observation).toMatchObject({ kind: "present", record });
  });

  test.each([
    [
      "a date that is none",
      "dcv_approval_datetime: yesterday",
      /dcv_approval_datetime that is not a date: "yesterday"/,
    ],
    ["a date without a zone", '"dcv_approval_datetime": "2026-11-01T00:00:00"', /is not a date/],
    ["a flag that is none", 'is_active: "False"', /has an is_active that is neither true nor false/],
    ["an end without a validation", "dcv_approval_datetime: null", /has an expiry, but no date of validation/],
    ["a field of another type", "dcv_method: 7", /dcv_method must be string,null/],
  ])("%s is not understood", async (_, extra, detail) => {
    const { observation, warnings } = await recordOf(one(`validated: "-2d", extra: { ${extra} }`));
    expect(observation).toMatchObject({
      kind: "unknown",
      reason: "not_understood",
      detail: expect.stringMatching(detail),
    });
    expect(warnings).toEqual([expect.stringMatching(detail)]);
  });

  test("an unknown method stays as it is, with a warning", async () => {
    const { observation, warnings } = await recordOf(one('validated: "-2d", method: http-token-static'));
    expect(observation).toMatchObject({ record: { method: "http-token-static" } });
    expect(warnings).toEqual([expect.stringContaining('the unknown dcv_method "http-token-static"')]);
  });
});

describe("the challenge of a domain that is submitted", () => {
  const token = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
  test.each([
    [
      "dns-cname-token",
      {},
      {
        method: "CNAME",
        name: "_dnsauth.example.com",
        value: expect.stringMatching(/^[0-9a-f]{32}\.dcv\.digicert\.com$/) as string,
      },
    ],
    [
      "dns-cname-token",
      { cname: "token" },
      {
        method: "CNAME",
        name: expect.stringMatching(/^[0-9a-f]{32}\.example\.com$/) as string,
        value: "dcv.digicert.com",
      },
    ],
    ["dns-txt-token", {}, { method: "TXT", name: "example.com", value: token }],
    ["http-token", {}, { url: "http://example.com/.well-known/pki-validation/fileauth.txt", content: token }],
  ] as const)("%s", async (method, change, challenge) => {
    const { observation } = await recordOf(one(`method: ${method}, submitted: "-1d"`), change);
    const deadline = NOW + 29 * DAY;
    expect(observation).toMatchObject({ record: { challenge: { ...challenge, deadline } } });
  });

  test("none for an e-mail, and none for a random value that no longer counts", async () => {
    for (const fields of ["method: email, submitted: '-1d'", "submitted: '-31d'"]) {
      const { observation } = await recordOf(one(fields));
      expect(observation).toMatchObject({ kind: "present", record: { challenge: null } });
    }
  });
});

describe("the details of a domain that is submitted", () => {
  const detailsOf = (body: string) =>
    recordOf(`${one('validated: "-20d", submitted: "-1d"')}\nfaults: [{ on: digicert.domain, body: ${body} }]`);
  const VALID = {
    status: "VALIDATED",
    method: "CNAME",
    validation: { at: NOW - 20 * DAY },
    expiresAt: NOW + 179 * DAY,
  };
  const ORDER = { orderStatus: "SUBMITTED", orderSubmittedAt: NOW - DAY };

  test.each<readonly [string, string, object]>([
    [
      "without dates leave those of the list",
      "{ id: 1001, name: example.com }",
      { ...VALID, ...ORDER, challenge: null },
    ],
    [
      "that say that nothing is pending end the order",
      "{ id: 1001, name: example.com, is_pending_validation: false, dcv_token: { token: abc } }",
      { ...VALID, orderStatus: "NOT_INITIATED", orderMethod: null, orderSubmittedAt: null },
    ],
    [
      "with another method than the list give the challenge of theirs",
      "{ id: 1001, name: Example.COM, is_pending_validation: '1', dcv_method: dns-txt-token, dcv_token: { token: abc } }",
      { ...VALID, ...ORDER, orderMethod: "TXT", challenge: { method: "TXT", name: "example.com", value: "abc" } },
    ],
    [
      "with a method that is not known give no challenge",
      "{ id: 1001, name: example.com, dcv_method: pigeon, dcv_token: { token: abc } }",
      { ...VALID, ...ORDER, orderMethod: "pigeon", challenge: null },
    ],
    ...["'a b'", "'<script>'", "'a.example.com'", `"${"a".repeat(129)}"`, "''", "null"].map(
      (token) =>
        [
          `with the random value ${token.slice(0, 20)} give no challenge`,
          `{ id: 1001, name: example.com, dcv_token: { token: ${token} } }`,
          { ...VALID, ...ORDER, challenge: null },
        ] as const,
    ),
    [
      "whose random value has been used give no challenge",
      "{ id: 1001, name: example.com, dcv_token: { token: abc, status: active } }",
      { challenge: null },
    ],
    [
      "with a target that is no domain name give no challenge",
      "{ id: 1001, name: example.com, dcv_token: { token: abc, verification_value: 'no name' } }",
      { challenge: null },
    ],
    [
      "with a file at another host give no challenge",
      "{ id: 1001, name: example.com, dcv_method: http-token, dcv_token: { token: abc, http_token_url: 'http://evil.example/x' } }",
      { challenge: null },
    ],
  ])("%s", async (_, body, record) => {
    expect(await detailsOf(body)).toMatchObject({ observation: { kind: "present", record }, warnings: [] });
  });

  test.each([
    ["of another name", "{ id: 1001, name: example.org }", /is about another domain, "example\.org"/],
    [
      "with a flag that is none",
      "{ id: 1001, name: example.com, is_pending_validation: perhaps }",
      /has an is_pending_validation that is neither true nor false/,
    ],
  ])("%s are not understood", async (_, body, detail) => {
    const { observation, warnings } = await detailsOf(body);
    const said = expect.stringMatching(detail);
    expect(observation).toMatchObject({ kind: "unknown", reason: "not_understood", detail: said, record: VALID });
    expect(warnings).toEqual([said]);
  });
});

test.each([
  ["its A-labels", "xn--bcher-kva.example", ["xn--bcher-kva.example"]],
  ["its letters", "bücher.example", ["xn--bcher-kva.example", "bücher.example"]],
])("a name that is listed by %s is found without the listing", async (_, listed, searched) => {
  const { provider, requests } = await open(settings(), estate(`  domains: [{ domain: ${listed}, validated: "-1d" }]`));
  const domain = "xn--bcher-kva.example";
  const { signal } = new AbortController();
  const found: unknown[] = [];
  for await (const { observations } of provider.inspect([{ domain, row: null, declared: true, keys: {} }], signal)) {
    found.push(...observations);
  }
  expect(found).toMatchObject([{ kind: "present", domain, record: { status: "VALIDATED" } }]);
  expect(requests.map(({ path }) => new URLSearchParams(path.split("?")[1]).get("filters[search]"))).toEqual(searched);
});

test("a name that cannot be read is not taken for the absence of the one that was looked for", async () => {
  const scenario = `${estate("  domains: []")}\nfaults: [{ on: digicert.list, body: { domains: [{ id: 1, name: "a b" }], page: { total: 1 } } }]`;
  const { provider } = await open(settings(), scenario);
  const target = { domain: "example.com", row: null, declared: true, keys: {} };
  const found: unknown[] = [];
  const reading = async () => {
    for await (const { observations } of provider.inspect([target], new AbortController().signal))
      found.push(...observations);
  };
  await expect(reading()).rejects.toMatchObject({ message: expect.stringContaining('"a b" is not a domain name') });
  expect(found).toMatchObject([{ kind: "unknown", reason: "provider_unreachable" }]);
});

describe("the account", () => {
  test.each([
    ["a key that is not known", estate("").replaceAll("correct-horse", "other"), /check auth\.apiKey/],
    ["too many calls", estate("").concat("\nfaults: [{ on: digicert.list, status: 429 }]"), /request_limit_exceeded/],
  ])("%s is one clear sentence", async (_, scenario, message) => {
    const { observe } = await open(settings({ retries: 0 }), scenario, { remainingMs: () => 0 });
    const { error } = await observe();
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain(SECRETS[2]);
  });

  test("a division and a sub-account narrow the listing", async () => {
    const scenario = estate(`  domains:
    - { domain: a.example.com, container: 7 }
    - { domain: b.example.com }
    - { domain: c.example.com, subaccount: 9 }`);
    const names = async (change: Partial<DigicertSettings>) => {
      const { observe } = await open(settings(change), scenario);
      return [...(await observe(requestFor([]))).observations.keys()];
    };
    expect(await names({ container: 7 })).toEqual(["a.example.com"]);
    expect(await names({ subaccount: 9 })).toEqual(["c.example.com"]);
    expect(await names({})).toEqual(["a.example.com", "b.example.com"]);
  });

  test("its role is that of the key's user", async () => {
    const { provider } = await open(settings(), estate("  roles: [Manager, Finance]"));
    expect(await provider.access(new AbortController().signal)).toMatchObject({ role: "Manager, Finance", domains: 0 });
  });
});

test("a day of Mountain Time is read as an instant before the one meant, on the days of its clock changes too", () => {
  for (const change of ["2026-03-08", "2026-11-01"]) {
    for (let hour = -48; hour <= 48; hour += 1) {
      const meant = Date.parse(change) + hour * 3_600_000;
      const read = parseDigicertDate(mountainDay(meant)) ?? Number.NaN;
      expect(meant - read).toBeGreaterThanOrEqual(6 * 3_600_000);
      expect(meant - read).toBeLessThanOrEqual(31 * 3_600_000);
    }
  }
  // The clock moves at 02:00: these instants are the last before and the first of the new day's offset.
  expect([mountainDay(Date.parse("2026-03-08T06:59Z")), mountainDay(Date.parse("2026-03-08T07:00Z"))]).toEqual([
    "2026-03-07",
    "2026-03-08",
  ]);
  expect([mountainDay(Date.parse("2026-11-01T05:59Z")), mountainDay(Date.parse("2026-11-02T06:59Z"))]).toEqual([
    "2026-10-31",
    "2026-11-01",
  ]);
});

describe("acting", () => {
  const request = {
    domain: "example.com",
    listedAs: { name: "example.com", entry: "1001" },
    keys: {},
    method: "CNAME",
  } as const;
  const { signal } = new AbortController();
  const changes = (requests: readonly { method: string; path: string }[]) =>
    requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

  test("a domain without a random value is submitted, and its record comes back", async () => {
    const { provider, requests } = await open(settings(), one("active: true"));
    const { challenge } = (await provider.act?.submit(request, signal)) ?? {};
    expect(challenge).toMatchObject({ method: "CNAME", name: "_dnsauth.example.com", deadline: NOW + 30 * DAY });
    expect(changes(requests)).toEqual(["POST /services/v2/domain/1001/validation"]);
  });

  test.each([
    ["of the kinds that it has", "extra: { validations: [{ type: ov }] }", ["ov"]],
    ["of both kinds where it has none yet", "extra: { validations: [] }", ["ov", "ev"]],
    ["of both kinds where they are not shown", "omit: [validations]", ["ov", "ev"]],
  ])("a submission is %s, by the method that is declared", async (_, fields, kinds) => {
    const { provider, requests } = await open(settings(), one(`method: email, ${fields}`));
    await provider.act?.submit(request, signal);
    const body = { validations: kinds.map((type) => ({ type })), dcv_method: "dns-cname-token" };
    expect(JSON.parse(requests.find(({ method }) => method === "POST")?.body ?? "")).toEqual(body);
  });

  test("another method than that of a pending order is set by a submission, and the random value stays", async () => {
    const { provider } = await open(settings(), one('submitted: "-11d", method: dns-txt-token'));
    const pending = (await recordOf(one('submitted: "-11d", method: dns-txt-token'))).observation;
    const { challenge } = (await provider.act?.submit(request, signal)) ?? {};
    const value = pending?.kind === "present" ? pending.record.challenge : null;
    const token = value !== null && value !== undefined && "value" in value ? value.value : "";
    expect(challenge).toMatchObject({
      method: "CNAME",
      name: "_dnsauth.example.com",
      value: `${token}.dcv.digicert.com`,
    });
  });

  test("a random value that counts is checked, never replaced", async () => {
    const { provider, requests } = await open(settings(), one('submitted: "-11d", found: true'));
    await provider.act?.submit(request, signal);
    expect(changes(requests)).toEqual(["PUT /services/v2/domain/1001/dcv/validate-token"]);
  });

  test.each([
    ["a record that is not there", one('submitted: "-11d"'), "UnexpectedResponse", /Could not find a valid CNAME/],
    [
      "a key that may only read",
      one("active: true").replace("  domains", "  viewOnly: true\n  domains"),
      "Unauthorized",
      /View Only/,
    ],
  ])("%s is a definite refusal, said once", async (_, scenario, code, message) => {
    const { provider, requests } = await open(settings(), scenario);
    await expect(provider.act?.submit(request, signal)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(changes(requests)).toHaveLength(1);
  });

  test.each(["EMAIL", "HTTPS", "PERSISTENT_TXT"] as const)("%s is left to people", async (method) => {
    const { provider, requests } = await open(settings(), one("active: true"));
    expect(provider.act?.flowOf(method)).toBeNull();
    await expect(provider.act?.submit({ ...request, method }, signal)).rejects.toMatchObject({ code: "Unsupported" });
    expect(requests).toEqual([]);
  });
});

test("the days of the row are those of the simulator in either form", () => {
  expect(formatDay(parseDigicertDate("2026-03-08") ?? 0)).toBe("2026-03-08");
  expect(parseDigicertDate("2026-03-08T07:00:00+00:00")).toBe(Date.parse("2026-03-08T07:00:00Z"));
  for (const text of ["", "08.03.2026", "2026-02-30", "2026-03-08 07:00:00", "2026-03-08T07:00:00"]) {
    expect(parseDigicertDate(text)).toBeNull();
  }
});
