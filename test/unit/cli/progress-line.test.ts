/** The line that says how far the calls for single domains are. */
import { answeredText, createProgress } from "../../../lib/cli/progress";

test.each([
  ["at first only the counts", 1, 450, 5_000, "1 of 450 answered"],
  ["for a short time only the counts", 20, 450, 1_999, "20 of 450 answered"],
  ["then the rate and what is left", 101, 450, 20_000, "101 of 450 answered, 5.0 a second, about 70 s left"],
  ["at the end nothing is left", 450, 450, 90_000, "450 of 450 answered, 5.0 a second, about 0 s left"],
])("%s", (_, done, total, sinceMs, expected) => {
  expect(answeredText(done, total, sinceMs)).toBe(expected);
});

test("each provider has its part of one line, which is taken away at the end", () => {
  const written: string[] = [];
  const stream = {
    write: (text: string) => void written.push(text),
    drained: async () => undefined,
    isTTY: true,
    columns: 80,
  };
  const progress = createProgress(stream, "info");
  progress.seen("a", 200);
  progress.seen("b", 1);
  progress.answered?.("a", 1, 3);
  progress.clear();
  expect(written.map((text) => text.replace("\r\u001b[K", ""))).toEqual([
    "a: 200 domains",
    "a: 200 domains  b: 1 domains",
    "a: 1 of 3 answered  b: 1 domains",
    "",
  ]);
});
