/** The plan as JSON, the format that scripts and other policy engines read. Its schema is `plan.schema.json`. */
import type { Change, Reuse } from "../core/change";
import type { DesiredDomain } from "../core/desired";
import type { Finding, JudgedPlan, RuleResult, Summary } from "../core/finding";
import { formatInstant, wholeDays } from "../core/time";
import { jsonText, liveJson } from "./live-json";
import type { Renderer } from "./registry";

/** Changes with every change of the shape that a reader could trip over. */
export const FORMAT_VERSION = "1.0";

export const renderJson: Renderer<JudgedPlan> = (judged, { toolVersion }) =>
  jsonText({
    format_version: FORMAT_VERSION,
    tool: { name: "dcv", version: toolVersion },
    as_of: formatInstant(judged.plan.asOf),
    complete: judged.plan.complete,
    verdict: judged.verdict,
    enforcement: judged.enforcement,
    providers: judged.plan.providers.map(({ name, type, complete, observed, error, warnings }) => ({
      name,
      type,
      complete,
      observed,
      error,
      warnings,
    })),
    changes: judged.plan.changes.map(changeJson),
    findings: judged.findings.map(findingJson),
    rules: judged.rules.map(ruleJson),
    summary: summaryJson(judged.summary),
  });

function changeJson(change: Change): object {
  return {
    address: change.address,
    domain: change.domain,
    provider: change.provider,
    action: change.action,
    reason: change.reason,
    message: change.message,
    declared: change.declared === null ? null : declaredJson(change.declared),
    live: change.live === null ? null : liveJson(change.live),
    reuse: change.reuse === null ? null : reuseJson(change.reuse),
  };
}

function declaredJson({ place, method, owner }: DesiredDomain): object {
  return { ...place, method, owner };
}

function reuseJson({ ageMs, ageBasis, limit, usableUntil, inclusive, boundBy, leftMs }: Reuse): object {
  return {
    age_days: ageMs === null ? null : wholeDays(ageMs),
    age_basis: ageBasis,
    // A method whose validations no longer count leaves no day at all.
    limit_days: limit === null ? null : Math.max(0, limit.days),
    limit_source: limit?.source ?? null,
    usable_until: usableUntil === null ? null : formatInstant(usableUntil),
    usable_until_inclusive: usableUntil === null ? null : inclusive,
    bound_by: boundBy?.kind ?? null,
    bound_source: boundBy?.source ?? null,
    days_left: leftMs === null ? null : wholeDays(leftMs),
  };
}

function findingJson(finding: Finding): object {
  const { rule, severity, domain, provider, message, remediation, location, citation, waiver } = finding;
  return { rule, severity, domain, provider, message, remediation, location, citation, waiver };
}

function ruleJson(result: RuleResult): object {
  return {
    rule: result.rule,
    file: result.file,
    replaces: result.replaces,
    severity: result.severity,
    passed: result.passed,
    failed: result.failed,
    not_applicable: result.notApplicable,
    not_effective: result.notEffective,
    unknown: result.unknown,
  };
}

function summaryJson({ domains, byAction, errors, warnings, infos, waived }: Summary): object {
  return {
    domains,
    no_op: byAction["no-op"],
    validate: byAction.validate,
    revalidate: byAction.revalidate,
    await: byAction.await,
    undeclared: byAction.undeclared,
    unknown: byAction.unknown,
    errors,
    warnings,
    infos,
    waived,
  };
}
