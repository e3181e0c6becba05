/** What the text format says in its own way; whole plans are in `test/golden`. */
import { renderText } from "../../../lib/report/text/text";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { CONTEXT, changeOf, findingOf, planOf, reuseUntil } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

const WAIVER = { reason: "moves", owner: "pki", expires: "2027-01-31" };

function render(more: Partial<PlanDocument>): string {
  return wholeText(renderText(planOf([], more), CONTEXT));
}

/** The lines between two headings. */
function findingsOf(text: string): string {
  return text.slice(text.indexOf("Findings\n"), text.indexOf("\n\nPolicy"));
}

test("what to do is said once where it is the same for all findings of a rule", () => {
  const findings = ["a.example.com", "b.example.com"].map((domain) => findingOf(domain, { message: "ends soon" }));
  expect(findingsOf(render({ findings }))).toBe(`Findings
  warning  revalidation-window  [Recommended practice]
           To do: validate it again
    a.example.com  domains.yaml:7:5
           ends soon
    b.example.com  domains.yaml:7:5
           ends soon`);
});

test("what to do, and the source, are said with each finding where they differ", () => {
  const findings = ["a.example.com", "b.example.com"].map((domain) =>
    findingOf(domain, { message: "ends soon", remediation: `validate ${domain} again`, citation: `RFC of ${domain}` }),
  );
  expect(findingsOf(render({ findings }))).toBe(`Findings
  warning  revalidation-window
    a.example.com  domains.yaml:7:5
           ends soon
           To do: validate a.example.com again
           Source: RFC of a.example.com
    b.example.com  domains.yaml:7:5
           ends soon
           To do: validate b.example.com again
           Source: RFC of b.example.com`);
});

test("errors come first, and what is waived last, apart from what counts of the same rule", () => {
  const findings = [
    findingOf("waived.example.com", { severity: "error", rule: "one", waiver: WAIVER }),
    findingOf("info.example.com", { severity: "info", rule: "two" }),
    findingOf("warning.example.com", { rule: "three" }),
    findingOf("error.example.com", { severity: "error", rule: "one" }),
  ];
  const heads = findingsOf(render({ findings })).match(/^ {2}\w+ +\S+/gm);
  expect(heads).toEqual(["  error    one", "  warning  three", "  info     two", "  waived   one"]);
});

test("long advice is broken into lines of the terminal's width", () => {
  const text = findingsOf(render({ findings: [findingOf("a.example.com", { remediation: "word ".repeat(40) })] }));
  const lines = text.split("\n").filter((line) => line.includes("word"));
  expect(lines.map((line) => line.slice(0, 11))).toEqual(lines.map(() => " ".repeat(11)));
  expect(lines.length).toBe(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test("what the CAs failed to tell stands on top, errors first, and a CA that says nothing of it too", () => {
  const provider = { name: "ncloud", type: "ncloud", complete: true, observed: 1, error: null, warnings: ["odd"] };
  const failed = { ...provider, name: "sectigo", complete: false, error: "sectigo: 503", warnings: [] };
  const silent = { ...failed, name: "silent", error: null };
  expect(
    render({ complete: false, providers: [provider, failed, silent] })
      .split("\n")
      .slice(2, 6),
  ).toEqual(["  error    sectigo: 503", "  error    silent: not read to the end", "  warning  odd", ""]);
});

test.each([
  ["reported", "ca", "  8 d"],
  ["derived", "ca", " ~8 d"],
  ["bounded", "ca", " 8+ d"],
  ["derived", "ca_expiry", "  8 d"],
  ["bounded", "ca_expiry", "  8 d"],
] as const)("where the age is %s and the end set by %s, the days left are%s", (age_basis, bound_by, shown) => {
  const reuse = { ...reuseUntil("2026-11-29T00:00:00Z", 8), age_basis, bound_by };
  const text = wholeText(renderText(planOf([changeOf("www.example.com", { reuse })]), CONTEXT));
  expect(text).toContain(`www.example.com${" ".repeat(8 - shown.length)}${shown}  2026-11-29`);
  expect(/^ {2}[~+] d: /m.test(text)).toBe(/[~+]/.test(shown));
});
