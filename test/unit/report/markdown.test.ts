/** The comment as a reader of Markdown makes elements of it, which are what a hostile text must not add to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { printable } from "../../../lib/core/printable";
import { clip } from "../../../lib/report/clip";
import { renderMarkdown } from "../../../lib/report/markdown/markdown";
import { fitSections } from "../../../lib/report/markdown/sections";
import type { Section } from "../../../lib/report/markdown/sections";
import { code, htmlCode, prose } from "../../../lib/report/markdown-text";
import { parsePlan } from "../../../lib/report/parse-plan";
import type { ChangeDocument, FindingDocument, PlanDocument } from "../../../lib/report/plan-document";
import { HOSTILE_TEXTS, planSaying, summaryOf } from "../../support/hostile-text";
import { CONTEXT, changeOf, findingOf, reuseUntil } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

const LIMIT = 65_000;
const PLAN = planWith("every-action");
const READER = new MarkdownIt({ html: true, linkify: true, breaks: true });

function planWith(golden: string): PlanDocument {
  return JSON.parse(readFileSync(join(__dirname, `../../golden/${golden}/expected.json`), "utf8")) as PlanDocument;
}

function render(more: Partial<PlanDocument> = {}): string {
  return wholeText(renderMarkdown({ ...PLAN, ...more }, CONTEXT));
}

function tags(html: string): readonly string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

/** Code spans hold text and nothing else, so how many there are is all the difference that a text may make. */
function withoutCode(html: string): string {
  return html.replace(/<code>[^<]*<\/code>/g, "");
}

