/** Which dates a plan can be judged for. */
import type { RuleSeverity } from "../core/finding";
import { formatDay, formatInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Rule } from "./rule";

/**
 * Why nothing is judged for `asOf`, as a sentence; null where it can be. Before its first day a rule says nothing, so on
 * a date before that of a rule that is in force now, a plan would look better than it is. Own rules that begin later than
 * now do not count, and neither do rules that are off.
 */
export function asOfProblem(
  rules: readonly Rule[],
  levels: ReadonlyMap<string, RuleSeverity>,
  asOf: EpochMs,
  now: EpochMs,
): string | null {
  const begun = rules.flatMap(({ id, subject, effective: { from } }) =>
    from !== null && from <= now && subject === "domain" && levels.get(id) !== "off" ? [{ id, from }] : [],
  );
  const latest = begun.sort((a, b) => b.from - a.from)[0];
  if (latest === undefined || asOf >= latest.from) return null;
  const first = formatDay(latest.from);
  return `the rule ${latest.id} is not in force before ${first}, so nothing can be judged as of ${formatInstant(asOf)}; choose a date from ${first} on`;
}
