/** What `dcv_validation` plans, reads and does, each row against a simulated CA. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DesiredDomain } from "../../../../lib/core/desired";
import { DAY_MS } from "../../../../lib/core/time";
import { createDcvProvider } from "../../../../lib/terraform/plugin/dcv-provider";
import { STOPPED } from "../../../../lib/terraform/plugin/provider";
import { UNKNOWN } from "../../../../lib/terraform/plugin/schema";
import type { TfObject } from "../../../../lib/terraform/plugin/schema";
import { CAS, errorsIn, pluginEstate } from "../../../support/plugin-estate";
import type { PluginEstate, PluginEstateOptions } from "../../../support/plugin-estate";
import type { Wanted } from "../../../support/terraform-stand-in";

const VALIDATION = "dcv_validation.one";
const SUBMISSION = "dcv_validation_submission.one";
const never = new AbortController().signal;

const domain = (config: TfObject = {}): Wanted => ({
  ...{ type: "dcv_validation", name: "one" },
  config: () => ({ domain: "example.com", ...config }),
});
const submission = (config: TfObject = {}): Wanted => ({
  ...{ type: "dcv_validation_submission", name: "one" },
  config: (others) => ({ validation: others[VALIDATION]?.["order_id"] ?? null, ...config }),
});

/** As another client of the CA. */
async function elsewhere({ simulator }: PluginEstate, path: string, body: object): Promise<void> {
  const answer = await fetch(`${simulator.url}/api/dcv/v1/validation/${path}`, {
    method: "POST",
    headers: { login: "reader", password: "planted-password", customerUri: "acme", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

const publisher = (estate: PluginEstate) => async (address: string, values: TfObject) => {
  if (address === VALIDATION) await estate.publish(values["records"]);
};

const UNKNOWN_RECORD: TfObject = { name: UNKNOWN, value: UNKNOWN };

describe("the plan of a create", () => {
  test.each<readonly [string, string, TfObject, TfObject, Readonly<Record<string, number>>]>([
    [
      "adopts a validation, with no record and nothing sent",
      "{ domain: example.com, validated: -20d }",
      {},
      { order_id: UNKNOWN, status: UNKNOWN, records: [], files: [] },
      {},
    ],
    [
      "adopts a validation that is not in its window yet, as the resource has it",
      "{ domain: example.com, validated: -80d }",
      { revalidate_within_days: 5 },
      { status: UNKNOWN, records: [] },
      {},
    ],
    [
      "plans a record of known length and type where an order is due",
      "{ domain: example.com, validated: -190d }",
      {},
      { order_id: UNKNOWN, status: UNKNOWN, records: [{ type: "CNAME", ...UNKNOWN_RECORD }], files: [] },
      { "start example.com": 1 },
    ],
    [
      "plans a TXT record for a method that is submitted first, and submits it",
      "{ domain: example.com, status: NOT_VALIDATED }",
      { method: "TXT" },
      { records: [{ type: "TXT", ...UNKNOWN_RECORD }] },
      { "submit example.com": 1 },
    ],
    [
      "plans a file for HTTP",
      "{ domain: example.com, status: NOT_VALIDATED }",
      { method: "HTTP" },
      { records: [], files: [{ url: UNKNOWN, content: UNKNOWN }] },
      { "start example.com": 1 },
    ],
    [
      "plans neither for e-mail, which is sent",
      "{ domain: example.com, status: NOT_VALIDATED }",
      { method: "EMAIL", keys: { email: "admin@example.com" } },
      { records: [], files: [], order_id: UNKNOWN },
      { "submit example.com": 1 },
    ],
    [
      "adopts an order that another has prepared, with nothing sent",
      "{ domain: example.com, status: NOT_VALIDATED, orderStatus: AWAITING_SUBMISSION, orderMethod: CNAME }",
      { method: "CNAME" },
      { status: UNKNOWN, records: [{ type: "CNAME", ...UNKNOWN_RECORD }] },
      {},
    ],
    [
      "adopts an order that another has submitted",
      "{ domain: example.com, validated: -190d, submitted: -1d, orderMethod: CNAME, challenge: missing }",
      {},
      { order_id: UNKNOWN, records: [{ type: "CNAME", ...UNKNOWN_RECORD }] },
      {},
    ],
    [
      "starts anew where the order of another is by another method",
      "{ domain: example.com, status: NOT_VALIDATED, orderStatus: AWAITING_SUBMISSION, orderMethod: CNAME }",
      { method: "HTTP" },
      { order_id: UNKNOWN, records: [] },
      { "start example.com": 1 },
    ],
    [
      "starts anew where the validation is by another method than asked for",
      "{ domain: example.com, validated: -20d, method: EMAIL }",
      { method: "CNAME" },
      { order_id: UNKNOWN, records: [{ type: "CNAME", ...UNKNOWN_RECORD }] },
      { "start example.com": 1 },
    ],
    [
      "leaves an early order of another alone while the validation is good",
      "{ domain: example.com, validated: -20d, submitted: -1d, orderMethod: CNAME, challenge: missing }",
      {},
      { order_id: UNKNOWN },
      {},
    ],
  ])("%s", async (_, entry, config, planned, calls) => {
    const estate = await pluginEstate({ entries: [entry] });
    const { changes, diagnostics } = await estate.terraform.plan([domain(config)]);
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(changes[VALIDATION]?.planned).toMatchObject({ id: "my-ca/example.com", account: "my-ca", ...planned });
    const applied = await estate.terraform.apply([domain(config)]);
    expect(errorsIn(applied.diagnostics)).toEqual([]);
    expect(estate.calls()).toMatchObject(calls);
    expect(Object.values(estate.calls()).every((count) => count === 1)).toBe(true);
    if (Object.keys(calls).length === 0) expect(estate.calls()).toEqual({});
    // What was begun is not begun again.
    const again = await estate.terraform.plan([domain(config)]);
    expect(again.changes[VALIDATION]?.action).toBe("no-op");
  });

  const CA_DOWN = ["faults:", '  - { on: "*", status: 503 }'];
  test.each<readonly [string, Partial<PluginEstateOptions>, TfObject, string]>([
    ["a CA that is down", { faults: CA_DOWN }, {}, "my-ca/example.com could not be read"],
    ["wrong credentials", { env: { SCM_PASSWORD: "another" } }, {}, "my-ca/example.com could not be read"],
    ["no method", { entries: ["{ domain: example.com, status: NOT_VALIDATED }"] }, {}, "needs a method"],
    [
      "a wildcard by a file",
      { ca: "digicert", entries: ["{ domain: example.com }"] },
      { domain: "*.example.com", method: "HTTP" },
      "my-ca/*.example.com cannot be validated by HTTP: HTTP shows control of one host alone",
    ],
    ["an account that is not there", {}, { account: "other" }, "There is no such account: Name one of my-ca."],
    ["a name that is none", {}, { domain: "a..b" }, 'The domain name is not valid: "a..b" '],
    ["a word that is no method", {}, { method: "DNS" }, "There is no such method: Write one of CNAME"],
    [
      "a key that the CA has not",
      {},
      { keys: { emial: "a@example.com" } },
      "emial is not a key that a domain of this CA may have: Write one of",
    ],
    ["a window that is no number of days", {}, { revalidate_within_days: 999 }, "from 0 to 398"],
    ["a timeout that is no duration", {}, { timeouts: { create: "soon" } }, "Write one such as 45m"],
  ])("refuses %s", async (_, options, config, message) => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"], ...options });
    const { diagnostics } = await estate.terraform.apply([domain(config)]);
    expect(errorsIn(diagnostics).join("\n")).toContain(message);
    expect(errorsIn(diagnostics).join("\n")).not.toMatch(/planted|another/);
    expect(estate.calls()).toEqual({});
    expect(estate.terraform.state.size).toBe(0);
  });

  test("leaves all unknown where the domain, or the provider's block, is known after apply only", async () => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
    const { changes } = await estate.terraform.plan([domain({ domain: UNKNOWN })]);
    expect(changes[VALIDATION]?.planned).toMatchObject({
      id: UNKNOWN,
      order_id: UNKNOWN,
      records: UNKNOWN,
      status: UNKNOWN,
    });
    const provider = estate.provider();
    const { session, diagnostics } = await provider.configure({ config: UNKNOWN }, never);
    expect([session?.engine, diagnostics]).toEqual([null, []]);
    const config = {
      domain: "example.com",
      account: null,
      method: null,
      revalidate_within_days: null,
      register: null,
      keys: null,
      timeouts: null,
    };
    const planned = await provider.resources["dcv_validation"]?.plan(
      { prior: null, config, private: {} },
      { session: { engine: null }, signal: never },
    );
    expect(planned?.planned).toMatchObject({ account: UNKNOWN, id: UNKNOWN, records: UNKNOWN });
    const read = await provider.dataSources["dcv_domain"]?.read(config, { session: { engine: null }, signal: never });
    expect(errorsIn(read?.diagnostics ?? []).join()).toContain("known after apply only");
  });

  test("of a domain that the CA does not list warns, and register = true registers it", async () => {
    const estate = await pluginEstate({
      entries: ["{ domain: other.test, validated: -20d }"],
      behaviour: ["organizations: [{ id: 7, name: Example }]"],
      settings: ["org: 7"],
    });
    const { diagnostics } = await estate.terraform.plan([domain({ method: "CNAME" })]);
    expect(diagnostics.map(({ summary }) => summary)).toEqual(["my-ca/example.com is not listed by the CA"]);
    const refused = await estate.terraform.apply([domain({ method: "CNAME" })]);
    expect(errorsIn(refused.diagnostics).join()).toContain(
      "is not listed by the CA: Register it at the CA, or set register = true",
    );
    const applied = await estate.terraform.apply([domain({ method: "CNAME", register: true })]);
    expect(errorsIn(applied.diagnostics)).toEqual([]);
    expect(estate.calls()).toEqual({ "register example.com": 1, "start example.com": 1 });
  });
});

/** As another client that begins an order, and one that completes it. */
const begin = (estate: PluginEstate) => elsewhere(estate, "start/domain/cname", { domain: "example.com" });
async function complete(estate: PluginEstate): Promise<void> {
  const read = estate.provider();
  const { session } = await read.configure(estate.block, never);
  if (session === null) throw new Error("not configured");
  const config = { domain: "example.com", account: null };
  const { state } = (await read.dataSources["dcv_domain"]?.read(config, { session, signal: never })) ?? {};
  await read.close(session);
  await estate.publish(state?.["records"]);
  await elsewhere(estate, "submit/domain/cname", { domain: "example.com" });
  estate.clock.at += 5000;
}

describe("what happens at the CA between the plan and the apply", () => {
  const NEVER = "{ domain: example.com, status: NOT_VALIDATED }";
  const VALID = "{ domain: example.com, validated: -20d }";
  const DUE = "{ domain: example.com, validated: -190d }";
  const clear = (estate: PluginEstate) => elsewhere(estate, "clear", { domain: "example.com" });
  type Step = (estate: PluginEstate) => Promise<void>;
  const nothing: Step = async () => undefined;

  test.each<readonly [string, string, Step, Step, TfObject]>([
    ["an order that begins is taken up", NEVER, nothing, begin, { status: "NOT_VALIDATED", records: [{}] }],
    [
      "an order that is replaced is taken up with its new record",
      NEVER,
      begin,
      async (estate) => {
        estate.clock.at += 60_000;
        await clear(estate);
        await begin(estate);
      },
      { status: "NOT_VALIDATED", records: [{}] },
    ],
    [
      "a validation that is renewed is taken up as it is then",
      VALID,
      nothing,
      async (estate) => {
        await begin(estate);
        await complete(estate);
      },
      { status: "VALIDATED", validated_at: "2026-11-25T00:00:00Z", records: [] },
    ],
  ])("%s by a create", async (_, entry, before, between, state) => {
    const estate = await pluginEstate({ entries: [entry], behaviour: ["clear: all"] });
    await before(estate);
    let calls = {};
    const moved = async (): Promise<void> => {
      await between(estate);
      calls = estate.calls();
    };
    const { diagnostics } = await estate.terraform.apply([domain({ method: "CNAME" })], undefined, never, moved);
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject(state);
    expect(estate.calls()).toEqual(calls);
    const { changes } = await estate.terraform.plan([domain({ method: "CNAME" })]);
    expect(changes[VALIDATION]?.action).toBe("no-op");
  });

  test.each<readonly [string, string, Step, Step]>([
    ["an order that is completed", NEVER, begin, complete],
    ["a validation that is cleared", VALID, nothing, clear],
    ["a validation that enters its window", VALID, nothing, async ({ clock }) => void (clock.at += 170 * DAY_MS)],
    [
      "a renewal by another client",
      DUE,
      nothing,
      async (estate) => {
        await begin(estate);
        await complete(estate);
      },
    ],
  ])(
    "%s is another number of records: a create is refused, nothing is called, and the next one is right",
    async (_, entry, before, between) => {
      const estate = await pluginEstate({ entries: [entry], behaviour: ["clear: all"] });
      await before(estate);
      let calls = {};
      const moved = async (): Promise<void> => {
        await between(estate);
        calls = estate.calls();
      };
      await expect(estate.terraform.apply([domain({ method: "CNAME" })], undefined, never, moved)).rejects.toThrow(
        "inconsistent final plan",
      );
      expect([estate.calls(), estate.terraform.state.size]).toEqual([calls, 0]);
      const { diagnostics } = await estate.terraform.apply([domain({ method: "CNAME" })]);
      expect(errorsIn(diagnostics)).toEqual([]);
      const { changes } = await estate.terraform.plan([domain({ method: "CNAME" })]);
      expect(changes[VALIDATION]?.action).toBe("no-op");
    },
  );

  test.each<readonly [string, Step, Step, TfObject, readonly RegExp[]]>([
    [
      "an order that is completed",
      async (estate) => {
        estate.clock.at += 170 * DAY_MS;
        await begin(estate);
      },
      complete,
      {},
      [],
    ],
    [
      "a renewal by another client",
      async ({ clock }) => void (clock.at += 170 * DAY_MS),
      async (estate) => {
        await begin(estate);
        await complete(estate);
      },
      {},
      [/was validated after the plan was made/],
    ],
    ["a validation that is cleared, where the arguments change", nothing, clear, { revalidate_within_days: 20 }, []],
    [
      "an order that another begins, where the window changes",
      nothing,
      begin,
      { revalidate_within_days: 150 },
      [/since the plan was made/],
    ],
  ])("%s leaves an update as it was planned", async (_, before, between, config, errors) => {
    const estate = await pluginEstate({ entries: [VALID], behaviour: ["clear: all"] });
    await estate.terraform.apply([domain()]);
    await before(estate);
    const { changes, diagnostics } = await estate.terraform.apply([domain(config)], undefined, never, () =>
      between(estate),
    );
    expect(changes[VALIDATION]?.action).toBe("update");
    expect(errorsIn(diagnostics)).toEqual(errors.map((one): unknown => expect.stringMatching(one)));
    const next = await estate.terraform.apply([domain(config)]);
    expect(errorsIn(next.diagnostics)).toEqual([]);
    const { changes: after } = await estate.terraform.plan([domain(config)]);
    expect(after[VALIDATION]?.action).toBe("no-op");
  });
});

test.each<readonly [string, Partial<PluginEstateOptions>, string, string]>([
  [
    "a TXT order where CNAME is wanted",
    { ca: "digicert" },
    "{ domain: example.com, method: dns-txt-token, submitted: -1d }",
    "TXT",
  ],
  [
    "a CNAME order where HTTP is wanted",
    {},
    "{ domain: example.com, status: NOT_VALIDATED, submitted: -1h, orderMethod: CNAME }",
    "CNAME",
  ],
])("what runs by another method is taken up as what it is, and completed: %s", async (_, over, entry, method) => {
  const estate = await pluginEstate({ ...over, entries: [entry] });
  const resources = [domain({ method: method === "TXT" ? "CNAME" : "HTTP" }), submission()];
  const { diagnostics } = await estate.terraform.apply(resources, publisher(estate));
  expect(errorsIn(diagnostics)).toEqual([]);
  expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject({
    order_id: expect.stringContaining(`my-ca/example.com@${method}-`) as string,
    records: [{ type: method }],
  });
  expect(estate.terraform.state.get(SUBMISSION)?.values).toMatchObject({ status: "VALIDATED" });
  expect(Object.keys(estate.calls()).filter((one) => one.startsWith("start"))).toEqual([]);
  const later = await estate.terraform.plan(resources);
  expect(later.changes[VALIDATION]?.action).toBe("update");
});

test("the method of a validation stays while an order by another one runs", async () => {
  const entries = ["{ domain: example.com, method: dns-cname-token, validated: -20d }"];
  const estate = await pluginEstate({ ca: "digicert", entries });
  await estate.terraform.apply([domain({ method: "CNAME" })]);
  const ordering = domain({ method: "TXT" });
  await estate.terraform.apply([ordering]);
  expect(estate.calls()).toMatchObject({ "submit example.com": 1 });
  for (const clockMs of [0, DAY_MS]) {
    estate.clock.at += clockMs;
    await estate.terraform.plan([ordering]);
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject({
      status: "VALIDATED",
      validated_method: "CNAME",
      records: [{ type: "TXT" }],
    });
  }
});

describe("a CA whose validations cover the names below", () => {
  test.each<readonly [string, string, Readonly<Record<string, number>>]>([
    ["its validation above serves, and nothing is sent", "{ domain: example.com, validated: -20d }", {}],
    [
      "what is due is ordered for the listed name above",
      "{ domain: example.com, validated: -190d }",
      { "submit example.com": 1 },
    ],
  ])("%s", async (_, entry, calls) => {
    const estate = await pluginEstate({ ca: "digicert", entries: [entry], startsAt: "2026-11-25T12:00:00Z" });
    const resources = [domain({ domain: "www.example.com", method: "CNAME" }), submission()];
    const { diagnostics } = await estate.terraform.apply(resources, publisher(estate));
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(estate.calls()).toMatchObject(calls);
    if (Object.keys(calls).length === 0) expect(estate.calls()).toEqual({});
    expect(estate.terraform.state.get(SUBMISSION)?.values).toMatchObject({
      id: "my-ca/www.example.com",
      status: "VALIDATED",
    });
    const again = await estate.terraform.plan(resources);
    expect(again.changes).toMatchObject({ [VALIDATION]: { action: "no-op" }, [SUBMISSION]: { action: "no-op" } });
  });
});

describe("several names that one listed name covers, in one apply", () => {
  const NAMES = ["example.com", "www.example.com", "*.example.com"];
  const pair = (name: string, method: string): readonly Wanted[] => [
    { type: "dcv_validation", name, config: () => ({ domain: name, method }) },
    {
      ...{ type: "dcv_validation_submission", name },
      config: (others) => ({ validation: others[`dcv_validation.${name}`]?.["order_id"] ?? null }),
    },
  ];
  const pairs = (methods: readonly string[]) => NAMES.map((name, index) => pair(name, methods[index] ?? "CNAME"));
  const ORDERS: Readonly<Record<string, (all: readonly (readonly Wanted[])[]) => readonly Wanted[]>> = {
    "each to its end before the next": (all) => all.flat(),
    "all orders first": (all) => [...all.flatMap(([one]) => one ?? []), ...all.flatMap(([, one]) => one ?? [])],
    "the covered names first": (all) => all.toReversed().flat(),
  };
  const FIRST = "{ domain: example.com }";
  const RENEWAL = "{ domain: example.com, validated: -190d }";

  test.each(
    Object.keys(ORDERS).flatMap((order) => [
      ...[[order, "a first validation", FIRST, ["CNAME"]] as const, [order, "a renewal", RENEWAL, ["CNAME"]] as const],
      [order, "different methods", FIRST, ["CNAME", "CNAME", "TXT"]] as const,
    ]),
  )(
    "%s, %s: one order serves all, unless the listed name wants another method than that",
    async (order, _, entry, methods) => {
      const estate = await pluginEstate({ ca: "digicert", entries: [entry] });
      const resources = ORDERS[order]?.(pairs(methods)) ?? [];
      const publish = async (address: string, values: TfObject): Promise<void> => {
        if (address.startsWith("dcv_validation.")) await estate.publish(values["records"]);
      };
      const { diagnostics } = await estate.terraform.apply(resources, publish);
      expect(errorsIn(diagnostics)).toEqual([]);
      const isOtherMethod = methods[2] === "TXT" && resources[0]?.name === "*.example.com";
      expect(estate.calls()["submit example.com"]).toBe(isOtherMethod ? 2 : 1);
      const { changes } = await estate.terraform.plan(resources);
      expect(Object.values(changes).map(({ action }) => action)).toEqual(resources.map(() => "no-op"));
    },
  );
});

describe("a CA that takes no order from here", () => {
  const ncloud = { ca: "ncloud" as const };
  const CERTIFICATE = "{ certificateNo: 1, domains: [example.com], validations:";

  test.each<readonly [string, string, TfObject]>([
    [
      "its validation is adopted",
      `${CERTIFICATE} [{ validSn: 1, registered: -20d, validated: -20d, txtId: 1 }] }`,
      { status: "VALIDATED" },
    ],
    [
      "its order is adopted, with the record",
      `${CERTIFICATE} [{ validSn: 1, registered: -1d, txtName: _x.example.com, txtValue: token, txtId: 1 }] }`,
      { records: [{ type: "TXT", name: expect.any(String), value: expect.any(String) }] },
    ],
  ])("%s", async (_, entry, planned) => {
    const estate = await pluginEstate({ ...ncloud, entries: [entry] });
    const { changes, diagnostics } = await estate.terraform.apply([domain({ method: "TXT" })]);
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(changes[VALIDATION]?.planned).toMatchObject({ status: UNKNOWN });
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject(planned);
    const again = await estate.terraform.plan([domain({ method: "TXT" })]);
    expect(again.changes[VALIDATION]?.action).toBe("no-op");
  });

  const LAPSED = `${CERTIFICATE} [{ validSn: 1, registered: -400d, validated: -400d }] }`;
  const DIGICERT = "{ domain: example.com }";

  test.each<readonly [string, Partial<PluginEstateOptions>, string, string, TfObject, string]>([
    [
      "for what is due at a CA that takes none",
      ...([ncloud, "example.com", LAPSED, { method: "TXT" }] as const),
      "my-ca/example.com: Ncloud Certificate Manager takes no order from here: Request the domain validation again",
    ],
    [
      "for what such a CA does not list",
      ...([ncloud, "other.example", LAPSED, { method: "TXT" }] as const),
      "Request a certificate for the domain",
    ],
    [
      "for a method that people do",
      ...([{ ca: "digicert" }, "example.com", DIGICERT, { method: "EMAIL" }] as const),
      "takes no order by EMAIL from here: Set one of CNAME, TXT, HTTP, or",
    ],
    [
      "for a method that the CA does not have",
      ...([{ ca: "digicert" }, "example.com", DIGICERT, { method: "HTTPS" }] as const),
      "does not validate by HTTPS: It validates by CNAME, TXT, HTTP, EMAIL",
    ],
  ])("the plan is an error %s", async (_, over, name, entry, config, expected) => {
    const estate = await pluginEstate({ ...over, entries: [entry] });
    const { diagnostics } = await estate.terraform.plan([domain({ domain: name, ...config })]);
    expect(errorsIn(diagnostics)).toEqual([expect.stringContaining(expected)]);
    expect([estate.terraform.state.size, estate.calls()]).toEqual([0, {}]);
  });

  test("a validation in its window is a warning until it cannot be used any more", async () => {
    const entries = [`${CERTIFICATE} [{ validSn: 1, registered: -20d, validated: -20d, txtId: 1 }] }`];
    const estate = await pluginEstate({ ...ncloud, entries });
    const resources = [domain({ method: "TXT", revalidate_within_days: 30 })];
    expect(errorsIn((await estate.terraform.apply(resources)).diagnostics)).toEqual([]);
    estate.clock.at += 90 * DAY_MS;
    const due = await estate.terraform.apply(resources);
    expect(due.diagnostics).toEqual([expect.objectContaining({ severity: "warning" })]);
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject({ needs_revalidation: true });
    estate.clock.at += 60 * DAY_MS;
    const lapsed = await estate.terraform.plan(resources);
    expect(errorsIn(lapsed.diagnostics)).toEqual([expect.stringContaining("takes no order from here")]);
  });
});

describe("a refresh", () => {
  const VALID = "{ domain: example.com, validated: -20d }";
  test.each<readonly [string, (estate: PluginEstate) => Promise<void>, TfObject, TfObject]>([
    [
      "shows a validation that has lapsed, and plans a new order",
      async ({ clock }) => void (clock.at += 300 * DAY_MS),
      {},
      { order_id: UNKNOWN, records: [{ type: "CNAME", ...UNKNOWN_RECORD }] },
    ],
    [
      "takes up an order that another has begun in the window",
      async (estate) => {
        estate.clock.at += 55 * DAY_MS;
        await elsewhere(estate, "start/domain/cname", { domain: "example.com" });
      },
      {},
      {
        order_id: expect.stringMatching(/@CNAME-/),
        records: [{ type: "CNAME", name: expect.any(String), value: expect.any(String) }],
      },
    ],
    [
      "plans a new order where the configuration asks for another method",
      async () => undefined,
      { method: "TXT" },
      { order_id: UNKNOWN, records: [{ type: "TXT", ...UNKNOWN_RECORD }] },
    ],
    [
      "plans a new order where the configuration asks for a longer window",
      async () => undefined,
      { revalidate_within_days: 90 },
      { order_id: UNKNOWN },
    ],
  ])("%s", async (_, move, config, planned) => {
    const estate = await pluginEstate({ entries: [VALID], startsAt: "2027-04-01T12:00:00Z" });
    await estate.terraform.apply([domain(), submission()]);
    await move(estate);
    const { changes, diagnostics } = await estate.terraform.plan([domain(config), submission()]);
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(changes).toMatchObject({
      [VALIDATION]: { action: "update", planned },
      [SUBMISSION]: { action: "update", planned: { status: UNKNOWN } },
    });
    const applied = await estate.terraform.apply([domain(config), submission()], publisher(estate));
    expect(errorsIn(applied.diagnostics)).toEqual([]);
    const after = await estate.terraform.plan([domain(config), submission()]);
    expect(after.changes).toMatchObject({ [VALIDATION]: { action: "no-op" }, [SUBMISSION]: { action: "no-op" } });
    expect(Object.values(estate.calls()).every((count) => count === 1)).toBe(true);
  });

  test("of a validation that was cleared at the CA plans a new order", async () => {
    const estate = await pluginEstate({ entries: [VALID], behaviour: ["clear: all"] });
    await estate.terraform.apply([domain()]);
    await elsewhere(estate, "clear", { domain: "example.com" });
    const { changes } = await estate.terraform.plan([domain()]);
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject({ needs_revalidation: true });
    expect(changes[VALIDATION]).toMatchObject({ action: "update", planned: { order_id: UNKNOWN } });
  });

  test("removes from the state what the CA does not list any more", async () => {
    const estate = await pluginEstate({ entries: [VALID] });
    await estate.terraform.apply([domain()]);
    const one = estate.terraform.state.get(VALIDATION);
    estate.terraform.state.set(VALIDATION, { values: { ...one?.values, domain: "gone.test" }, kept: one?.kept ?? {} });
    const { changes } = await estate.terraform.plan([domain()]);
    expect(changes[VALIDATION]?.action).toBe("create");
  });

  test("of an account that the configuration has no more warns, so that the domain can be destroyed", async () => {
    const estate = await pluginEstate({ entries: [VALID] });
    await estate.terraform.apply([domain()]);
    const { values = {}, kept = {} } = estate.terraform.state.get(VALIDATION) ?? {};
    const provider = estate.provider();
    const { session } = await provider.configure(estate.block, never);
    if (session === null) throw new Error("not configured");
    const gone = { ...values, account: "gone" };
    const read = await provider.resources["dcv_validation"]?.read(gone, kept, { session, signal: never });
    await provider.close(session);
    expect([read?.state, read?.diagnostics]).toEqual([gone, [expect.objectContaining({ severity: "warning" })]]);
  });

  test("of a CA that is down is an error, and the state stays", async () => {
    const estate = await pluginEstate({ entries: [VALID] });
    await estate.terraform.apply([domain()]);
    const before = estate.terraform.state.get(VALIDATION);
    await estate.simulator.close();
    const { diagnostics } = await estate.terraform.plan([domain()]);
    expect(errorsIn(diagnostics).join()).toContain("my-ca/example.com could not be read");
    expect(estate.terraform.state.get(VALIDATION)).toEqual(before);
  });

  test("keeps the record of an order that is complete", async () => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, status: NOT_VALIDATED }"] });
    const resources = [domain({ method: "CNAME" }), submission()];
    await estate.terraform.apply(resources, publisher(estate));
    const { records } = estate.terraform.state.get(VALIDATION)?.values ?? {};
    await estate.terraform.plan(resources);
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject({ status: "VALIDATED", records });
    expect(records).toHaveLength(1);
  });
});

