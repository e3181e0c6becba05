/** The policy set as data: each rule just before, on and after each of its boundaries, one second apart where dates decide. */
import { readdirSync } from "node:fs";
import type { DesiredDomain } from "../../../lib/core/desired";
import type { Evidence, RecordEvidence, ServerView } from "../../../lib/core/evidence";
import type { LiveRecord, Observation } from "../../../lib/core/observation";
import { reconcile } from "../../../lib/core/reconcile";
import type { ObservedProvider } from "../../../lib/core/reconcile";
import type { Tables } from "../../../lib/core/tables";
import type { Waiver } from "../../../lib/core/waiver";
import { assemblePlan } from "../../../lib/core/plan";
import { activeRules } from "../../../lib/policy/evaluate";
import { createJudge, domainTargets, waiverTargets } from "../../../lib/policy/judge";
import type { FactReader } from "../../../lib/policy/fact";
import type { Outcome, Rule } from "../../../lib/policy/rule";
import { isSuperseded } from "../../../lib/policy/waivers";
import { at, desired, observed, present, validated, waiver } from "../../support/domains";
import { shippedRules } from "../../support/rules";
import { POLICIES, shippedTables } from "../../support/tables";

let tables: Tables;
let rules: ReadonlyMap<string, Rule>;
beforeAll(async () => {
  tables = await shippedTables();
  rules = new Map((await shippedRules()).map((rule) => [rule.id, rule]));
});

