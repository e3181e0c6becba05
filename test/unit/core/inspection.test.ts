import type { DesiredDomain } from "../../../lib/core/desired";
import {
  matchesFilter,
  namesToInspect,
  targetOf,
  withEstimatedDate,
  withoutContradiction,
  type InspectionContext,
} from "../../../lib/core/inspection";
import { rowKeyOf } from "../../../lib/core/known";
import type { ListedRow, LiveRecord, Observation } from "../../../lib/core/observation";
import type { ReuseLimit } from "../../../lib/core/reuse";
import { DAY_MS } from "../../../lib/core/time";

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const AS_OF = at("2026-11-21");
const EXPIRES = at("2027-07-09");
const BOUND = EXPIRES - 398 * DAY_MS; // 2026-06-06: 168 days old at most
const RECORD: LiveRecord = {
  status: "VALIDATED",
  method: "CNAME",
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  orderSubmittedAt: null,
  validation: null,
  expiresAt: EXPIRES,
};
const DESIRED: DesiredDomain = {
  name: "example.com",
  unicode: null,
  provider: "ca",
  method: null,
  owner: null,
  keys: {},
  labels: {},
  revalidateWithinDays: 30,
  maxAgeDays: null,
  place: { file: "domains.yaml", line: 1, column: 1 },
};
const limit = (days: number): readonly ReuseLimit[] => [
  { kind: "ca", source: "the CA", steps: [{ from: Number.NEGATIVE_INFINITY, days }] },
];
/** Leaves the earliest date 332 days, or 12. */
const [FAR, NEAR] = [limit(500), limit(180)];
const CONTEXT: InspectionContext = {
  desired: [DESIRED],
  limitsOf: () => FAR,
  dates: { ask: "auto", expirationBasisDays: null },
  entryKey: "certificateNo",
  coverage: "entry",
  everyDate: false,
  known: new Map(),
  asOf: AS_OF,
};
const rowOf = (change: Partial<LiveRecord> = {}): ListedRow => ({
  domain: "example.com",
  listedAs: [{ name: "EXAMPLE.com", entry: null }],
  record: { ...RECORD, ...change },
  problem: null,
});
const ask = (mode: "auto" | "always" | "never") => ({ dates: { ask: mode, expirationBasisDays: null } });
const knows = (change: Partial<LiveRecord>) => ({
  known: new Map([
    [
      "example.com",
      {
        record: { ...RECORD, validation: REPORTED, ...change },
        row: rowKeyOf({ ...RECORD, ...change }),
        learnedAt: AS_OF,
      },
    ],
  ]),
});
const REPORTED = { at: at("2026-06-10"), basis: "reported" } as const;
const BOUNDED = { earliest: BOUND, latest: EXPIRES, basis: "bounded" } as const;

