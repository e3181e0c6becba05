/** A plan of any size: the domains and findings of `test/golden/every-action`, over and over under names of their own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChangeDocument, FindingDocument, PlanDocument } from "../../lib/report/plan-document";

const PLAN = join(__dirname, "../golden/every-action/expected.json");

export function largePlan(domains: number): PlanDocument {
  const plan = JSON.parse(readFileSync(PLAN, "utf8")) as PlanDocument;
  const rounds = Array.from({ length: Math.ceil(domains / plan.changes.length) }, (_, round) => round);
  const changes = rounds.flatMap((round) => plan.changes.map((change) => renamed(change, round))).slice(0, domains);
  const findings = rounds.flatMap((round) => plan.findings.map((finding) => renamed(finding, round)));
  const of = (action: ChangeDocument["action"]): number => changes.filter((change) => change.action === action).length;
  return {
    ...plan,
    changes,
    findings,
    summary: {
      ...plan.summary,
      domains: changes.length,
      no_op: of("no-op"),
      validate: of("validate"),
      revalidate: of("revalidate"),
      await: of("await"),
      undeclared: of("undeclared"),
      unknown: of("unknown"),
      errors: plan.summary.errors * rounds.length,
      warnings: plan.summary.warnings * rounds.length,
      waived: plan.summary.waived * rounds.length,
    },
  };
}

function renamed<T extends ChangeDocument | FindingDocument>(subject: T, round: number): T {
  return { ...subject, domain: `r${round}-${subject.domain.replace("*.", "")}` };
}
