/** When an answer that shows few of the declared domains is not believed. */
import { plausibilityProblem } from "../../../lib/core/plausibility";

const SAYS =
  "only 6 of 10 declared domains were seen, fewer than 70 %; check the account and its filters, or lower " +
  "minimumPresentPercent of this provider if the number is right";

test("it says how much is missing, and names the setting", () => {
  expect(plausibilityProblem(10, 6, 70)).toBe(SAYS);
});

test.each<[string, number, number, number, boolean]>([
  ["as many as are asked for", 10, 7, 70, true],
  ["one fewer", 10, 6, 70, false],
  ["few of an estate too small for a share", 9, 1, 70, true],
  ["none of it", 9, 0, 70, false],
  ["none of the only one", 1, 0, 1, false],
  ["none where none is declared", 0, 0, 70, true],
  ["none where everything is believed", 10, 0, 0, true],
  ["all but one where all are asked for", 10, 9, 100, false],
])("%s", (_, declared, present, percent, isBelieved) => {
  expect(plausibilityProblem(declared, present, percent) === null).toBe(isBelieved);
});
