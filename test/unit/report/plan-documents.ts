/** Short ways to write down a plan as a document. */
import type { ChangeDocument, FindingDocument, PlanDocument, ReuseDocument } from "../../../lib/report/plan-document";
import type { RenderContext } from "../../../lib/report/renderer";

export const CONTEXT: RenderContext = { toolVersion: "1.2.3", color: false, columns: 80, detail: "work" };

/** A plan of 2026-11-21 that is complete. */
export function planOf(changes: readonly ChangeDocument[], more: Partial<PlanDocument> = {}): PlanDocument {
  return {
    format_version: "1.0",
    tool: { name: "dcv", version: "1.2.3" },
    as_of: "2026-11-21T00:00:00Z",
    complete: true,
    verdict: "pass",
    estate: null,
    enforcement: "mandatory",
    changed_since: null,
    selection: null,
    providers: [{ name: "sectigo", type: "sectigo", complete: true, observed: 1, error: null, warnings: [] }],
    changes,
    findings: [],
    rules: [],
    reuse_periods: { source: "Baseline Requirements 4.2.1", periods: [] },
    summary: {
      domains: changes.length,
      no_op: changes.length,
      validate: 0,
      revalidate: 0,
      await: 0,
      undeclared: 0,
      unknown: 0,
      errors: 0,
      warnings: 0,
      infos: 0,
      waived: 0,
      changed: null,
    },
    ...more,
  };
}

/** A declared domain that is valid until 2027-01-08T00:00:00Z. */
export function changeOf(domain: string, more: Partial<ChangeDocument> = {}): ChangeDocument {
  return {
    address: `sectigo/${domain}`,
    domain,
    unicode: null,
    provider: "sectigo",
    action: "no-op",
    reason: "valid",
    message: "validated",
    declared: { file: "domains.yaml", line: 7, column: 5, method: "CNAME", owner: "pki@example.com", labels: {} },
    live: {
      status: "VALIDATED",
      method: "CNAME",
      order_status: null,
      order_method: null,
      order_submitted_at: null,
      validated_at: "2026-06-24T00:00:00Z",
      expires_on: null,
      challenge: null,
    },
    next_step: { kind: "none", text: "", by: null, until: null },
    reuse: reuseUntil("2027-01-08T00:00:00Z", 48),
    passed: [],
    unjudged: [],
    ...more,
  };
}

export function reuseUntil(until: string | null, daysLeft: number | null): ReuseDocument {
  return {
    age_days: 150,
    age_days_at_least: 150,
    age_basis: "reported",
    limit_days: 198,
    limit_source: "Sectigo operational limit",
    usable_until: until,
    usable_until_at_most: until,
    usable_until_inclusive: until === null ? null : true,
    bound_by: until === null ? null : "ca",
    bound_source: until === null ? null : "Sectigo operational limit",
    days_left: daysLeft,
    refreshed_by_ca: false,
  };
}

export function findingOf(domain: string, more: Partial<FindingDocument> = {}): FindingDocument {
  return {
    rule: "revalidation-window",
    severity: "warning",
    domain,
    provider: "sectigo",
    message: "usable for fewer days than the window",
    remediation: "validate it again",
    location: { file: "domains.yaml", line: 7, column: 5 },
    citation: "Recommended practice",
    waiver: null,
    changed: null,
    ...more,
  };
}