describe("an update without a new order", () => {
  test("writes the arguments down and calls nothing", async () => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
    await estate.terraform.apply([domain()]);
    const config = { method: "CNAME", revalidate_within_days: 20, timeouts: { create: "5m" } };
    const { changes } = await estate.terraform.apply([domain(config)]);
    expect(changes[VALIDATION]?.action).toBe("update");
    expect(estate.terraform.state.get(VALIDATION)?.values).toMatchObject(config);
    expect(estate.calls()).toEqual({});
  });

  test.each([
    ["another domain is another validation", { domain: "www.example.com" }, "replace"],
    ["another spelling of the domain is the same", { domain: "Example.COM" }, "update"],
  ])("%s", async (_, config, action) => {
    const entries = ["{ domain: example.com, validated: -20d }", "{ domain: www.example.com, validated: -20d }"];
    const estate = await pluginEstate({ entries });
    await estate.terraform.apply([domain()]);
    const { changes } = await estate.terraform.plan([domain(config)]);
    expect(changes[VALIDATION]?.action).toBe(action);
  });
});

describe("an apply that does not come to its end", () => {
  const FRESH = "{ domain: example.com, status: NOT_VALIDATED }";
  const resources = [domain({ method: "CNAME" }), submission({ timeouts: { create: "30s", update: "30s" } })];

  test("leaves no state of a start that was refused, and says why", async () => {
    const faults = [
      "faults:",
      "  - { on: sectigo.start, status: 400, body: { code: -9999, description: Not now }, times: 1 }",
    ];
    const estate = await pluginEstate({ entries: [FRESH], faults });
    const { diagnostics } = await estate.terraform.apply(resources);
    expect(errorsIn(diagnostics).join()).toContain("start was refused");
    expect(estate.terraform.state.size).toBe(0);
    estate.clock.at += 1000;
    const again = await estate.terraform.apply(resources, publisher(estate));
    expect(errorsIn(again.diagnostics)).toEqual([]);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
  });

  test("a start whose answer is lost is not sent twice", async () => {
    const faults = ["faults:", "  - { on: sectigo.start, refuse: true, acts: true, times: 1 }"];
    const estate = await pluginEstate({ entries: [FRESH], faults, behaviour: ["statusLagSeconds: 2"] });
    const { diagnostics } = await estate.terraform.apply(resources, publisher(estate));
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
  });

  test("goes on where Terraform stopped it, with each call sent once", async () => {
    const estate = await pluginEstate({ entries: [FRESH], behaviour: ["statusLagSeconds: 2"] });
    const stop = new AbortController();
    estate.asleep.call = () => estate.simulator.acts.length > 0 && stop.abort(STOPPED);
    const stopped = await estate.terraform.apply(resources, undefined, stop.signal);
    estate.asleep.call = () => undefined;
    expect(errorsIn(stopped.diagnostics).join()).toContain("Terraform stopped the provider");
    expect(estate.terraform.state.size).toBe(0);
    const again = await estate.terraform.apply(resources, publisher(estate));
    expect(errorsIn(again.diagnostics)).toEqual([]);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
  });

  test("sends nothing where another client was there between the plan and the apply, and takes its order up next", async () => {
    const valid = "{ domain: example.com, validated: -20d }";
    const estate = await pluginEstate({ entries: [valid], startsAt: "2027-04-01T12:00:00Z" });
    await estate.terraform.apply([domain(), submission()]);
    estate.clock.at += 60 * DAY_MS;
    const meanwhile = () => elsewhere(estate, "start/domain/cname", { domain: "example.com" });
    const { diagnostics } = await estate.terraform.apply([domain(), submission()], undefined, undefined, meanwhile);
    expect(errorsIn(diagnostics).join()).toContain("since the plan was made: the order was");
    expect(estate.calls()).toEqual({ "start example.com": 1 });
    const next = await estate.terraform.apply([domain(), submission()], publisher(estate));
    expect(errorsIn(next.diagnostics)).toEqual([]);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
  });

  test("a submission that runs out of time says where it stands, and the next one goes on", async () => {
    const estate = await pluginEstate({ entries: [FRESH] });
    const late = await estate.terraform.apply(resources);
    expect(errorsIn(late.diagnostics).join()).toMatch(
      /was not validated within its timeout: .*The next apply goes on/s,
    );
    expect([...estate.terraform.state.keys()]).toEqual([VALIDATION]);
    await estate.publish(estate.terraform.state.get(VALIDATION)?.values["records"]);
    const again = await estate.terraform.apply(resources);
    expect(errorsIn(again.diagnostics)).toEqual([]);
    expect(again.changes).toMatchObject({ [VALIDATION]: { action: "no-op" }, [SUBMISSION]: { action: "create" } });
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
  });

  test("a submission of no order, and one of an account that is gone, say so", async () => {
    const estate = await pluginEstate({ entries: [FRESH] });
    const none: Wanted = { ...submission(), config: () => ({ validation: null }) };
    const { diagnostics } = await estate.terraform.plan([none]);
    expect(errorsIn(diagnostics).join()).toContain("Give it the order_id of a dcv_validation");
    const gone = { validation: "gone/example.com@CNAME-0123456789abcdef", status: "VALIDATED" };
    estate.terraform.state.set(SUBMISSION, { values: gone, kept: {} });
    const alone: Wanted = { ...submission(), config: () => ({ validation: gone.validation }) };
    const kept = await estate.terraform.plan([alone]);
    expect(kept.diagnostics).toEqual([expect.objectContaining({ severity: "warning" })]);
    expect(estate.terraform.state.get(SUBMISSION)?.values).toEqual(gone);
  });

  test("a submission starts no order in the place of one that is gone", async () => {
    const estate = await pluginEstate({ entries: [FRESH] });
    await estate.terraform.apply([domain({ method: "CNAME" })]);
    const { values } = estate.terraform.state.get(VALIDATION) ?? {};
    await elsewhere(estate, "clear", { domain: "example.com" });
    const alone = { ...submission(), config: (): TfObject => ({ validation: values?.["order_id"] ?? null }) };
    const { diagnostics } = await estate.terraform.apply([alone]);
    expect(errorsIn(diagnostics).join()).toContain("has no order to complete");
    expect(estate.calls()).toMatchObject({ "start example.com": 1 });
  });
});

