/** What Prometheus' own tool makes of the metrics, and of the alerts that ship as an example. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanDocument } from "../../lib/report/plan-document";
import { renderPrometheus } from "../../lib/report/prometheus/prometheus";
import { dcv } from "../support/cli";
import { HOSTILE_TEXTS, planSaying } from "../support/hostile-text";
import { describeIf } from "../support/needs-program";
import { REPOSITORY } from "../support/tables";
import { wholeText } from "../support/whole-text";

const EXAMPLE = join(REPOSITORY, "examples/prometheus");
const isInstalled = spawnSync("promtool", ["--version"]).status === 0;

function promtool(args: readonly string[], input = ""): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: EXAMPLE, input, encoding: "utf8" });
  return { code: status, text: stdout + stderr };
}

function render(plan: PlanDocument): string {
  return wholeText(renderPrometheus(plan, { toolVersion: "0.0.0", color: false, columns: 80, detail: "work" }));
}

function goldenPlan(name: string): PlanDocument {
  return JSON.parse(readFileSync(join(REPOSITORY, "test/golden", name, "expected.json"), "utf8")) as PlanDocument;
}

describeIf(isInstalled, "promtool (Debian: prometheus), which is not on the PATH", "promtool", () => {
  test("finds nothing to say of the metrics of a run", async () => {
    const { code, stdout } = await dcv(["plan", "--as-of", "2026-11-21", "--output", "prometheus"]);
    expect(code).toBe(0);
    expect(promtool(["check", "metrics"], stdout)).toEqual({ code: 0, text: "" });
  });

  test("nor of those of a plan that is not complete", () => {
    expect(promtool(["check", "metrics"], render(goldenPlan("one-ca-down")))).toEqual({ code: 0, text: "" });
  });

  test("nor of those that hold every hostile text", () => {
    const plans = Object.values(HOSTILE_TEXTS).map(planSaying);
    const all: PlanDocument = {
      ...goldenPlan("every-action"),
      providers: plans.flatMap(({ providers }) => providers),
      changes: plans.flatMap(({ changes }) => changes),
      findings: plans.flatMap(({ findings }) => findings),
      rules: plans.flatMap(({ rules }) => rules),
    };
    expect(promtool(["check", "metrics"], render(all))).toEqual({ code: 0, text: "" });
  });

  test("accepts the alerts, and they fire when they should", () => {
    expect(promtool(["check", "rules", "dcv-alerts.yaml"])).toMatchObject({ code: 0 });
    const tested = promtool(["test", "rules", "dcv-alerts.test.yaml"]);
    expect([tested.code, tested.text]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});

/** With every metric that there is. */
const METRICS = render({ ...goldenPlan("every-action"), complete: true });
const NAMES = [...METRICS.matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name);

function metricsNamedIn(file: string): readonly string[] {
  return [...readFileSync(join(EXAMPLE, file), "utf8").matchAll(/\bdcv_[a-z_]+/g)].map(([name]) => name);
}

test("the guide names every metric, and it, the alerts and their test none that there is not", () => {
  expect(metricsNamedIn("README.md")).toEqual(expect.arrayContaining(NAMES));
  const named = ["README.md", "dcv-alerts.yaml", "dcv-alerts.test.yaml"].flatMap(metricsNamedIn);
  expect(named.filter((name) => !NAMES.includes(name))).toEqual([]);
});

test("the guide names every alert", () => {
  const alerts = readFileSync(join(EXAMPLE, "dcv-alerts.yaml"), "utf8").matchAll(/alert: (\w+)/g);
  const rows = readFileSync(join(EXAMPLE, "README.md"), "utf8").matchAll(/^\| `(Dcv\w+)`/gm);
  // One alert has two conditions.
  expect([...rows].map(([, name]) => name)).toEqual([...new Set([...alerts].map(([, name]) => name))]);
});

test("the alerts name only labels that their metrics have", () => {
  const rules = readFileSync(join(EXAMPLE, "dcv-alerts.yaml"), "utf8");
  // `job` and `instance` are put there by Prometheus, `estate` by a file that names its estate.
  const labels = new Set(
    [...METRICS.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label).concat("job", "instance", "estate"),
  );
  const used = [
    ...[...rules.matchAll(/\b(?:on|by) \(([a-z, ]+)\)/g)].flatMap(([, list = ""]) => list.split(", ")),
    ...[...rules.matchAll(/\$labels\.([a-z_]+)/g)].map(([, label]) => label),
  ];
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((label) => !labels.has(label))).toEqual([]);
  const matchers = [...rules.matchAll(/(dcv_[a-z_]+)\{([a-z_]+="[^"]+")\}/g)];
  expect(matchers.length).toBeGreaterThan(2);
  for (const [, name = "", matcher = ""] of matchers)
    expect(METRICS).toMatch(new RegExp(`^${name}\\{(.*,)?${matcher}`, "m"));
});
