/** The life of an order at the simulated Sectigo: started, submitted, looked for, validated. */
import type { Perspectives } from "../../../lib/simulator/perspectives";
import type { Simulator } from "../../../lib/simulator/simulator";
import { call, DEMO, getList, NOW, postDcv, postStatus, served } from "./served";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hex32 = "[0-9a-f]{32}";

/** A clock that the test moves, and a CA of two names. */
async function ca(settings = "", perspectives: Perspectives = {}, domains = "") {
  const clock = { now: NOW };
  const simulator = await served(
    `version: 1\nsectigo:\n  domains: [{ domain: www.example.com, validated: -190d }, { domain: new.example.com }${domains}]\n${settings}`,
    { now: () => clock.now, perspectives },
  );
  return { simulator, clock };
}

async function statusOf(simulator: Simulator, domain = "new.example.com") {
  return (await postStatus(simulator, { domain })).json as Record<string, string>;
}

function counts({ acts }: Simulator): readonly string[] {
  return acts.map(({ operation, domain, cycle }) => `${operation} ${domain} ${cycle}`);
}

const domain = "new.example.com";

describe("start", () => {
  test.each(["v1", "v2"])("CNAME: the record, prepared and not submitted (%s)", async (version) => {
    const { simulator } = await ca();
    const { status, json } = await postDcv(simulator, "start/domain/cname", { domain }, version);
    expect(status).toBe(200);
    expect(json).toEqual({
      host: expect.stringMatching(new RegExp(`^_${hex32}\\.new\\.example\\.com\\.$`)),
      point: expect.stringMatching(new RegExp(`^${hex32}\\.${hex32}\\.sectigo\\.com\\.$`)),
    });
    expect(await statusOf(simulator)).toEqual({
      status: "NOT_VALIDATED",
      orderStatus: "AWAITING_SUBMISSION",
      orderMode: "CNAME",
      ...(json as object),
    });
    expect(counts(simulator)).toEqual(["sectigo.start new.example.com 0"]);
  });

  test.each(["http", "https"])("%s: the file, of the same pair of tokens as the CNAME", async (method) => {
    const { simulator } = await ca();
    const file = (await postDcv(simulator, `start/domain/${method}`, { domain })).json as Record<string, string>;
    const record = (await postDcv(simulator, "start/domain/cname", { domain })).json as Record<string, string>;
    expect(file).toEqual({
      url: `${method}://new.example.com/.well-known/pki-validation/${record.host?.slice(1, 33).toUpperCase()}.txt`,
      firstLine: record.point?.slice(0, 65).replace(".", ""),
      secondLine: "sectigo.com",
    });
  });

  test("e-mail: the addresses, those of all domains first, and nothing changes", async () => {
    const { simulator } = await ca();
    const parts = ["admin", "administrator", "hostmaster", "postmaster", "webmaster"];
    const adminEmails = parts.map((part) => `${part}@new.example.com`);
    expect((await postDcv(simulator, "start/domain/email", { domain, domains: null })).json).toEqual({
      emails: adminEmails,
      dcvEmails: [{ domainName: domain, whoisEmails: [], adminEmails, dnsTxtEmails: [] }],
    });
    const several = await postDcv(simulator, "start/domain/email", { domains: [domain, "www.example.com"] });
    expect(several.json).toMatchObject({ emails: [], dcvEmails: [{ domainName: domain }, {}] });
    expect(simulator.acts).toEqual([]);
  });

  test("again: the same challenge while the order runs, another after the order has ended", async () => {
    const { simulator } = await ca("  challenges: found");
    const start = async () => (await postDcv(simulator, "start/domain/cname", { domain })).json;
    const first = await start();
    expect(await start()).toEqual(first);
    await postDcv(simulator, "submit/domain/cname", { domain });
    expect(await start()).not.toEqual(first);
    expect(counts(simulator).at(-1)).toBe("sectigo.start new.example.com 1");
  });

  test("again, with `tokens: new`: another challenge, and the order has to be submitted again", async () => {
    const { simulator } = await ca("  tokens: new");
    const first = (await postDcv(simulator, "start/domain/cname", { domain })).json;
    await postDcv(simulator, "submit/domain/cname", { domain });
    expect((await postDcv(simulator, "start/domain/cname", { domain })).json).not.toEqual(first);
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "AWAITING_SUBMISSION" });
  });

  test("an order older than 30 days is started anew, with another challenge", async () => {
    const { simulator, clock } = await ca();
    const first = (await postDcv(simulator, "start/domain/cname", { domain })).json;
    await postDcv(simulator, "submit/domain/cname", { domain });
    clock.now += 30 * DAY;
    expect((await postDcv(simulator, "start/domain/cname", { domain })).json).not.toEqual(first);
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "AWAITING_SUBMISSION" });
  });

  test("a wildcard and its base have one record", async () => {
    const { simulator } = await ca("", {}, ', { domain: "*.new.example.com" }');
    const base = (await postDcv(simulator, "start/domain/cname", { domain })).json;
    expect((await postDcv(simulator, "start/domain/cname", { domain: "*.new.example.com" })).json).toEqual(base);
  });
});