describe("the journal", () => {
  const resources = [domain({ method: "CNAME" })];
  const FRESH = "{ domain: example.com, status: NOT_VALIDATED }";

  test("a new one makes the first call wait, and a warning names the attribute", async () => {
    const block = { config: "domains.yaml", grace: 600, poll: 60 };
    const estate = await pluginEstate({ entries: [FRESH], block, env: { DCV_FIRST: "" } });
    const before = estate.clock.at;
    const { diagnostics } = await estate.terraform.apply(resources);
    expect(errorsIn(diagnostics)).toEqual([]);
    expect(diagnostics.map(({ detail }) => detail).join()).toContain("first = true");
    const [start] = estate.simulator.acts;
    expect((start?.at ?? 0) - before).toBeGreaterThanOrEqual(600_000);
    const again = await estate.terraform.plan(resources);
    expect(again.diagnostics).toEqual([]);
  });

  test("an apply that was stopped in that wait says it again in each plan, and first = true ends it", async () => {
    const block = { config: "domains.yaml", grace: 600, poll: 60 };
    const estate = await pluginEstate({ entries: [FRESH], block, env: { DCV_FIRST: "" } });
    const before = estate.clock.at;
    const stopping = [domain({ method: "CNAME", timeouts: { create: "2m" } })];
    expect(errorsIn((await estate.terraform.apply(stopping)).diagnostics)).toHaveLength(1);
    const { diagnostics } = await estate.terraform.plan(resources);
    const from = new Date(before + 600_000).toISOString().slice(0, 16);
    expect(diagnostics.map(({ detail }) => detail)).toEqual([expect.stringContaining(`call at about ${from}`)]);
    Object.assign(block, { first: true });
    const second = estate.clock.at;
    const applied = await estate.terraform.apply(resources);
    expect([applied.diagnostics, estate.calls()]).toEqual([[], { "start example.com": 1 }]);
    expect((estate.simulator.acts[0]?.at ?? 0) - second).toBeLessThan(60_000);
  });

  test.each([
    ["that is a folder", ".", "The journal cannot be used"],
    ["that is another file", "domains.yaml", "The journal cannot be used"],
  ])("a journal %s is an error of the plan", async (_, journal, message) => {
    const estate = await pluginEstate({ entries: [FRESH], block: { config: "domains.yaml", journal } });
    const { diagnostics } = await estate.terraform.plan(resources);
    expect(errorsIn(diagnostics).join()).toContain(message);
  });

  test("a journal that another process holds is an error that names it", async () => {
    const estate = await pluginEstate({ entries: [FRESH] });
    const other = estate.provider({ pid: 4711 });
    const { session } = await other.configure(estate.block, never);
    const engine = session?.engine;
    if (engine == null) throw new Error("not configured");
    const held = estate.terraform.plan(resources);
    await held;
    const place = { file: "", line: 1, column: 1 };
    const desired: DesiredDomain = {
      ...{
        name: "example.com",
        unicode: null,
        provider: "my-ca",
        method: "CNAME" as const,
        owner: null,
        keys: {},
        labels: {},
      },
      ...{ revalidateWithinDays: 30, maxAgeDays: null, place },
    };
    const reading = await engine.read(desired, null, never);
    const { address, reason } = reading.change;
    const baseline = {
      address,
      reason,
      method: "CNAME",
      record: reading.change.live,
      plannedAt: engine.now(),
      place,
    } as const;
    const request = {
      domain: desired,
      baseline,
      listedName: desired.name,
      registers: false,
      token: "0",
      resumes: false,
    };
    await engine.start({ ...request, timeoutMs: 60_000 }, never);
    const { diagnostics } = await estate.terraform.apply([domain({ method: "HTTP" })]);
    expect(errorsIn(diagnostics).join()).toContain("process 4711 applies with this journal");
    if (session !== null) await other.close(session);
  });
});

