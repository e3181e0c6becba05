/** What findings of a rule have in common, and how a waived one reads. */
import { findingsByRule } from "../../../lib/report/findings-by-rule";
import { FORMATS } from "../../../lib/report/registry";
import { CONTEXT, changeOf, findingOf, planOf } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

const WAIVER = { reason: "moves away", owner: "pki@example.com", expires: "2027-01-31" };

test("a rule whose advice names the domain is one group all the same, without an advice in common", () => {
  const findings = ["a.example.com", "b.example.com"].map((domain) => findingOf(domain, { remediation: domain }));
  expect(findingsByRule(findings)).toEqual([
    {
      level: "warning",
      rule: "revalidation-window",
      remediation: null,
      citation: "Recommended practice",
      findings,
    },
  ]);
});

test("a rule and a level make a group, in the order of the levels", () => {
  const findings = [
    findingOf("a.example.com", { waiver: WAIVER, severity: "error" }),
    findingOf("b.example.com", { severity: "info" }),
    findingOf("c.example.com", { severity: "error" }),
    findingOf("d.example.com", { rule: "another" }),
    findingOf("e.example.com"),
    findingOf("f.example.com", { rule: "another" }),
  ];
  const groups = findingsByRule(findings).map(({ level, rule, findings: held }) => [
    `${level} ${rule}`,
    ...held.map(({ domain }) => domain),
  ]);
  expect(groups).toEqual([
    ["error revalidation-window", "c.example.com"],
    ["warning another", "d.example.com", "f.example.com"],
    ["warning revalidation-window", "e.example.com"],
    ["info revalidation-window", "b.example.com"],
    ["waived revalidation-window", "a.example.com"],
  ]);
});

test.each(["text", "markdown", "html", "sarif", "codequality"] as const)(
  "a waived finding reads the same in %s",
  async (format) => {
    const plan = planOf([changeOf("a.example.com")], { findings: [findingOf("a.example.com", { waiver: WAIVER })] });
    const text = wholeText((await FORMATS[format].plan())(plan, CONTEXT));
    expect(text.replaceAll("`", "").replace(/\s+/g, " ")).toContain(
      "accepted by pki@example.com until 2027-01-31: moves away",
    );
  },
);