describe("submit", () => {
  const SUBMITTED = {
    status: "NOT_VALIDATED",
    orderStatus: "SUBMITTED",
    message: "Submitted successfully",
    orderBackendId: expect.stringMatching(/^\d{10}$/),
  };

  test.each([
    ["cname", {}, {}],
    ["http", {}, {}],
    ["https", {}, {}],
    ["txt", {}, { host: "_pki-validation.new.example.com.", point: expect.stringMatching(/^[!-~]{32}$/) }],
    [
      "email",
      { email: "webmaster@new.example.com" },
      { emailValidationReferenceNumber: expect.stringMatching(/^\d+$/) },
    ],
  ])("%s: the number of the order, and what its method has", async (method, fields, answer) => {
    for (const version of ["v1", "v2"]) {
      const { simulator } = await ca();
      if (["cname", "http", "https"].includes(method)) await postDcv(simulator, `start/domain/${method}`, { domain });
      const { json } = await postDcv(simulator, `submit/domain/${method}`, { domain, ...fields }, version);
      expect(json).toEqual({ ...SUBMITTED, ...answer });
      const { orderBackendId } = json as Record<string, string>;
      expect(await statusOf(simulator)).toMatchObject({
        orderStatus: "SUBMITTED",
        orderBackendId,
        submittedDate: "2026-11-21",
        nextCheck: "2026-11-21T02:00:00.000Z",
      });
    }
  });

  test("persistent TXT: the record of the account, in v2 alone", async () => {
    const { simulator } = await ca();
    const { json } = await postDcv(simulator, "submit/domain/persistent-txt", { domain }, "v2");
    const record = { host: "_validation-persist.new.example.com.", point: expect.stringMatching(/^sectigo\.com;/) };
    expect(json).toEqual({ ...SUBMITTED, ...record });
  });

  test.each([
    ["email", { email: "admin@example.com" }, 400],
    ["persistent-txt", {}, 200],
  ])("%s for several domains", async (method, fields, status) => {
    const { simulator } = await ca();
    const domains = [domain, "www.example.com"];
    const received = await postDcv(simulator, `submit-bulk/domain/${method}`, { domains, ...fields }, "v2");
    expect(received.status).toBe(status);
    // An address that is not one of every domain changes none.
    expect(simulator.acts).toHaveLength(status === 200 ? 2 : 0);
    if (status === 200) expect(received.json).toEqual(SUBMITTED);
  });

  test("the address of the e-mail is shown by the status", async () => {
    const { simulator } = await ca();
    await postDcv(simulator, "submit/domain/email", { domain, email: "webmaster@new.example.com" });
    expect(await statusOf(simulator)).toMatchObject({ validationEmail: "webmaster@new.example.com" });
  });

  test("a connector publishes the record: the mode is AUTO, and it is validated", async () => {
    const id = "c8cd9ad4-f2b4-4e04-9c37-91a4e2b2ea21";
    const { simulator, clock } = await ca(
      `  firstCheckSeconds: 60\n  connectors: [{ id: ${id}, name: c, providers: [ovh] }]`,
    );
    await postDcv(simulator, "start/domain/cname", { domain });
    const refused = await postDcv(simulator, "submit/domain/cname", { domain, dnsAgentUUID: "other" });
    expect(refused.json).toEqual({ code: -1601, description: "Field 'dnsAgentUUID' has invalid value." });
    await postDcv(simulator, "submit/domain/cname", { domain, dnsAgentUUID: id, dnsProviderName: "ovh" });
    expect(await statusOf(simulator)).toMatchObject({ orderMode: "AUTO" });
    clock.now += 60_000;
    expect(await statusOf(simulator)).toMatchObject({ status: "VALIDATED" });
  });

  test("twice: code -724, and with `secondSubmit: accept` the same order", async () => {
    for (const [settings, status] of [
      ["", 400],
      ["  secondSubmit: accept", 200],
    ] as const) {
      const { simulator } = await ca(settings);
      const submit = () => postDcv(simulator, "submit/domain/txt", { domain });
      const first = (await submit()).json;
      const second = await submit();
      expect(second.status).toBe(status);
      if (status === 200) expect(second.json).toEqual(first);
      else {
        const description =
          "The request for 'new.example.com' cannot be processed since it's domain validation status is SUBMITTED.";
        expect(second.json).toEqual({ code: -724, description });
      }
      expect(counts(simulator)).toHaveLength(status === 200 ? 2 : 1);
    }
  });

  test("an order older than 30 days is submitted anew, with another value", async () => {
    const { simulator, clock } = await ca();
    const submit = async () => (await postDcv(simulator, "submit/domain/txt", { domain })).json;
    const first = (await submit()) as Record<string, string>;
    clock.now += 30 * DAY;
    const second = (await submit()) as Record<string, string>;
    expect([second.point, second.orderBackendId]).not.toContain(first.point);
    expect(second.orderBackendId).not.toBe(first.orderBackendId);
  });
});

