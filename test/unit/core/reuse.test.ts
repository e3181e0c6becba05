/** How long a validation may be reused: the vectors of the schedule, to the second, and a property that ties both views. */
import fc from "fast-check";
import { daysAt, exactDateMatters, limitAt, UNLIMITED, usableUntil, VOID } from "../../../lib/core/reuse";
import type { ReuseLimit } from "../../../lib/core/reuse";
import { limitsFor } from "../../../lib/core/tables";
import type { Tables } from "../../../lib/core/tables";
import { DAY_MS, formatInstant } from "../../../lib/core/time";
import type { EpochMs } from "../../../lib/core/time";
import { at } from "../../support/domains";
import { shippedTables } from "../../support/tables";

const SECOND = 1000;

/** The definition that the walk over the steps is held against: asked anew for each instant. Exact equality passes. */
function isUsable(validatedAt: EpochMs, instant: EpochMs, limits: readonly ReuseLimit[]): boolean {
  const days = limitAt(limits, instant)?.days ?? UNLIMITED;
  return instant >= validatedAt && instant - validatedAt <= days * DAY_MS;
}

let tables: Tables;
let baseline: readonly ReuseLimit[];

beforeAll(async () => {
  tables = await shippedTables();
  baseline = [tables.reusePeriods];
});

const ca = (from: string, days: number): ReuseLimit => ({
  kind: "ca",
  source: "CA",
  steps: [{ from: at(from), days }],
});

describe("the schedule of the Baseline Requirements", () => {
  test.each([
    ["before the first step", "2026-03-14T23:59:59Z", 398],
    ["on the first step", "2026-03-15", 200],
    ["a second before the second step", "2027-03-14T23:59:59Z", 200],
    ["on the second step", "2027-03-15", 100],
    ["a second before the third step", "2029-03-14T23:59:59Z", 100],
    ["on the third step", "2029-03-15", 10],
    ["long after", "2040-01-01", 10],
  ])("%s a validation may be so many days old", (_, day, days) => {
    expect(daysAt(tables.reusePeriods, at(day))).toBe(days);
  });

  test("the steps are at 00:00 UTC to the millisecond", () => {
    const steps = tables.reusePeriods.steps.slice(1).map(({ from }) => from);
    expect(steps).toEqual([1_773_532_800_000, 1_805_068_800_000, 1_868_227_200_000]);
  });

  // A period of N days from a step on, its last second included (Baseline Requirements 6.3.2 and 1.6.1).
  test.each([
    ["2026-03-15", 200, "2026-09-30T23:59:59Z"],
    ["2027-03-15", 100, "2027-06-22T23:59:59Z"],
    ["2029-03-15", 47, "2029-04-30T23:59:59Z"],
  ])("a day is 86,400 seconds: %s and %i days end at %s", (from, days, last) => {
    expect(formatInstant(at(from) + days * DAY_MS - SECOND)).toBe(last);
  });
});

describe("usable until, by the Baseline Requirements alone", () => {
  test.each([
    ["one day too old for the first step", "2025-08-26", "2026-03-15", "exclusive"],
    ["exactly 200 days at the switch passes", "2025-08-27", "2026-03-15", "inclusive"],
    ["200 days", "2025-09-30", "2026-04-18", "inclusive"],
    ["a validation in the middle of a second", "2026-02-01T01:01:15Z", "2026-08-20T01:01:15Z", "inclusive"],
    ["200 days, the last one before the cliff", "2026-08-26", "2027-03-14", "inclusive"],
    ["one second before the day of the cliff", "2026-08-26T23:59:59Z", "2027-03-14T23:59:59Z", "inclusive"],
    ["200 days on the switch, where 100 already rule", "2026-08-27", "2027-03-15", "exclusive"],
    ["cut off after 165 days", "2026-10-01", "2027-03-15", "exclusive"],
    ["100 days and a second fail", "2026-12-04T23:59:59Z", "2027-03-15", "exclusive"],
    ["exactly 100 days: usable at that instant", "2026-12-05", "2027-03-15", "inclusive"],
    ["100 days, a day after the switch", "2026-12-06", "2027-03-16", "inclusive"],
    ["100 days, begun a day before the switch", "2027-03-14", "2027-06-22", "inclusive"],
    ["100 days, a day before the third step", "2028-12-04", "2029-03-14", "inclusive"],
    ["100 days old against a limit of 10", "2028-12-05", "2029-03-15", "exclusive"],
    ["exactly 10 days", "2029-03-05", "2029-03-15", "inclusive"],
    ["10 days", "2029-03-06", "2029-03-16", "inclusive"],
  ])("%s", (_, validatedAt, until, end) => {
    expect(usableUntil(at(validatedAt), baseline)).toMatchObject({ until: at(until), inclusive: end === "inclusive" });
  });

  test.each([
    ["2025-08-27", "2026-03-15"],
    ["2026-12-05", "2027-03-15"],
    ["2029-03-05", "2029-03-15"],
  ])("%s is the oldest validation that passes on %s", (oldest, step) => {
    expect(isUsable(at(oldest), at(step), baseline)).toBe(true);
    expect(isUsable(at(oldest) - 1, at(step), baseline)).toBe(false);
  });
});