describe("apply.maxChanges of the file", () => {
  const NAMES = ["a.example.com", "b.example.com", "c.example.com"];
  const entries = NAMES.map((name) => `{ domain: ${name}, status: NOT_VALIDATED }`);
  const wanted = NAMES.map((name): Wanted => ({
    type: "dcv_validation",
    name,
    config: () => ({ domain: name, method: "CNAME" }),
  }));

  test("refuses a plan with more new orders by one error, and nothing is called", async () => {
    const estate = await pluginEstate({ entries, file: ["apply: { maxChanges: 1 }"] });
    const { diagnostics } = await estate.terraform.apply(wanted);
    expect(errorsIn(diagnostics)).toEqual([
      expect.stringMatching(/^There are more new orders than apply\.maxChanges \(1\) allows: .*-target/),
    ]);
    expect(estate.calls()).toEqual({});
    const part = await estate.terraform.apply(wanted.slice(0, 1));
    expect([errorsIn(part.diagnostics), estate.calls()]).toEqual([[], { "start a.example.com": 1 }]);
  });

  test("counts renewals too", async () => {
    const late = NAMES.map((name) => `{ domain: ${name}, validated: -20d }`);
    const estate = await pluginEstate({ entries: late, file: ["apply: { maxChanges: 1 }"] });
    await estate.terraform.apply(wanted);
    estate.clock.at += 170 * DAY_MS;
    const { diagnostics } = await estate.terraform.apply(wanted);
    expect([errorsIn(diagnostics).length, estate.calls()]).toEqual([1, {}]);
  });

  test("bounds nothing where the file does not say it", async () => {
    const many = Array.from({ length: 51 }, (_, index) => `d${index}.example.com`);
    const estate = await pluginEstate({ entries: many.map((name) => `{ domain: ${name}, status: NOT_VALIDATED }`) });
    const all = many.map((name): Wanted => ({ ...domain({ domain: name, method: "CNAME" }), name }));
    expect(errorsIn((await estate.terraform.plan(all)).diagnostics)).toEqual([]);
  });
});