describe("a call that is refused changes nothing", () => {
  const refusals: readonly [string, string, string, object, string, number, number][] = [
    ["an unknown domain, v1", "", "start/domain/cname", { domain: "no.example.com" }, "v1", 400, -727],
    ["an unknown domain, v2", "", "submit/domain/txt", { domain: "no.example.com" }, "v2", 404, -727],
    [
      "an unknown domain, without the privilege",
      "  readOnly: true",
      "clear",
      { domain: "no.example.com" },
      "v1",
      400,
      -727,
    ],
    ["no privilege", "  readOnly: true", "start/domain/cname", { domain }, "v1", 400, -25],
    ["no domain", "", "sync", {}, "v1", 400, -7],
    ["a domain that is too short", "", "delete", { domain: "ab" }, "v1", 400, -1601],
    ["no list of domains", "", "submit-bulk/domain/email", { domain }, "v2", 400, -7],
    ["an empty list of domains", "", "submit-bulk/domain/email", { domains: [] }, "v2", 400, -1601],
    ["TXT has no start in v1", "", "start/domain/txt", { domain }, "v1", 400, -738],
    ["a file for a wildcard", "", "start/domain/http", { domain: "*.w.example.com" }, "v1", 400, -738],
    ["a file for a wildcard, submitted", "", "submit/domain/http", { domain: "*.w.example.com" }, "v1", 400, -738],
    ["CNAME before its start", "", "submit/domain/cname", { domain }, "v1", 400, -724],
    ["an e-mail to nobody", "", "submit/domain/email", { domain }, "v1", 400, -7],
    [
      "an e-mail to an address that proves nothing",
      "",
      "submit/domain/email",
      { domain, email: "me@new.example.com" },
      "v1",
      400,
      -1601,
    ],
  ];
  test.each(refusals)("%s", async (_, settings, path, body, version, status, code) => {
    const { simulator } = await ca(settings, {}, ', { domain: "*.w.example.com" }');
    const before = (await getList(simulator)).json;
    const received = await postDcv(simulator, path, body, version);
    expect([received.status, received.json]).toEqual([status, { code, description: expect.any(String) }]);
    expect(simulator.acts).toEqual([]);
    expect((await getList(simulator)).json).toEqual(before);
  });

  test("TXT has a start in v2 that does nothing", async () => {
    const { simulator } = await ca();
    expect((await postDcv(simulator, "start/domain/txt", { domain }, "v2")).json).toEqual({
      message: expect.any(String),
    });
    expect(simulator.acts).toEqual([]);
  });
});