describe("usable until, with other limits beside the schedule", () => {
  const sectigo = ca("2026-03-12", 198);
  const digicert = ca("2026-02-24", 199);
  const method = (word: string): readonly ReuseLimit[] => limitsFor(tables, "elsewhere", word, null);

  test.each<[string, string, () => readonly ReuseLimit[], string, string]>([
    ["Sectigo's 198 days cut off one day", "2025-08-25", () => [...baseline, sectigo], "2026-03-12", "exclusive"],
    ["Sectigo's 198 days, exactly", "2025-08-26", () => [...baseline, sectigo], "2026-03-12", "inclusive"],
    ["Sectigo's 198 days", "2026-04-01", () => [...baseline, sectigo], "2026-10-16", "inclusive"],
    ["Sectigo's 198 days end before the cliff", "2026-08-28", () => [...baseline, sectigo], "2027-03-14", "inclusive"],
    ["Sectigo's 198 days end on the cliff", "2026-08-29", () => [...baseline, sectigo], "2027-03-15", "exclusive"],
    ["the schedule binds after the cliff", "2026-12-10", () => [...baseline, sectigo], "2027-03-20", "inclusive"],
    ["DigiCert's 199 days cut off one day", "2025-08-08", () => [...baseline, digicert], "2026-02-24", "exclusive"],
    ["DigiCert's 199 days, exactly", "2025-08-09", () => [...baseline, digicert], "2026-02-24", "inclusive"],
    ["a persistent record, 10 days", "2026-11-21", () => method("PERSISTENT_TXT"), "2026-12-01", "inclusive"],
    ["e-mail, 100 days before its end", "2027-12-01", () => method("EMAIL"), "2028-03-10", "inclusive"],
    ["e-mail, cut off by its end", "2028-03-01", () => method("EMAIL"), "2028-03-15", "exclusive"],
    ["phone, cut off by its end", "2027-01-10", () => method("PHONE"), "2027-03-15", "exclusive"],
  ])("%s", (_, validatedAt, limits, until, end) => {
    expect(usableUntil(at(validatedAt), limits())).toMatchObject({ until: at(until), inclusive: end === "inclusive" });
  });

  test("the shipped profile of Sectigo is 198 days from 2026-03-12 on", () => {
    const limits = limitsFor(tables, "sectigo", "CNAME", null);
    expect(usableUntil(at("2025-08-26"), limits)).toMatchObject({ until: at("2026-03-12"), inclusive: true });
    expect(limitAt(limits, at("2026-03-12"))).toMatchObject({ kind: "ca", days: 198 });
    expect(limitAt(limits, at("2026-03-11"))).toMatchObject({ kind: "baseline_requirements", days: 398 });
  });

  test.each([
    ["the schedule", "2026-12-10", null, "baseline_requirements", 100],
    ["the CA", "2026-04-01", null, "ca", 198],
    ["the file", "2026-04-01", 90, "local", 90],
  ])("the limit that bound the result is named: %s", (_, validatedAt, maxAgeDays, kind, days) => {
    const limits = limitsFor(tables, "sectigo", "CNAME", maxAgeDays);
    expect(usableUntil(at(validatedAt), limits).boundBy).toMatchObject({ kind, days });
  });

  test("the method is named where it ends", () => {
    const { boundBy } = usableUntil(at("2028-03-01"), limitsFor(tables, "elsewhere", "EMAIL", null));
    expect(boundBy).toMatchObject({ kind: "method", days: VOID });
    expect(boundBy?.source).toContain("SC-090");
  });

  test("of two equal limits the first is named", () => {
    const twin: ReuseLimit = { ...tables.reusePeriods, kind: "ca" };
    expect(usableUntil(at("2026-04-01"), [tables.reusePeriods, twin]).boundBy?.kind).toBe("baseline_requirements");
  });

  test("a validation by a method that is void already was never usable", () => {
    const validatedAt = at("2028-03-20");
    const limits = limitsFor(tables, "elsewhere", "EMAIL", null);
    expect(usableUntil(validatedAt, limits)).toMatchObject({ until: validatedAt, inclusive: false });
    expect(isUsable(validatedAt, validatedAt, limits)).toBe(false);
  });

  test("without a finite limit there is no end", () => {
    const none: ReuseLimit = { kind: "local", source: "", steps: [{ from: 0, days: UNLIMITED }] };
    for (const limits of [[], [none]]) {
      expect(usableUntil(at("2026-01-01"), limits)).toEqual({
        until: Number.POSITIVE_INFINITY,
        inclusive: false,
        boundBy: null,
      });
      expect(isUsable(at("2026-01-01"), at("2090-01-01"), limits)).toBe(true);
    }
  });
});

