/** A table as CSV for spreadsheets, in the form of RFC 4180. */
import { stringify } from "csv-stringify/sync";
import { printable } from "../../core/printable";

/** A number stays a number, also a negative one; text is made inert; null is an empty cell. */
export type Cell = string | number | boolean | null;

/** The headings, in the order of the columns, and what each shows of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/**
 * It begins with a byte order mark: without one Excel takes UTF-8 for the code page of the machine and shows names and
 * owners garbled. Scripts read the JSON, or skip the mark (`utf-8-sig` in Python).
 */
const BYTE_ORDER_MARK = "\ufeff";

export function* csvTable<Row>(columns: Columns<Row>, rows: Iterable<Row>): Iterable<string> {
  yield BYTE_ORDER_MARK + record(Object.keys(columns));
  const cellsOf = Object.values(columns);
  for (const row of rows) yield record(cellsOf.map((cellOf) => written(cellOf(row))));
}

function record(cells: readonly (string | number)[]): string {
  return stringify([cells], { record_delimiter: "\r\n" });
}

/**
 * Where a cell begins with what a spreadsheet takes for a formula, blanks and quotes left out. A cell begins after a
 * semicolon too: where the comma is the decimal sign, Excel divides lines at semicolons, so that our quotes do not hold the
 * text together, and one after a semicolon begins a cell of its own.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /(^|;)(?=["\s]*[=+\-@＝＋－＠])/gu;

function written(cell: Cell): string | number {
  if (typeof cell === "number") return cell;
  if (cell === null) return "";
  return printable(String(cell)).replace(FORMULA, "$1'");
}

/** `2026-11-29 00:00:00`, which spreadsheets read as a date; they take the ISO form with `T` and `Z` for text. */
export function spreadsheetInstant(instant: string | null | undefined): string | null {
  return instant == null ? null : instant.replace("T", " ").replace("Z", "");
}
