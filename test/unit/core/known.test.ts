import { isCheckDue } from "../../../lib/core/known";
import { isOfShard, shareOf } from "../../../lib/core/name-share";
import { DAY_MS } from "../../../lib/core/time";
import { at, validated } from "../../support/domains";

const NAMES = Array.from({ length: 3000 }, (_, index) => `host-${index}.example.com`);
const LEARNED = at("2026-11-01");
const known = { learnedAt: LEARNED, record: validated("2026-10-01") };
const due = (name: string, days: number): boolean => isCheckDue(name, known, LEARNED + days * DAY_MS, 30);

describe("a known date is asked again", () => {
  test("for no name before half of the maximum, and for every name at the maximum", () => {
    expect(NAMES.filter((name) => due(name, 14.9))).toEqual([]);
    expect(NAMES.filter((name) => !due(name, 30))).toEqual([]);
  });

  test("for about the same share of the names on each day between", () => {
    for (let day = 16; day <= 30; day += 1) {
      const share = NAMES.filter((name) => due(name, day) && !due(name, day - 1)).length / NAMES.length;
      expect(share).toBeGreaterThan(0.04);
      expect(share).toBeLessThan(0.1);
    }
  });

  test.each<[string, Parameters<typeof isCheckDue>[1]]>([
    ["where it was learned after now", { ...known, learnedAt: LEARNED + 2 * DAY_MS }],
    ["where it is later than the call that gave it", { ...known, record: validated("2026-11-03") }],
  ])("%s", (_, one) => {
    expect(isCheckDue("www.example.com", one, LEARNED + DAY_MS, 30)).toBe(true);
  });

  test("not where it is an estimate of a day in the future", () => {
    const record = { ...known.record, validation: null };
    expect(isCheckDue("www.example.com", { ...known, record }, LEARNED + DAY_MS, 30)).toBe(false);
  });
});

describe("names are shared out", () => {
  test.each([1, 2, 7])("over %i shards, each to one, and evenly", (count) => {
    const sizes = Array.from({ length: count }, (_, index) =>
      NAMES.filter((name) => isOfShard(name, { index: index + 1, count })),
    );
    expect(sizes.flat().sort()).toEqual(NAMES.toSorted());
    for (const { length } of sizes) expect(Math.abs(length - NAMES.length / count)).toBeLessThan(100);
  });

  test("always alike, on every machine", () => {
    expect(["", "example.com", "www.example.com"].map((name) => shareOf(name).toFixed(6))).toEqual(SHARES);
  });
});

const SHARES = ["0.668922", "0.944666", "0.880032"];
