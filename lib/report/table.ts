/** Lines of text in columns, for people at a terminal. */
import { printable } from "../core/printable";

/** Breaks a sentence into lines of at most `width` characters; a word longer than that keeps a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** The width of a column: that of its longest cell, but at most `limit`. */
export function columnWidth(cells: readonly string[], limit: number): number {
  return Math.min(
    limit,
    cells.reduce((widest, cell) => Math.max(widest, cell.length), 0),
  );
}