describe("the CA looks for the challenge", () => {
  /** A network in which a record appears, as each perspective sees it. */
  function network(sees: (perspective: number) => boolean) {
    const records = new Map<string, string>();
    const asked: string[] = [];
    const perspectives: Perspectives = {
      lookUp: async (name, type, perspective) => {
        asked.push(`${type} ${perspective}`);
        const value = records.get(name);
        if (value === undefined || !sees(perspective)) return [];
        return [type === "CNAME" ? value.toUpperCase().replace(/\.$/, "") : value];
      },
    };
    return { records, asked, perspectives };
  }

  test.each([
    ["every perspective sees it", () => true, "VALIDATED"],
    ["one remote perspective misses it", (at: number) => at !== 3, "VALIDATED"],
    ["two remote perspectives miss it", (at: number) => at < 3, "NOT_VALIDATED"],
    ["its own network misses it", (at: number) => at !== 0, "NOT_VALIDATED"],
  ])("%s", async (_, sees, status) => {
    const { records, asked, perspectives } = network(sees);
    const { simulator } = await ca("", perspectives);
    const { host = "", point = "" } = (await postDcv(simulator, "start/domain/cname", { domain })).json as Record<
      string,
      string
    >;
    records.set(host, point);
    await postDcv(simulator, "submit/domain/cname", { domain });
    expect(await statusOf(simulator)).toMatchObject({ status });
    expect(asked).toEqual(["CNAME 0", "CNAME 1", "CNAME 2", "CNAME 3", "CNAME 4"]);
  });

  test("at the submission and then every two hours, once each time", async () => {
    const { asked, perspectives } = network(() => true);
    const { simulator, clock } = await ca("  perspectives: 1", perspectives);
    await postDcv(simulator, "submit/domain/txt", { domain });
    const looks: number[] = [asked.length];
    for (const hours of [1, 1, 1.5, 1.5, 0]) {
      clock.now += hours * HOUR;
      await statusOf(simulator);
      looks.push(asked.length);
    }
    expect(looks).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test("what is found is validated: new dates, no order, and the method of the order", async () => {
    const { simulator, clock } = await ca("  challenges: found\n  firstCheckSeconds: 600");
    const www = "www.example.com";
    await postDcv(simulator, "submit/domain/txt", { domain: www });
    const before = await statusOf(simulator, www);
    expect(before).toMatchObject({ orderStatus: "SUBMITTED", nextCheck: "2026-11-21T00:10:00.000Z" });
    expect(before).not.toHaveProperty("lastCheck");
    clock.now += DAY;
    expect(await statusOf(simulator, www)).toEqual({
      status: "VALIDATED",
      validationDate: "2026-11-22",
      expirationDate: "2027-06-08",
      orderStatus: "NOT_INITIATED",
    });
    const [row] = (await getList(simulator, `?domain=${www}`)).json as Record<string, string>[];
    expect(row).toMatchObject({ dcvMethod: "TXT", dcvOrderMethod: "TXT", dcvOrderStatus: "NOT_INITIATED" });
    clock.now += 198 * DAY;
    expect(await statusOf(simulator, www)).toMatchObject({ status: "EXPIRED" });
  });

  test("a persistent record counts for ten days", async () => {
    const { simulator } = await ca("  challenges: found");
    await postDcv(simulator, "submit/domain/persistent-txt", { domain }, "v2");
    expect(await statusOf(simulator)).toMatchObject({ validationDate: "2026-11-21", expirationDate: "2026-12-01" });
  });

  test("a domain may have an answer of its own, whatever the network shows", async () => {
    const { perspectives } = network(() => true);
    const { simulator } = await ca("", perspectives, ", { domain: mail.example.com, challenge: found }");
    await postDcv(simulator, "submit/domain/email", { domain: "mail.example.com", email: "admin@mail.example.com" });
    expect(await statusOf(simulator, "mail.example.com")).toMatchObject({ status: "VALIDATED" });
  });

  test("a file is fetched by each perspective", async () => {
    const files = new Map<string, string>();
    const { simulator } = await ca("", { fetchFile: async (url) => files.get(url) ?? null });
    const file = (await postDcv(simulator, "start/domain/http", { domain })).json as Record<string, string>;
    files.set(file.url ?? "", `${file.firstLine}\n${file.secondLine}\n`);
    await postDcv(simulator, "submit/domain/http", { domain });
    expect(await statusOf(simulator)).toMatchObject({ status: "VALIDATED" });
  });

  test("an order of the scenario is looked for too, and one older than 30 days is not", async () => {
    const orders = ", { domain: old.example.com, submitted: -31d }, { domain: young.example.com, submitted: -29d }";
    const { simulator } = await ca("  challenges: found", {}, orders);
    expect(await statusOf(simulator, "old.example.com")).toMatchObject({ orderStatus: "SUBMITTED" });
    expect(await statusOf(simulator, "young.example.com")).toMatchObject({ status: "VALIDATED" });
  });

  test("sync with force looks at once", async () => {
    const { records, perspectives } = network(() => true);
    const { simulator, clock } = await ca("", perspectives);
    const { host = "", point = "" } = (await postDcv(simulator, "submit/domain/txt", { domain })).json as Record<
      string,
      string
    >;
    clock.now += 1000;
    records.set(host, `${point} `);
    expect((await postDcv(simulator, "sync?force=true", { domain })).json).toMatchObject({ orderStatus: "SUBMITTED" });
    records.set(host, point);
    expect((await postDcv(simulator, "sync?force=false", { domain })).json).toMatchObject({ orderStatus: "SUBMITTED" });
    expect((await postDcv(simulator, "sync?force=true", { domain }, "v2")).json).toEqual({ status: "VALIDATED" });
  });
});

describe("the status lags", () => {
  test("list and status show what was, for as long as the scenario says", async () => {
    const { simulator, clock } = await ca("  statusLagSeconds: 60");
    await postDcv(simulator, "start/domain/cname", { domain });
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "NOT_INITIATED" });
    clock.now += 30_000;
    await postDcv(simulator, "submit/domain/cname", { domain });
    clock.now += 30_000;
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "AWAITING_SUBMISSION" });
    const rowOf = async () => ((await getList(simulator, `?domain=${domain}`)).json as Record<string, string>[])[0];
    expect(await rowOf()).toMatchObject({ dcvOrderStatus: "AWAITING_SUBMISSION" });
    clock.now += 30_000;
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "SUBMITTED" });
    expect(await rowOf()).toMatchObject({ dcvOrderStatus: "SUBMITTED" });
  });

  test("sync ends the lag: v1 gives the status, v2 its word", async () => {
    const { simulator } = await ca("  statusLagSeconds: 60");
    await postDcv(simulator, "submit/domain/email", { domain, email: "admin@new.example.com" });
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "NOT_INITIATED" });
    expect((await postDcv(simulator, "sync?force=false", { domain })).json).toMatchObject({
      status: "NOT_VALIDATED",
      orderStatus: "SUBMITTED",
      orderMode: "EMAIL",
      emailValidationReferenceNumber: expect.any(String),
      orderBackendId: expect.any(String),
    });
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: "SUBMITTED" });
  });
});

