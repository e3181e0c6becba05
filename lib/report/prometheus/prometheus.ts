/**
 * The plan as metrics for node_exporter's textfile collector or a push gateway.
 *
 * Expirations are absolute timestamps, so that `time()` counts the days and an alert fires although no run came about. A domain has
 * two series, a rule two; all others are few.
 */
import type { PlanProvider } from "../../core/plan";
import { parseInstant } from "../../core/time";
import { VERDICTS } from "../../core/vocabulary";
import { expositionText } from "./exposition";
import type { Gauge, Sample } from "./exposition";
import { metricLabelName } from "./label-name";
import type { ChangeDocument, FindingDocument, PlanDocument } from "../plan-document";
import type { Renderer } from "../renderer";
import { urgencyOf } from "../urgency";
import { validationEnd } from "../validation-end";

export const renderPrometheus: Renderer<PlanDocument> = (plan, { metricLabels = [] }) =>
  expositionText(
    [...domainGauges(plan, metricLabels), ...findingGauges(plan), ...sourceGauges(plan), ...runGauges(plan)],
    plan.estate === null ? {} : { estate: plan.estate },
  );

function domainGauges({ changes, as_of }: PlanDocument, keys: readonly string[]): readonly Gauge[] {
  return [
    {
      name: "dcv_usable_until_timestamp_seconds",
      help: "End of the validation of a declared domain. Absent: not validated, not known, not judged, or repeated by the CA.",
      samples: changes.flatMap((change) => {
        const end = validationEnd(change);
        return typeof end === "number" ? [{ labels: domainLabels(change, keys), value: end / 1000 }] : [];
      }),
    },
    {
      name: "dcv_domain_state",
      help: "Always 1; the labels say what the plan says of the domain.",
      samples: changes.map((change) => {
        const { action, reason, next_step } = change;
        const state = { action, reason, urgency: urgencyOf(change, as_of).id, next_step: next_step.kind };
        return { labels: { ...domainLabels(change, keys), ...state }, value: 1 };
      }),
    },
  ];
}

/** An empty label is to Prometheus as if it were not there. */
function domainLabels({ domain, provider, declared }: ChangeDocument, keys: readonly string[]): Sample["labels"] {
  const held = new Map(Object.entries(declared?.labels ?? {}));
  const chosen = keys.map((key) => [metricLabelName(key), held.get(key) ?? ""] as const);
  return { domain, provider, owner: declared?.owner ?? "", ...Object.fromEntries(chosen) };
}

function findingGauges(plan: PlanDocument): readonly Gauge[] {
  return [
    {
      name: "dcv_findings",
      help: "Findings of a rule, without the waived ones.",
      samples: findingCounts(plan, ({ waiver }) => waiver === null),
    },
    {
      name: "dcv_findings_waived",
      help: "Findings of a rule that are accepted for a while.",
      samples: findingCounts(plan, ({ waiver }) => waiver !== null),
    },
  ];
}

/** Every rule that is not off has a series, also at 0: a series that comes and goes is hard to alert on. */
function findingCounts(
  { rules, findings }: PlanDocument,
  counts: (finding: FindingDocument) => boolean,
): readonly Sample[] {
  const samples = new Map<string, Sample>();
  const add = (rule: string, severity: string, count: number): void => {
    const key = JSON.stringify([rule, severity]);
    samples.set(key, { labels: { rule, severity }, value: (samples.get(key)?.value ?? 0) + count });
  };
  for (const { rule, severity } of rules) if (severity !== "off") add(rule, severity, 0);
  for (const finding of findings) if (counts(finding)) add(finding.rule, finding.severity, 1);
  return [...samples.values()];
}

function sourceGauges({ providers }: PlanDocument): readonly Gauge[] {
  const ofEach = (value: (provider: PlanProvider) => number): readonly Sample[] =>
    providers.map((provider) => ({ labels: { provider: provider.name, type: provider.type }, value: value(provider) }));
  return [
    {
      name: "dcv_source_up",
      help: "Whether the CA could be read to the end.",
      samples: ofEach(({ complete }) => Number(complete)),
    },
    {
      name: "dcv_source_observed_domains",
      help: "Domains that the CA was seen to list.",
      samples: ofEach(({ observed }) => observed),
    },
  ];
}

function runGauges({ as_of, complete, verdict, tool, selection }: PlanDocument): readonly Gauge[] {
  const asOf = parseInstant(as_of);
  const judgedAt = asOf === null ? [] : [{ labels: {}, value: asOf / 1000 }];
  return [
    {
      name: "dcv_plan_complete",
      help: "Whether everything was seen and understood.",
      samples: [{ labels: {}, value: Number(complete) }],
    },
    {
      name: "dcv_plan_partial",
      help: "Whether the plan is about a part of the estate only.",
      samples: [{ labels: {}, value: Number(selection !== null) }],
    },
    {
      name: "dcv_verdict",
      help: "1 for the verdict of the plan, 0 for the others.",
      samples: VERDICTS.map((one) => ({ labels: { verdict: one }, value: Number(one === verdict) })),
    },
    {
      name: "dcv_last_run_timestamp_seconds",
      help: "The instant for which the plan is judged.",
      samples: judgedAt,
    },
    {
      name: "dcv_last_success_timestamp_seconds",
      help: "The instant for which the plan is judged; absent where the plan is not complete, or partial.",
      samples: complete && selection === null ? judgedAt : [],
    },
    {
      name: "dcv_build_info",
      help: "Always 1; the version of dcv that made the plan.",
      samples: [{ labels: { version: tool.version }, value: 1 }],
    },
  ];
}
