/** Lines of text in columns, for people at a terminal. */
import { printable, withoutCommands } from "../../core/printable";

/** Made when they are asked for. */
export type Lines = Iterable<string>;

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
  return [...lines, line].map(withoutCommands);
}

/** The width of a column: that of its longest cell, but at most `limit`. */
export function columnWidth(cells: readonly string[], limit: number): number {
  return Math.min(
    limit,
    cells.reduce((widest, cell) => Math.max(widest, cell.length), 0),
  );
}

/** Rows of a table whose columns are as wide as their longest cells; the first row gives the number of columns. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    columnWidth(
      rows.map((row) => row[column] ?? ""),
      Number.POSITIVE_INFINITY,
    ),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const INDENT = " ".repeat(11);

/** A sentence in lines that leave the margin free. */
export function indented(text: string, columns: number): readonly string[] {
  return wrap(text, columns - INDENT.length).map((line) => INDENT + line);
}

/** A label in the margin, painted as it is to be shown, and the text hanging beside it. */
export function hanging(painted: string, label: string, text: string, columns: number): readonly string[] {
  const [first = "", ...rest] = indented(text, columns);
  const gap = " ".repeat(Math.max(1, INDENT.length - 2 - label.length));
  return [`  ${painted}${gap}${first.slice(INDENT.length)}`, ...rest];
}
