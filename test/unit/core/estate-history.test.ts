/** What of an estate is usable, and what is left to do before a cut of the limits. */
import { cliffsAfter, countRemaining, countsFrom, countUsability } from "../../../lib/core/estate-history";
import type { Usability } from "../../../lib/core/estate-history";
import type { LiveRecord, Observation } from "../../../lib/core/observation";
import { reconcile } from "../../../lib/core/reconcile";
import type { Tables } from "../../../lib/core/tables";
import { at, bounded, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

let tables: Tables;
beforeAll(async () => {
  tables = await shippedTables();
});

const NAME = "www.example.com";
const changesOf = (live: LiveRecord | Observation | null, day: string, declared = [desired(NAME)]) =>
  reconcile(declared, [observed(live === null ? [] : ["kind" in live ? live : present(NAME, live)])], tables, at(day));

test("the cuts of the published limit are those after an instant, with the days before and after", () => {
  const cliffs = cliffsAfter(tables.reusePeriods, at("2026-03-15"));
  expect(cliffs).toEqual([
    { at: at("2027-03-15"), daysBefore: 200, daysAfter: 100 },
    { at: at("2029-03-15"), daysBefore: 100, daysAfter: 10 },
  ]);
  expect(cliffs.map(countsFrom)).toEqual([at("2026-12-05"), at("2029-03-05")]);
  const rising = {
    kind: "local",
    source: "a test",
    steps: [
      { from: 1, days: 5 },
      { from: 2, days: 7 },
    ],
  } as const;
  expect(cliffsAfter(rising, 0)).toEqual([{ at: 1, daysBefore: null, daysAfter: 5 }]);
});

test.each<[string, LiveRecord | Observation | null, string, Usability]>([
  ["usable for longer than the window", validated("2026-11-01"), "2026-11-21", "valid"],
  ["usable within the window", validated("2026-06-01"), "2026-11-21", "expiring"],
  ["too old", validated("2026-01-01"), "2026-11-21", "lapsed"],
  ["not listed", null, "2026-11-21", "lapsed"],
  ["never validated", validated(null, { status: "NOT_VALIDATED" }), "2026-11-21", "lapsed"],
  ["of a date that is not known", validated(null), "2026-11-21", "unknown"],
  ["not understood", validated("2026-11-01", { status: "ODD" }), "2026-11-21", "unknown"],
  [
    "not readable",
    { kind: "unknown", domain: NAME, reason: "provider_unreachable", detail: "down", record: null },
    "2026-11-21",
    "unknown",
  ],
  ["repeated by the CA", validated("2020-01-01", { method: "PERSISTENT_TXT" }), "2026-11-21", "valid"],
  [
    "of a date within a range that decides, with an order that runs",
    { ...validated(null, { orderStatus: "SUBMITTED" }), validation: bounded("2026-04-01", "2026-11-01") },
    "2026-11-21",
    "unknown",
  ],
  [
    "of a date within a range that decides nothing",
    { ...validated(null), validation: bounded("2026-10-01", "2026-11-01") },
    "2026-11-21",
    "valid",
  ],
])("a domain whose validation is %s", (_, live, day, expected) => {
  const none = { valid: 0, expiring: 0, lapsed: 0, unknown: 0 };
  expect(countUsability(changesOf(live, day))).toEqual({ ...none, [expected]: 1 });
});

test("what is not declared does not count", () => {
  const changes = changesOf(validated("2026-01-01"), "2026-11-21", []);
  expect(changes).toHaveLength(1);
  expect(countUsability(changes)).toEqual({ valid: 0, expiring: 0, lapsed: 0, unknown: 0 });
  expect(countRemaining(changes, { at: at("2027-03-15"), daysBefore: 200, daysAfter: 100 })).toBe(0);
});

test.each<[string, LiveRecord | null, number]>([
  ["made on the first day that counts", validated("2026-12-05"), 0],
  [
    "made a second before that",
    { ...validated(null), validation: { at: at("2026-12-04T23:59:59Z"), basis: "reported" } },
    1,
  ],
  ["that the CA ends before", validated("2026-12-06", { expiresAt: at("2027-03-14") }), 1],
  ["that no longer counts now", validated("2026-12-06", { status: "EXPIRED" }), 1],
  ["of a date that is not known", validated(null), 1],
  ["that the CA repeats", validated("2020-01-01", { method: "PERSISTENT_TXT" }), 0],
  ["that there is not", null, 1],
])("before a cut a validation %s leaves %j", (_, live, remaining) => {
  const cliff = { at: at("2027-03-15"), daysBefore: 200, daysAfter: 100 };
  expect(countRemaining(changesOf(live, "2026-12-20"), cliff)).toBe(remaining);
});
