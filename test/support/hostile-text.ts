/** What a hostile CA, owner or saved plan may put where a word is expected, and a plan that says it everywhere. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";

/** By what it tries. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  "nothing at all": "",
  "only blanks": "   ",
  "terminal escapes": "a\u001b[2J\u001b]0;owned\u0007\u009b31mb",
  "NUL, backspace and delete": "a\u0000\u0008\u007fb",
  "line ends of every kind": "a\nb\r\nc\rd\u0085e\u2028f\u2029g\u000bh",
  "text from right to left": "a\u202egpj.exe\u202c\u200f\u2066b\u2069",
  "invisible characters": "a\u200b\u200d\u00ad\ufeff\u{e0041}b",
  "letters and marks that show nothing": "a\u034f\u115f\u3164\uffa0\ufe0f\u180b\u{e0100}\u{1d173}b",
  "half characters": "a\ud800b\udc00",
  "a workflow command": "::error file=x,line=1::owned",
  "a workflow command on a line of its own": "a\n::add-mask::b\n::stop-commands::c",
  "a workflow command of the old kind": "##[error]owned ##[add-path]/tmp",
  "the end of a workflow command's properties": "a,line=1::b%0A::error::c%2C%3A%25",
  "an expression of a workflow": "${{ github.token }} ${HOME} $(id) `id`",
  "an element": "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "an element in an attribute": '" onmouseover="alert(1)" \' x=\'',
  "the end of what surrounds it": "a --> </details></summary></td></tr></table></code></script></style> ]]> b",
  "character references": "&lt;b&gt; &#60;i&#62; &amp; &nbsp;",
  "a link and an image": "[click](https://evil.example) ![x](https://evil.example/x.png) [a][b]",
  "a link by itself": "https://evil.example/x?y=z www.evil.example mailto:a@evil.example <https://evil.example>",
  "a mention and a reference": "@octocat @org/team #1 !1 GH-1 org/repo#1 &1 %1 ~bug $1 0123456789abcdef",
  "an emoji by its name": ":+1: (:smile:) a:tada:",
  emphasis: "*a* **b** _c_ __d__ ~~e~~ ~f~ ***",
  code: "`a` ``b`` ```c` \\` `",
  "the end of a cell": "a | b \\| c \\\\| `d | e` |",
  "a table, a heading, a list": "# a\n\n| b |\n| --- |\n| c |\n\n- d\n1. e\n> f\n    g\n---\n```",
  "a formula of a spreadsheet": "=cmd|' /C calc'!A0",
  "formulas by other signs": "+1+1 -2 @SUM(A1) \t=1",
  "a separator of fields": 'a,b;c"d""e\tf',
  "a formula of full-width signs": "＝1+1 ＋1",
  "formulas in the cells behind": 'a";=1+1;\u00a0+1,"=1+1";"-1',
  "a formula behind a semicolon and a quote": 'a;"=1+1;b',
  "a sample of a metric": 'a"} 1\ndcv_plan_complete 1\n# TYPE a counter\n\\',
  "a property of a calendar": "a\r\nATTACH:https://evil.example/\r\nEND:VEVENT\r\nBEGIN:VALARM",
  "a backslash at the end": "a\\",
  "math and templates": "$$a$$ $`b`$ {{ c }} {% d %}",
  "a name of 300 characters": `${"a-very-long-label.".repeat(17)}example`,
  "300 characters that need escapes": '<|`@"'.repeat(60),
  "300 characters of four octets": "\u{1f525}".repeat(300),
  "letters of other scripts": "bücher.例え.שלום.😀",
};

const PLAN = join(__dirname, "../golden/every-action/expected.json");

/** Keys whose text is free; all others hold words of closed lists, instants and numbers. */
const FREE_TEXT = new Set([
  ...["address", "domain", "unicode", "provider", "message", "owner", "name", "type", "error", "warnings", "ref"],
  ...["status", "order_status", "order_method", "limit_source", "bound_source", "source", "file", "replaces"],
  ...["rule", "title", "remediation", "citation", "url", "estate", "text", "value"],
]);

/** The summary of a plan that holds these; `changed` counts the findings that belong to what changed. */
export function summaryOf({ changes, findings }: Pick<PlanDocument, "changes" | "findings">): PlanDocument["summary"] {
  const ofAction = (wanted: string): number => changes.filter(({ action }) => action === wanted).length;
  const counts = (some: PlanDocument["findings"]): NonNullable<PlanDocument["summary"]["changed"]> => {
    const ofSeverity = (wanted: string): number =>
      some.filter(({ waiver, severity }) => waiver === null && severity === wanted).length;
    const waived = some.filter(({ waiver }) => waiver !== null).length;
    return { errors: ofSeverity("error"), warnings: ofSeverity("warning"), infos: ofSeverity("info"), waived };
  };
  return {
    domains: changes.length,
    no_op: ofAction("no-op"),
    validate: ofAction("validate"),
    revalidate: ofAction("revalidate"),
    await: ofAction("await"),
    undeclared: ofAction("undeclared"),
    unknown: ofAction("unknown"),
    ...counts(findings),
    changed: counts(findings.filter(({ changed }) => changed === true)),
  };
}

/**
 * The plan of `test/golden/every-action`, with a CA that failed, compared with a ref, and with the text in the place of
 * every free text of it. Whatever the text, the shape is the same.
 */
export function planSaying(text: string): PlanDocument {
  const plan = JSON.parse(readFileSync(PLAN, "utf8")) as PlanDocument;
  const findings = plan.findings.map((finding, index) => ({ ...finding, changed: index % 2 === 0 }));
  const worse: PlanDocument = {
    ...plan,
    estate: "shop-eu",
    changed_since: { ref: "main", only_changed: true },
    providers: plan.providers.map((provider) => ({ ...provider, complete: false, error: "failed", warnings: ["odd"] })),
    findings,
    rules: plan.rules.map((rule, index) => (index === 0 ? { ...rule, replaces: rule.file } : rule)),
    summary: summaryOf({ changes: plan.changes, findings }),
  };
  const say = (value: unknown, key: string, holder: string): unknown => {
    // An empty step is none, and has no line of its own.
    if (typeof value === "string") return isFree(key, holder) && (key !== "text" || value !== "") ? text : value;
    if (Array.isArray(value)) return value.map((item) => say(item, key, holder));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, say(held, name, key)]));
  };
  const said = say(worse, "", "") as PlanDocument;
  // An address may be any text, but stands in a plan once.
  const changes = said.changes.map((change, index) => ({ ...change, address: `${text}/${index}` }));
  return { ...said, changes, tool: plan.tool };
}

/** A reason is a closed word but for that of a waiver, a method but for the one that the CA reports; labels are free. */
function isFree(key: string, holder: string): boolean {
  return (
    FREE_TEXT.has(key) ||
    (key === "reason" && holder === "waiver") ||
    (key === "method" && holder === "live") ||
    holder === "labels"
  );
}
