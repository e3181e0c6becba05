/** Tables of GitHub Flavored Markdown. https://github.github.com/gfm/#tables-extension- */

export interface Column<T> {
  readonly title: string;
  readonly align?: "right";
  /** Markdown without a line end or a bar; `NOTHING` where there is nothing to show. */
  readonly cell: (item: T) => string;
}

export const NOTHING = "-";

interface Table {
  readonly head: string;
  readonly rows: readonly (() => string)[];
}

/** Columns in which no item has anything are left out. */
export function table<T>(columns: readonly Column<T>[], items: readonly T[]): Table {
  const shown = columns.filter(({ cell }) => items.some((item) => cell(item) !== NOTHING));
  const titles = row(shown.map(({ title }) => title));
  const rule = row(shown.map(({ align }) => (align === "right" ? "---:" : "---")));
  return { head: titles + rule, rows: items.map((item) => () => row(shown.map(({ cell }) => cell(item)))) };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
