import { byPlace } from "../../../lib/core/diagnostic";
import type { Diagnostic } from "../../../lib/core/diagnostic";

test("problems stand in the order of the file: by line, then by column", () => {
  const at = (line: number, column: number): Diagnostic => ({
    code: "unknown-key",
    severity: "error",
    message: "",
    place: { file: "domains.yaml", line, column },
    excerpt: null,
  });
  const sorted = [at(10, 1), at(2, 9), at(2, 3)].sort(byPlace).map(({ place: { line, column } }) => [line, column]);
  expect(sorted).toEqual([
    [2, 3],
    [2, 9],
    [10, 1],
  ]);
});