describe("two provider blocks", () => {
  const FRESH = "{ domain: example.com, status: NOT_VALIDATED }";
  async function started(estate: PluginEstate, block: TfObject, pid: number, method: string) {
    const one = estate.provider({ pid });
    const { session, diagnostics } = await one.configure(block, never);
    const resource = one.resources["dcv_validation"];
    if (session === null || resource === undefined) throw new Error(JSON.stringify(diagnostics));
    const config = { domain: "example.com", account: null, method, revalidate_within_days: null, keys: null };
    const all = { ...config, register: null, timeouts: null };
    const context = { session, signal: never };
    const { planned, private: kept } = await resource.plan({ prior: null, config: all, private: {} }, context);
    const done = await resource.apply({ prior: null, planned, private: kept }, context);
    return { errors: errorsIn(done.diagnostics), close: () => one.close(session) };
  }

  test("of different accounts work side by side; a second one of the same account is refused, and says what to do", async () => {
    const estate = await pluginEstate({ entries: [FRESH] });
    const other = await pluginEstate({ entries: [FRESH] });
    const block = (of: PluginEstate): TfObject => ({
      ...{ first: true, grace: 3, poll: 1 },
      accounts: { my: { type: "sectigo", url: `${of.simulator.url}/api`, auth: CAS.sectigo.inline } },
    });
    const first = await started(estate, block(estate), 11, "CNAME");
    const second = await started(estate, block(other), 12, "CNAME");
    const same = await started(estate, block(estate), 13, "HTTP");
    for (const { close } of [first, second, same]) await close();
    expect([first.errors, second.errors]).toEqual([[], []]);
    expect(same.errors.join()).toMatch(/process 11 applies with this journal.*use one block for both/);
  });
});