describe("a call is made only where its answer can change a decision", () => {
  test.each<[string, Partial<LiveRecord>, Partial<InspectionContext>, "ask" | LiveRecord["validation"]]>([
    ["the exact date can matter", {}, { limitsOf: () => NEAR }, "ask"],
    ["even the earliest date changes nothing", {}, {}, BOUNDED],
    ["every date is wanted", {}, { everyDate: true }, "ask"],
    ["there is no expiry to bound the date", { expiresAt: null }, {}, "ask"],
    [
      "the expiry is as far ahead as a validation ever counted",
      { expiresAt: AS_OF + 398 * DAY_MS },
      {},
      { earliest: AS_OF, latest: AS_OF + 398 * DAY_MS, basis: "bounded" },
    ],
    ["the expiry is further ahead than a validation ever counted", { expiresAt: AS_OF + 399 * DAY_MS }, {}, "ask"],
    ["the expiry is never", { expiresAt: at("9999-12-31") }, {}, "ask"],
    ["only the call gives the time of submission", { orderStatus: "SUBMITTED" }, {}, "ask"],
    ["the row gives the date", { validation: REPORTED }, { limitsOf: () => NEAR }, REPORTED],
    ["the CA itself says expired", { status: "EXPIRED" }, {}, null],
    ["it was never validated", { status: "NOT_VALIDATED", expiresAt: null }, ask("always"), null],
    ["never validated, but ordered", { status: "NOT_VALIDATED", orderStatus: "SUBMITTED" }, ask("always"), "ask"],
    ["always", {}, ask("always"), "ask"],
    ["always, and expired", { status: "EXPIRED" }, ask("always"), "ask"],
    ["never", {}, { ...ask("never"), everyDate: true }, null],
    ["never, and ordered", { orderStatus: "SUBMITTED" }, ask("never"), null],
    ["the name is not declared", {}, { ...ask("always"), desired: [] }, null],
    ["the known date is of another status", {}, { ...knows({ status: "EXPIRED" }), limitsOf: () => NEAR }, "ask"],
    ["the known date is of another method", {}, { ...knows({ method: "EMAIL" }), limitsOf: () => NEAR }, "ask"],
    ["the known date is of another expiry", {}, { ...knows({ expiresAt: 1 }), limitsOf: () => NEAR }, "ask"],
    ["the known date is of another order", {}, { ...knows({ orderStatus: "REJECTED" }), limitsOf: () => NEAR }, "ask"],
    ["the date is known, and an order runs", { orderStatus: "SUBMITTED" }, knows({ orderStatus: "SUBMITTED" }), "ask"],
    [
      "the date is known, and an order waits to be submitted",
      { orderStatus: "AWAITING_SUBMISSION" },
      { ...knows({ orderStatus: "AWAITING_SUBMISSION" }), limitsOf: () => NEAR },
      "ask",
    ],
    ["a row without an expiry would not show a new validation", { expiresAt: null }, knows({ expiresAt: null }), "ask"],
    ["the date is known, and none is needed", {}, knows({}), BOUNDED],
    ["what is known is an estimate", {}, { ...knows({ validation: BOUNDED }), limitsOf: () => NEAR }, "ask"],
  ])("%s", (_, record, context, expected) => {
    const row = rowOf(record);
    const { settled, targets } = namesToInspect([row], { ...CONTEXT, ...context });
    if (expected === "ask") {
      expect(settled).toEqual([]);
      expect(targets).toEqual([{ domain: "example.com", row, declared: true, keys: {} }]);
    } else {
      expect(targets).toEqual([]);
      expect(settled).toEqual([
        { kind: "present", domain: "example.com", record: { ...RECORD, ...record, validation: expected } },
      ]);
    }
  });

  test("a date that is known for the same row takes the place of the call", () => {
    const context = { ...CONTEXT, ...knows({ challenge: null }), limitsOf: () => NEAR };
    const record = { ...RECORD, challenge: null, validation: REPORTED };
    const recalled = [{ kind: "present", domain: "example.com", record }];
    expect(namesToInspect([rowOf()], context)).toEqual({ settled: [], recalled, targets: [] });
  });

  test("a row that says nothing of the state is asked about, also where nothing is declared", () => {
    const row = { ...rowOf(), record: null };
    expect(namesToInspect([row], { ...CONTEXT, desired: [] })).toEqual({
      settled: [],
      recalled: [],
      targets: [{ domain: "example.com", row, declared: false, keys: {} }],
    });
  });

  test("a row that is not understood is not asked about", () => {
    const row = { ...rowOf(), problem: "row 1 is odd" };
    const unknown = { kind: "unknown", domain: "example.com", reason: "not_understood" };
    expect(namesToInspect([row], { ...CONTEXT, everyDate: true })).toEqual({
      settled: [{ ...unknown, detail: "row 1 is odd", record: RECORD }],
      recalled: [],
      targets: [],
    });
  });

  test("a declared name that is not listed is asked about where the file gives its key", () => {
    const keyed = { ...DESIRED, name: "other.example", keys: { certificateNo: "7" } };
    const { targets } = namesToInspect([], { ...CONTEXT, desired: [DESIRED, keyed] });
    expect(targets).toEqual([{ domain: "other.example", row: null, declared: true, keys: { certificateNo: "7" } }]);
    expect(namesToInspect([], { ...CONTEXT, desired: [{ ...keyed, keys: { other: "7" } }] }).targets).toEqual([]);
    expect(namesToInspect([], { ...CONTEXT, desired: [keyed], entryKey: null }).targets).toEqual([]);
    expect(targetOf("other.example", null, keyed)).toEqual(targets[0]);
  });
});

