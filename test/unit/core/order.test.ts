import { compareText } from "../../../lib/core/order";

test("texts are ordered by code unit, whatever the locale", () => {
  const pairs = [
    ["a", "b"],
    ["b", "a"],
    ["a", "a"],
    ["Z", "a"],
    ["é", "z"],
  ] as const;
  expect(pairs.map(([a, b]) => compareText(a, b))).toEqual([-1, 1, 0, -1, 1]);
});
