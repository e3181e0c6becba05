/** Which dates can be judged. */
import { asOfProblem } from "../../../lib/policy/as-of";
import type { Rule } from "../../../lib/policy/rule";
import { at } from "../../support/domains";
import { shippedRules } from "../../support/rules";

const NOW = at("2026-11-21T12:00:00Z");
let rules: readonly Rule[];
beforeAll(async () => {
  rules = await shippedRules();
});

const REFUSED =
  "the rule method-discouraged is not in force before 2026-01-12, so nothing can be judged as of 2025-11-21T00:00:00Z; choose a date from 2026-01-12 on";

test.each([
  ["now", "2026-11-21T12:00:00Z", null],
  ["a later date", "2029-12-01", null],
  ["the first day of the youngest rule", "2026-01-12", null],
  ["a mistyped year", "2025-11-21", REFUSED],
  ["the second before", "2026-01-11T23:59:59Z", REFUSED.replace("2025-11-21T00:00:00Z", "2026-01-11T23:59:59Z")],
])("%s", (_, asOf, problem) => {
  expect(asOfProblem(rules, new Map(), at(asOf), NOW)).toBe(problem);
});

describe("a rule of the user", () => {
  const own = (from: string, more: Partial<Rule> = {}): readonly Rule[] => {
    const [first] = rules;
    if (first === undefined) throw new Error("no rule");
    return [...rules, { ...first, id: "own", effective: { from: at(from), until: null }, ...more }];
  };

  test("that has begun counts like a built-in one", () => {
    expect(asOfProblem(own("2026-06-01"), new Map(), at("2026-05-31"), NOW)).toContain("the rule own is not in force");
  });

  test.each([
    ["that begins later than now", "2027-01-01", {}, new Map<string, "off">()],
    ["that is about waivers", "2026-06-01", { subject: "waiver" as const }, new Map<string, "off">()],
    ["that is off", "2026-06-01", {}, new Map([["own", "off" as const]])],
  ])("%s does not count", (_, from, more, levels) => {
    expect(asOfProblem(own(from, more), levels, at("2026-05-31"), NOW)).toBeNull();
  });
});
