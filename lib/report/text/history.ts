/** An estate over time, as a table for people: a line a day, then what remains before each cut of the limits. */
import { USABILITIES } from "../../core/estate-history";
import type { EstateHistory } from "../../core/estate-history";
import { printable } from "../../core/printable";
import { formatDay } from "../../core/time";
import { cliffText, newsCounts, scopeText } from "../history-document";
import type { Renderer } from "../renderer";
import { aligned, wrap } from "./table";

const HEADINGS = ["DAY", ...USABILITIES.map((one) => one.toUpperCase()), "SINCE THE DAY BEFORE"];

export const renderHistoryText: Renderer<EstateHistory> = function* (history, { columns }) {
  const { days, cliffs } = history;
  const rows = days.map(({ at, counts, news, complete }) => [
    `${formatDay(at)}${complete ? "" : "*"}`,
    ...USABILITIES.map((one) => String(counts[one])),
    news === null ? "-" : newsCounts(news) || "nothing",
  ]);
  for (const line of aligned([HEADINGS, ...rows])) yield `${printable(line)}\n`;
  if (days.some(({ complete }) => !complete)) yield "* not complete: what was not seen is unknown\n";
  const last = days.at(-1);
  if (last === undefined) return;
  yield "\nCuts of the limit to come\n";
  for (const [index, cliff] of cliffs.entries()) {
    const left = last.remaining[index] ?? 0;
    const of = `${left} of ${scopeText(history)} still need one on ${formatDay(last.at)}`;
    for (const [at, line] of wrap(`${cliffText(cliff)}; ${of}.`, columns - 4).entries()) {
      yield `${at === 0 ? "  " : "    "}${line}\n`;
    }
  }
};
