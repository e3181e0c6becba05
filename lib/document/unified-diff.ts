/** Two texts as a unified diff, in the form that `patch` and `git apply` read. Made for texts of which most lines stay. */

const CONTEXT_LINES = 3;

interface Hunk {
  /** Index of its first line, from 0, before and after. */
  readonly before: number;
  readonly after: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * @param isShown whether a line of the old text (from 1) may stand around a change; lines with credentials may not
 * @returns empty where the texts are the same
 */
export function unifiedDiff(file: string, before: string, after: string, isShown: (line: number) => boolean): string {
  const [old, young] = [linesIn(before), linesIn(after)];
  const hunks = hunksOf(old, young);
  if (hunks.length === 0) return "";
  const name = before === "" ? "/dev/null" : `a/${file}`;
  let text = `--- ${name}\n+++ b/${file}\n`;
  for (const [index, hunk] of hunks.entries()) {
    // Context ends where the next change begins.
    const previous = hunks[index - 1];
    const floor = previous === undefined ? 0 : previous.before + previous.removed.length;
    const ceiling = hunks[index + 1]?.before ?? old.length;
    const end = hunk.before + hunk.removed.length;
    let [start, stop] = [hunk.before, end];
    const middle = Math.ceil((floor + hunk.before) / 2);
    const lowest = index === 0 ? 0 : middle;
    const highest = index === hunks.length - 1 ? ceiling : Math.ceil((end + ceiling) / 2);
    while (start > lowest && hunk.before - start < CONTEXT_LINES && isShown(start)) start -= 1;
    while (stop < highest && stop - end < CONTEXT_LINES && isShown(stop + 1)) stop += 1;
    const [lead, trail] = [hunk.before - start, stop - end];
    const oldRange = range(start, lead + hunk.removed.length + trail);
    const newRange = range(hunk.after - lead, lead + hunk.added.length + trail);
    const lines = [
      ...old.slice(start, hunk.before).map((line) => ` ${line}`),
      ...hunk.removed.map((line) => `-${line}`),
      ...hunk.added.map((line) => `+${line}`),
      ...old.slice(end, stop).map((line) => ` ${line}`),
    ];
    text += `@@ -${oldRange} +${newRange} @@\n${lines.map(ended).join("")}`;
  }
  return text;
}

/** The number of a first line counts from 1; of no lines it is that of the line before. */
function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`;
}

/** Each line with its end. */
function linesIn(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function ended(line: string): string {
  return line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`;
}

/** Each old line is kept where the new text has it further on, in order; what has no counterpart is removed or added. */
function hunksOf(old: readonly string[], young: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [tail, i, j] = [0, 0, 0];
  while (tail < old.length && tail < young.length && old.at(-1 - tail) === young.at(-1 - tail)) tail += 1;
  const [oldEnd, youngEnd] = [old.length - tail, young.length - tail];
  while (i < oldEnd || j < youngEnd) {
    if (i < oldEnd && j < youngEnd && old[i] === young[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [before, after] = [i, j];
    let found = i < oldEnd ? young.indexOf(old[i] ?? "", j) : -1;
    while (i < oldEnd && (found === -1 || found >= youngEnd)) {
      i += 1;
      found = i < oldEnd ? young.indexOf(old[i] ?? "", j) : -1;
    }
    j = i < oldEnd ? found : youngEnd;
    hunks.push({ before, after, removed: old.slice(before, i), added: young.slice(after, j) });
  }
  return hunks;
}