function shownText(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

function finding(more: Partial<FindingDocument>): FindingDocument {
  return findingOf("www.example.com", { severity: "error", ...more });
}

test("a comment is found again by its first line", () => {
  expect(render()).toMatch(
    /^<!-- dcv plan -->\n## ❌ DCV plan: Not complete\n\n\*\*6 errors, 13 warnings, 1 info, 1 waived\.\*\*/,
  );
});

test.each([
  ["✅ DCV plan: Policy holds", { verdict: "pass" }],
  ["⚠️ DCV plan: Policy holds", { verdict: "changes" }],
  ["⚠️ DCV plan: Policy is violated, but only advisory", { verdict: "pass", enforcement: "advisory", errors: 1 }],
  ["❌ DCV plan: Policy is violated", { verdict: "violation", errors: 1 }],
  ["❌ DCV plan: Not complete", { verdict: "error", complete: false }],
] as const)("%s", (heading, { errors = 0, ...more }: Partial<PlanDocument> & { readonly errors?: number }) => {
  expect(render({ complete: true, ...more, summary: { ...PLAN.summary, errors } })).toContain(`## ${heading}\n`);
});

test("what the CAs failed to tell stands right below the verdict, errors first", () => {
  const provider = { name: "ncloud", type: "ncloud", complete: true, observed: 1, error: null, warnings: ["odd"] };
  const broken = { ...provider, name: "sectigo", complete: false, error: "sectigo: 503", warnings: [] };
  const text = render({ providers: [provider, broken] });
  expect(text.slice(text.indexOf("### "), text.indexOf("### Not usable"))).toBe(
    "### Provider problems (2)\n\n- **error** sectigo: 503\n- **warning** odd\n\n",
  );
});

test("errors are open, all other findings folded, each with what to do and its source", () => {
  const [open = "", folded = ""] = render().split(/<details>([^]*)/);
  expect(open).toContain("### `dcv-reuse-limit`: error (1)\n\n- To do: Validate the domain again");
  expect(folded).toContain("<summary><code>not-validated</code>: waived (1)</summary>\n\n- To do: ");
  expect(folded).not.toContain("### ");
});

test("a waived finding tells who accepted it, until when and why", () => {
  expect(render()).toContain("| accepted by `web-team@example.com` until 2027-03-31: goes live in spring |\n");
});

test("advice and a source that differ have columns, and the findings of a rule stay one section", () => {
  const findings = ["a.example.com", "b.example.com"].map((domain) =>
    finding({ domain, remediation: `Validate ${domain}.`, citation: `Section ${domain.length}` }),
  );
  const text = render({ findings });
  expect(text).toContain(
    "### `revalidation-window`: error (2)\n\n- Source: Section 13\n\n| domain | place | finding | to do |\n",
  );
  expect(text).toContain("usable for fewer days than the window | Validate `b.example.com`. |\n");
  const differing = findings.map((one, index) => ({ ...one, citation: `Section ${index}` }));
  expect(render({ findings: differing })).toContain(
    "error (2)\n\n| domain | place | finding | to do | source |\n| --- | --- | --- | --- | --- |\n",
  );
});

test("a rule in the place of a built-in one is named", () => {
  const [rule] = PLAN.rules.map((one) => ({ ...one, rule: "r", file: "our/r.yaml", replaces: "policies/r.yaml" }));
  expect(render({ rules: rule === undefined ? [] : [rule] })).toContain("\n- `r` is that of `our/r.yaml`\n");
});

test("columns in which no domain has anything are left out", () => {
  const text = render({ changes: [changeOf("stray.example.com", { action: "undeclared", declared: null })] });
  expect(text).toContain("| domain | provider | state | days left | usable until |\n");
});

test.each([
  ["8\u00a0d", "reported"],
  ["≈\u00a08\u00a0d", "derived"],
  ["≥\u00a08\u00a0d", "bounded"],
] as const)("%s where the age is %s", (left, age_basis) => {
  const reuse = { ...reuseUntil("2026-11-29T00:00:00Z", 8), age_basis };
  expect(render({ changes: [changeOf("www.example.com", { reuse })] })).toContain(`| ${left} | 2026-11-29 |`);
});

test.each([
  ["an order, e.g. of 2026-11-21 (30 %)", "an order, `e.g`. of 2026-11-21 (30 %)"],
  ["see section 3.2.2.4 of ca.example:", "see section 3.2.2.4 of `ca.example`:"],
  ["defaced deadbeef 1234567 GH-12 A-label", "`defaced` `deadbeef` `1234567` `GH-12` A-label"],
  ["so ... (!) :x: 유효하지 않은", "so `...` `(!)` `:x`: 유효하지 않은"],
  ["Größe naïve Ελλάδα Київ 東京 परीक्षा a×b", "Größe naïve Ελλάδα Київ 東京 `परीक्षा` `a×b`"],
])("the sentence: %s", (sentence, written) => {
  expect(prose(sentence)).toBe(written);
});

describe("compared with a ref", () => {
  const findings = [
    finding({ rule: "old", changed: false }),
    finding({ rule: "new", changed: true }),
    finding({ rule: "new-warning", severity: "warning", changed: true }),
  ];
  const changed = { errors: 1, warnings: 1, infos: 0, waived: 0 };
  const summary = { ...PLAN.summary, changed };

  test("the findings that changed come before the domains, marked, and the others after them", () => {
    const text = render({ findings, summary, changed_since: { ref: "origin/main", only_changed: false } });
    expect(text).toContain("\n> Of what changed since `origin/main`: 1 error, 1 warning.\n");
    const order = [
      "### `new`: error, changed (1)",
      "<code>new-warning</code>: warning, changed (1)",
      "### Not usable",
      "### `old`: error (1)",
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test("errors that do not count are folded", () => {
    const text = render({ findings, summary, changed_since: { ref: "origin/main", only_changed: true } });
    expect(text).toContain("<summary><code>old</code>: error, older (1)</summary>");
    expect(text).not.toContain("### `old`");
  });
});

/** The name of the estate stands in it, with nothing but letters, digits, dots, dashes and underscores. */
const MARKER = /^<!-- dcv plan [\w.-]* -->/;

describe.each(Object.entries(HOSTILE_TEXTS))("%s", (_, text) => {
  const plan = everywhere(text);
  const html = READER.render(wholeText(renderMarkdown(plan, CONTEXT)));

  test("adds no element to those of a harmless plan", () => {
    const harmless = READER.render(wholeText(renderMarkdown(everywhere("harmless"), CONTEXT)));
    expect(tags(withoutCode(html.replace(MARKER, "")))).toEqual(tags(withoutCode(harmless.replace(MARKER, ""))));
    expect(html).not.toMatch(/<(a|img|script)\b/);
  });

  test("leaves nothing outside code that GitHub or GitLab would read once more", () => {
    const plain = shownText(withoutCode(html.replace(MARKER, "")));
    expect(plain).not.toMatch(/[@#`|\\~$&^[\]{}*_<>=/]|www\.|GH-\d|:\w+:|\b[0-9a-f]{7,}\b/);
  });

  test.each([
    ["a name", "| a |\n| --- |\n| x#y |\n", code],
    ["a sentence", "- x#y\n", prose],
    ["a name in a line of HTML", "<details>\n<summary>x#y</summary>\n\n</details>\n", htmlCode],
  ] as const)("is shown whole as %s", (_, around, write) => {
    const shown = printable(clip(text, 300)).replaceAll("`", "\\u{60}").replaceAll("|", "\\u{7c}");
    const expected = shown.trim() === "" && write === code ? "(blank)" : shown;
    const read = shownText(READER.render(around.replace("#", () => write(text))));
    expect(withoutBlanks(read)).toContain(withoutBlanks(`x${expected}y`));
  });

  test("the plan that says it is one that can be read", () => {
    expect(parsePlan(JSON.stringify(planSaying(text))).plan).not.toBeNull();
  });
});

/** One domain an action, one next step and one finding a kind, so that even the longest texts fit uncut. */
function everywhere(text: string): PlanDocument {
  const plan = planSaying(text);
  const none = { kind: "none", text: "", by: null, until: null } as const;
  const changes = firstOf(plan.changes, ({ action }) => action).map((change) =>
    change.action === "await" ? change : { ...change, next_step: none },
  );
  const findings = firstOf(
    plan.findings,
    ({ severity, waiver, changed }) => `${severity} ${waiver === null} ${changed}`,
  );
  return { ...plan, changes, findings, summary: summaryOf({ changes, findings }) };
}

function firstOf<T>(items: readonly T[], kind: (item: T) => string): readonly T[] {
  return [...new Map(items.toReversed().map((item) => [kind(item), item])).values()].reverse();
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, "");
}

test.each([
  ["abcd", "abcd"],
  ["abcde", "abc…"],
  ["ab🔥d!", "ab…"],
  ["abc\ud800e", "abc…"],
])("%s in four units is %s", (text, clipped) => {
  expect(clip(text, 4)).toBe(clipped);
});

describe("too much for a comment", () => {
  const change = (index: number): ChangeDocument => {
    const declared = {
      file: "domains.yaml",
      line: index + 1,
      column: 5,
      method: null,
      owner: "例え@example.com",
      labels: {},
    };
    return changeOf(`${index}.example.com`, { action: "validate", reason: "not_found", declared, live: null });
  };
  const changes = Array.from({ length: 10_000 }, (_, index) => change(index));
  const findings = changes.map(({ domain }) => finding({ domain, rule: "not-validated" }));
  const warnings = Array.from({ length: 10_000 }, (_, index) => `row ${index} cannot be read`);
  const providers = [{ name: "sectigo", type: "sectigo", complete: true, observed: 0, error: null, warnings }];

  test.each([
    ["ten thousand domains with a finding each", { changes, findings, providers: [] }],
    ["ten thousand messages of a CA as well", { changes, findings, providers }],
    [
      "a rule a finding",
      { changes, findings: findings.map((one, index) => ({ ...one, rule: `r${index}` })), providers },
    ],
    ["texts that grow", everywhere("|`\u0000".repeat(10_000))],
    ["a ref without an end", { changed_since: { ref: "e/".repeat(100_000), only_changed: false } }],
  ] satisfies [string, Partial<PlanDocument>][])("%s", (_, more) => {
    const text = render(more);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    expect(text.split("<details>").length).toBe(text.split("</details>").length);
    expect(text.endsWith("\n")).toBe(true);
    for (const line of text.split("\n").filter((one) => one.startsWith("|"))) expect(line).toMatch(/ \|$/);
    const shown = [...text.matchAll(/^\| (?!domain|---)/gm)].length + [...text.matchAll(/^- \*\*/gm)].length;
    const missing = [...text.matchAll(/(?<=… and |, )([\d,]+) more (?!rule)/g)].map(([, count = ""]) =>
      Number(count.replaceAll(",", "")),
    );
    const all = { ...PLAN, ...more };
    const told =
      all.providers.flatMap((provider) => provider.warnings).length +
      all.providers.filter((one) => one.error !== null).length;
    expect(shown + missing.reduce((sum, count) => sum + count, 0)).toBe(
      all.changes.length + all.findings.length + told,
    );
    if (missing.length > 0)
      expect(text).toMatch(/Cut to what a comment can hold; `--output json` holds the whole plan\.\n$/);
  });

  test("a section that is short is whole, whatever the others are", () => {
    const text = render({ changes, findings: [finding({ rule: "short", domain: "here.example.com" })] });
    expect(text).toContain("| `here.example.com` |");
    expect(text).toMatch(/\| `0\.example\.com` \|/);
    expect(text).toMatch(/^… and 9,\d{3} more domains$/m);
  });

  test("the space is used and not exceeded, whatever it is", () => {
    const rows = (count: number): Section["rows"] => Array.from({ length: count }, (_, index) => () => `${index} é\n`);
    const counts = [5, 200, ...Array.from({ length: 12 }, () => 3000)];
    const sections = counts.map((count) => ({ open: "\n", rows: rows(count), close: "\n", noun: "row" }));
    for (let bytes = 30_000; bytes < 31_000; bytes += 37) {
      const size = Buffer.byteLength(fitSections(sections, bytes));
      expect(size).toBeLessThanOrEqual(bytes);
      expect(size).toBeGreaterThan(bytes - 1200);
    }
  });

  test("what fits is not cut", () => {
    const text = render({ changes: changes.slice(0, 500), findings: [] });
    expect(text).toContain("`499.example.com`");
    expect(text).not.toContain("…");
  });
});
