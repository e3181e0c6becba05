/** Metrics as Prometheus reads them, by a parser of the text exposition format. */
import { printable } from "../../../lib/core/printable";
import type { ChangeDocument, PlanDocument, RuleDocument } from "../../../lib/report/plan-document";
import { renderPrometheus } from "../../../lib/report/prometheus/prometheus";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { changeOf, CONTEXT, findingOf, planOf, reuseUntil } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)?\\})? (-?[0-9.e+-]+)$`);

/** By family, in order; throws at what Prometheus or node_exporter would refuse. */
function read(text: string): ReadonlyMap<string, readonly Series[]> {
  const families = new Map<string, Series[]>();
  const seen = new Set<string>();
  let current = "";
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the last line has no end");
  for (const [index, line] of lines.entries()) {
    const help = new RegExp(`^# HELP (${NAME}) [^\\\\]+$`).exec(line);
    if (help !== null) {
      current = help[1] ?? "";
      if (families.has(current)) throw new Error(`${current} comes twice`);
      if (lines[index + 1] !== `# TYPE ${current} gauge`) throw new Error(`${current} has no type`);
      families.set(current, []);
      continue;
    }
    if (line.startsWith("# TYPE ")) continue;
    const [, name, labels = "", value] = SAMPLE.exec(line) ?? [];
    if (name !== current) throw new Error(`not a sample of ${current}: ${line}`);
    if (seen.has(`${name}${labels}`)) throw new Error(`comes twice: ${line}`);
    seen.add(`${name}${labels}`);
    families.get(name)?.push({ labels: readLabels(labels), value: Number(value) });
  }
  return families;
}

function readLabels(text: string): Series["labels"] {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => {
    const meant = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
    return [name, meant] as const;
  });
  return Object.fromEntries(pairs);
}

function families(plan: PlanDocument, metricLabels: readonly string[] = []): ReadonlyMap<string, readonly Series[]> {
  return read(wholeText(renderPrometheus(plan, { ...CONTEXT, metricLabels })));
}

function valueOf(plan: PlanDocument, name: string): number | undefined {
  return families(plan).get(name)?.[0]?.value;
}

const ENDS = "dcv_usable_until_timestamp_seconds";
const STATE = "dcv_domain_state";

test("a domain has the end of its validation, as seconds since 1970, and its state", () => {
  const found = families(planOf([changeOf("*.example.com", { reuse: reuseUntil("2026-11-29T00:00:00.250Z", 8) })]));
  const labels = { domain: "*.example.com", provider: "sectigo", owner: "pki@example.com" };
  expect(found.get(ENDS)).toEqual([{ labels, value: Date.parse("2026-11-29T00:00:00.250Z") / 1000 }]);
  expect(found.get(STATE)).toEqual([
    { labels: { ...labels, action: "no-op", reason: "valid", urgency: "valid", next_step: "none" }, value: 1 },
  ]);
});

test("a domain has the chosen labels of the file, under names that Prometheus takes; one without them has empty ones", () => {
  const declared = (labels: Readonly<Record<string, string>>): Partial<ChangeDocument> => ({
    declared: { file: "domains.yaml", line: 7, column: 5, method: "CNAME", owner: null, labels },
  });
  const plan = planOf([
    changeOf("a.example.com", declared({ env: 'say "production"', "cost.center-1": "4711", team: "shop" })),
    changeOf("b.example.com", declared({})),
    changeOf("c.example.com", { declared: null }),
  ]);
  const keys = ["env", "cost.center-1", "constructor"];
  const labelsOf = (name: string): readonly (readonly [string, string][])[] =>
    (families(plan, keys).get(name) ?? []).map(({ labels }) =>
      Object.entries(labels).filter(([label]) => label.startsWith("label_")),
    );
  const of = (env: string, center: string): readonly (readonly [string, string])[] => [
    ["label_env", env],
    ["label_cost_center_1", center],
    ["label_constructor", ""],
  ];
  expect(labelsOf(STATE)).toEqual([of('say "production"', "4711"), of("", ""), of("", "")]);
  expect(labelsOf(ENDS)).toEqual(labelsOf(STATE).slice(0, labelsOf(ENDS).length));
  expect(labelsOf(ENDS).length).toBeGreaterThan(0);
});

const over: Partial<ChangeDocument> = { reuse: reuseUntil("2026-11-18T00:00:00Z", -3) };
const { reuse } = changeOf("www.example.com");

