/** What CONTRIBUTING.md says is enough to add something is enough: each list is followed, and nothing else is touched. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "../../lib/document/document";
import { wholeBudget } from "../../lib/policy/budget";
import { DOMAIN_FACTS } from "../../lib/policy/domain-facts";
import { describeRule } from "../../lib/policy/explain";
import { builtInRuleIds, loadRules } from "../../lib/policy/load";
import { parseRule } from "../../lib/policy/rule";
import { WAIVER_FACTS } from "../../lib/policy/waiver-facts";
import { POLICIES, REPOSITORY } from "../support/tables";

const page = readFileSync(join(REPOSITORY, "CONTRIBUTING.md"), "utf8");
const rows = [...page.matchAll(/^\| (an? [^|]*?) *\| (.*?) *\|$/gm)].map((match) => [match[1], match[2]] as const);

const RULE = `id: owner-named
title: Every declared domain has an owner
severity: info
source: { document: Recommended practice }
condition: A declared domain must have an owner.
when: { properties: { declared: { const: true } } }
require: { properties: { owner: { type: string } } }
message: "{domain} has no owner"
remediation: Name one.
`;

test.each(rows)("to add %s: every path of the list exists", (_, list = "") => {
  const paths = [...list.matchAll(/`([\w./-]*\/[\w./-]*)`/g)].map((match) => String(match[1]));
  expect(paths).not.toEqual([]);
  expect(paths.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
});

test("there is a list for a CA, a format, a rule and a fact", () => {
  expect(rows.map(([what]) => what)).toEqual(expect.arrayContaining(["a CA", "an output format", "a rule", "a fact"]));
});

test("a rule is one file in policies/", async () => {
  const policies = join(mkdtempSync(join(tmpdir(), "dcv-rules-")), "policies");
  cpSync(POLICIES, policies, { recursive: true });
  writeFileSync(join(policies, "owner-named.yaml"), RULE);
  const [{ rules, diagnostics }, ids] = [await loadRules(policies, [], REPOSITORY), await builtInRuleIds(policies)];
  rmSync(join(policies, ".."), { recursive: true });
  expect([diagnostics, ids.includes("owner-named")]).toEqual([[], true]);
  expect(rules.filter(({ id }) => id === "owner-named").map((rule) => describeRule(rule, undefined))).toMatchObject([
    { condition: "A declared domain must have an owner.", file: "policies/owner-named.yaml" },
  ]);
});

test.each([
  ...Object.keys(DOMAIN_FACTS).map((fact) => ["domain", fact] as const),
  ...Object.keys(WAIVER_FACTS).map((fact) => ["waiver", fact] as const),
])("a fact is one entry of its table: a rule about a %s may use %s", async (subject, fact) => {
  const text = RULE.replace("declared: { const: true }", `${fact}: {}`)
    .replace("owner: { type: string }", `${fact}: { not: { const: { $data: 1/${fact} } } }`)
    .replace("{domain}", `{${fact}}`);
  const document = parseDocument(`${text}subject: ${subject}\n`, "own.yaml");
  expect((await parseRule(document, "own", wholeBudget())).diagnostics).toEqual([]);
});
