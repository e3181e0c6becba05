/** What is particular to Sectigo: pages, tokens, and when the status call is made. */
import { DAY_MS } from "../../lib/core/time";
import type { ListBatch } from "../../lib/core/observation";
import type { SectigoSettings } from "../../lib/providers/sectigo/settings";
import { NOW, open, requestFor, SECTIGO_AUTH, sectigoOAuth, sectigoSettings } from "./provider-cases";

const estate = (sectigo: string, faults = "") => `
version: 1
sectigo:
  ${SECTIGO_AUTH}
${sectigo}
${faults}`;

const FOUR_HUNDRED_AND_FIFTY = `
  domains:
    - { domain: "host-{n}.example.com", count: 448, validated: "2026-10-01" }
    - { domain: example.com, validated: "2026-10-01" }
    - { domain: "*.example.com", validated: "2026-10-02" }
`;
const settings =
  (change: Partial<SectigoSettings> = {}) =>
  (url: string) =>
    sectigoSettings(url, change);
const lists = (requests: readonly { path: string }[]) => requests.filter(({ path }) => path.includes("/validation?"));
const positions = (requests: readonly { path: string }[]) =>
  lists(requests).map(({ path }) => Number(new URLSearchParams(path.split("?")[1]).get("position")));
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe("pages", () => {
  test.each([
    ["three pages of 200", "", "", [0, 200, 400]],
    ["a server that caps pages at 100", "  maxPageSize: 100\n  oversizedPages: clamp", "", [0, 100, 200, 300, 400]],
    ["no total at all", "", 'faults: [{ on: "sectigo.list", omitTotal: true }]', [0, 200, 400, 450]],
  ])("%s bring 450 domains, wildcard and base apart", async (_, options, faults, expected) => {
    const { observe, requests } = await open(settings(), estate(`${options}\n${FOUR_HUNDRED_AND_FIFTY}`, faults));
    const { observations, error, warnings } = await observe(requestFor([]));
    expect(error).toBeNull();
    expect(warnings).toEqual([]);
    expect(observations.size).toBe(450);
    const validation = (name: string) => {
      const observation = observations.get(name);
      return observation?.kind === "present" ? observation.record.expiresAt : null;
    };
    expect([validation("example.com"), validation("*.example.com")]).toEqual([
      Date.parse("2026-10-01") + 198 * DAY_MS,
      Date.parse("2026-10-02") + 198 * DAY_MS,
    ]);
    expect(ascending(positions(requests))).toEqual(expected);
    for (const { path } of lists(requests)) expect(path).toContain("size=200");
  });

  test("are told while later ones are still to come", async () => {
    const faults = 'faults: [{ on: "sectigo.list", when: { position: 400 }, hang: true }]';
    const { provider } = await open(settings({ concurrency: 1 }), estate(FOUR_HUNDRED_AND_FIFTY, faults));
    const abort = new AbortController();
    const batches = provider.list({ filter: null, expected: [] }, abort.signal)[Symbol.asyncIterator]();
    const arrived = [await batches.next(), await batches.next()];
    expect(arrived.map(({ value }) => (value as ListBatch).rows.length)).toEqual([200, 200]);

    const last = batches.next();
    abort.abort("enough");
    await expect(last).rejects.toBe("enough");
  });

  test("a row that a later page contradicts is unknown in the end, and is not asked about", async () => {
    const clash = '[{ domain: "host-1.example.com", dcvStatus: EXPIRED }]';
    const faults = `faults: [{ on: "sectigo.list", when: { position: 200 }, body: ${clash} }]`;
    const { observe, requests } = await open(settings({ concurrency: 1 }), estate(FOUR_HUNDRED_AND_FIFTY, faults));
    for (const declared of [[], ["host-1.example.com"]]) {
      const { observations, warnings } = await observe(requestFor(declared));
      expect(observations.get("host-1.example.com")).toMatchObject({ kind: "unknown", reason: "not_understood" });
      expect(warnings).toContainEqual(expect.stringMatching(/\(host-1\.example\.com\) contradicts an earlier row/));
    }
    expect(requests.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("what was listed before an abort is told", async () => {
    const faults = 'faults: [{ on: "sectigo.list", when: { position: 200 }, hang: true }]';
    const { observe } = await open(settings({ concurrency: 1 }), estate(FOUR_HUNDRED_AND_FIFTY, faults));
    const abort = new AbortController();
    setTimeout(() => abort.abort("deadline"), 300);
    const { observations, error } = await observe(requestFor(["*.example.com"]), abort.signal);
    expect(error).toBe("deadline");
    expect(observations.size).toBe(200);
    expect(observations.get("*.example.com")).toMatchObject({
      kind: "unknown",
      reason: "provider_unreachable",
      record: { status: "VALIDATED" },
    });
  });
});

describe("narrowing", () => {
  const DOMAINS = `
  domains:
    - { domain: example.com, validated: "2026-10-01", org: 7, department: 8 }
    - { domain: www.example.com, validated: "2026-06-01", org: 7 }
    - { domain: "*.example.com", validated: "2026-06-01" }
    - { domain: new.example.com }
`;
  test("the filters of the list are the server's, the name is exact, and no status call is made", async () => {
    const { observe, requests } = await open(settings({ validationDates: "always" }), estate(DOMAINS));
    const filter = { expiresInDays: 198, status: "VALIDATED", domain: "example.com" };
    const { observations, error } = await observe(requestFor([], { filter }));
    expect(error).toBeNull();
    expect(observations.get("example.com")).toMatchObject({ record: { status: "VALIDATED", validation: null } });
    expect(observations.size).toBe(1);
    expect(requests.map(({ path }) => path)).toEqual([
      "/api/dcv/v1/validation?size=200&position=0&expiresIn=198&dcvStatus=VALIDATED&domain=example.com",
    ]);
  });

  test.each([
    ["VALIDATED", "VALIDATED", 3],
    ["NOT_VALIDATED", "NOT_VALIDATED", 1],
    ["EXPIRED", "EXPIRED", 0],
  ])("the status %s is sent as the constant %s", async (status, sent, count) => {
    const { observe, requests } = await open(settings(), estate(DOMAINS));
    const filter = { expiresInDays: null, status, domain: null };
    const { observations, error } = await observe(requestFor([], { filter }));
    expect(error).toBeNull();
    expect(requests.map(({ path }) => new URLSearchParams(path.split("?")[1]).get("dcvStatus"))).toEqual([sent]);
    expect(observations.size).toBe(count);
  });

  test("a status that is none is sent as it is", async () => {
    const { observe, requests } = await open(settings(), estate(DOMAINS));
    await observe(requestFor([], { filter: { expiresInDays: null, status: "so-so", domain: null } }));
    expect(requests[0]?.path).toContain("&dcvStatus=so-so");
  });

  test("a wildcard is looked for by its base", async () => {
    const { observe } = await open(settings(), estate(DOMAINS));
    const { observations } = await observe(
      requestFor([], { filter: { expiresInDays: null, status: null, domain: "*.example.com" } }),
    );
    expect([...observations.keys()]).toEqual(["*.example.com"]);
  });

  test("the organization and the department are sent", async () => {
    const { observe } = await open(settings({ org: 7, department: 8 }), estate(DOMAINS));
    expect([...(await observe(requestFor([]))).observations.keys()]).toEqual(["example.com"]);
  });
});

describe("status calls", () => {
  const DOMAINS = `
  domains:
    - { domain: valid.example.com, validated: "2026-10-01" }
    - { domain: old.example.com, validated: "2026-01-01" }
    - { domain: ordered.example.com, validated: "2026-10-01", submitted: "2026-11-20" }
    - { domain: new.example.com }
    - { domain: undeclared.example.com, validated: "2026-10-01" }
`;
  const DECLARED = ["valid", "old", "ordered", "new"].map((host) => `${host}.example.com`);
  const basisOf = (observation: unknown) =>
    (observation as { record: { validation: { basis: string } | null } }).record.validation?.basis ?? null;

  test.each([
    ["always", true, ["old", "ordered", "valid"], "reported"],
    ["auto", true, ["ordered", "valid"], "reported"],
    ["auto", false, ["ordered"], "bounded"],
    ["never", true, [], "derived"],
  ] as const)("with %s, where exact dates matter: %s", async (validationDates, matters, hosts, basis) => {
    const { observe, requests } = await open(settings({ validationDates }), estate(DOMAINS));
    const { observations, error } = await observe(requestFor(DECLARED, { everyDate: matters }));
    expect(error).toBeNull();
    const asked = requests
      .filter(({ method }) => method === "POST")
      .map(({ body }) => (JSON.parse(body) as { domain: string }).domain);
    expect(asked.sort()).toEqual(hosts.map((host) => `${host}.example.com`));
    expect(basisOf(observations.get("valid.example.com"))).toBe(basis);
    expect(basisOf(observations.get("undeclared.example.com"))).toBeNull();
    expect(basisOf(observations.get("new.example.com"))).toBeNull();
  });

  test("that fail five times in a row are not made for ever", async () => {
    const names = Array.from({ length: 40 }, (_, n) => `host-${n + 1}.example.com`);
    const many = '  domains: [{ domain: "host-{n}.example.com", count: 40, validated: "2026-10-01" }]';
    const faults = 'faults: [{ on: "sectigo.status", status: 500 }]';
    const { observe, requests } = await open(settings({ retries: 0, concurrency: 1 }), estate(many, faults));
    const { observations, error } = await observe(requestFor(names));
    expect(requests).toHaveLength(1 + 5);
    expect(error).toMatchObject({
      code: "Unavailable",
      message: expect.stringMatching(/5 of 40 status calls failed, 35 were not made/),
    });
    expect([...observations.values()].every(({ kind }) => kind === "unknown")).toBe(true);
  });

  test("that are refused are not made again", async () => {
    const faults = 'faults: [{ on: "sectigo.status", status: 403 }]';
    const { observe, requests } = await open(
      settings({ concurrency: 1, validationDates: "always" }),
      estate(DOMAINS, faults),
    );
    expect((await observe(requestFor(DECLARED))).error).toMatchObject({ code: "Unauthorized" });
    expect(requests).toHaveLength(2);
  });
});

describe("tokens", () => {
  const DOMAINS = '  domains: [{ domain: "host-{n}.example.com", count: 6, validated: "2026-10-01" }]';
  const NAMES = [1, 2, 3, 4, 5, 6].map((n) => `host-${n}.example.com`);
  const oauth = (url: string) => sectigoSettings(url, sectigoOAuth(url));
  const tokens = (requests: readonly { path: string }[]) =>
    requests.filter(({ path }) => path.endsWith("/token")).length;

  test("one serves all calls", async () => {
    const { observe, requests } = await open(oauth, estate(DOMAINS));
    expect((await observe(requestFor(NAMES))).error).toBeNull();
    expect(tokens(requests)).toBe(1);
  });

  test("one that is withdrawn is renewed once, for all calls under way", async () => {
    const faults = 'faults: [{ on: "sectigo.status", after: 3, times: 1, tokenExpired: true }]';
    const { observe, requests } = await open(oauth, estate(DOMAINS, faults));
    expect((await observe(requestFor(NAMES))).error).toBeNull();
    expect(tokens(requests)).toBe(2);
  });

  test("one that never works ends in Unauthorized", async () => {
    const faults = 'faults: [{ on: "sectigo.list", tokenExpired: true }]';
    const { observe, requests } = await open(oauth, estate(DOMAINS, faults));
    expect((await observe(requestFor(NAMES))).error).toMatchObject({
      code: "Unauthorized",
      message: expect.stringMatching(/clientId/),
    });
    expect(tokens(requests)).toBe(2);
    expect(lists(requests)).toHaveLength(2);
  });

  test("one is used for less than it lives", async () => {
    let now = NOW;
    const { observe, requests } = await open(oauth, estate(DOMAINS), { now: () => now });
    await observe(requestFor([]));
    now += 239_000;
    await observe(requestFor([]));
    expect(tokens(requests)).toBe(1);
    now += 2_000;
    await observe(requestFor([]));
    expect(tokens(requests)).toBe(2);
  });

  test.each([
    ["an answer without one", "body: { token_type: Bearer }", "UnexpectedResponse", /without an access_token/],
    [
      "a refusal",
      "status: 400, body: { error: invalid_client, error_description: no such client }",
      "Unauthorized",
      /invalid_client: no such client/,
    ],
    ["an outage", "status: 503", "Unavailable", /access token/],
  ])("%s is named", async (_, effect, code, message) => {
    const { observe } = await open(oauth, estate(DOMAINS, `faults: [{ on: "sectigo.token", ${effect} }]`));
    expect((await observe(requestFor(NAMES))).error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("are not fetched in the clear", async () => {
    const auth = {
      kind: "oauth",
      clientId: "robot",
      clientSecret: "x",
      tokenUrl: "http://sso.example.com/token",
    } as const;
    await expect(open(settings({ auth }), estate(DOMAINS))).rejects.toMatchObject({ code: "Unsupported" });
  });
});

describe("odd rows", () => {
  test("a missing privilege arrives as 400 and is Unauthorized", async () => {
    const body = '{ code: -3, description: "You are not authorized to perform DCV validation." }';
    const { observe } = await open(
      settings(),
      estate("  domains: []", `faults: [{ on: "sectigo.list", status: 400, body: ${body} }]`),
    );
    expect((await observe()).error).toMatchObject({
      code: "Unauthorized",
      message: expect.stringMatching(
        /^sectigo: 400 for GET \/dcv\/v1\/validation \(position 0\) at \S+: You are not authorized to perform DCV validation\. \(code -3\); give the account/,
      ),
    });
  });

  test.each([
    [
      "404 with a description",
      404,
      '{ description: "no such resource" }',
      /check `apiVersions`, `org` and `department`$/,
    ],
    [
      "404 with an unknown code",
      404,
      '{ code: -1234, description: "gone" }',
      /the REST manual of SCM explains the code$/,
    ],
    ["404 -727", 404, '{ code: -727, description: "no domain" }', /the account sees no such domain; /],
    ["400 with a description", 400, '{ description: "bad org" }', /check `apiVersions`, `org` and `department`$/],
    ["409 with a code", 409, '{ code: -9, description: "busy" }', /the REST manual of SCM explains the code$/],
    ["404 in another form", 404, '{ error: "Not Found", path: /dcv }', /does `url` end in \/api\?$/],
    ["500 with a description", 500, `{ description: "oh no" }`, /: oh no \(tried 2 times\)$/],
  ])("the advice fits the answer: %s", async (_, status, body, advice) => {
    const { observe } = await open(
      settings(),
      estate("  domains: []", `faults: [{ on: "sectigo.list", status: ${status}, body: ${body} }]`),
    );
    expect((await observe()).error).toMatchObject({ message: expect.stringMatching(advice) });
  });

  test("an empty estate is a valid answer", async () => {
    const { observe } = await open(settings(), estate("  domains: []"));
    expect(await observe(requestFor([]))).toMatchObject({ error: null, warnings: [] });
  });

  test("the labels of the OpenAPI document are understood", async () => {
    const domains =
      '  vocabulary: labels\n  domains: [{ domain: a.example.com, validated: "2026-10-01", submitted: "2026-11-20" }]';
    const { observe } = await open(settings(), estate(domains));
    expect((await observe(requestFor([]))).observations.get("a.example.com")).toMatchObject({
      record: { status: "VALIDATED", method: "CNAME", orderStatus: "SUBMITTED" },
    });
  });

  test.each([
    ["an unknown status is not understood", "extra: { dcvStatus: Frobnicated }", "unknown", null],
    ["a missing status is not understood", "omit: [dcvStatus]", "unknown", null],
    ["a row without a domain is not everything", "omit: [domain]", undefined, /no domain can be called absent/],
    ["an unknown method is shown as it is", "extra: { dcvMethod: CARRIER_PIGEON }", "present", null],
    ["an unknown method of an order, too", "extra: { dcvOrderMethod: CARRIER_PIGEON }", "present", null],
  ])("%s", async (_, change, kind, failure) => {
    const domains = `  domains: [{ domain: a.example.com, validated: "2026-10-01", ${change} }, { domain: b.example.com }]`;
    const { observe } = await open(settings(), estate(domains));
    const { observations, warnings, error } = await observe(requestFor([]));
    expect(observations.get("a.example.com")?.kind).toBe(kind);
    expect(warnings).toHaveLength(1);
    expect(observations.get("b.example.com")?.kind).toBe("present");
    if (failure === null) expect(error).toBeNull();
    else expect(error).toMatchObject({ message: expect.stringMatching(failure) });
  });

  test.each(["*.*.example.com", "pki@example.com", "2001:db8::1"])(
    "a row named %s makes the listing incomplete until the file acknowledges that text",
    async (name) => {
      const domains = `  domains: [{ domain: a.example.com, extra: { domain: "${name}" } }, { domain: b.example.com }]`;
      const { observe } = await open(settings(), estate(domains));
      const unaccepted = await observe(requestFor([]));
      expect(unaccepted.incomplete).toContain(`ca: lists "${name}", which cannot be read as a domain name`);
      expect(unaccepted.warnings).toEqual([expect.stringContaining(`"${name}" is not a domain name`)]);

      const place = { file: "domains.yaml", line: 9, column: 5 };
      const acknowledged = [{ name, reason: "known", owner: "pki", lastDay: Date.parse("2100-01-01"), place }];
      const accepted = await observe(requestFor([], { acknowledged }));
      expect(accepted).toMatchObject({ incomplete: null, warnings: [] });
      expect([...accepted.observations.keys()]).toEqual(["b.example.com"]);
    },
  );
});
