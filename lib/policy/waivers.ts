/** Applies waivers to findings: a waived finding stays, and names the waiver that accepts it. */
import type { Finding } from "../core/finding";
import type { EpochMs } from "../core/time";
import { appliedWaiver, waiverCovers, waiverEnd } from "../core/waiver";
import type { Waiver } from "../core/waiver";

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
    const inForce = covering.find(([, waiver]) => isInForce(waiver, asOf));
    return inForce === undefined ? finding : { ...finding, waiver: appliedWaiver(inForce[1]) };
  });
  return { findings: applied, used };
}

export function isInForce(waiver: Waiver, asOf: EpochMs): boolean {
  return asOf < waiverEnd(waiver);
}

/** Whether it has ended, and another waiver that is in force covers everything that it covered. */
export function isSuperseded(waiver: Waiver, waivers: readonly Waiver[], asOf: EpochMs): boolean {
  if (isInForce(waiver, asOf)) return false;
  return waivers.some((other) => isInForce(other, asOf) && coversAllOf(other, waiver));
}

/** `*.b.example` with `match: subdomains` stands for names that all lie below `example`, too. */
function coversAllOf(other: Waiver, { rule, domain, match }: Waiver): boolean {
  return waiverCovers(other, rule, domain) && (match === "exact" || other.match === "subdomains");
}