describe("destroy and import", () => {
  test("destroy says that nothing is removed at the CA", async () => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
    const warnings = createDcvProvider({
      ...{ env: {}, cwd: estate.cwd, now: () => 0, modules: [], pid: 1 },
    }).resources["dcv_validation"]?.planDestroy({ id: "my-ca/example.com" });
    expect(warnings).toEqual([
      expect.objectContaining({ severity: "warning", summary: "my-ca/example.com is forgotten, and stays at the CA" }),
    ]);
  });

  test.each([
    ["my-ca/example.com", []],
    ["my-ca/missing.test", ["my-ca/missing.test cannot be imported"]],
    ["other/example.com", ["other/example.com cannot be imported"]],
    ["my-ca/", ["my-ca/ cannot be imported"]],
  ])("import of %s", async (id, errors) => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
    const diagnostics = await estate.terraform.import("dcv_validation", "one", id);
    expect(diagnostics.map(({ summary }) => summary)).toEqual(errors);
    if (errors.length > 0) return;
    const { changes } = await estate.terraform.plan([domain({ method: "CNAME" })]);
    expect(changes[VALIDATION]?.action).toBe("no-op");
  });

  test("a state of an earlier version has an empty plan", async () => {
    const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
    await estate.terraform.apply([domain()]);
    const { values } = estate.terraform.state.get(VALIDATION) ?? {};
    const stored = Object.fromEntries(
      Object.entries(values ?? {}).filter(([name]) => name !== "files" && name !== "validated_method"),
    );
    const upgraded = estate.provider().resources["dcv_validation"]?.upgrade(0, stored);
    estate.terraform.state.set(VALIDATION, { values: upgraded ?? {}, kept: {} });
    const { changes } = await estate.terraform.plan([domain()]);
    expect(changes[VALIDATION]?.action).toBe("no-op");
  });
});

