/** What is asked of DNS about a change, and that evidence changes no action. */
import { evidenceRequest } from "../../../lib/core/evidence-request";
import { nextStepOf } from "../../../lib/core/next-step";
import type { LiveRecord } from "../../../lib/core/observation";
import { judgeCaa, permittedIssuers } from "../../../lib/core/caa";
import { reconcile } from "../../../lib/core/reconcile";
import { caaApplicant } from "../../../lib/core/tables";
import { withEvidence } from "../../../lib/run/dns";
import { startDnsZone } from "../../../lib/simulator/dns/server";
import type { ServedRecord } from "../../../lib/simulator/dns/server";
import { parseServer } from "../../../lib/core/name-server";
import { at, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

const NOW = at("2026-11-25");
const DATES = { deadline: null, nextCheck: null };
const ORDER = { orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-11-24") };
const CNAME = { method: "CNAME", name: "_x.example.com.", value: "Y.ca.example", ...DATES } as const;
const PERSISTENT = {
  method: "PERSISTENT_TXT",
  name: "_validation-persist.example.com",
  value: "sectigo.com;accounturi=acct:1",
  ...DATES,
} as const;

async function changeOf(record: LiveRecord, isDeclared = true, name = "example.com") {
  const tables = await shippedTables();
  const [change] = reconcile(isDeclared ? [desired(name)] : [], [observed([present(name, record)])], tables, NOW);
  if (change === undefined) throw new Error("no change");
  return { change, tables };
}

async function requested(record: LiveRecord, isDeclared = true, name = "example.com") {
  const { change, tables } = await changeOf(record, isDeclared, name);
  return evidenceRequest(change, tables, NOW);
}

test("the record of a pending order, and the CA as CAA records see it", async () => {
  expect(await requested(validated(null, { ...ORDER, challenge: CNAME }))).toEqual({
    domain: "example.com",
    record: { name: "_x.example.com", type: "CNAME", value: "y.ca.example" },
    applicant: expect.objectContaining({ methods: ["ca-tbr-7"], account: null }) as object,
  });
});

test("nothing is asked about a domain that is not declared", async () => {
  expect(await requested(validated("2026-11-01"), false)).toBeNull();
});

test.each<[string, Partial<LiveRecord>]>([
  ["no challenge", {}],
  ["a file", { challenge: { url: "http://example.com/x", content: "x", ...DATES } }],
  ["a name that DNS cannot hold", { challenge: { ...CNAME, name: "a..b" } }],
])("%s asks for no record", async (_, more) => {
  expect((await requested(validated("2026-11-01", more)))?.record).toBeNull();
});

test("a persistent record must be usable until the end of the window", async () => {
  const request = await requested(validated(null, { ...ORDER, challenge: PERSISTENT }));
  expect(request?.record?.persistent).toEqual({ issuers: ["sectigo.com"], account: "acct:1", at: at("2026-12-25") });
});

test("without a challenge the persistent record may be at any name above", async () => {
  const request = await requested(validated("2026-11-24", { method: "PERSISTENT_TXT" }), true, "*.a.example.com");
  expect(request?.record).toMatchObject({
    name: "_validation-persist.a.example.com",
    persistent: { account: null },
    elsewhere: ["_validation-persist.example.com"],
  });
});

test("of a CA without known issuers nothing is known", async () => {
  const tables = await shippedTables();
  expect(caaApplicant(tables, "elsewhere", "CNAME")).toBeNull();
  expect(caaApplicant(tables, "sectigo", null)?.methods).toBeNull();
});

test("the issuers that records permit, without parameters and empty values", () => {
  const record = (tag: string, value: string) => ({ flags: 0, tag, value });
  const records = [
    record("issue", "b.example; x=y"),
    record("issue", ";"),
    record("issue", "a_b"),
    record("issue", "a.example"),
  ];
  expect(permittedIssuers(records, true)).toEqual(["a.example", "b.example"]);
  expect(permittedIssuers([...records, record("issuewild", "w.example")], true)).toEqual(["w.example"]);
});

test.each<[string, readonly ServedRecord[], string]>([
  ["published", [{ name: "_x.example.com", type: "CNAME", data: "y.ca.example" }], "wait"],
  ["another value", [{ name: "_x.example.com", type: "CNAME", data: "old.ca.example" }], "fix-dns"],
  ["missing", [], "publish"],
])("asked of real servers: %s makes the next step exact and leaves the action", async (_, records, kind) => {
  const { change, tables } = await changeOf(validated(null, { ...ORDER, challenge: CNAME }));
  const server = await startDnsZone({ zone: "example.com", records });
  try {
    const servers = [parseServer(server.at)].filter((one) => one !== null);
    const zone = { servers, primary: null, tsig: null, signQuestions: false, publish: "records" } as const;
    const settings = { resolvers: [], zones: new Map([["example.com", zone]]), mode: "authoritative" } as const;
    const context = { now: () => NOW, interrupted: new AbortController().signal };
    const [seen] = await withEvidence([change], tables, NOW, settings, context, 5_000);
    expect(seen).toMatchObject({ action: change.action, reason: change.reason });
    expect(nextStepOf(change, seen?.evidence ?? null).kind).toBe(kind);
  } finally {
    await server.close();
  }
});

test("the method is that of the order, else the declared one, else the one used", async () => {
  const tables = await shippedTables();
  const methodsOf = async (more: Partial<LiveRecord>, method: "TXT" | null): Promise<unknown> => {
    const { change } = await changeOf(validated("2026-11-01", { method: "HTTP", ...more }));
    return evidenceRequest({ ...change, declared: desired("example.com", { method }) }, tables, NOW)?.applicant
      ?.methods;
  };
  expect(await methodsOf({ orderMethod: "PERSISTENT_TXT" }, "TXT")).toEqual(["ca-tbr-22"]);
  expect(await methodsOf({}, "TXT")).toEqual(["ca-tbr-7"]);
  expect(await methodsOf({}, null)).toEqual(["ca-tbr-18"]);
});

test("a domain that the CA does not list, and a persistent record of a CA without known issuers", async () => {
  const { change, tables } = await changeOf(validated("2026-11-01", { method: "PERSISTENT_TXT" }));
  expect(evidenceRequest({ ...change, live: null }, tables, NOW)).toMatchObject({
    record: null,
    applicant: { methods: null },
  });
  const unknown = { ...tables, issuers: new Map<string, readonly string[]>() };
  expect(evidenceRequest(change, unknown, NOW)).toMatchObject({ record: null, applicant: null });
});

test("of several methods that may be used, all must be permitted to be sure", () => {
  const records = [{ flags: 0, tag: "issue", value: "a.example; validationmethods=ca-tbr-4" }];
  const judge = (methods: readonly string[]) =>
    judgeCaa(records, false, { issuers: ["a.example"], methods, account: null }, true).outcome;
  expect([["ca-tbr-4"], ["ca-tbr-4", "ca-tbr-13"], ["ca-tbr-13"]].map(judge)).toEqual([
    "allowed",
    "unknown",
    "forbidden",
  ]);
});