describe("both views agree", () => {
  const instant = fc.integer({ min: at("2025-01-01") / SECOND, max: at("2030-01-01") / SECOND }).map((s) => s * SECOND);
  const others = fc.array(
    fc.constantFrom(ca("2026-03-12", 198), ca("2026-02-24", 199), ca("2027-01-01", 30), {
      kind: "method" as const,
      source: "M",
      steps: [{ from: at("2028-03-15"), days: VOID }],
    }),
    { maxLength: 3 },
  );

  test("a validation is usable at an instant just when that instant lies in its usable interval", () => {
    fc.assert(
      fc.property(instant, instant, others, (validatedAt, moment, more) => {
        const limits = [...baseline, ...more];
        const { until, inclusive } = usableUntil(validatedAt, limits);
        const inInterval = moment >= validatedAt && (inclusive ? moment <= until : moment < until);
        expect(isUsable(validatedAt, moment, limits)).toBe(inInterval);
      }),
      { numRuns: 5_000 },
    );
  });

  test("and to the millisecond at the end of the interval", () => {
    fc.assert(
      fc.property(instant, others, (validatedAt, more) => {
        const limits = [...baseline, ...more];
        const { until, inclusive } = usableUntil(validatedAt, limits);
        expect(isUsable(validatedAt, until, limits)).toBe(inclusive);
        expect(isUsable(validatedAt, until + 1, limits)).toBe(false);
        expect(isUsable(validatedAt, until - 1, limits)).toBe(until > validatedAt);
      }),
      { numRuns: 5_000 },
    );
  });

  test("time that goes by never makes a validation usable again", () => {
    fc.assert(
      fc.property(instant, instant, instant, others, (validatedAt, a, b, more) => {
        const limits = [...baseline, ...more];
        const [earlier, later] = a < b ? [a, b] : [b, a];
        if (earlier >= validatedAt && !isUsable(validatedAt, earlier, limits)) {
          expect(isUsable(validatedAt, later, limits)).toBe(false);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("whether the exact date matters", () => {
  const window = 30 * DAY_MS;
  test.each([
    ["the earliest date leaves more than the window", "2026-06-01", "2026-05-01", false],
    ["the earliest date leaves exactly the window", "2026-06-01", "2025-12-13", false],
    ["the earliest date leaves a second less", "2026-06-01", "2025-12-12T23:59:59Z", true],
    ["the earliest date is too old already", "2026-06-01", "2025-10-01", true],
    ["cut off by a step that a validation of today does not outlive either", "2026-11-21", "2026-10-01", false],
    ["cut off by a step that a validation of today would outlive", "2026-12-10", "2026-10-01", true],
  ])("%s", (_, asOf, earliest, matters) => {
    expect(exactDateMatters(at(earliest), baseline, at(asOf), window)).toBe(matters);
  });

  test("it does not where nothing limits", () => {
    expect(exactDateMatters(at("2020-01-01"), [], at("2026-11-21"), window)).toBe(false);
  });
});