describe("many domains", () => {
  const COUNT = 500;
  test("an unchanged estate of 500 costs one list, and no call a domain", async () => {
    const estate = await pluginEstate({
      entries: [`{ domain: "d{n}.example.com", count: ${COUNT}, validated: -20d }`],
    });
    const names = Array.from({ length: COUNT }, (_, index) => `d${index + 1}.example.com`);
    const provider = estate.provider();
    const resource = provider.resources["dcv_validation"];
    const { session } = await provider.configure(estate.block, never);
    if (session === null || resource === undefined) throw new Error("not configured");
    const context = { session, signal: never };
    const made = await tenAtATime(names, async (name) => {
      const config = {
        domain: name,
        account: null,
        method: null,
        revalidate_within_days: null,
        register: null,
        timeouts: null,
      };
      const { planned, private: kept } = await resource.plan({ prior: null, config, private: {} }, context);
      return resource.apply({ prior: null, planned, private: kept }, context);
    });
    await provider.close(session);
    estate.requests();
    const next = estate.provider();
    const { session: later } = await next.configure(estate.block, never);
    if (later === null) throw new Error("not configured");
    const read = await tenAtATime(made, async ({ state, private: kept }) => {
      if (state === null) throw new Error("not created");
      return (await resource.read(state, kept, { session: later, signal: never })).state;
    });
    await next.close(later);
    expect(read).toEqual(made.map(({ state }) => state));
    const requests = estate.requests();
    expect(new Set(requests)).toEqual(new Set(["GET /api/dcv/v1/validation"]));
    expect(requests.length).toBeLessThanOrEqual(Math.ceil(COUNT / 200) + 1);
  });
});

async function tenAtATime<One, Result>(all: readonly One[], work: (one: One) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...all.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
  return results;
}

test("a file that cannot be read is one error with its place", async () => {
  const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
  writeFileSync(join(estate.cwd, "domains.yaml"), "version: 1\nproviders:\n  my-ca: { type: secigo }\n");
  const { diagnostics } = await estate.terraform.plan([domain()]);
  expect(errorsIn(diagnostics).join("\n")).toMatch(/domains\.yaml:3:\d+: .*secigo/);
});
