/** The first problems, and how many more there are. */
import type { Diagnostic } from "../../../lib/core/diagnostic";
import { bounded, createProblemList, MAX_PROBLEMS } from "../../../lib/document/problems";

const problem = (line: number): Diagnostic => ({
  code: "x",
  severity: "warning",
  message: "m",
  place: { file: "f", line, column: 1 },
  excerpt: null,
});
const problems = (count: number) => Array.from({ length: count }, (_, index) => problem(index + 1));
const last = (found: readonly Diagnostic[]) => [found.length, found.at(-1)?.message, found.at(-1)?.severity];

test.each<[string, readonly Diagnostic[], unknown[]]>([
  ["none", [], [0, undefined, undefined]],
  ["as many as are shown", problems(MAX_PROBLEMS), [200, "m", "warning"]],
  ["one more, which may be an error", problems(201), [201, "1 more problem; correct the ones above first", "error"]],
  ["thousands", problems(5200), [201, "5000 more problems; correct the ones above first", "error"]],
  ["cut twice", bounded(problems(5200)), [201, "5000 more problems; correct the ones above first", "error"]],
  [
    "two lists that were cut",
    [...bounded(problems(300)), ...bounded(problems(300))],
    [201, "400 more problems; correct the ones above first", "error"],
  ],
])("%s", (_, found, expected) => {
  expect(last(bounded(found))).toEqual(expected);
});

test("what nobody will be shown is counted, not made", () => {
  const list = createProblemList();
  let made = 0;
  for (let line = 1; line <= 1000; line += 1) {
    list.add(() => {
      made += 1;
      return problem(line);
    });
  }
  expect([made, ...last(list.found())]).toEqual([200, 201, "800 more problems; correct the ones above first", "error"]);
});