const rule = (id: string): Rule => {
  const found = rules.get(id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
};

interface Case {
  readonly live: LiveRecord | null;
  readonly asOf: string;
  readonly name?: string;
  readonly provider?: string;
  readonly declared?: Partial<DesiredDomain> | null;
  readonly incomplete?: boolean;
  /** Its own call failed; the row of the listing is known. */
  readonly unreachable?: boolean;
  /** What DNS says; DNS is not asked unless given. */
  readonly evidence?: Evidence;
}

const outcome = (
  id: string,
  { live, asOf, name = "www.example.com", provider = "ncloud", declared, incomplete, unreachable, evidence }: Case,
): Outcome => {
  const wanted = declared === null ? [] : [desired(name, { provider, ...declared })];
  const observation: Observation | null =
    live === null
      ? null
      : unreachable === true
        ? { kind: "unknown", domain: name, reason: "provider_unreachable", detail: "503", record: live }
        : present(name, live);
  const seen = observed(observation === null ? [] : [observation], { name: provider, complete: incomplete !== true });
  const { outcomes } = judged(wanted, seen, tables, at(asOf), evidence);
  return outcomes.get(id) ?? "not_applicable";
};

/** The first change, judged by all rules about domains. */
const judged = (
  wanted: readonly DesiredDomain[],
  seen: ObservedProvider,
  by: Tables,
  asOf: number,
  evidence?: Evidence,
): { outcomes: ReadonlyMap<string, Outcome | null>; read: FactReader } => {
  const ordered = activeRules([...rules.values()], new Map()).filter(({ rule: { subject } }) => subject === "domain");
  const plan = assemblePlan(
    reconcile(wanted, [seen], by, asOf).map((change) => ({ ...change, ...(evidence && { evidence }) })),
    [seen],
    asOf,
  );
  const [target] = domainTargets(plan, by);
  if (target === undefined) throw new Error("no change");
  const { outcomes, readers } = createJudge(ordered, asOf)(target);
  return { outcomes: new Map(ordered.map((one, index) => [one.rule.id, outcomes[index] ?? null])), read: readers.read };
};

const good = (more: Partial<LiveRecord> = {}): LiveRecord => validated("2026-11-01", more);
const never = (more: Partial<LiveRecord> = {}): LiveRecord =>
  validated(null, { status: "NOT_VALIDATED", method: null, ...more });
const TODAY = "2026-11-21";

type Row = readonly [sentence: string, facts: Case, outcome: Outcome];

const VIEW: ServerView = {
  server: "ns1.example.com",
  state: "present",
  values: ["x.ca.example"],
  target: null,
  serial: null,
  detail: null,
};
const EVIDENCE: Evidence = {
  askedAt: at("2026-11-21"),
  zone: {
    ...{ name: "example.com", foundBy: "resolver", delegated: true, servers: 1, answering: 1 },
    ...{ negativeTtl: 60, problem: null },
  },
  record: null,
  caa: { at: null, today: "allowed", later: "allowed", issuers: [], why: "no CAA record restricts issuance" },
  dnssec: "insecure",
};
const record = (more: Partial<RecordEvidence> = {}): Evidence => ({
  ...EVIDENCE,
  record: {
    ...{ name: "_x.example.com", type: "CNAME", want: "x.ca.example", state: "published" },
    ...{ views: [VIEW], chain: [], maskedBy: null },
    ...more,
  },
});
const caa = (today: Evidence["caa"]["today"], later: Evidence["caa"]["later"]): Evidence => ({
  ...EVIDENCE,
  caa: { at: "example.com", today, later, issuers: [], why: "issue" },
});
const pending = (submitted: string | null, more: Partial<LiveRecord> = {}): LiveRecord =>
  validated("2026-11-01", {
    orderStatus: "SUBMITTED",
    orderSubmittedAt: submitted === null ? null : at(submitted),
    ...more,
  });
/** A domain with a pending order whose record is in this state. */
const waiting = (state: RecordEvidence["state"], submitted = TODAY): Case => ({
  ...{ live: pending(submitted), asOf: TODAY, evidence: record({ state }) },
});
const servers = (...views: readonly Partial<ServerView>[]): Case => ({
  ...{ live: good(), asOf: TODAY, evidence: record({ views: views.map((one) => ({ ...VIEW, ...one })) }) },
});
const persistent = (problem: string | null, more: Partial<RecordEvidence> = {}): Case => ({
  live: validated("2026-11-20", { method: "PERSISTENT_TXT" }),
  asOf: TODAY,
  evidence: record({ type: "TXT", persistentProblem: problem, ...more }),
});
const NOT_ASKED: Case = { live: pending(TODAY), asOf: TODAY };

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "caa-blocks": [
    ["no CAA record", { live: good(), asOf: TODAY, evidence: EVIDENCE }, "pass"],
    ["forbidden", { live: good(), asOf: TODAY, evidence: caa("forbidden", "forbidden") }, "fail"],
    [
      "forbidden later only",
      { live: good(), asOf: "2027-03-14T23:59:59Z", evidence: caa("allowed", "forbidden") },
      "pass",
    ],
    [
      "from that day on",
      { live: validated("2027-03-01"), asOf: "2027-03-15", evidence: caa("allowed", "forbidden") },
      "fail",
    ],
    [
      "not to be checked then",
      { live: validated("2027-03-01"), asOf: "2027-03-15", evidence: caa("allowed", "unknown") },
      "fail",
    ],
    ["records that cannot be read", { live: good(), asOf: TODAY, evidence: caa("unknown", "unknown") }, "unknown"],
    [
      "a CA without known issuers",
      { live: good(), asOf: TODAY, provider: "other", evidence: caa("unknown", "unknown") },
      "not_applicable",
    ],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "caa-blocks-2027": [
    ["allowed then, too", { live: good(), asOf: TODAY, evidence: EVIDENCE }, "pass"],
    ["forbidden then", { live: good(), asOf: TODAY, evidence: caa("allowed", "forbidden") }, "fail"],
    ["an account that cannot be checked", { live: good(), asOf: TODAY, evidence: caa("allowed", "unknown") }, "fail"],
    ["forbidden today", { live: good(), asOf: TODAY, evidence: caa("forbidden", "forbidden") }, "not_applicable"],
    [
      "that day",
      { live: validated("2027-03-01"), asOf: "2027-03-15", evidence: caa("allowed", "forbidden") },
      "not_effective",
    ],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "dnssec-bogus": [
    ["secure", { live: good(), asOf: TODAY, evidence: { ...EVIDENCE, dnssec: "secure" } }, "pass"],
    ["insecure", { live: good(), asOf: TODAY, evidence: EVIDENCE }, "pass"],
    ["bogus", { live: good(), asOf: TODAY, evidence: { ...EVIDENCE, dnssec: "bogus" } }, "fail"],
    [
      "unknown is no pass",
      { live: good(), asOf: TODAY, evidence: { ...EVIDENCE, dnssec: "unknown" } },
      "not_applicable",
    ],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "zone-not-delegated": [
    ["a zone", { live: good(), asOf: TODAY, evidence: EVIDENCE }, "pass"],
    [
      "a public suffix",
      { live: good(), asOf: TODAY, evidence: { ...EVIDENCE, zone: { ...EVIDENCE.zone, delegated: false } } },
      "fail",
    ],
    [
      "no zone found",
      {
        live: good(),
        asOf: TODAY,
        evidence: { ...EVIDENCE, zone: { ...EVIDENCE.zone, name: null, delegated: false } },
      },
      "not_applicable",
    ],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "zone-lame": [
    ["all answer", servers({}, { state: "no-name", values: [] }), "pass"],
    ["one is lame", servers({}, { state: "lame", values: [] }), "fail"],
    ["one is silent", servers({}, { state: "unreachable", values: [], detail: "timeout" }), "fail"],
    ["one without a route from here", servers({}, { state: "unreachable", values: [], detail: "ENETUNREACH" }), "pass"],
    ["no record was asked for", { live: good(), asOf: TODAY, evidence: EVIDENCE }, "not_applicable"],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "record-stale": [
    ["none is left", { live: good(), asOf: TODAY, evidence: { ...EVIDENCE, stale: [] } }, "pass"],
    ["one is left", { live: good(), asOf: TODAY, evidence: { ...EVIDENCE, stale: ["_a.example.com"] } }, "fail"],
    ["the zone could not be read", { live: good(), asOf: TODAY, evidence: EVIDENCE }, "not_applicable"],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "record-missing": [
    ["published", waiting("published"), "pass"],
    ["missing", waiting("missing"), "fail"],
    ["unreachable is no pass", waiting("unreachable"), "not_applicable"],
    ["no order", { live: good(), asOf: TODAY, evidence: record({ state: "missing" }) }, "not_applicable"],
    ["DNS was not asked", NOT_ASKED, "not_applicable"],
  ],
  "record-lagging": [
    ["published", waiting("published"), "pass"],
    ["lagging", waiting("lagging"), "fail"],
    ["unreachable is no pass", waiting("unreachable"), "not_applicable"],
  ],
  "record-different": [
    ["published", waiting("published"), "pass"],
    ["another value", waiting("different"), "fail"],
    ["a wildcard", waiting("masked"), "fail"],
    ["an alias", waiting("elsewhere"), "fail"],
    ["unreachable is no pass", waiting("unreachable"), "not_applicable"],
  ],
  "record-overdue": [
    ["published after days", waiting("published", "2026-11-10"), "pass"],
    ["missing for a day", waiting("missing", "2026-11-20"), "not_applicable"],
    ["missing for a second more", waiting("missing", "2026-11-19T23:59:59Z"), "fail"],
    ["unreachable is no pass", waiting("unreachable", "2026-11-10"), "not_applicable"],
  ],
  "persist-record-wrong": [
    ["usable", persistent(null), "pass"],
    ["wrong", persistent("the record names no CA"), "fail"],
    ["not to be seen", persistent(null, { state: "unreachable" }), "not_applicable"],
    ["another method", { live: good(), asOf: TODAY, evidence: record() }, "not_applicable"],
  ],
  "local-reuse-limit": [
    ["as old as the file allows", { live: validated("2026-08-23"), asOf: TODAY, declared: { maxAgeDays: 90 } }, "pass"],
    ["a second older", { live: validated("2026-08-22T23:59:59Z"), asOf: TODAY, declared: { maxAgeDays: 90 } }, "fail"],
    [
      "a second younger",
      { live: validated("2026-08-23T00:00:01Z"), asOf: TODAY, declared: { maxAgeDays: 90 } },
      "pass",
    ],
    ["no date", { live: validated(null), asOf: TODAY, declared: { maxAgeDays: 90 } }, "unknown"],
    ["the file sets no limit", { live: validated("2020-01-01"), asOf: TODAY }, "not_applicable"],
  ],
  "dcv-reuse-limit": [
    [
      "398 days, a second before the first step",
      { live: validated("2025-02-09T23:59:59Z"), asOf: "2026-03-14T23:59:59Z" },
      "pass",
    ],
    ["398 days and a second", { live: validated("2025-02-09T23:59:58Z"), asOf: "2026-03-14T23:59:59Z" }, "fail"],
    [
      "200 days and a second, a second before the first step",
      { live: validated("2025-08-26T23:59:58Z"), asOf: "2026-03-14T23:59:59Z" },
      "pass",
    ],
    ["200 days on the first step", { live: validated("2025-08-27"), asOf: "2026-03-15" }, "pass"],
    [
      "200 days and a second on the first step",
      { live: validated("2025-08-26T23:59:59Z"), asOf: "2026-03-15" },
      "fail",
    ],
    [
      "200 days less a second after the first step",
      { live: validated("2025-08-27T00:00:01Z"), asOf: "2026-03-15" },
      "pass",
    ],
    [
      "200 days, a second before the second step",
      { live: validated("2026-08-26T23:59:59Z"), asOf: "2027-03-14T23:59:59Z" },
      "pass",
    ],
    ["200 days on the second step", { live: validated("2026-08-27"), asOf: "2027-03-15" }, "fail"],
    [
      "100 days and a second on the second step",
      { live: validated("2026-12-04T23:59:59Z"), asOf: "2027-03-15" },
      "fail",
    ],
    ["100 days on the second step", { live: validated("2026-12-05"), asOf: "2027-03-15" }, "pass"],
    [
      "100 days and a second, a second before the second step",
      { live: validated("2026-12-04T23:59:58Z"), asOf: "2027-03-14T23:59:59Z" },
      "pass",
    ],
    [
      "100 days, a second before the third step",
      { live: validated("2028-12-04T23:59:59Z"), asOf: "2029-03-14T23:59:59Z" },
      "pass",
    ],
    ["10 days and a second on the third step", { live: validated("2029-03-04T23:59:59Z"), asOf: "2029-03-15" }, "fail"],
    ["10 days on the third step", { live: validated("2029-03-05"), asOf: "2029-03-15" }, "pass"],
    ["9 days after the third step", { live: validated("2029-03-06"), asOf: "2029-03-15" }, "pass"],
    ["no date", { live: validated(null), asOf: TODAY }, "unknown"],
    ["not validated", { live: never(), asOf: TODAY }, "not_applicable"],
    ["not declared", { live: validated("2020-01-01"), asOf: TODAY, declared: null }, "not_applicable"],
    [
      "a persistent record, which the CA checks by itself",
      { live: validated("2020-01-01", { method: "PERSISTENT_TXT" }), asOf: TODAY },
      "not_applicable",
    ],
    ["before the ballot took effect", { live: validated("2020-01-01"), asOf: "2025-05-15T23:59:59Z" }, "not_effective"],
    ["when the ballot took effect", { live: validated("2020-01-01"), asOf: "2025-05-16" }, "fail"],
  ],
  "ca-reuse-limit": [
    [
      "198 days on the second step, where the schedule is stricter",
      { live: validated("2026-08-29"), asOf: "2027-03-15", provider: "sectigo" },
      "pass",
    ],
    [
      "198 days and a second on the second step",
      { live: validated("2026-08-28T23:59:59Z"), asOf: "2027-03-15", provider: "sectigo" },
      "fail",
    ],
    ["198 days at Sectigo", { live: validated("2026-05-07"), asOf: TODAY, provider: "sectigo" }, "pass"],
    [
      "198 days and a second at Sectigo",
      { live: validated("2026-05-06T23:59:59Z"), asOf: TODAY, provider: "sectigo" },
      "fail",
    ],
    [
      "198 days less a second at Sectigo",
      { live: validated("2026-05-07T00:00:01Z"), asOf: TODAY, provider: "sectigo" },
      "pass",
    ],
    [
      "the second before Sectigo's limit begins",
      { live: validated("2025-03-01"), asOf: "2026-03-11T23:59:59Z", provider: "sectigo" },
      "not_applicable",
    ],
    ["when Sectigo's limit begins", { live: validated("2025-03-01"), asOf: "2026-03-12", provider: "sectigo" }, "fail"],
    ["a CA without a profile", { live: validated("2020-01-01"), asOf: TODAY }, "not_applicable"],
    ["no date", { live: validated(null), asOf: TODAY, provider: "sectigo" }, "unknown"],
  ],
  "not-validated": [
    ["validated", { live: good(), asOf: TODAY }, "pass"],
    ["never validated", { live: never(), asOf: TODAY }, "fail"],
    [
      "an order that is submitted is not a validation",
      { live: never({ orderStatus: "SUBMITTED" }), asOf: TODAY },
      "fail",
    ],
    ["expired by its word", { live: good({ status: "EXPIRED" }), asOf: TODAY }, "fail"],
    ["a second before its expiry date", { live: good({ expiresAt: at(TODAY) }), asOf: "2026-11-20T23:59:59Z" }, "pass"],
    ["on its expiry date", { live: good({ expiresAt: at(TODAY) }), asOf: TODAY }, "fail"],
    ["a word that we do not know", { live: good({ status: "ACTION_REQUIRED" }), asOf: TODAY }, "unknown"],
    ["a method that we do not know", { live: good({ method: "CARRIER_PIGEON" }), asOf: TODAY }, "unknown"],
    ["not listed", { live: null, asOf: TODAY }, "fail"],
    ["not understood, though it says VALIDATED", { live: good(), asOf: TODAY, unreachable: true }, "unknown"],
    ["not asked", { live: null, asOf: TODAY, incomplete: true }, "unknown"],
    ["long before today", { live: null, asOf: "2020-01-01" }, "fail"],
    ["not declared", { live: never(), asOf: TODAY, declared: null }, "not_applicable"],
  ],
  "method-void": [
    [
      "e-mail, a second before its end",
      { live: validated("2028-03-01", { method: "EMAIL" }), asOf: "2028-03-14T23:59:59Z" },
      "pass",
    ],
    ["e-mail, at its end", { live: validated("2028-03-01", { method: "EMAIL" }), asOf: "2028-03-15" }, "fail"],
    [
      "phone, a second before its end",
      { live: validated("2027-03-01", { method: "PHONE" }), asOf: "2027-03-14T23:59:59Z" },
      "pass",
    ],
    ["phone, at its end", { live: validated("2027-03-01", { method: "PHONE" }), asOf: "2027-03-15" }, "fail"],
    ["DNS, long after", { live: validated("2028-03-20"), asOf: "2028-03-25" }, "pass"],
    ["a method that the tables do not know", { live: good({ method: "CARRIER_PIGEON" }), asOf: TODAY }, "unknown"],
    ["no method told", { live: good({ method: null }), asOf: TODAY }, "not_applicable"],
    [
      "before the ballot took effect",
      { live: validated("2026-01-01", { method: "EMAIL" }), asOf: "2026-01-11T23:59:59Z" },
      "not_effective",
    ],
    ["when the ballot took effect", { live: validated("2026-01-01", { method: "EMAIL" }), asOf: "2026-01-12" }, "pass"],
  ],
  "method-wildcard": [
    [
      "by a method that the tables do not know, declared with one that would do",
      { live: good({ method: "AUTO" }), asOf: TODAY, name: "*.example.com", declared: { method: "CNAME" } },
      "unknown",
    ],
    ["a wildcard by DNS", { live: good(), asOf: TODAY, name: "*.example.com" }, "pass"],
    ["a wildcard by HTTP", { live: good({ method: "HTTP" }), asOf: TODAY, name: "*.example.com" }, "fail"],
    ["a wildcard by HTTPS", { live: good({ method: "HTTPS" }), asOf: TODAY, name: "*.example.com" }, "fail"],
    [
      "a wildcard that is to be validated by HTTP",
      { live: never(), asOf: TODAY, name: "*.example.com", declared: { method: "HTTP" } },
      "fail",
    ],
    [
      "a wildcard by a method that the tables do not know",
      { live: good({ method: "AUTO" }), asOf: TODAY, name: "*.example.com" },
      "unknown",
    ],
    ["a plain name by HTTP", { live: good({ method: "HTTP" }), asOf: TODAY }, "not_applicable"],
    ["a wildcard without any method", { live: never(), asOf: TODAY, name: "*.example.com" }, "not_applicable"],
    [
      "before HTTP lost wildcards",
      { live: good({ method: "HTTP" }), asOf: "2021-11-30T23:59:59Z", name: "*.example.com" },
      "not_effective",
    ],
    ["when HTTP lost wildcards", { live: good({ method: "HTTP" }), asOf: "2021-12-01", name: "*.example.com" }, "fail"],
  ],
  "revalidation-window": [
    ["a step cuts it off in exactly the window", { live: validated("2026-11-01"), asOf: "2027-02-13" }, "pass"],
    ["a step cuts it off a second sooner", { live: validated("2026-11-01"), asOf: "2027-02-13T00:00:01Z" }, "fail"],
    ["the last second before the step", { live: validated("2026-11-01"), asOf: "2027-03-14T23:59:59Z" }, "fail"],
    ["on the step it is over", { live: validated("2026-11-01"), asOf: "2027-03-15" }, "not_applicable"],
    ["the third step cuts it off in exactly the window", { live: validated("2028-12-20"), asOf: "2029-02-13" }, "pass"],
    [
      "the third step cuts it off a second sooner",
      { live: validated("2028-12-20"), asOf: "2029-02-13T00:00:01Z" },
      "fail",
    ],
    ["exactly the window is left", { live: validated("2026-06-04"), asOf: TODAY }, "pass"],
    ["a second less than the window is left", { live: validated("2026-06-03T23:59:59Z"), asOf: TODAY }, "fail"],
    ["a second more than the window is left", { live: validated("2026-06-04T00:00:01Z"), asOf: TODAY }, "pass"],
    ["nothing is left, but it is usable", { live: validated("2026-05-05"), asOf: TODAY }, "fail"],
    ["it is over", { live: validated("2026-05-04T23:59:59Z"), asOf: TODAY }, "not_applicable"],
    [
      "an order is pending",
      { live: validated("2026-05-20", { orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-10-22") }), asOf: TODAY },
      "not_applicable",
    ],
    [
      "an order was submitted on an unknown date",
      { live: validated("2026-05-20", { orderStatus: "SUBMITTED" }), asOf: TODAY },
      "fail",
    ],
    [
      "an order is stale by a second",
      {
        live: validated("2026-05-20", { orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-10-21T23:59:59Z") }),
        asOf: TODAY,
      },
      "fail",
    ],
    [
      "an order is only prepared",
      { live: validated("2026-05-20", { orderStatus: "AWAITING_SUBMISSION" }), asOf: TODAY },
      "fail",
    ],
    ["no date", { live: validated(null), asOf: TODAY }, "unknown"],
    ["a persistent record", { live: good({ method: "PERSISTENT_TXT" }), asOf: TODAY }, "not_applicable"],
  ],
  "reuse-cliff": [
    [
      "200 days and a second on the first step",
      { live: validated("2025-08-26T23:59:59Z"), asOf: "2026-03-01" },
      "fail",
    ],
    ["200 days on the first step", { live: validated("2025-08-27"), asOf: "2026-03-01" }, "pass"],
    [
      "100 days, a second before the third step",
      { live: validated("2028-12-04T23:59:59Z"), asOf: "2029-01-01" },
      "pass",
    ],
    ["10 days and a second on the third step", { live: validated("2029-03-04T23:59:59Z"), asOf: "2029-03-10" }, "fail"],
    ["10 days on the third step", { live: validated("2029-03-05"), asOf: "2029-03-10" }, "pass"],
    ["its age ends it a second before the step", { live: validated("2026-08-26T23:59:59Z"), asOf: TODAY }, "pass"],
    ["its age would end it on the step", { live: validated("2026-08-27"), asOf: TODAY }, "fail"],
    ["a second too early to outlive the step", { live: validated("2026-12-04T23:59:59Z"), asOf: "2026-12-10" }, "fail"],
    ["just late enough to outlive the step", { live: validated("2026-12-05"), asOf: "2026-12-10" }, "pass"],
    [
      "the CA lets it expire before the step",
      { live: validated("2026-10-01", { expiresAt: at("2027-03-14") }), asOf: TODAY },
      "pass",
    ],
    [
      "Sectigo's limit ends it before the step",
      { live: validated("2026-08-28"), asOf: TODAY, provider: "sectigo" },
      "pass",
    ],
    [
      "at Sectigo too it is cut off by the step",
      { live: validated("2026-08-29"), asOf: TODAY, provider: "sectigo" },
      "fail",
    ],
    [
      "on the step there is nothing left to warn of",
      { live: validated("2026-10-01"), asOf: "2027-03-15" },
      "not_applicable",
    ],
    ["the third step", { live: validated("2028-12-05"), asOf: "2029-01-01" }, "fail"],
    ["after the last step", { live: validated("2029-03-16"), asOf: "2029-03-17" }, "pass"],
    ["a persistent record", { live: good({ method: "PERSISTENT_TXT" }), asOf: TODAY }, "not_applicable"],
  ],
  "method-sunset": [
    ["declared with e-mail after its end", { live: good(), asOf: "2028-03-15", declared: { method: "EMAIL" } }, "fail"],
    ["a method that the tables do not know", { live: good({ method: "CARRIER_PIGEON" }), asOf: TODAY }, "unknown"],
    ["e-mail, before its end", { live: good({ method: "EMAIL" }), asOf: TODAY }, "fail"],
    ["e-mail, a second before its end", { live: good({ method: "EMAIL" }), asOf: "2028-03-14T23:59:59Z" }, "fail"],
    [
      "e-mail, at its end, which is another rule's business",
      { live: good({ method: "EMAIL" }), asOf: "2028-03-15" },
      "pass",
    ],
    ["declared with e-mail, not validated yet", { live: never(), asOf: TODAY, declared: { method: "EMAIL" } }, "fail"],
    ["DNS", { live: good(), asOf: TODAY }, "pass"],
    ["no method", { live: never(), asOf: TODAY }, "not_applicable"],
    [
      "before the ballot took effect",
      { live: good({ method: "EMAIL" }), asOf: "2026-01-11T23:59:59Z" },
      "not_effective",
    ],
    ["when the ballot took effect", { live: good({ method: "EMAIL" }), asOf: "2026-01-12" }, "fail"],
  ],
  "method-discouraged": [
    ["e-mail", { live: good({ method: "EMAIL" }), asOf: TODAY }, "fail"],
    ["phone", { live: good({ method: "PHONE" }), asOf: TODAY }, "fail"],
    [
      "a second before CAs should no longer use it",
      { live: good({ method: "EMAIL" }), asOf: "2026-03-14T23:59:59Z" },
      "pass",
    ],
    ["from that instant on", { live: good({ method: "EMAIL" }), asOf: "2026-03-15" }, "fail"],
    ["e-mail, when its validations no longer count", { live: good({ method: "EMAIL" }), asOf: "2028-03-15" }, "pass"],
    ["declared with e-mail, validated by DNS", { live: good(), asOf: TODAY, declared: { method: "EMAIL" } }, "fail"],
    ["declared with e-mail, not validated yet", { live: never(), asOf: TODAY, declared: { method: "EMAIL" } }, "fail"],
    ["DNS", { live: good(), asOf: TODAY }, "pass"],
    ["a method that the tables do not know", { live: good({ method: "CARRIER_PIGEON" }), asOf: TODAY }, "unknown"],
    ["no method", { live: never(), asOf: TODAY }, "not_applicable"],
    ["not declared", { live: good({ method: "EMAIL" }), asOf: TODAY, declared: null }, "not_applicable"],
  ],
  "method-drift": [
    ["as declared", { live: good(), asOf: TODAY, declared: { method: "CNAME" } }, "pass"],
    ["by another method", { live: good({ method: "EMAIL" }), asOf: TODAY, declared: { method: "CNAME" } }, "fail"],
    ["nothing declared", { live: good(), asOf: TODAY }, "not_applicable"],
    [
      "not validated yet",
      { live: never({ method: "EMAIL" }), asOf: TODAY, declared: { method: "CNAME" } },
      "not_applicable",
    ],
  ],
  "order-stale": [
    [
      "submitted exactly 30 days ago",
      { live: never({ orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-10-22") }), asOf: TODAY },
      "pass",
    ],
    [
      "a second longer ago",
      { live: never({ orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-10-21T23:59:59Z") }), asOf: TODAY },
      "fail",
    ],
    [
      "a second less long ago",
      { live: never({ orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-10-22T00:00:01Z") }), asOf: TODAY },
      "pass",
    ],
    ["on an unknown date", { live: never({ orderStatus: "SUBMITTED" }), asOf: TODAY }, "unknown"],
    ["no order", { live: never(), asOf: TODAY }, "not_applicable"],
  ],
  "undeclared-domain": [
    ["declared", { live: good(), asOf: TODAY }, "pass"],
    ["declared, not listed", { live: null, asOf: TODAY }, "pass"],
    ["not declared", { live: good(), asOf: TODAY, declared: null }, "fail"],
  ],
  "age-unknown": [
    ["a reported date", { live: good(), asOf: TODAY }, "pass"],
    [
      "a derived date",
      { live: validated(null, { validation: { at: at("2026-11-01"), basis: "derived" } }), asOf: TODAY },
      "pass",
    ],
    ["its own call failed", { live: validated(null), asOf: TODAY, unreachable: true }, "unknown"],
    ["no date", { live: validated(null), asOf: TODAY }, "fail"],
    ["a date after the day judged", { live: validated("2026-12-01"), asOf: TODAY }, "fail"],
    ["not validated", { live: never(), asOf: TODAY }, "pass"],
    ["a persistent record", { live: validated(null, { method: "PERSISTENT_TXT" }), asOf: TODAY }, "pass"],
    ["not declared", { live: validated(null), asOf: TODAY, declared: null }, "not_applicable"],
  ],
};

describe.each(Object.entries(ROWS))("%s", (id, rows) => {
  test.each(rows)("%s", (_, facts, expected) => {
    expect(outcome(id, facts)).toBe(expected);
  });
});

describe("a date that is known only as a range is judged at both ends", () => {
  const between = (earliest: string, latest: string): LiveRecord =>
    validated(null, { validation: { earliest: at(earliest), latest: at(latest), basis: "bounded" } });
  test.each([
    ["dcv-reuse-limit", "over if its youngest end is", "2026-01-01", "2026-02-01", "fail"],
    ["dcv-reuse-limit", "within if its oldest end is", "2026-06-01", "2026-11-01", "pass"],
    ["dcv-reuse-limit", "else unknown", "2026-01-01", "2026-11-01", "unknown"],
    ["revalidation-window", "over at one end, far from the window at the other", "2026-01-01", "2026-11-01", "unknown"],
    ["reuse-cliff", "cut off at one end only", "2026-08-20", "2026-08-30", "unknown"],
    ["age-unknown", "what decides nothing is not missing", "2026-06-01", "2026-11-01", "pass"],
    ["age-unknown", "what decides is", "2026-01-01", "2026-11-01", "fail"],
  ] as const)("%s: %s", (id, _, earliest, latest, expected) => {
    expect(outcome(id, { live: between(earliest, latest), asOf: TODAY })).toBe(expected);
  });
});

describe("reuse-cliff with a CA that steps down by itself", () => {
  const steps = (day: string) => [
    { from: at("2026-03-12"), days: 198 },
    { from: at(day), days: 98 },
  ];
  test.each([
    ["on the same day as the schedule", "2027-03-15", "2026-11-01", "fail", "2027-03-15", 98, "2026-12-07"],
    ["three days before the schedule", "2027-03-12", "2026-11-01", "fail", "2027-03-12", 98, "2026-12-04"],
    ["and the validation outlives it", "2027-03-15", "2026-12-07", "pass", null, null, null],
  ] as const)("%s", (_, day, validatedOn, expected, on, days, survives) => {
    const caLimits = new Map([["sectigo", { kind: "ca" as const, source: "CA", steps: steps(day) }]]);
    const stepped = { ...tables, caLimits };
    const asOf = at("2026-12-10");
    const seen = observed([present("x.example", validated(validatedOn))]);
    const { outcomes, read } = judged([desired("x.example")], seen, stepped, asOf);
    expect(outcomes.get("reuse-cliff")).toBe(expected);
    expect(["next_step_on", "next_step_days", "survives_from"].map(read)).toEqual([on, days, survives]);
  });
});

describe("the rules about waivers", () => {
  const judge = (id: string, asOf: string, used: boolean, others: readonly Waiver[] = []): Outcome | null => {
    const one = waiver("not-validated", "www.example.com");
    const plan = assemblePlan([], [], at(asOf));
    const [target] = waiverTargets([one, ...others], new Set(used ? [0] : []), plan);
    if (target === undefined) throw new Error("no waiver");
    return createJudge([{ rule: rule(id), severity: "error" }], at(asOf))(target).outcomes[0] ?? null;
  };

  test.each([
    ["the same one holds longer", { domain: "www.example.com" }, "not_applicable"],
    ["one of all names below holds", { domain: "*.example.com", match: "subdomains" as const }, "not_applicable"],
    ["one of the wildcard entry alone holds", { domain: "*.example.com" }, "fail"],
    ["the other has ended, too", { domain: "www.example.com", lastDay: at("2027-01-30") }, "fail"],
    ["the other waives another rule", { rule: "method-drift" }, "fail"],
  ])("an ended waiver, and %s", (_, more, expected) => {
    const other = waiver("not-validated", "www.example.com", { lastDay: at("2027-06-30"), ...more });
    expect(judge("waiver-expired", "2027-02-01", true, [other])).toBe(expected);
  });

  test("one of a single name does not replace one of all names below a domain", () => {
    const wide = waiver("not-validated", "*.example.com", { match: "subdomains" });
    const narrow = waiver("not-validated", "www.example.com", { lastDay: at("2027-06-30") });
    const wider = waiver("not-validated", "*.com", { match: "subdomains", lastDay: at("2027-06-30") });
    const asOf = at("2027-02-01");
    expect([isSuperseded(wide, [wide, narrow], asOf), isSuperseded(wide, [wide, wider], asOf)]).toEqual([false, true]);
  });

  test.each([
    ["the last second of its last day", "waiver-expired", "2027-01-31T23:59:59Z", true, "pass"],
    ["the first second after it", "waiver-expired", "2027-02-01", true, "fail"],
    ["14 days before its end", "waiver-expiring", "2027-01-18", true, "pass"],
    ["a second less than 14 days before its end", "waiver-expiring", "2027-01-18T00:00:01Z", true, "fail"],
    ["after its end another rule speaks", "waiver-expiring", "2027-02-01", true, "not_applicable"],
    ["it matches a finding", "waiver-unused", TODAY, true, "pass"],
    ["it matches nothing", "waiver-unused", TODAY, false, "fail"],
    ["it matches nothing and has ended", "waiver-unused", "2027-02-01", false, "not_applicable"],
  ] as const)("%s", (_, id, asOf, used, expected) => {
    expect(judge(id, asOf, used)).toBe(expected);
  });
});

describe("the set", () => {
  test("every rule file is named for its rule, and has its table above", () => {
    const files = readdirSync(POLICIES).filter((name) => name.endsWith(".yaml"));
    expect([...rules.keys()].map((id) => `${id}.yaml`).toSorted()).toEqual(files.toSorted());
    const aboutDomains = [...rules.values()].filter(({ subject }) => subject === "domain").map(({ id }) => id);
    expect(Object.keys(ROWS).toSorted()).toEqual(aboutDomains);
  });

  test("every table shows a pass and a finding", () => {
    for (const [id, rows] of Object.entries(ROWS)) {
      const outcomes = new Set(rows.map(([, , expected]) => expected));
      expect([id, outcomes.has("pass"), outcomes.has("fail")]).toEqual([id, true, true]);
    }
  });

  test("every rule carries its condition as a sentence", () => {
    for (const { id, condition } of rules.values()) {
      expect([id, condition]).toEqual([id, expect.stringMatching(/^[A-Z][^{}"]+\.$/)]);
    }
  });
});