describe("clear and delete", () => {
  const KEPT = { status: "VALIDATED", validationDate: "2026-05-15", orderStatus: "NOT_INITIATED" };
  test.each([
    ["clear ends the order, as in the manual's sample", "", "clear", KEPT],
    ["clear resets the validation too, as in the manual's text", "  clear: all", "clear", { status: "NOT_VALIDATED" }],
    ["delete resets both", "", "delete", { status: "NOT_VALIDATED" }],
  ])("%s", async (_, settings, path, expected) => {
    const { simulator } = await ca(settings);
    const www = "www.example.com";
    await postDcv(simulator, "submit/domain/txt", { domain: www });
    const { status, text } = await postDcv(simulator, path, { domain: www });
    expect(status).toBe(200);
    if (path === "delete") expect(text).toBe("");
    else {
      const message = `DCV status: ${expected.status}; DCV order status: NOT_INITIATED`;
      expect(JSON.parse(text)).toEqual({ status: expected.status, orderStatus: "NOT_INITIATED", message });
    }
    expect(await statusOf(simulator, www)).toMatchObject(expected);
  });
});

describe("an answer is lost", () => {
  const faults = (effect: string) => `faults: [{ on: sectigo.submit, times: 1, ${effect} }]`;
  test.each([
    ["a 500 after it has acted", "status: 500, acts: true", 500, 1],
    ["a 500 instead of acting", "status: 500", 500, 0],
    ["the connection ends after it has acted", "refuse: true, acts: true", null, 1],
    ["the connection ends before it acts", "refuse: true", null, 0],
    ["half of the answer", "cutBody: true", null, 1],
  ])("%s", async (_, effect, status, acted) => {
    const { simulator } = await ca(faults(effect));
    const received = await postDcv(simulator, "submit/domain/txt", { domain }).catch(() => null);
    expect(received?.status ?? null).toBe(status);
    expect(simulator.acts).toHaveLength(acted);
    expect(await statusOf(simulator)).toMatchObject({ orderStatus: acted === 1 ? "SUBMITTED" : "NOT_INITIATED" });
  });
});

test("no change without credentials", async () => {
  const { simulator } = await ca();
  const url = `${simulator.url}/api/dcv/v1/validation/submit/domain/txt`;
  const received = await call(url, {
    method: "POST",
    headers: { ...DEMO, password: "wrong" },
    body: JSON.stringify({ domain }),
  });
  expect([received.status, simulator.acts]).toEqual([401, []]);
});
