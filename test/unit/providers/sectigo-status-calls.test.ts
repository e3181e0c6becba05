import type { LiveRecord } from "../../../lib/core/observation";
import { DAY_MS } from "../../../lib/core/time";
import { decideStatusCall } from "../../../lib/providers/sectigo/status-calls";
import { keepTokenMs } from "../../../lib/providers/sectigo/token";

const EXPIRES = Date.parse("2026-07-09T00:00:00Z");
const BOUND = EXPIRES - 398 * DAY_MS;
const RECORD: LiveRecord = {
  status: "VALIDATED",
  method: "CNAME",
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  orderSubmittedAt: null,
  validation: null,
  expiresAt: EXPIRES,
};
const DERIVED = { at: BOUND, basis: "derived" };
const BOUNDED = { earliest: BOUND, latest: EXPIRES, basis: "bounded" };
const FILTER = { expiresInDays: 198, status: null, domain: null };

interface Case {
  readonly mode?: "auto" | "always" | "never";
  readonly record?: Partial<LiveRecord>;
  readonly declared?: boolean;
  readonly matters?: boolean;
  readonly filter?: typeof FILTER;
}

describe("a status call is made only where it can matter", () => {
  test.each<[string, Case, "ask" | LiveRecord["validation"] | object]>([
    ["auto, and the exact date can matter", {}, "ask"],
    ["auto, and even the earliest date changes nothing", { matters: false }, BOUNDED],
    ["auto, and there is no expiry to bound it by", { record: { expiresAt: null }, matters: false }, "ask"],
    [
      "auto, and only the call tells when the order was submitted",
      { record: { orderStatus: "SUBMITTED" }, matters: false },
      "ask",
    ],
    ["auto, and the CA itself says expired", { record: { status: "EXPIRED" } }, null],
    ["always", { mode: "always", matters: false }, "ask"],
    ["always, and expired", { mode: "always", record: { status: "EXPIRED" } }, "ask"],
    ["always, and never validated", { mode: "always", record: { status: "NOT_VALIDATED", expiresAt: null } }, null],
    [
      "always, never validated but ordered",
      { mode: "always", record: { status: "NOT_VALIDATED", orderStatus: "SUBMITTED" } },
      "ask",
    ],
    ["never", { mode: "never" }, DERIVED],
    ["never, and ordered", { mode: "never", record: { orderStatus: "SUBMITTED" } }, DERIVED],
    ["never, and no expiry", { mode: "never", record: { expiresAt: null } }, null],
    ["never, and not declared", { mode: "never", declared: false }, null],
    ["never, in a filtered listing", { mode: "never", filter: FILTER }, null],
    ["always, but not declared: nobody judges its age", { mode: "always", declared: false }, null],
    ["a filtered listing", { mode: "always", filter: FILTER }, null],
  ])("%s", (_, { mode = "auto", record = {}, declared = true, matters = true, filter = null }, expected) => {
    const asked: unknown[] = [];
    const decision = decideStatusCall(
      "example.com",
      { ...RECORD, ...record },
      declared,
      { validationDates: mode, expirationBasisDays: 398 },
      { filter, needsExactDate: (...question) => asked.push(question) > 0 && matters },
    );
    if (expected === "ask") expect(decision).toEqual({ ask: true });
    else expect(decision).toEqual({ ask: false, record: { ...RECORD, ...record, validation: expected } });
    for (const question of asked) expect(question).toEqual(["example.com", "CNAME", BOUND]);
  });
});

test.each([
  ["a minute less than it lives", 300, 240_000],
  ["half of a life shorter than two minutes", 100, 50_000],
  ["what a string says too", "3600", 3_540_000],
  ["five minutes less the margin where nothing is said", null, 240_000],
  ["and where nonsense is said", "soon", 240_000],
  ["half of a life of twenty seconds", 20, 10_000],
  ["ten seconds when it has no life", 0, 10_000],
])("a token is kept %s", (_, expiresIn, keptMs) => expect(keepTokenMs(expiresIn)).toBe(keptMs));
