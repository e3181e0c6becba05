/** The web page as text: what stands in it, what cannot, and where things lie in time. What it does is tested in Chromium. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isoWeek, mondayOf, monthsBetween } from "../../../lib/report/html/calendar";
import { expirationsOf } from "../../../lib/report/html/expirations";
import { html, isolated, markupText, webLink } from "../../../lib/report/html/markup";
import { grouped } from "../../../lib/report/html/number-text";
import { renderHtml } from "../../../lib/report/html/page";
import { SCRIPT } from "../../../lib/report/html/script";
import { STYLE } from "../../../lib/report/html/style";
import type { ChangeDocument, FindingDocument, PlanDocument, RuleDocument } from "../../../lib/report/plan-document";
import { at } from "../../support/domains";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { largePlan } from "../../support/large-plan";
import { wholeText } from "../../support/whole-text";

const everyAction = (): PlanDocument =>
  JSON.parse(readFileSync(join(__dirname, "../../golden/every-action/expected.json"), "utf8")) as PlanDocument;

const render = (plan: PlanDocument): string =>
  wholeText(renderHtml(plan, { toolVersion: "0.0.0", color: false, columns: 80, detail: "work" }));

/** The text of the part with this id, without its tags and with single blanks. */
function textOf(page: string, id: string): string {
  const part = page.slice(page.indexOf(`<section id="${id}"`)).split("</section>")[0] ?? "";
  return part.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

describe("markup", () => {
  test.each([
    ["text cannot begin an element", html`<p>${"<b>"}</p>`, "<p>&lt;b&gt;</p>"],
    ["text cannot end an attribute", html`<p title="${`" x='`}"></p>`, '<p title="&quot; x=&#39;"></p>'],
    ["a reference stays what was written", html`${"&lt;"}`, "&amp;lt;"],
    ["what is invisible is made visible", html`${"a\u202eb\u0000"}`, "a\\u{202e}b\\u{0}"],
    ["noncharacters too", html`${"\ufdd0\uffff\u{1fffe}"}`, "\\u{fdd0}\\u{ffff}\\u{1fffe}"],
    [
      "markup stays markup, alone and in a list",
      html`<b>${[isolated("a"), isolated("b")]}</b>`,
      "<b><bdi>a</bdi><bdi>b</bdi></b>",
    ],
    ["nothing is left out", html`a${null}b`, "ab"],
    [
      "a web address is a link",
      webLink("https://a.example/?b&c", "d"),
      '<a href="https://a.example/?b&amp;c" rel="noopener noreferrer">d</a>',
    ],
    ["a script is not", webLink("javascript:alert(1)", "d"), "<bdi>javascript:alert(1)</bdi>"],
    ["nor is a thing that only begins like one", webLink("https://", "d"), "<bdi>https://</bdi>"],
  ])("%s", (_, markup, text) => {
    expect(wholeText(markupText(markup))).toBe(text);
  });

  test("data that looks like markup is text, for JSON holds no symbols", () => {
    const lookalike = JSON.parse('{"markup":"<b>","Symbol(markup)":"<b>"}') as string;
    expect(() => wholeText(markupText(html`${lookalike}`))).toThrow();
  });
});

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1234567, "1,234,567"],
])("%d is written %s", (count, text) => expect(grouped(count)).toBe(text));

test.each([
  ["a Monday", "2026-11-23", "2026-11-23", "2026-W48"],
  ["a Sunday belongs to the Monday before", "2026-11-29T23:59:59Z", "2026-11-23", "2026-W48"],
  ["the last days of a year may be in the first week of the next", "2024-12-31", "2024-12-30", "2025-W01"],
  ["the first days of a year may be in the last week of the one before", "2027-01-03", "2026-12-28", "2026-W53"],
  ["a year that begins on a Thursday", "2026-01-01", "2025-12-29", "2026-W01"],
  ["days before 1970", "1969-12-31", "1969-12-29", "1970-W01"],
])("weeks of ISO 8601: %s", (_, day, monday, week) => {
  expect(mondayOf(at(day))).toBe(at(monday));
  expect(isoWeek(mondayOf(at(day)))).toBe(week);
});

test("of two years of months every January is named, also on a phone", () => {
  const plan = everyAction();
  const until = (change: ChangeDocument): ChangeDocument => ({
    ...change,
    reuse: change.reuse === null ? null : { ...change.reuse, usable_until: "2028-10-30T00:00:00Z" },
  });
  const page = render({ ...plan, changes: plan.changes.map(until) });
  const named = [...page.matchAll(/<text class="month( minor)?"[^>]*>([^<]*)</g)];
  expect(named.map(([, , label]) => label)).toEqual(["Jan 2027", "Apr", "Jul", "Oct", "Jan 2028", "Apr", "Jul", "Oct"]);
  expect(named.filter(([, minor]) => minor === undefined).map(([, , label]) => label)).toEqual([
    "Jan 2027",
    "Jul",
    "Jan 2028",
    "Jul",
  ]);
});

test("months tell their year where it is new", () => {
  const labels = monthsBetween(at("2026-11-16"), at("2027-03-01")).map(({ label }) => label);
  expect(labels).toEqual(["Dec 2026", "Jan 2027", "Feb"]);
  expect(monthsBetween(at("2026-11-01"), at("2026-12-01")).map(({ label }) => label)).toEqual(["Nov 2026"]);
});

describe("the time line", () => {
  const withEnds = (ends: readonly (string | null)[], more: Partial<PlanDocument> = {}): PlanDocument => {
    const plan = everyAction();
    const valid = plan.changes.find(({ domain }) => domain === "valid.example.com") as ChangeDocument;
    const changes = ends.map((until): ChangeDocument => {
      const reuse = { ...(valid.reuse as NonNullable<ChangeDocument["reuse"]>), usable_until: until };
      return { ...valid, reuse: until === null ? null : reuse };
    });
    return { ...plan, changes, ...more };
  };

  test("goes from the week of the date judged to four weeks behind the last end, and counts by week", () => {
    const ends = expirationsOf(withEnds(["2026-11-25T00:00:00Z", "2026-11-29T23:00:00Z", "2027-04-14T00:00:00Z"]));
    expect([ends?.from, ends?.to]).toEqual([at("2026-11-16"), at("2027-05-17")]);
    expect(ends?.weeks.filter((week) => week.ends > 0)).toEqual([
      { monday: at("2026-11-23"), name: "2026-W48", ends: 2, left: 1 },
      { monday: at("2027-04-12"), name: "2027-W15", ends: 1, left: 0 },
    ]);
  });

  test("shows the next step of the schedule where everything ends before", () => {
    expect(expirationsOf(withEnds(["2026-11-25T00:00:00Z"]))?.to).toBe(at("2027-04-19"));
  });

  test("draws two years; what ends later or never is counted and said", () => {
    const plan = withEnds(["2026-11-25T00:00:00Z", "9999-12-31T00:00:00Z", null, "2026-99-99T00:00:00Z"]);
    expect(expirationsOf(plan)).toMatchObject({ usable: 4, later: 1, open: 2, to: at("2027-04-19") });
    const text = textOf(render(plan), "timeline");
    expect(text).toContain("1 validation ends after what is drawn.");
    expect(text).toContain("For 2 domains the end is not known, or the CA repeats the validation by itself.");
    expect(text).toContain("10 days from 2029-03-15 →");
  });

  test("counts what is declared and usable, and neither what is unknown nor what is not in the file", () => {
    const ends = expirationsOf(everyAction());
    // of 19: 5 are not usable, 2 unknown, 2 not in the file
    expect(ends?.usable).toBe(10);
    expect(ends?.ends.reduce((sum, [, count]) => sum + count, 0)).toBe(10);
  });

  test("draws an end that is over, of a domain that is usable none the less, on the date judged", () => {
    const ends = expirationsOf(withEnds(["2026-11-02T00:00:00Z"]));
    expect(ends?.ends).toEqual([[at("2026-11-21"), 1]]);
    expect(ends?.weeks[0]).toMatchObject({ monday: at("2026-11-16"), ends: 1, left: 0 });
  });

  test("says so where the date judged is none", () => {
    const page = render({ ...everyAction(), as_of: "2026-99-99T00:00:00Z" });
    expect(textOf(page, "timeline")).toContain("2026-99-99T00:00:00Z, is not a date");
  });
});

describe("what stands in it", () => {
  const page = render(everyAction());

  test.each([
    ["the verdict", /<h1>Not complete<\/h1>/],
    ["the table's headings have their scope", /<th scope="col">Days left<\/th>/],
    ["the name as people write it", /xn--bcher-kva\.example\.com<\/bdi>\s*<bdi class="quiet">bücher\.example\.com/],
    ["an end that is only bounded says so", /\+ d: at least so many, by the expiry date/],
    ["a method that differs", /<bdi>EMAIL<\/bdi>\s*<i>CNAME declared<\/i>/],
  ])("%s", (_, pattern) => expect(page).toMatch(pattern));

  test.each([
    ["cas", "Provider problems sectigo 15 domains seen warning sectigo: row 9 at position 0"],
    ["cas", "2 domains could not be judged."],
    ["findings", "accepted by web-team@example.com until 2027-03-31: goes live in spring"],
    ["findings", "waived not-validated 1 finding"],
    ["findings", "To do: Validate the domain at the CA; an order that is only submitted is not a validation."],
    ["rules", "Passed Failed Unknown Not applicable Not in force"],
    [
      "rules",
      "The method is not being retired Baseline Requirements for TLS server certificates 3.2.2.4 (SC-090) warning 16 1 0 2 0",
    ],
  ])("in %s: %s", (id, text) => expect(textOf(page, id)).toContain(text));

  test("every domain has its row, and every finding its place", () => {
    const { changes, findings } = everyAction();
    expect(page.match(/<tr data-u=/g)).toHaveLength(changes.length);
    const subjects = page.slice(page.indexOf('<section id="findings"'), page.indexOf('<section id="rules"'));
    for (const { location } of findings) {
      if (location !== null) expect(subjects).toContain(`${location.file}:${location.line}:${location.column}<`);
    }
  });

  test("findings that belong to what changed are marked, and counted apart", () => {
    const plan = everyAction();
    const changed = render({
      ...plan,
      changed_since: { ref: "origin/main", only_changed: true },
      findings: plan.findings.map((finding, index): FindingDocument => ({ ...finding, changed: index === 0 })),
      summary: { ...plan.summary, changed: { errors: 0, warnings: 1234, infos: 0, waived: 0 } },
    });
    expect(changed.match(/<mark>changed<\/mark>/g)).toHaveLength(1);
    expect(changed).toMatch(/Of what changed since <bdi>origin\/main<\/bdi> \(only this counts\)/);
    expect(changed).toContain("1,234 warnings");
    expect(page).not.toContain("<mark>");
  });

  test("a rule in the place of a built-in one says so", () => {
    const plan = everyAction();
    const rules = plan.rules.map((rule, index): RuleDocument =>
      index === 0 ? { ...rule, file: "ours.yaml", replaces: rule.file } : rule,
    );
    expect(textOf(render({ ...plan, rules }), "rules")).toContain("The rule of ours.yaml , not the built-in one.");
  });

  test("advice that names the domain stands with each finding, and the source once", () => {
    const plan = everyAction();
    const findings = plan.findings
      .filter(({ rule }) => rule === "revalidation-window")
      .map((finding): FindingDocument => ({ ...finding, remediation: `Submit ${finding.domain}.` }));
    const text = textOf(render({ ...plan, findings }), "findings");
    expect(text.match(/To do: Submit \S+example\.com\./g)).toHaveLength(findings.length);
    expect(text.match(/Source:/g)).toHaveLength(1);
    expect(text).toContain(`revalidation-window ${findings.length} findings`);
  });

  describe("what it comes to", () => {
    const usable = everyAction().changes.filter(({ action }) => action === "no-op");
    const unusable = everyAction().changes.filter(({ reason }) => reason === "not_validated");
    const waived = everyAction().findings.filter(({ waiver }) => waiver !== null);
    const since = { ref: "main", only_changed: true };
    const none = { ...everyAction().summary, errors: 0 };
    const one = { ...none, errors: 1 };
    test.each<[string, Partial<PlanDocument>]>([
      ["Nothing stands in the way. No validation is to be made.", { verdict: "pass", changes: usable }],
      [
        "Nothing stands in the way. Validations are to be made or waited for.",
        { verdict: "changes", changes: usable, findings: [] },
      ],
      [
        "There are errors, but waivers accept all of them. Validations are to be made or waited for.",
        { verdict: "changes", changes: unusable, findings: waived },
      ],
      [
        "There are domains that are not usable, but no rule calls that an error. Validations are to be made or waited for.",
        { verdict: "changes", changes: unusable },
      ],
      [
        "There are errors, but policy is only advisory. No validation is to be made.",
        { verdict: "pass", enforcement: "advisory", changes: unusable, findings: waived, summary: one },
      ],
      [
        "There are errors, but none of them belongs to what changed. No validation is to be made for what changed.",
        { verdict: "pass", changed_since: since, changes: unusable, summary: one },
      ],
      ["At least one error counts, and no waiver accepts it.", { verdict: "violation", summary: one }],
    ])("%s", (lede, more) => {
      const plan = { ...everyAction(), complete: true, findings: [], summary: none, ...more };
      expect(render(plan)).toContain(`<p class="lede">${lede}</p>`);
    });
  });

  test("a plan with nothing in it is a page", () => {
    const empty = render({
      ...everyAction(),
      providers: [],
      changes: [],
      findings: [],
      complete: true,
      verdict: "pass",
    });
    expect(textOf(empty, "timeline")).toContain("No declared domain is usable on 2026-11-21.");
    expect(textOf(empty, "findings")).toContain("No rule found anything.");
    expect(empty.replace(/<(style|script)>[^]*?<\/\1>/g, "")).not.toMatch(/NaN|undefined|null/);
  });

  test("a plan that is not complete and does not say why is not called well told", () => {
    const plan = { ...everyAction(), changes: [], providers: [], complete: false };
    expect(textOf(render(plan), "cas")).toContain("Provider problems the plan is not complete");
  });
});

describe("what cannot stand in it", () => {
  /** The tags in their order, without those that depend on whether there is an address to link to or a second name. */
  const shapeOf = (page: string): readonly string[] =>
    (page.replace(/<(style|script)>[^]*?<\/\1>/g, "").match(/<\/?[a-z!][^\s>]*/gi) ?? []).filter(
      (tag) => !/^<\/?(a|bdi)$/.test(tag),
    );
  const ordinary = shapeOf(render(planSaying("www.example.com")));

  test.each(Object.entries(HOSTILE_TEXTS))("%s changes no element", (_, text) => {
    const page = render(planSaying(text));
    expect(shapeOf(page)).toEqual(ordinary);
    expect(page).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u,
    );
  });

  test("the policy names the hashes of the one style sheet and the one script, and nothing else", () => {
    const page = render(planSaying("<style>*{}</style><script>alert(1)</script>"));
    const hashOf = (element: string): string => {
      const found = [...page.matchAll(new RegExp(`<${element}[^>]*>([^]*?)</${element}>`, "g"))];
      expect(found).toHaveLength(1);
      return `'sha256-${createHash("sha256")
        .update(found[0]?.[1] ?? "")
        .digest("base64")}'`;
    };
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toBe(
      `default-src 'none'; style-src ${hashOf("style")}; script-src ${hashOf("script")}; base-uri 'none'; form-action 'none'`,
    );
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style>"));
  });

  test("no address is loaded, no style stands in an attribute and no handler either", () => {
    const page = render(everyAction());
    expect(page).not.toMatch(/\s(src|style|on\w+)=|<link|@import|url\(/);
    expect(
      [...page.matchAll(/href="([^"#][^"]*)"/g)].every(([, url]) => url?.startsWith("https://cabforum.org/")),
    ).toBe(true);
  });
});

describe("size", () => {
  test("the style sheet and the script together stay under 26 kB", () => {
    expect(Buffer.byteLength(STYLE + SCRIPT)).toBeLessThan(26_000);
  });

  test("10,000 domains with 10,000 findings take under 5 MB", () => {
    const plan = largePlan(10_000);
    const page = render(plan);
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    expect(page).toContain('<h2 id="domains-title">Domains <span class="quiet">10,000</span>');
    expect(page.match(/<details class="rule"/g)?.length).toBe(
      render(everyAction()).match(/<details class="rule"/g)?.length,
    );
  });
});
