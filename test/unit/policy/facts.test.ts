/** Every fact of a few domains: rules see nothing else. */
import type { DesiredDomain } from "../../../lib/core/desired";
import { reconcile } from "../../../lib/core/reconcile";
import type { ObservedProvider } from "../../../lib/core/reconcile";
import { methodFacts } from "../../../lib/core/tables";
import { DOMAIN_FACTS } from "../../../lib/policy/domain-facts";
import type { DomainSituation, UnjudgedRule } from "../../../lib/policy/domain-situation";
import { admits } from "../../../lib/policy/fact";
import type { Fact, Facts } from "../../../lib/policy/fact";
import { at, desired, observed, present, validated, waiver } from "../../support/domains";
import { WAIVER_FACTS } from "../../../lib/policy/waiver-facts";
import type { WaiverSituation } from "../../../lib/policy/waiver-facts";
import { shippedTables } from "../../support/tables";

const NAME = "www.example.com";
const ASOF = at("2026-11-21T06:00:00Z");

/** All of them, each seen to be a value that its schema admits. */
function allFacts(situation: Omit<DomainSituation, "unjudged">, unjudged: readonly UnjudgedRule[] = []): Facts {
  const read = Object.entries<Fact<DomainSituation>>(DOMAIN_FACTS).map(([name, { schema, read }]) => {
    const value = read({ ...situation, unjudged });
    expect([name, value, admits(schema, value)]).toEqual([name, value, true]);
    return [name, value];
  });
  return Object.fromEntries(read) as Facts;
}

async function factsOf(wanted: readonly DesiredDomain[], seen: ObservedProvider, asOf = ASOF): Promise<Facts> {
  const tables = await shippedTables();
  const [change] = reconcile(wanted, [seen], tables, asOf);
  if (change === undefined) throw new Error("no change");
  return allFacts({ change, tables, asOf });
}

const VALID: Facts = {
  domain: "www.example.com",
  provider: "sectigo",
  wildcard: false,
  declared: true,
  observed: true,
  owner: "web",
  labels: ",env=production,team=web,",
  action: "no-op",
  reason: "valid",
  status: "VALIDATED",
  method: "CNAME",
  declared_method: "CNAME",
  method_void: false,
  method_void_on: null,
  method_citation: null,
  method_ends: false,
  ending_method: null,
  method_ends_on: null,
  method_discouraged: false,
  discouraged_method: null,
  discouraged_since: null,
  discouraged_citation: null,
  method_fits_wildcard: true,
  unfit_method: null,
  order_status: "NOT_INITIATED",
  order_pending: false,
  order_submitted_on: null,
  order_age_ms: null,
  order_limit_ms: 2592000000,
  order_limit_days: 30,
  validation: "validated on 2026-11-01 by CNAME",
  validated_on: "2026-11-01",
  age_basis: "reported",
  age_ms: 1749600000,
  age_days: 20,
  age: "more than 20 days",
  baseline_limit_ms: 17280000000,
  baseline_limit_days: 200,
  ca_limit_ms: 17107200000,
  ca_limit_days: 198,
  ca_limit_source: "Sectigo operational limit",
  local_limit_ms: 7776000000,
  local_limit_days: 90,
  usable: true,
  usable_until: "2027-01-30T00:00:00Z",
  usable_left_ms: 6026400000,
  days_left: 69,
  cut_off_by_step: false,
  next_step_on: null,
  next_step_days: null,
  survives_from: null,
  bound_by: "90 days, maxAgeDays of this file",
  window_ms: 2592000000,
  window_days: 30,
  expired_at_ca: false,
  state: "sectigo says VALIDATED",
  refreshed_by_ca: false,
  dns_asked: false,
  zone: null,
  zone_delegated: null,
  silent_server_count: null,
  silent_servers: null,
  caa: null,
  caa_later: null,
  caa_why: null,
  caa_at: null,
  dnssec: null,
  record_state: null,
  record_name: null,
  record_problem: null,
  stale_record_count: null,
  stale_records: null,
  persistent_record: null,
  persistent_problem: null,
  caa_issuers: "sectigo.com, usertrust.com, trust-provider.com, comodo.com, comodoca.com, entrust.net, affirmtrust.com",
  judged: true,
  unjudged_rules: null,
  missing_facts: null,
  as_of: "2026-11-21T06:00:00Z",
  as_of_day: "2026-11-21",
};