test.each<[string, Partial<ChangeDocument>, boolean]>([
  ["is declared and valid", {}, true],
  ["is over", { ...over, action: "revalidate", reason: "reuse_limit_exceeded" }, true],
  ["has an order in hand", { action: "await", reason: "order_submitted" }, true],
  ["is not in the file", { declared: null, action: "undeclared", reason: "not_declared" }, false],
  ["could not be judged", { action: "unknown", reason: "not_understood" }, false],
  ["was never validated", { action: "validate", reason: "not_found", live: null, reuse: null }, false],
  ["has no end that is told", { reuse: reuseUntil(null, null) }, false],
  ["is over and needs nothing, for the CA repeats it", over, false],
  ["is repeated by the CA, and not yet over", { reuse: reuse && { ...reuse, refreshed_by_ca: true } }, false],
  ["ends on a day that does not exist", { reuse: reuseUntil("2026-02-30T00:00:00Z", 1) }, false],
])("a domain that %s: its end is told or not, its state always", (_, more, isTold) => {
  const found = families(planOf([changeOf("www.example.com", more)]));
  expect([found.get(ENDS)?.length ?? 0, found.get(STATE)?.length]).toEqual([isTold ? 1 : 0, 1]);
});

test("a rule has its findings, waived ones apart, and 0 where there are none; a rule that is off has nothing", () => {
  const rule = (id: string, severity: RuleDocument["severity"]): RuleDocument => ({
    ...{ rule: id, severity, title: "", file: "", replaces: null, citation: "", url: null, remediation: "" },
    ...{ passed: 0, failed: 0, not_applicable: 0, not_effective: 0, unknown: 0 },
  });
  const waiver = { reason: "moves", owner: "pki@example.com", expires: "2027-01-31" };
  const found = families(
    planOf([], {
      rules: [rule("a-rule", "error"), rule("b-rule", "warning"), rule("c-rule", "off")],
      findings: [
        findingOf("a.example.com", { rule: "a-rule", severity: "error" }),
        findingOf("b.example.com", { rule: "a-rule", severity: "error" }),
        findingOf("c.example.com", { rule: "a-rule", severity: "error", waiver }),
      ],
    }),
  );
  const series = (a: number, b: number): readonly Series[] => [
    { labels: { rule: "a-rule", severity: "error" }, value: a },
    { labels: { rule: "b-rule", severity: "warning" }, value: b },
  ];
  expect(found.get("dcv_findings")).toEqual(series(2, 0));
  expect(found.get("dcv_findings_waived")).toEqual(series(1, 0));
});

test("a source is up when it was read to the end", () => {
  const found = families(
    planOf([], {
      providers: [
        { name: "korea", type: "ncloud", complete: false, observed: 0, error: "503", warnings: [] },
        { name: "sectigo", type: "sectigo", complete: true, observed: 450, error: null, warnings: [] },
      ],
    }),
  );
  const [korea, sectigo] = [
    { provider: "korea", type: "ncloud" },
    { provider: "sectigo", type: "sectigo" },
  ];
  expect(found.get("dcv_source_up")).toEqual([
    { labels: korea, value: 0 },
    { labels: sectigo, value: 1 },
  ]);
  expect(found.get("dcv_source_observed_domains")).toEqual([
    { labels: korea, value: 0 },
    { labels: sectigo, value: 450 },
  ]);
});

test.each([
  ["complete", { complete: true, verdict: "violation" }, 1, 1795219200],
  ["not complete", { complete: false, verdict: "error" }, 0, undefined],
] as const)("a plan that is %s says when it was made, and whether that was a success", (_, more, complete, success) => {
  const plan = planOf([], more);
  expect(valueOf(plan, "dcv_plan_complete")).toBe(complete);
  expect(valueOf(plan, "dcv_last_run_timestamp_seconds")).toBe(1795219200);
  expect(valueOf(plan, "dcv_last_success_timestamp_seconds")).toBe(success);
  expect(families(plan).has("dcv_last_success_timestamp_seconds")).toBe(success !== undefined);
  expect(
    families(plan)
      .get("dcv_verdict")
      ?.filter(({ value }) => value === 1),
  ).toEqual([{ labels: { verdict: more.verdict }, value: 1 }]);
  expect(families(plan).get("dcv_verdict")).toHaveLength(4);
  expect(families(plan).get("dcv_build_info")).toEqual([{ labels: { version: "1.2.3" }, value: 1 }]);
});

test("what has the same labels twice is one series, and the earlier end counts", () => {
  const twice = [
    changeOf("www.example.com", { reuse: reuseUntil("2027-01-08T00:00:00Z", 48) }),
    changeOf("www.example.com", { reuse: reuseUntil("2026-11-29T00:00:00Z", 8) }),
    changeOf("www.example.com", { reuse: reuseUntil("2027-03-15T00:00:00Z", 114) }),
  ];
  expect(families(planOf(twice)).get(ENDS)).toMatchObject([{ value: Date.parse("2026-11-29") / 1000 }]);
});

test.each(Object.entries(HOSTILE_TEXTS))("a label holds it and nothing else: %s", (_, text) => {
  const plan = planSaying(text);
  const found = families(plan);
  const harmless = families(planSaying("x"));
  expect([...found.keys()]).toEqual([...harmless.keys()]);
  for (const [name, series] of found) expect([name, series.length]).toEqual([name, harmless.get(name)?.length]);
  expect(found.get(STATE)?.[0]?.labels).toMatchObject({ domain: printable(text), provider: printable(text) });
});
