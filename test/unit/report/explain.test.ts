/** The last line of `dcv explain RULE`: how much of what there is the rule applies to. */
import type { Explanation } from "../../../lib/core/explanation";
import { renderExplanation } from "../../../lib/report/text/explain";
import { CONTEXT } from "./plan-documents";

const rule: Explanation["rule"] = {
  ...{ id: "r", title: "t", severity: "error", citation: "c", url: null, effective: null, condition: "a" },
  ...{ message: "m", remediation: "d", file: "r.yaml", replaces: null },
};

test.each<[number, number, Explanation["subject"], string]>([
  [3, 0, "domain", "Applies to all 3 domains"],
  [282, 20, "domain", "Applies to 282 of 302 domains"],
  [0, 4, "domain", "Applies to 0 of 4 domains"],
  [1, 0, "waiver", "Applies to the only waiver"],
  [0, 1, "waiver", "Does not apply to the only waiver"],
  [0, 0, "waiver", "There is no waiver that it could apply to"],
])("%d that it applies to and %d that it does not: a %s", (applicable, notApplicable, subject, line) => {
  const targets = Array.from({ length: applicable }, () => ({ address: "a", outcome: "pass" as const, figures: "" }));
  const text = renderExplanation({ rule, subject, targets, notApplicable }, { ...CONTEXT, columns: 80, color: false });
  expect(text.trimEnd().split("\n").at(-1)).toBe(`  ${line}`);
});