test("a valid domain", async () => {
  const live = validated("2026-11-01", { expiresAt: at("2027-12-04") });
  const wanted = desired(NAME, {
    method: "CNAME",
    owner: "web",
    labels: { team: "web", env: "production" },
    maxAgeDays: 90,
  });
  expect(await factsOf([wanted], observed([present(NAME, live)]))).toEqual(VALID);
});

describe("what is otherwise with a domain that is", () => {
  test.each<[string, readonly DesiredDomain[], ObservedProvider, Facts]>([
    [
      "a wildcard, cut off by a step, its method about to end, with an order in hand",
      [desired("*.example.com", { method: "HTTP" })],
      observed([
        present(
          "*.example.com",
          validated("2026-10-01", { method: "EMAIL", orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-11-20") }),
        ),
      ]),
      {
        domain: "*.example.com",
        wildcard: true,
        owner: null,
        labels: "",
        action: "await",
        reason: "order_submitted",
        method: "EMAIL",
        declared_method: "HTTP",
        method_void_on: "2028-03-15",
        method_citation: "Baseline Requirements 3.2.2.4.4 (SC-090)",
        method_ends: true,
        ending_method: "EMAIL",
        method_ends_on: "2028-03-15",
        method_discouraged: true,
        discouraged_method: "EMAIL",
        discouraged_since: "2026-03-15",
        discouraged_citation: "Baseline Requirements 3.2.2.4.4 (SC-090)",
        method_fits_wildcard: false,
        unfit_method: "HTTP",
        order_status: "SUBMITTED",
        order_pending: true,
        order_submitted_on: "2026-11-20",
        order_age_ms: 108000000,
        validation: "validated on 2026-10-01 by EMAIL",
        validated_on: "2026-10-01",
        age_ms: 4428000000,
        age_days: 51,
        age: "more than 51 days",
        local_limit_ms: null,
        local_limit_days: null,
        usable_until: "2027-03-15T00:00:00Z",
        usable_left_ms: 9828000000,
        days_left: 113,
        cut_off_by_step: true,
        next_step_on: "2027-03-15",
        next_step_days: 100,
        survives_from: "2026-12-05",
        bound_by: "100 days, Baseline Requirements 4.2.1 (SC-081v3)",
      },
    ],
    [
      "expired at the CA, with an order that is stale",
      [desired(NAME)],
      observed([
        present(
          NAME,
          validated("2026-01-01", {
            expiresAt: at("2026-07-01"),
            orderStatus: "SUBMITTED",
            orderSubmittedAt: at("2026-10-01"),
          }),
        ),
      ]),
      {
        owner: null,
        labels: "",
        action: "revalidate",
        reason: "order_stale",
        declared_method: null,
        order_status: "SUBMITTED",
        order_submitted_on: "2026-10-01",
        order_age_ms: 4428000000,
        validation: "validated on 2026-01-01 by CNAME",
        validated_on: "2026-01-01",
        age_ms: 28015200000,
        age_days: 324,
        age: "more than 324 days",
        local_limit_ms: null,
        local_limit_days: null,
        usable: false,
        usable_until: "2026-07-01T00:00:00Z",
        usable_left_ms: -12376800000,
        days_left: -144,
        bound_by: "expiry date given by the CA",
        expired_at_ca: true,
        state: "the validation expired at sectigo on 2026-07-01",
      },
    ],
    [
      "not listed",
      [desired(NAME)],
      observed([]),
      {
        owner: null,
        labels: "",
        action: "validate",
        reason: "not_found",
        status: "NOT_FOUND",
        method: null,
        declared_method: null,
        method_void: null,
        method_fits_wildcard: null,
        order_status: null,
        validation: null,
        validated_on: null,
        age_basis: null,
        age_ms: null,
        age_days: null,
        age: null,
        local_limit_ms: null,
        local_limit_days: null,
        usable: false,
        usable_until: null,
        usable_left_ms: null,
        days_left: null,
        bound_by: null,
        state: "sectigo does not list it",
      },
    ],
    [
      "not seen",
      [desired(NAME)],
      observed([], { complete: false, error: "503" }),
      {
        observed: false,
        owner: null,
        labels: "",
        action: "unknown",
        reason: "provider_unreachable",
        status: null,
        method: null,
        declared_method: null,
        method_void: null,
        method_ends: null,
        method_discouraged: null,
        method_fits_wildcard: null,
        order_status: null,
        order_pending: null,
        validation: null,
        validated_on: null,
        age_basis: null,
        age_ms: null,
        age_days: null,
        age: null,
        local_limit_ms: null,
        local_limit_days: null,
        usable: null,
        usable_until: null,
        usable_left_ms: null,
        days_left: null,
        cut_off_by_step: null,
        bound_by: null,
        expired_at_ca: null,
        state: "its state is unknown",
        refreshed_by_ca: null,
        judged: null,
      },
    ],
    [
      "not declared, and repeated by the CA itself",
      [],
      observed([present(NAME, validated(null, { method: "PERSISTENT_TXT" }))]),
      {
        declared: false,
        owner: null,
        labels: null,
        action: "undeclared",
        reason: "not_declared",
        method: "PERSISTENT_TXT",
        declared_method: null,
        validation: "validated by PERSISTENT_TXT",
        validated_on: null,
        age_basis: "unknown",
        age_ms: null,
        age_days: null,
        age: null,
        local_limit_ms: null,
        local_limit_days: null,
        usable_until: null,
        usable_left_ms: null,
        days_left: null,
        bound_by: null,
        window_ms: null,
        window_days: null,
        refreshed_by_ca: true,
      },
    ],
    [
      "never validated, at a CA without a profile, with an order of unknown date",
      [desired(NAME, { provider: "elsewhere" })],
      observed([present(NAME, validated(null, { status: "NOT_VALIDATED", method: null, orderStatus: "SUBMITTED" }))], {
        name: "elsewhere",
      }),
      {
        provider: "elsewhere",
        owner: null,
        labels: "",
        caa_issuers: null,
        action: "await",
        reason: "order_submitted",
        status: "NOT_VALIDATED",
        method: null,
        declared_method: null,
        method_void: null,
        method_fits_wildcard: null,
        order_status: "SUBMITTED",
        order_pending: false,
        validation: null,
        validated_on: null,
        age_basis: null,
        age_ms: null,
        age_days: null,
        age: null,
        ca_limit_ms: null,
        ca_limit_days: null,
        ca_limit_source: null,
        local_limit_ms: null,
        local_limit_days: null,
        usable: false,
        usable_until: null,
        usable_left_ms: null,
        days_left: null,
        bound_by: null,
        state: "elsewhere says NOT_VALIDATED",
      },
    ],
  ])("%s", async (_, wanted, seen, otherwise) => {
    expect(await factsOf(wanted, seen)).toEqual({ ...VALID, ...otherwise });
  });
});

test("a method that has ended is void, and no longer ahead", async () => {
  const facts = await factsOf(
    [desired(NAME)],
    observed([present(NAME, validated("2028-03-01", { method: "EMAIL" }))]),
    at("2028-03-15"),
  );
  expect(facts).toMatchObject({
    method_void: true,
    method_void_on: "2028-03-15",
    method_ends: false,
    ending_method: null,
    usable: false,
    cut_off_by_step: false,
  });
});

test("a method that is declared when it has ended is still said to end", async () => {
  const seen = observed([present(NAME, validated("2028-03-20"))]);
  const facts = await factsOf([desired(NAME, { method: "EMAIL" })], seen, at("2028-03-21"));
  expect(facts).toMatchObject({
    method_void: false,
    method_ends: true,
    ending_method: "EMAIL",
    method_ends_on: "2028-03-15",
  });
});

test("what the CA calls expired is not usable, however young it is", async () => {
  const facts = await factsOf(
    [desired(NAME)],
    observed([present(NAME, validated("2026-11-01", { status: "EXPIRED" }))]),
  );
  expect(facts).toMatchObject({ status: "EXPIRED", age_days: 20, usable: false });
});

test.each([
  ["on its last instant", "2026-10-22T06:00:00Z", true],
  ["a second later", "2026-10-22T05:59:59Z", false],
])("an order counts as long as its random value does: %s", async (_, submitted, isInHand) => {
  const live = validated("2026-11-01", { orderStatus: "SUBMITTED", orderSubmittedAt: at(submitted) });
  expect(await factsOf([desired(NAME)], observed([present(NAME, live)]))).toMatchObject({ order_pending: isInHand });
});

test("of several ends the first counts", async () => {
  const tables = await shippedTables();
  const end = (method: string, day: string) =>
    methodFacts(tables, method).map((one) => ({ ...one, voidFrom: at(day), citation: day }));
  const email = [
    ...end("EMAIL", "2028-03-15").slice(0, 1),
    ...end("EMAIL", "2028-01-15").slice(0, 1),
    ...end("EMAIL", "2028-02-15").slice(0, 1),
  ];
  const methods = new Map([...tables.methods, ["EMAIL", email], ["HTTP", end("HTTP", "2027-06-15")]]);
  const others = { ...tables, methods };
  const seen = observed([present(NAME, validated("2026-11-01", { method: "EMAIL" }))]);
  const facts = (method: "HTTP" | "CNAME"): Facts => {
    const [change] = reconcile([desired(NAME, { method })], [seen], others, ASOF);
    if (change === undefined) throw new Error("no change");
    return allFacts({ change, tables: others, asOf: ASOF });
  };
  expect(facts("HTTP")).toMatchObject({
    method_void_on: "2028-01-15",
    method_citation: "2028-01-15",
    ending_method: "HTTP",
    method_ends_on: "2027-06-15",
  });
  expect(facts("CNAME")).toMatchObject({ ending_method: "EMAIL", method_ends_on: "2028-01-15" });
});

describe("of what was not seen, a declared method says nothing good", () => {
  test.each([
    ["CNAME", null, null],
    ["HTTP", null, false],
    ["EMAIL", true, null],
  ] as const)("%s", async (method, ends, fits) => {
    const unseen = observed([], { complete: false, error: "503" });
    const facts = await factsOf([desired("*.example.com", { method })], unseen);
    expect(facts).toMatchObject({ method_ends: ends, method_fits_wildcard: fits });
  });

  test("but a method that the CA told beside does", async () => {
    const record = validated("2026-11-01");
    const seen = observed([{ kind: "unknown", domain: NAME, reason: "provider_unreachable", detail: "503", record }]);
    expect(await factsOf([desired(NAME)], seen)).toMatchObject({
      method_ends: false,
      method_fits_wildcard: true,
      usable: null,
    });
  });
});

test("the rules that could not be judged are named once each, with what they lack", async () => {
  const tables = await shippedTables();
  const [change] = reconcile([desired(NAME)], [observed([])], tables, ASOF);
  if (change === undefined) throw new Error("no change");
  const unjudged = [
    { rule: "a", missing: ["age_ms"] },
    { rule: "b", missing: ["age_ms", "owner"] },
  ];
  expect(allFacts({ change, tables, asOf: ASOF }, unjudged)).toMatchObject({
    judged: false,
    unjudged_rules: "a, b",
    missing_facts: "age_ms, owner",
  });
});

test("the words of the fact about methods are those of the tables", async () => {
  const words = DOMAIN_FACTS.method.schema.enum ?? [];
  const { methods } = await shippedTables();
  expect(words.filter((word) => word !== null).toSorted()).toEqual([...methods.keys()].toSorted());
});

test("a waiver, on the last second of its last day", () => {
  const situation = {
    waiver: waiver("method-drift", "*.lab.example.com", { match: "subdomains" }),
    used: null,
    superseded: false,
    asOf: at("2027-01-31T23:59:59Z"),
  };
  const read = Object.entries<Fact<WaiverSituation>>(WAIVER_FACTS).map(([name, fact]) => [name, fact.read(situation)]);
  expect(Object.fromEntries(read)).toEqual({
    rule: "method-drift",
    domain: "*.lab.example.com",
    owner: "pki@example.com",
    expires: "2027-01-31",
    expired: false,
    superseded: false,
    days_left: 0,
    used: null,
    as_of_day: "2027-01-31",
  });
});
