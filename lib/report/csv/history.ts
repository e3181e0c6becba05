/** An estate over time, as a table: a row a day, and a column for what remains before each cut of the limits. */
import type { EstateDay, EstateHistory } from "../../core/estate-history";
import { NEWS_KINDS } from "../../core/since";
import { formatDay, formatInstant } from "../../core/time";
import type { Renderer } from "../renderer";
import { csvTable, spreadsheetInstant } from "./table";
import type { Columns } from "./table";

export const renderHistoryCsv: Renderer<EstateHistory> = ({ days, cliffs }) => {
  const ofNews = NEWS_KINDS.map(
    (kind) => [`news_${kind.replaceAll("-", "_")}`, ({ news }: EstateDay) => news && (news[kind] ?? 0)] as const,
  );
  const ofCliffs = cliffs.map(
    ({ at }, index) =>
      [`remaining_for_${formatDay(at)}`, ({ remaining }: EstateDay) => remaining[index] ?? null] as const,
  );
  const columns: Columns<EstateDay> = {
    day: ({ at }) => formatDay(at),
    at_utc: ({ at }) => spreadsheetInstant(formatInstant(at)),
    complete: ({ complete }) => complete,
    valid: ({ counts }) => counts.valid,
    expiring: ({ counts }) => counts.expiring,
    lapsed: ({ counts }) => counts.lapsed,
    unknown: ({ counts }) => counts.unknown,
    ...Object.fromEntries(ofNews),
    ...Object.fromEntries(ofCliffs),
  };
  return csvTable(columns, days);
};
