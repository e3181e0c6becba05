/**
 * Findings and missing parts as alerts on lines of files, for code hosts that compare one report with the next: each has a place, a
 * text that says all, and an identity that stays the same while message and line change.
 */
import type { Place } from "../core/diagnostic";
import { waiverText } from "../core/waiver";
import { fingerprint } from "./fingerprint";
import { incompletenessOf, missingPartText } from "./incompleteness";
import type { MissingPart } from "./incompleteness";
import type { ChangeDocument, FindingDocument, PlanDocument } from "./plan-document";
import { changesByFinding, nextStepLines } from "./step-text";

/** The rule for missing parts. Code hosts take an absent alert for a fixed one, so what could not be read is an alert as well. */
export const NOT_COMPLETE = "plan-not-complete";

type AlertSubject = Pick<MissingPart, "provider" | "domain" | "location">;

export interface Alert {
  readonly rule: string;
  readonly provider: string | null;
  readonly domain: string | null;
  readonly message: string;
  readonly place: Place;
  /** Unique among the alerts of a plan. */
  readonly identity: string;
  /** Null for a missing part. */
  readonly finding: FindingDocument | null;
  /** The domain that a finding is about; undefined where it is about the file itself, and for a missing part. */
  readonly change: ChangeDocument | undefined;
}

/** How many alerts a plan has. */
export function alertCount(plan: PlanDocument): number {
  return incompletenessOf(plan).length + plan.findings.length;
}

/** Missing parts first, then the findings in the order of the plan; each is made when it is asked for. */
export function* alertsOf(plan: PlanDocument): Iterable<Alert> {
  const identify = createIdentify();
  const file = configurationFile(plan);
  const changeOf = changesByFinding(plan);
  const alertOf = (
    rule: string,
    { provider, domain, location }: AlertSubject,
  ): Omit<Alert, "message" | "finding" | "change"> => ({
    rule,
    provider,
    domain,
    place: fromRoot(location ?? { file, line: 1, column: 1 }),
    identity: identify(rule, provider ?? "", domain ?? ""),
  });
  for (const part of incompletenessOf(plan))
    yield { ...alertOf(NOT_COMPLETE, part), message: missingPartText(part), finding: null, change: undefined };
  for (const finding of plan.findings) {
    const change = changeOf(finding);
    yield { ...alertOf(finding.rule, finding), message: findingText(finding, change), finding, change };
  }
}

/**
 * The file that the places of the plan name, for alerts without a place of their own: GitHub refuses a whole report and
 * GitLab stops reading it at the first alert without one. A plan without any place gets the default of `--config`.
 */
function configurationFile({ changes, findings }: PlanDocument): string {
  const declared = changes.find((change) => change.declared !== null)?.declared;
  const located = findings.find(({ location }) => location !== null)?.location;
  return declared?.file ?? located?.file ?? "domains.yaml";
}

/** Both hosts read paths from the root of the repository, without a leading `./`. */
function fromRoot(place: Place): Place {
  return { ...place, file: place.file.replace(/^(?:\.\/)+/, "") };
}

function findingText({ domain, message, waiver }: FindingDocument, change: ChangeDocument | undefined): string {
  const said = `${domain}: ${message}${waiver === null ? "" : `; ${waiverText(waiver)}`}`;
  return [said, ...nextStepLines(change)].join(". ");
}

/** Two findings of one rule about one domain, such as those about its waivers, differ by their order. */
function createIdentify(): (rule: string, provider: string, domain: string) => string {
  // By names that the plan holds anyway: a key of its own for each finding would take more than all else here.
  const times = new Map<string, Map<string, number>>();
  return (rule, provider, domain) => {
    const kind = JSON.stringify([rule, provider]);
    const ofKind = times.get(kind) ?? new Map<string, number>();
    const time = (ofKind.get(domain) ?? 0) + 1;
    times.set(kind, ofKind.set(domain, time));
    const first = fingerprint(rule, provider, domain);
    return time === 1 ? first : fingerprint(first, String(time));
  };
}