const present = (change: Partial<LiveRecord>): Observation => ({
  kind: "present",
  domain: "example.com",
  record: { ...RECORD, ...change },
});

describe("an age that the CA does not give", () => {
  test.each<[string, Partial<LiveRecord>, number | null, LiveRecord["validation"]]>([
    ["is bounded by the expiry", {}, null, BOUNDED],
    [
      "is computed from the expiry where the settings give the number of days",
      {},
      198,
      { at: EXPIRES - 198 * DAY_MS, basis: "derived" },
    ],
    ["stays unknown without an expiry", { expiresAt: null }, 198, null],
    ["stays unknown for an expiry too far ahead", { expiresAt: at("9999-12-31") }, null, null],
    ["stays unknown for what has expired", { status: "EXPIRED" }, 198, null],
    ["is not replaced where there is one", { validation: REPORTED }, 198, REPORTED],
  ])("%s", (_, change, expirationBasisDays, validation) => {
    const dates = { ask: "never", expirationBasisDays } as const;
    expect(withEstimatedDate(present(change), dates, AS_OF)).toEqual(present({ ...change, validation }));
  });

  test("is nothing where the domain is not present", () => {
    const absent = { kind: "absent", domain: "example.com", detail: null } as const;
    expect(withEstimatedDate(absent, CONTEXT.dates, AS_OF)).toBe(absent);
    expect(withoutContradiction(absent, "ca", AS_OF)).toBe(absent);
  });
});

describe("dates that contradict each other", () => {
  const validated = (day: string) => ({ validation: { at: at(day), basis: "reported" } as const });
  test.each<[string, Partial<LiveRecord>, RegExp | null]>([
    [
      "a validation after the day judged",
      { ...validated("2026-11-23"), expiresAt: null },
      /^ca: example.com: the CA dates its validation after the day judged/,
    ],
    ["a validation of tomorrow, which another time zone explains", validated("2026-11-22"), null],
    [
      "a validation after its expiry",
      { ...validated("2026-11-01"), expiresAt: at("2026-10-01") },
      /its validation after its expiry/,
    ],
    ["an order of the day after tomorrow", { orderSubmittedAt: at("2026-11-23") }, /the submission of its order after/],
    ["an estimate, which the CA did not say", { validation: { at: at("2027-11-23"), basis: "derived" } }, null],
    ["nothing odd", { ...validated("2026-11-01"), orderSubmittedAt: at("2026-11-20") }, null],
  ])("%s", (_, change, detail) => {
    const observation = present(change);
    const judged = withoutContradiction(observation, "ca", AS_OF);
    if (detail === null) expect(judged).toBe(observation);
    else {
      expect(judged).toMatchObject({ kind: "unknown", reason: "not_understood", record: { ...RECORD, ...change } });
      expect(judged).toMatchObject({ detail: expect.stringMatching(detail) });
    }
  });
});

test.each<[string, Observation, object | null, boolean]>([
  ["everything without a filter", present({}), null, true],
  ["a name", present({}), { domain: "example.com" }, true],
  ["not another name", present({}), { domain: "www.example.com" }, false],
  ["a status", present({}), { status: "VALIDATED" }, true],
  ["not another status", present({}), { status: "EXPIRED" }, false],
  ["nothing absent by a status", { kind: "absent", domain: "example.com", detail: null }, { status: "EXPIRED" }, false],
  [
    "what is unknown in any case",
    { kind: "unknown", domain: "example.com", reason: "not_understood", detail: "", record: null },
    { status: "EXPIRED" },
    true,
  ],
])("a filter shows %s", (_, observation, filter, shown) => {
  const full = filter === null ? null : { expiresInDays: null, status: null, domain: null, ...filter };
  expect(matchesFilter(observation, full)).toBe(shown);
});
