/** A unified diff leads from the one text to the other, whatever they are. */
import fc from "fast-check";
import { unifiedDiff } from "../../../lib/document/unified-diff";

const ALL = (): boolean => true;

/** The text after the diff, by its line numbers; throws where a line that it names is not there. */
function applied(before: string, diff: string): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  const lines = diff
    .replaceAll(/\n\\ No newline at end of file/g, "\u0000")
    .split("\n")
    .slice(2, -1);
  for (const line of lines) {
    const head = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    const text = line.slice(1).endsWith("\u0000") ? line.slice(1, -1) : `${line.slice(1)}\n`;
    if (head !== null) {
      const start = Number(head[1]) - (head[2] === "0" ? 0 : 1);
      while (at < start) result.push(old[at++] ?? "");
      expect(result.length).toBe(Number(head[3]) - (head[4] === "0" ? 0 : 1));
    } else if (line.startsWith("+")) {
      result.push(text);
    } else {
      expect(old[at]).toBe(text);
      if (line.startsWith(" ")) result.push(text);
      at += 1;
    }
  }
  return [...result, ...old.slice(at)].join("");
}

const line = fc.constantFrom("a\n", "b\n", "c\n", "\n", "d\r\n");
const text = fc
  .tuple(fc.array(line, { maxLength: 15 }), fc.constantFrom("", "end"))
  .map(([lines, end]) => lines.join("") + end);

test("applied to the old text it gives the new one", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applied(before, unifiedDiff("f", before, after, ALL))).toBe(after);
    }),
  );
});

test("two additions that are far apart are two hunks with three lines around each", () => {
  const before = Array.from({ length: 12 }, (_, index) => `${index}\n`).join("");
  const after = before.replace("2\n", "2\nnew\n").replace("10\n", "10\nmore\n");
  expect(unifiedDiff("domains.yaml", before, after, ALL)).toBe(
    [
      ...["--- a/domains.yaml", "+++ b/domains.yaml", "@@ -1,6 +1,7 @@", " 0", " 1", " 2", "+new", " 3", " 4", " 5"],
      ...["@@ -9,4 +10,5 @@", " 8", " 9", " 10", "+more", " 11", ""],
    ].join("\n"),
  );
});

test("a line that may not be shown ends the context", () => {
  const before = "password: hidden\nx: 1\ndomains:\n";
  expect(unifiedDiff("f", before, `${before}  - a\n`, (number) => number > 1)).toBe(
    "--- a/f\n+++ b/f\n@@ -2,2 +2,3 @@\n x: 1\n domains:\n+  - a\n",
  );
});

test("a new file has no file before it, and equal texts have no diff", () => {
  expect(unifiedDiff("f", "", "a\n", ALL)).toBe("--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n");
  expect(unifiedDiff("f", "a\n", "a\n", ALL)).toBe("");
});
