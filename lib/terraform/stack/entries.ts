/** The plan as entries of a Terraform map: one for each domain, under a key that no other domain has. */
import type { Change } from "../../core/change";
import type { Finding, JudgedPlan } from "../../core/finding";
import { challengeText, nextStepOf } from "../../core/next-step";
import { formatInstant } from "../../core/time";
import { validationDay } from "../../core/validation-time";
import { addressOfFinding, findingLine, isViolation } from "./finding-lines";

/** What a reviewer wants to see change. All are strings, as the triggers of a `null_resource` are. */
export interface Triggers {
  readonly provider: string;
  /** The CA's word for the validation; `absent` when it does not list the domain. */
  readonly status: string;
  readonly method: string;
  readonly order_status: string;
  readonly action: string;
  readonly reason: string;
  /** The UTC day; an estimate says so. */
  readonly validated_on: string;
  readonly usable_until: string;
  /** The kind of it; its sentence may name a time that moves. */
  readonly next_step: string;
  /** What the CA waits for: the record, file or e-mail of the order. */
  readonly challenge: string;
  /** The declared labels, such as `env=production,team=shop`, sorted by key. */
  readonly labels: string;
}

export interface Entry {
  /** The domain's name; `provider/name` where two providers hold the same name. */
  readonly key: string;
  readonly triggers: Triggers;
  /** The rules that it breaks at the level of an error, without those that are waived. */
  readonly violatedRules: readonly string[];
  /** The lines of the one message that says all of these findings; none when there are none. */
  readonly violation: readonly string[];
}

/** Stands for what there is not: a trigger that came and went would not show its value before and after. */
const NONE = "none";

/** One entry for each change, in the plan's order. */
export function entriesOf({ plan, findings }: JudgedPlan): readonly Entry[] {
  const times = new Map<string, number>();
  for (const { domain } of plan.changes) times.set(domain, (times.get(domain) ?? 0) + 1);
  const violations = new Map<string, Finding[]>(plan.changes.map(({ address }) => [address, []]));
  for (const finding of findings.filter(isViolation)) violations.get(addressOfFinding(finding))?.push(finding);

  return plan.changes.map((change) => {
    const own = violations.get(change.address) ?? [];
    return {
      // No domain name holds a slash, so a name never equals an address.
      key: times.get(change.domain) === 1 ? change.domain : change.address,
      triggers: triggersOf(change),
      violatedRules: own.map(({ rule }) => rule),
      violation: own.length === 0 ? [] : [`${change.address}:`, ...own.map((finding) => `- ${findingLine(finding)}`)],
    };
  });
}

/**
 * Only states and dates. What moves by the day (age, days left, the date judged, messages that name them) would replace
 * every resource on every plan.
 */
function triggersOf(change: Change): Triggers {
  const { provider, live, observed, action, reason, reuse } = change;
  return {
    provider,
    status: live?.status ?? observed,
    method: live?.method ?? NONE,
    order_status: live?.orderStatus ?? NONE,
    action,
    reason,
    validated_on: live?.validation == null ? NONE : validationDay(live.validation),
    usable_until: reuse?.usableUntil == null ? NONE : formatInstant(reuse.usableUntil),
    next_step: nextStepOf(change, null).kind,
    challenge: live?.challenge == null ? NONE : challengeText(live.challenge),
    labels: labelsOf(change),
  };
}

/** Sorted, so that another order in the file is not a change. No label holds a comma. */
function labelsOf({ declared }: Change): string {
  const labels = Object.entries(declared?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? NONE : labels.sort().join(",");
}
