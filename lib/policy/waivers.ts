/** Sets findings aside that somebody has accepted, and tells what is to be said of the waivers themselves. */
import type { Finding } from "../core/finding";
import { formatDay, wholeDays } from "../core/time";
import type { EpochMs } from "../core/time";
import { waiverCovers, waiverEnd } from "../core/waiver";
import type { Waiver } from "../core/waiver";
import type { FactValue, WaiverFact } from "./facts";

export interface WaivedFindings {
  /** The same findings in the same order; the waived ones name their waiver. */
  readonly findings: readonly Finding[];
  /** Indices of the waivers that any finding matches, those that have ended included. */
  readonly used: ReadonlySet<number>;
}

export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], asOf: EpochMs): WaivedFindings {
  const used = new Set<number>();
  const byRule = new Map<string, [number, Waiver][]>();
  for (const entry of waivers.entries()) byRule.set(entry[1].rule, [...(byRule.get(entry[1].rule) ?? []), entry]);
  const applied = findings.map((finding) => {
    const covering = (byRule.get(finding.rule) ?? []).filter(([, waiver]) =>
      waiverCovers(waiver, finding.rule, finding.domain),
    );
    for (const [index] of covering) used.add(index);
    const inForce = covering.find(([, waiver]) => asOf < waiverEnd(waiver));
    if (inForce === undefined) return finding;
    const { reason, owner, lastDay } = inForce[1];
    return { ...finding, waiver: { reason, owner, expires: formatDay(lastDay) } };
  });
  return { findings: applied, used };
}

/** The facts of one waiver on the date judged; `used` is null when what it may cover could not be seen. */
export function waiverFacts(
  waiver: Waiver,
  used: boolean | null,
  asOf: EpochMs,
): Readonly<Record<WaiverFact, FactValue>> {
  return {
    rule: waiver.rule,
    domain: waiver.domain,
    owner: waiver.owner,
    expires: formatDay(waiver.lastDay),
    expired: asOf >= waiverEnd(waiver),
    days_left: wholeDays(waiverEnd(waiver) - asOf),
    used,
    as_of_day: formatDay(asOf),
  };
}
