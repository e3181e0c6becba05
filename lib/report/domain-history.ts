/** The history of one domain as lines of text. */
import type { Moment } from "../core/domain-history";
import { printable } from "../core/printable";
import { formatDay, formatInstant } from "../core/time";
import { instantRange } from "../core/validation-time";
import { newsText } from "./news";

/** `2026-11-21T02:00:00Z  validated again (CNAME): VALIDATED by CNAME, validated on 2026-11-19`; the earliest first. */
export function domainHistoryLines(moments: readonly Moment[]): readonly string[] {
  return moments.map(({ at, observation, news }) => {
    const what = stateOf(observation);
    return printable(`${formatInstant(at)}  ${news === null ? what : `${newsText(news)}: ${what}`}`);
  });
}

function stateOf(observation: Moment["observation"]): string {
  if (observation === undefined || observation.kind === "absent") return "not listed";
  if (observation.kind === "unknown") return `could not be read: ${observation.detail}`;
  const { status, method, validation, expiresAt, orderStatus } = observation.record;
  const range = validation === null ? null : instantRange(validation);
  const isDay = range !== null && formatDay(range.earliest) === formatDay(range.latest);
  return [
    method === null ? status : `${status} by ${method}`,
    ...(range === null ? [] : [`validated ${isDay ? "on" : "on or after"} ${formatDay(range.earliest)}`]),
    ...(expiresAt === null ? [] : [`expires on ${formatDay(expiresAt)}`]),
    ...(orderStatus === null || orderStatus === "NOT_INITIATED" ? [] : [`order ${orderStatus}`]),
  ].join(", ");
}
