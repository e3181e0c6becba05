/** Every action and every reason, one row each, and the order in which one wins over another. */
import fc from "fast-check";
import { decide } from "../../../lib/core/decide";
import type { DesiredDomain } from "../../../lib/core/desired";
import type { LiveRecord, Observation } from "../../../lib/core/observation";
import { measureReuse } from "../../../lib/core/measure";
import { reconcile } from "../../../lib/core/reconcile";
import type { ObservedProvider } from "../../../lib/core/reconcile";
import type { Tables } from "../../../lib/core/tables";
import { ACTIONS, REASONS } from "../../../lib/core/vocabulary";
import { at, bounded, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

const NAME = "www.example.com";
const ASOF = "2026-11-21";
let tables: Tables;
beforeAll(async () => {
  tables = await shippedTables();
});

interface Row {
  readonly when: string;
  readonly live?: LiveRecord;
  readonly observation?: Observation;
  readonly provider?: Partial<ObservedProvider>;
  readonly declared?: Partial<DesiredDomain> | null;
  readonly asOf?: string;
  readonly action: string;
  readonly reason: string;
  /** The whole message. */
  readonly says: string;
  /** Whether the words of the record are known; true unless set. */
  readonly understood?: boolean;
}

const bare: Partial<LiveRecord> = { method: null, validation: null };
const submitted = (day: string | null): Partial<LiveRecord> => ({
  orderStatus: "SUBMITTED",
  orderSubmittedAt: day === null ? null : at(day),
});

const ROWS: readonly Row[] = [
  {
    when: "validated lately",
    live: validated("2026-11-01"),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "not listed",
    action: "validate",
    reason: "not_found",
    says: "sectigo does not list it; register it there, then validate it",
  },
  {
    when: "the CA says itself that it has none",
    observation: { kind: "absent", domain: NAME, detail: "ncloud has no certificate 55332" },
    action: "validate",
    reason: "not_found",
    says: "ncloud has no certificate 55332; register it there, then validate it",
  },
  {
    when: "listed, never validated",
    live: validated(null, { ...bare, status: "NOT_VALIDATED" }),
    action: "validate",
    reason: "not_validated",
    says: "listed by the CA but not validated",
  },
  {
    when: "listed as inactive, whatever its dates",
    live: validated("2026-11-01", { status: "INACTIVE" }),
    action: "validate",
    reason: "inactive",
    says: "listed by the CA as inactive; activate it there",
  },
  {
    when: "listed as inactive, with an order that runs",
    live: validated("2026-11-01", { status: "INACTIVE", orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-11-20") }),
    action: "validate",
    reason: "inactive",
    says: "listed by the CA as inactive; activate it there",
  },
  {
    when: "validated through a name above it",
    live: validated("2026-11-01", { coveredBy: "example.com" }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME, covered by example.com; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "expired at the CA by its word",
    live: validated("2026-11-01", { status: "EXPIRED" }),
    action: "revalidate",
    reason: "expired",
    says: "the validation expired at the CA",
  },
  {
    when: "expired at the CA by its date, though it still says VALIDATED",
    live: validated("2026-11-01", { expiresAt: at(ASOF) }),
    action: "revalidate",
    reason: "expired",
    says: "the validation expired at the CA on 2026-11-21",
  },
  {
    when: "older than the CA accepts",
    live: validated("2026-05-06"),
    action: "revalidate",
    reason: "reuse_limit_exceeded",
    says: "validated on 2026-05-06 by CNAME; usable until 2026-11-20T00:00:00Z (198 days, Sectigo operational limit)",
  },
  {
    when: "exactly as old as the CA accepts",
    live: validated("2026-05-07"),
    action: "revalidate",
    reason: "expiring",
    says: "validated on 2026-05-07 by CNAME; usable until 2026-11-21T00:00:00Z (198 days, Sectigo operational limit)",
  },
  {
    when: "a day less than the window is left",
    live: validated("2026-06-05"),
    action: "revalidate",
    reason: "expiring",
    says: "validated on 2026-06-05 by CNAME; usable until 2026-12-20T00:00:00Z (198 days, Sectigo operational limit)",
  },
  {
    when: "exactly the window is left",
    live: validated("2026-06-06"),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-06-06 by CNAME; usable until 2026-12-21T00:00:00Z (198 days, Sectigo operational limit)",
  },
  {
    when: "older than the file allows",
    live: validated("2026-08-22"),
    declared: { maxAgeDays: 90 },
    action: "revalidate",
    reason: "reuse_limit_exceeded",
    says: "validated on 2026-08-22 by CNAME; usable until 2026-11-20T00:00:00Z (90 days, maxAgeDays of this file)",
  },
  {
    when: "validated by another method",
    live: validated("2026-11-01", { method: "HTTP" }),
    declared: { method: "CNAME" },
    action: "revalidate",
    reason: "method_drift",
    says: "validated by HTTP, declared with CNAME",
  },
  {
    when: "covered by a name that was validated by another method",
    live: validated("2026-11-01", { method: "TXT", coveredBy: "example.com" }),
    declared: { method: "CNAME" },
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by TXT, covered by example.com; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "validated by a method whose validations no longer count",
    live: validated("2028-03-01", { method: "EMAIL" }),
    asOf: "2028-03-15",
    action: "revalidate",
    reason: "method_void",
    says: "validated by EMAIL, which has not counted since 2028-03-15 (Baseline Requirements 3.2.2.4.4 (SC-090))",
  },
  {
    when: "an order is submitted for a valid domain",
    live: validated("2026-11-01", submitted("2026-11-20")),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted on 2026-11-20; an order is not a validation",
  },
  {
    when: "an order is submitted for an expired domain, which it does not make valid",
    live: validated("2026-11-01", { status: "EXPIRED", ...submitted("2026-11-20") }),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted on 2026-11-20; an order is not a validation; until it is done: the validation expired at the CA",
  },
  {
    when: "an order without a date was submitted for a domain that is expiring",
    live: validated("2026-05-20", submitted(null)),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted, but its date is not known, so it may be stale; an order is not a validation; until it is done: validated on 2026-05-20 by CNAME; usable until 2026-12-04T00:00:00Z (198 days, Sectigo operational limit)",
  },
  {
    when: "an order without a date was submitted for a domain that was never validated",
    live: validated(null, { ...bare, status: "NOT_VALIDATED", ...submitted(null) }),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted, but its date is not known, so it may be stale; an order is not a validation; until it is done: listed by the CA but not validated",
  },
  {
    when: "an order without a date was submitted for a valid domain",
    live: validated("2026-11-01", submitted(null)),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted, but its date is not known, so it may be stale; an order is not a validation",
  },
  {
    when: "an order was submitted for a domain whose age is not known",
    live: validated(null, submitted("2026-11-15")),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted on 2026-11-15; an order is not a validation; until it is done: validated, but the date is not known, so no limit can be judged",
  },
  {
    when: "an order is prepared for a domain whose age is not known",
    live: validated(null, { orderStatus: "AWAITING_SUBMISSION" }),
    action: "unknown",
    reason: "not_understood",
    says: "validated, but the date is not known, so no limit can be judged",
  },
  {
    when: "the window is longer than the limit, so half of the limit is the window: new",
    live: validated("2026-11-20"),
    declared: { maxAgeDays: 20 },
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-20 by CNAME; usable until 2026-12-10T00:00:00Z (20 days, maxAgeDays of this file); the window of 30 days is not shorter than the limit of 20 days (maxAgeDays of this file), so 10 days are used",
  },
  {
    when: "the window is as long as the limit, so half of the limit is the window: due",
    live: validated("2026-07-01"),
    declared: { revalidateWithinDays: 198 },
    action: "revalidate",
    reason: "expiring",
    says: "validated on 2026-07-01 by CNAME; usable until 2027-01-15T00:00:00Z (198 days, Sectigo operational limit); the window of 198 days is not shorter than the limit of 198 days (Sectigo operational limit), so 99 days are used",
  },
  {
    when: "the default window from 2029-03-15 on, when 10 days are the limit",
    live: validated("2029-04-01"),
    asOf: "2029-04-01",
    action: "no-op",
    reason: "valid",
    says: "validated on 2029-04-01 by CNAME; usable until 2029-04-11T00:00:00Z (10 days, Baseline Requirements 4.2.1 (SC-081v3)); the window of 30 days is not shorter than the limit of 10 days (Baseline Requirements 4.2.1 (SC-081v3)), so 5 days are used",
  },
  {
    when: "an order is submitted for a domain that was never validated",
    live: validated(null, { ...bare, status: "NOT_VALIDATED", ...submitted("2026-10-22") }),
    action: "await",
    reason: "order_submitted",
    says: "an order was submitted on 2026-10-22; an order is not a validation; until it is done: listed by the CA but not validated",
  },
  {
    when: "an order was submitted more than 30 days ago for a domain that was never validated",
    live: validated(null, { ...bare, status: "NOT_VALIDATED", ...submitted("2026-10-21") }),
    action: "validate",
    reason: "order_stale",
    says: "the order submitted on 2026-10-21 is stale: its random value counts for 30 days (Baseline Requirements 3.2.2.4); listed by the CA but not validated",
  },
  {
    when: "an order was submitted more than 30 days ago for a valid domain",
    live: validated("2026-11-01", submitted("2026-10-21")),
    action: "revalidate",
    reason: "order_stale",
    says: "the order submitted on 2026-10-21 is stale: its random value counts for 30 days (Baseline Requirements 3.2.2.4); validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "an order is prepared, but nobody submitted it",
    live: validated(null, { ...bare, status: "NOT_VALIDATED", orderStatus: "AWAITING_SUBMISSION" }),
    action: "validate",
    reason: "order_awaiting_submission",
    says: "an order is prepared at the CA but has not been submitted; listed by the CA but not validated",
  },
  {
    when: "an order was submitted, and the CA has stopped looking",
    live: validated(null, {
      ...bare,
      status: "NOT_VALIDATED",
      orderStatus: "AWAITING_SUBMISSION",
      orderSubmittedAt: at("2026-11-05"),
    }),
    action: "validate",
    reason: "order_awaiting_submission",
    says: "an order was submitted on 2026-11-05, and the CA no longer looks for its challenge by itself; listed by the CA but not validated",
  },
  {
    when: "an order was submitted for a domain that needs none, and the CA has stopped looking",
    live: validated("2026-11-01", { orderStatus: "AWAITING_SUBMISSION", orderSubmittedAt: at("2026-11-05") }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3)); an order was submitted on 2026-11-05, and the CA no longer looks for its challenge by itself",
  },
  {
    when: "an order is prepared for a domain that needs none",
    live: validated("2026-11-01", { orderStatus: "AWAITING_SUBMISSION" }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3)); an order is prepared, not submitted",
  },
  {
    when: "the last order was rejected, and a new one is needed",
    live: validated("2026-11-01", { status: "EXPIRED", orderStatus: "REJECTED" }),
    action: "revalidate",
    reason: "order_failed",
    says: "the last order was rejected; the validation expired at the CA",
  },
  {
    when: "the last order timed out, and a new one is needed",
    live: validated(null, { ...bare, status: "NOT_VALIDATED", orderStatus: "TIMED_OUT" }),
    action: "validate",
    reason: "order_failed",
    says: "the last order timed out; listed by the CA but not validated",
  },
  {
    when: "the last order was rejected, but the validation is good",
    live: validated("2026-11-01", { orderStatus: "REJECTED" }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3)); the last order was rejected",
  },
  {
    when: "the order has a word that we do not know, and the validation is good",
    understood: false,
    live: validated("2026-11-01", { orderStatus: "ON_HOLD" }),
    action: "unknown",
    reason: "not_understood",
    says: 'the order has the status "ON_HOLD", which is not a known status; check the domain at the CA; validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))',
  },
  {
    when: "the order has a word that we do not know, and the validation has expired",
    understood: false,
    live: validated("2026-11-01", { status: "EXPIRED", orderStatus: "ON_HOLD" }),
    action: "unknown",
    reason: "not_understood",
    says: 'the order has the status "ON_HOLD", which is not a known status; check the domain at the CA; the validation expired at the CA',
  },
  {
    when: "the CA has no orders at all",
    live: validated("2026-11-01", { orderStatus: null }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "the status is a word that we do not know",
    understood: false,
    live: validated("2026-11-01", { status: "ACTION_REQUIRED" }),
    action: "unknown",
    reason: "not_understood",
    says: 'the CA gives the status "ACTION_REQUIRED", which is not a known status; check the domain at the CA',
  },
  {
    when: "the status is a word that we do not know, and an order is submitted",
    understood: false,
    live: validated("2026-11-01", { status: "ACTION_REQUIRED", ...submitted("2026-11-20") }),
    action: "unknown",
    reason: "not_understood",
    says: 'the CA gives the status "ACTION_REQUIRED", which is not a known status; check the domain at the CA',
  },
  {
    when: "validated by a method that will end, but has not",
    live: validated("2026-11-01", { method: "EMAIL" }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by EMAIL; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "the end of its method is nearer than the window",
    live: validated("2028-03-01", { method: "EMAIL" }),
    asOf: "2028-03-02",
    action: "revalidate",
    reason: "expiring",
    says: "validated on 2028-03-01 by EMAIL; usable until 2028-03-15T00:00:00Z (Baseline Requirements 3.2.2.4.4 (SC-090))",
  },
  {
    when: "validated by the declared method",
    live: validated("2026-11-01"),
    declared: { method: "CNAME" },
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "nobody tells by which method it was validated",
    live: validated("2026-11-01", { method: null }),
    declared: { method: "CNAME" },
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "the date is derived from that of the expiry",
    live: validated(null, { validation: { at: at("2026-11-01"), basis: "derived" } }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 (derived from the expiry date) by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "the date is known to be no earlier than one",
    live: validated(null, { validation: bounded("2026-11-01", "2026-12-10") }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-01 or later by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "nothing says when it was validated",
    live: validated(null),
    action: "unknown",
    reason: "not_understood",
    says: "validated, but the date is not known, so no limit can be judged",
  },
  {
    when: "nothing says when it was validated, but when it expires",
    live: validated(null, { method: null, expiresAt: at("2027-06-01") }),
    action: "unknown",
    reason: "not_understood",
    says: "validated, but the date is not known, so no limit can be judged; it expires at the CA on 2027-06-01",
  },
  {
    when: "the method is a word that we do not know",
    understood: false,
    live: validated("2026-11-01", { method: "CARRIER_PIGEON" }),
    action: "unknown",
    reason: "not_understood",
    says: 'validated by "CARRIER_PIGEON", which is not a known method; check the domain at the CA',
  },
  {
    when: "the CA dates the validation after the day judged",
    live: validated("2026-11-22T00:00:01Z"),
    action: "unknown",
    reason: "not_understood",
    says: "validated, but its date, 2026-11-22, is after the date judged, so no limit can be judged",
  },
  {
    when: "the CA dates the validation a day ahead, as another time zone may",
    live: validated("2026-11-22"),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-11-22 by CNAME; usable until 2027-03-15T00:00:00Z (100 days, Baseline Requirements 4.2.1 (SC-081v3))",
  },
  {
    when: "the row could not be understood",
    observation: {
      kind: "unknown",
      domain: NAME,
      reason: "not_understood",
      detail: "row 3 has no status",
      record: null,
    },
    action: "unknown",
    reason: "not_understood",
    says: "row 3 has no status",
  },
  {
    when: "its own call failed",
    observation: {
      kind: "unknown",
      domain: NAME,
      reason: "provider_unreachable",
      detail: "the status call failed",
      record: validated("2026-05-06"),
    },
    action: "unknown",
    reason: "provider_unreachable",
    says: "the status call failed",
  },
  {
    when: "the CA was not read to the end, and has not named it",
    provider: { complete: false, error: "503" },
    action: "unknown",
    reason: "provider_unreachable",
    says: "sectigo could not be read to the end, so whether it lists this domain is unknown",
  },
  {
    when: "live, but not declared",
    live: validated("2026-11-01"),
    declared: null,
    action: "undeclared",
    reason: "not_declared",
    says: "listed by sectigo but not in the file; declare it, or remove it at the CA",
  },
  {
    when: "live and not declared, and not understood either",
    observation: { kind: "unknown", domain: NAME, reason: "not_understood", detail: "?", record: null },
    declared: null,
    action: "undeclared",
    reason: "not_declared",
    says: "listed by sectigo but not in the file; declare it, or remove it at the CA",
  },
  {
    when: "a persistent record that the CA checks by itself is neither too old nor expiring",
    live: validated("2026-01-01", { method: "PERSISTENT_TXT" }),
    action: "no-op",
    reason: "valid",
    says: "validated on 2026-01-01 by PERSISTENT_TXT; usable until 2026-01-11T00:00:00Z (10 days, Baseline Requirements 3.2.2.4.22 (SC-088v3))",
  },
  {
    when: "a persistent record whose date nobody tells",
    live: validated(null, { method: "PERSISTENT_TXT" }),
    action: "no-op",
    reason: "valid",
    says: "validated by PERSISTENT_TXT; usable without an end",
  },
  {
    when: "a persistent record that the CA calls expired",
    live: validated("2026-11-01", { method: "PERSISTENT_TXT", status: "EXPIRED" }),
    action: "revalidate",
    reason: "expired",
    says: "the validation expired at the CA",
  },
];

const seen = ({ understood = true, live, observation, provider }: Row): string => {
  if (live !== undefined) return understood ? "present" : "unknown";
  return observation?.kind ?? (provider?.complete === false ? "unknown" : "absent");
};

const observationOf = ({ live, observation }: Row): readonly Observation[] =>
  observation !== undefined ? [observation] : live === undefined ? [] : [present(NAME, live)];

describe("what must happen", () => {
  test.each(ROWS.map((row) => [row.when, row] as const))("%s", (_, row) => {
    const wanted = row.declared === null ? [] : [desired(NAME, row.declared)];
    const changes = reconcile(wanted, [observed(observationOf(row), row.provider)], tables, at(row.asOf ?? ASOF));
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ action: row.action, reason: row.reason });
    expect(changes[0]?.observed).toBe(seen(row));
    expect(changes[0]?.message).toBe(row.says);
  });

  test("the rows show every action and every reason", () => {
    expect(new Set(ROWS.map(({ action }) => action))).toEqual(new Set(ACTIONS));
    expect(new Set(ROWS.map(({ reason }) => reason))).toEqual(new Set(REASONS));
  });

  test("a domain that the CA itself denies is no undeclared one", () => {
    const denied: Observation = { kind: "absent", domain: NAME, detail: "no such certificate" };
    expect(reconcile([], [observed([denied])], tables, at(ASOF))).toEqual([]);
  });

  test("a name that covers a declared one is in use, though it is not declared", () => {
    const seen = [
      present(NAME, validated("2026-11-01", { coveredBy: "example.com" })),
      present("example.com", validated("2026-11-01")),
    ];
    const changes = reconcile([desired(NAME)], [observed(seen)], tables, at(ASOF));
    expect(changes.map(({ domain, reason }) => [domain, reason])).toEqual([[NAME, "valid"]]);
  });

  test("a domain whose provider was not observed at all is unknown", () => {
    expect(reconcile([desired(NAME)], [], tables, at(ASOF))).toMatchObject([
      { action: "unknown", observed: "unknown" },
    ]);
  });
});

describe("what is known of the age", () => {
  const reuseOf = (live: LiveRecord, asOf = ASOF, more: Partial<DesiredDomain> = {}) =>
    reconcile([desired(NAME, more)], [observed([present(NAME, live)])], tables, at(asOf))[0]?.reuse;

  test("a reported date is measured against the strictest limit in force", () => {
    expect(reuseOf(validated("2026-05-06T12:00:00Z"))).toMatchObject({
      ageMs: at(ASOF) - at("2026-05-06T12:00:00Z"),
      ageBasis: "reported",
      limit: { kind: "ca", days: 198 },
      usableUntil: at("2026-11-20T12:00:00Z"),
      inclusive: true,
      leftMs: -12 * 3_600_000,
    });
  });

  test.each<[string, LiveRecord["validation"], string]>([
    ["derived", { at: at("2026-11-01"), basis: "derived" }, "2026-11-01 (derived from the expiry date)"],
    ["bounded", bounded("2026-11-01", "2026-11-20"), "2026-11-01 or later"],
  ])("the basis %s is kept and said", (basis, validation, says) => {
    const record = validated(null, { validation });
    const [change] = reconcile([desired(NAME)], [observed([present(NAME, record)])], tables, at(ASOF));
    expect(change?.reuse?.ageBasis).toBe(basis);
    expect(change?.message).toContain(says);
  });

  test("a range is measured at both ends, and its last end is no later than the date judged", () => {
    const validation = bounded("2026-05-01", "2027-09-01");
    expect(reuseOf(validated(null, { validation, expiresAt: at("2027-09-01") }))).toMatchObject({
      ageMs: at(ASOF) - at("2026-05-01"),
      usableUntil: at("2026-11-15"),
      atBest: { ageMs: 0, usableUntil: at("2027-03-15"), inclusive: false },
    });
    expect(reuseOf(validated("2026-05-01"))).toMatchObject({ atBest: null });
  });

  test.each([
    ["over at both ends", "2026-01-01", "2026-05-01", "revalidate", "reuse_limit_exceeded", "until 2026-11-15"],
    ["over at the first end alone", "2026-01-01", "2026-09-01", "unknown", "not_understood", "2026-07-18"],
    ["within the window at both ends", "2026-05-15", "2026-05-20", "revalidate", "expiring", "until 2026-12-04"],
    [
      "over at one end, within the window at the other",
      "2026-01-01",
      "2026-05-20",
      "revalidate",
      "expiring",
      "2026-12-04",
    ],
    ["within the window at the first end alone", "2026-05-15", "2026-10-01", "unknown", "not_understood", "2026-11-29"],
    ["usable for longer than the window at both ends", "2026-09-01", "2026-10-01", "no-op", "valid", "2027-03-15"],
  ])("a range that is %s", (_, earliest, latest, action, reason, says) => {
    const record = validated(null, { validation: bounded(earliest, latest) });
    const [change] = reconcile([desired(NAME)], [observed([present(NAME, record)])], tables, at(ASOF));
    expect(change).toMatchObject({
      action,
      reason,
      observed: "present",
      message: expect.stringContaining(says) as string,
    });
  });

  test.each([
    ["the CA's expiry is earlier", "2027-01-01", "ca_expiry", "2027-01-01"],
    ["the CA's expiry falls on the same instant, and is the stricter end", "2027-03-15", "ca_expiry", "2027-03-15"],
    ["the reuse limit is earlier", "2027-12-01", "baseline_requirements", "2027-03-15"],
  ])("the earliest end counts: %s", (_, expires, kind, until) => {
    expect(reuseOf(validated("2026-11-01", { expiresAt: at(expires) }))).toMatchObject({
      usableUntil: at(until),
      inclusive: false,
      boundBy: { kind },
    });
  });

  test("what the CA does not call VALIDATED is usable no longer, whatever its dates allow", () => {
    expect(reuseOf(validated("2026-11-01", { status: "EXPIRED" }))).toMatchObject({ usableUntil: null, leftMs: null });
    expect(reuseOf(validated("2026-01-01", { status: "EXPIRED", expiresAt: at("2026-07-01") }))).toMatchObject({
      usableUntil: at("2026-07-01"),
    });
  });

  test("an expiry date alone tells no end, for a limit may come before it, until it has come itself", () => {
    expect(reuseOf(validated(null, { expiresAt: at("2027-12-14") }))).toMatchObject({ usableUntil: null, ageMs: null });
    for (const expiresAt of [at("2026-11-20"), at(ASOF)]) {
      expect(reuseOf(validated(null, { expiresAt }))).toMatchObject({ usableUntil: expiresAt, inclusive: false });
      expect(reuseOf(validated(null, { expiresAt, status: "EXPIRED" }))).toMatchObject({ usableUntil: expiresAt });
    }
    expect(reuseOf(validated(null))).toMatchObject({ usableUntil: null, inclusive: false, boundBy: null });
  });

  test("what is not declared is measured by its own method, too", () => {
    const stray = present("stray.example.com", validated("2026-11-20", { method: "PERSISTENT_TXT" }));
    expect(reconcile([], [observed([stray])], tables, at(ASOF))[0]?.reuse?.limit).toMatchObject({ days: 10 });
  });

  test("there is nothing to measure where nothing was validated", () => {
    expect(reuseOf(validated(null, { ...bare, status: "NOT_VALIDATED" }))).toBeNull();
  });

  test("a method that ends sets a date, not a number of days", () => {
    const reuse = reuseOf(validated("2028-03-01", { method: "EMAIL" }), "2028-03-02");
    expect(reuse).toMatchObject({ usableUntil: at("2028-03-15"), boundBy: { kind: "method", days: null } });
  });

  test("a tie of the limit and the date judged is usable, a tie of the expiry and the date judged is not", () => {
    const reasons = [validated("2026-05-07"), validated("2026-11-01", { expiresAt: at(ASOF) })].map(
      (live) => reconcile([desired(NAME)], [observed([present(NAME, live)])], tables, at(ASOF))[0]?.reason,
    );
    expect(reasons).toEqual(["expiring", "expired"]);
  });
});

describe("the list of changes", () => {
  test("a wildcard and its base are two, and so are one name at two CAs", () => {
    const changes = reconcile(
      [desired("*.example.com"), desired("example.com"), desired("example.com", { provider: "ncloud" })],
      [
        observed([present("example.com", validated("2026-11-01"))]),
        observed([present("*.example.com", validated("2026-11-01"))], { name: "ncloud", type: "ncloud" }),
      ],
      tables,
      at(ASOF),
    );
    expect(changes.map(({ address, action }) => `${address} ${action}`)).toEqual([
      "ncloud/*.example.com undeclared",
      "ncloud/example.com validate",
      "sectigo/*.example.com validate",
      "sectigo/example.com no-op",
    ]);
  });

  test("an undeclared IDN shows both its forms, and a name that is none shows as it came", () => {
    const changes = reconcile(
      [],
      [observed([present("xn--bcher-kva.example", validated("2026-11-01")), present("_odd.example", validated(null))])],
      tables,
      at(ASOF),
    );
    expect(changes.map(({ domain, unicode }) => [domain, unicode])).toEqual([
      ["_odd.example", null],
      ["xn--bcher-kva.example", "bücher.example"],
    ]);
  });

  test("the order of the input does not matter, and every declared domain is there once", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}\.example$/), { maxLength: 12 });
    fc.assert(
      fc.property(names, names, fc.infiniteStream(fc.nat()), (wanted, live, dice) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => ({ item, key: dice.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const plan = (order: <T>(list: readonly T[]) => readonly T[]) =>
          reconcile(
            order(wanted.map((name) => desired(name))),
            [observed(order(live.map((name) => present(name, validated("2026-11-01")))))],
            tables,
            at(ASOF),
          );
        const changes = plan((list) => list);
        expect(plan(shuffled)).toEqual(changes);
        expect(changes.filter(({ declared }) => declared !== null).map(({ domain }) => domain)).toEqual(
          wanted.toSorted(),
        );
        expect(changes).toHaveLength(new Set([...wanted, ...live]).size);
      }),
    );
  });
});

test("without any limit a validation has no end", () => {
  expect(measureReuse(validated("2026-11-01"), [], [], at(ASOF))).toMatchObject({
    limit: null,
    usableUntil: null,
    boundBy: null,
    refreshedByCa: false,
  });
});

test("a validation of which nothing is measured is valid as it stands", () => {
  const { randomValue } = tables;
  const situation = { declared: desired(NAME), record: validated("2026-11-01"), reuse: null, methods: [], randomValue };
  expect(decide({ ...situation, record: { ...situation.record, method: null }, asOf: at(ASOF) })).toEqual({
    action: "no-op",
    reason: "valid",
    message: "validated on 2026-11-01; usable without an end",
  });
});
