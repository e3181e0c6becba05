/** `size` and `position` of lists beside the one of validations. */
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";
import { invalidField } from "./errors";
import type { SectigoScenario } from "./scenario";

/** The rows that a query asks for, with the total; empty values count as left out. */
export function pageAnswer<Row>(
  query: URLSearchParams,
  rows: readonly Row[],
  { defaultPageSize, maxPageSize }: Pick<SectigoScenario, "defaultPageSize" | "maxPageSize">,
  shown: (row: Row) => unknown = (row) => row,
): Answer {
  const size = wholeNumber(query, "size");
  const position = wholeNumber(query, "position");
  if (size === "invalid") return invalidField("size");
  if (position === "invalid") return invalidField("position");
  const begin = position ?? 0;
  const page = rows.slice(begin, begin + Math.min(size ?? defaultPageSize, maxPageSize));
  return jsonAnswer(200, page.map(shown), { "x-total-count": String(rows.length) });
}

/** Null where the query has none. */
export function wholeNumber(query: URLSearchParams, name: string): number | null | "invalid" {
  const text = query.get(name) ?? "";
  if (text === "") return null;
  return /^\d{1,9}$/.test(text) ? Number(text) : "invalid";
}
