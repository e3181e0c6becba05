/** What the text format says in its own way; whole plans are in `test/golden`. */
import { renderText } from "../../../lib/report/text/text";
import type { ChangeDocument, PlanDocument } from "../../../lib/report/plan-document";
import type { Detail } from "../../../lib/report/renderer";
import { CONTEXT, changeOf, findingOf, planOf, reuseUntil } from "./plan-documents";
import { largePlan } from "../../support/large-plan";
import { wholeText } from "../../support/whole-text";

const WAIVER = { reason: "moves", owner: "pki", expires: "2027-01-31" };

function render(more: Partial<PlanDocument>, detail: Detail = "everything", columns = 80): string {
  return wholeText(renderText(planOf([], more), { ...CONTEXT, detail, columns }));
}

/** The lines between two headings. */
function findingsOf(text: string): string {
  return text.slice(text.indexOf("Findings\n"), text.indexOf("\n\nPlan:"));
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

test("problems of the CAs stand near the end, errors first; the last line names the CA and its reason, unbroken", () => {
  const provider = { name: "ncloud", type: "ncloud", complete: true, observed: 1, error: null, warnings: ["odd"] };
  const failed = {
    ...provider,
    name: "sectigo",
    complete: false,
    error: `sectigo: 401; ${"x ".repeat(60)}`,
    warnings: [],
  };
  const silent = { ...failed, name: "silent", error: null };
  const text = render({ complete: false, verdict: "error", providers: [provider, failed, silent] }, "work");
  expect(text).toMatch(
    /Provider problems\n {2}error {4}sectigo: 401;[^]*error {4}silent: not read to the end\n {2}warning {2}odd\n/,
  );
  expect(text.trimEnd().split("\n").at(-1)).toBe(`Not complete: sectigo: 401; ${"x ".repeat(60)}; and 1 more problem`);
});

test("a wrong password with 302 domains behind it takes fewer than 15 lines", () => {
  const provider = {
    name: "sectigo",
    type: "sectigo",
    complete: false,
    observed: 0,
    error: "sectigo: 401",
    warnings: [],
  };
  const unread = { action: "unknown", reason: "provider_unreachable", live: null, reuse: null } as const;
  const changes = Array.from({ length: 302 }, (_, index) => changeOf(`host-${index}.example.com`, unread));
  const lines = render({ complete: false, verdict: "error", providers: [provider], changes }, "work")
    .trimEnd()
    .split("\n");
  expect(lines.length).toBeLessThan(15);
  expect(lines).toContain("  302 domains of sectigo: it could not be read");
  expect(lines.at(-1)).toBe("Not complete: sectigo: 401");
});

test.each([80, 200])("350 domains with 120 findings fit in 120 lines at %i columns", (columns) => {
  const name = (index: number): string => `service-${String(index).padStart(3, "0")}.team-${index % 7}.example.com`;
  const challenge = {
    method: "CNAME",
    name: "_6f66.example.com",
    value: "d6a3.ca.example",
    deadline: null,
    next_check: null,
  };
  const changes = Array.from({ length: 350 }, (_, index) => {
    const reuse = reuseUntil("2026-12-09T00:00:00Z", index % 40);
    if (index < 25) {
      const text = `Publish _${index}f66.example.com CNAME d6a3.ca.example by 2026-12-19`;
      const next_step = { kind: "publish", text, by: "2026-12-19T00:00:00Z", until: null } as const;
      return changeOf(name(index), {
        action: "await",
        reason: "order_submitted",
        next_step,
        reuse,
        live: { ...changeOf("a").live!, challenge },
      });
    }
    const next_step = { kind: "start", text: "Start the validation at the CA", by: null, until: null } as const;
    if (index < 60) return changeOf(name(index), { action: "revalidate", reason: "expiring", next_step, reuse });
    if (index < 80)
      return changeOf(name(index), { action: "validate", reason: "not_found", next_step, live: null, reuse: null });
    return changeOf(name(index));
  });
  const findings = Array.from({ length: 120 }, (_, index) =>
    findingOf(name(index), {
      rule: index < 60 ? "revalidation-window" : "not-validated",
      message:
        index % 2 === 0
          ? `usable for ${index} days`
          : "listed by the CA, but not validated; an order that names it gets no certificate",
    }),
  );
  const lines = render({ changes, findings }, "work", columns).split("\n");
  expect(lines.length).toBeLessThanOrEqual(120);
  for (const line of lines.slice(0, -2)) expect(line.length).toBeLessThanOrEqual(columns);
  expect(lines).toContain("  and 20 more: --verbose");
  expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain("and 50 more: dcv explain not-validated");
});

const LONG = "a sentence that is as long as those of a CA that explains itself at length, and then some more of it";

test.each([60, 80, 200])(
  "a plan with much of every kind fits in 120 lines at %i columns, and each group shows a row",
  (columns) => {
    const plan = largePlan(1000);
    const [change] = plan.changes;
    const changes = plan.changes.map((one, index) => ({
      ...one,
      domain: `${"long-".repeat(index % 8)}${one.domain}`,
      ...(one.declared === null
        ? {}
        : { declared: { ...one.declared, owner: `team-${"x".repeat(index % 40)}@example.com` } }),
      next_step: { ...one.next_step, text: `${one.next_step.text} ${index} ${LONG}` },
    }));
    const findings = Array.from({ length: 300 }, (_, index) =>
      findingOf(changes[index]?.domain ?? "", { rule: `rule-${index % 12}`, message: `${index} ${LONG}` }),
    );
    const [provider] = plan.providers;
    const warnings = Array.from({ length: 50 }, (_, index) => `${provider?.name ?? ""}: row ${index}: ${LONG}`);
    const news = changes.slice(0, 50).map(({ domain }) => ({
      ...{ provider: change?.provider ?? "", domain, kind: "changed" as const, detail: LONG },
    }));
    const state = {
      at: "2026-11-21T00:00:00Z",
      refreshed: true,
      providers: [],
      since: { at: "2026-11-20T00:00:00Z", news },
    };
    const text = render(
      { changes, findings, providers: plan.providers.map((one) => ({ ...one, warnings })), state },
      "work",
      columns,
    );
    expect(text.split("\n").length).toBeLessThanOrEqual(120);
    for (const sign of ["+", "~", ">", "!", "?"]) expect(text).toMatch(new RegExp(`^ {2}\\${sign} `, "m"));
    expect(text).toContain("  and 40 more: --verbose");
    expect(text).toContain("rule-11: 25 findings: dcv explain rule-11");
  },
);

test("equal findings are said once with their names, those that differ much by their names alone", () => {
  const equal = ["a", "b", "c"].map((name) => findingOf(`${name}.example.com`, { message: "ends soon" }));
  expect(findingsOf(render({ findings: equal }, "work"))).toBe(`Findings
  warning  revalidation-window  [Recommended practice]
           To do: validate it again
    a.example.com, b.example.com, c.example.com
           ends soon`);
  const different = ["a", "b", "c", "d"].map((name) => findingOf(`${name}.example.com`, { message: `ends ${name}` }));
  expect(findingsOf(render({ findings: different }, "work"))).toBe(`Findings
  warning  revalidation-window  [Recommended practice]
           To do: validate it again
           a.example.com, b.example.com, c.example.com, d.example.com`);
});

test("a step that all domains of a group share is said once, above them", () => {
  const next_step = { kind: "start", text: "Start it at the CA", by: null, until: null } as const;
  const changes = ["b", "a"].map((name, index) =>
    changeOf(`${name}.example.com`, {
      action: "revalidate",
      reason: "expiring",
      next_step,
      reuse: reuseUntil("2026-12-01T00:00:00Z", 10 - index),
    }),
  );
  expect(render({ changes }, "work")).toContain(`Usable, to be validated again (2)
  expiring: Start it at the CA:
  ~ a.example.com     9 d  2026-12-01  pki@example.com  sectigo
  ~ b.example.com    10 d  2026-12-01  pki@example.com  sectigo
`);
  const differing = changes.map((change, index) =>
    index === 0 ? change : { ...change, reason: "method_drift" as const },
  );
  expect(render({ changes: differing }, "work")).toContain(`  Start it at the CA:
  ~ a.example.com     9 d  2026-12-01  pki@example.com  sectigo  method drift
  ~ b.example.com    10 d  2026-12-01  pki@example.com  sectigo  expiring
`);
});

test("valid domains are counted, and listed where everything is asked for", () => {
  const changes = [changeOf("a.example.com"), changeOf("b.example.com")];
  expect(render({ changes }, "work")).toContain("Valid (2)\n\nNext deadlines");
  expect(render({ changes }, "everything")).toContain("Valid (2)\n    a.example.com");
});

test("the verdict alone is one line", () => {
  expect(render({ changes: [changeOf("a.example.com")] }, "verdict")).toBe("Policy holds: 0 errors, 0 warnings.\n");
});

test("the next three deadlines are those of declared domains, orders included, none of the past", () => {
  const end = (day: string, left: number) => reuseUntil(`${day}T00:00:00Z`, left);
  const next_step = { kind: "publish", text: "Publish it", by: "2026-12-02T00:00:00Z", until: null } as const;
  const ours = changeOf("ours.example.com", { reuse: end("2026-12-03", 12), next_step });
  const record = { method: "CNAME", name: "_x.ours.example.com", value: "y.ca.example" };
  const challenge = { ...record, deadline: next_step.by, next_check: null };
  const changes = [
    changeOf("past.example.com", { reuse: end("2026-11-01", -20) }),
    changeOf("late.example.com", { reuse: end("2027-05-01", 160) }),
    { ...ours, live: { ...ours.live, challenge } as ChangeDocument["live"] },
    changeOf("theirs.example.com", { reuse: end("2026-11-30", 9), declared: null }),
    changeOf("soon.example.com", { reuse: end("2026-12-01", 10) }),
  ];
  expect(render({ changes }, "work")).toContain(`Next deadlines
  2026-12-01  soon.example.com: the validation stops being usable
  2026-12-02  ours.example.com: the challenge of the order ends
  2026-12-03  ours.example.com: the validation stops being usable
`);
});

test.each([
  ["reported", "ca", "  8 d"],
  ["derived", "ca", " ~8 d"],
  ["bounded", "ca", " 8+ d"],
  ["derived", "ca_expiry", "  8 d"],
  ["bounded", "ca_expiry", "  8 d"],
] as const)("where the age is %s and the end set by %s, the days left are%s", (age_basis, bound_by, shown) => {
  const reuse = { ...reuseUntil("2026-11-29T00:00:00Z", 8), age_basis, bound_by };
  const text = render({ changes: [changeOf("www.example.com", { reuse })] });
  expect(text).toContain(`www.example.com${" ".repeat(8 - shown.length)}${shown}  2026-11-29`);
  expect(/^ {2}[~+] d: /m.test(text)).toBe(/[~+]/.test(shown));
});
