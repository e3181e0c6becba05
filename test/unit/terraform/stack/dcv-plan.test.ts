import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import fc from "fast-check";
import type { JudgedPlan } from "../../../../lib/core/finding";
import { createDcvApp } from "../../../../lib/terraform/stack/app";
import { DcvPlan } from "../../../../lib/terraform/stack/dcv-plan";
import { at, desired, observed, present, validated } from "../../../support/domains";
import { readStack, synthesize } from "../../../support/terraform/stack";
import { temporaryFolder } from "../../../support/terraform/terraform";
import { judge, judgeValidated } from "./judged";

const DAYS = { "valid.example.com": "2026-11-01", "*.example.com": "2026-06-01", "old.example.com": "2026-01-01" };

/** Every file below a folder with its bytes, by path. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]),
  );
}

function stackOf(build: (stack: TerraformStack) => void, hclOutput = false): { app: App; read: () => string } {
  const outdir = temporaryFolder();
  const app = new App({ outdir, hclOutput });
  const stack = new TerraformStack(app, "own");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  build(stack);
  return { app, read: () => join(outdir, "stacks/own") };
}

describe("the synthesized stack", () => {
  test("is the same to the byte for the same plan, wherever it is written", async () => {
    const [one, other] = [temporaryFolder(), join(temporaryFolder(), "elsewhere")];
    mkdirSync(other);
    synthesize(await judgeValidated(DAYS), one);
    synthesize(await judgeValidated(DAYS), other);
    expect(Object.keys(filesIn(one))).toEqual(expect.arrayContaining(["/manifest.json", "/stacks/dcv/cdk.tf.json"]));
    expect(filesIn(other)).toEqual(filesIn(one));
  });

  test("is the same to the byte in whatever order the domains came", async () => {
    const reversed = Object.fromEntries(Object.entries(DAYS).reverse());
    const [one, other] = [synthesize(await judgeValidated(DAYS)), synthesize(await judgeValidated(reversed))];
    expect(filesIn(other)).toEqual(filesIn(one));
  });

  test("holds no absolute path, and the date judged in no resource and no output", async () => {
    const text = Object.values(
      filesIn(join(synthesize(await judgeValidated({ "a.example.com": "2026-11-01" })), "../..")),
    ).join();
    for (const part of [tmpdir(), process.cwd(), process.env.HOME ?? "/root", "2026-11-21"])
      expect(text).not.toContain(part);
  });

  test("lists in its outputs what is to be done, without anything that moves by the day", async () => {
    const { output } = readStack(synthesize(await judgeValidated(DAYS)));
    expect(Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value]))).toEqual({
      needs_revalidation: ["*.example.com", "old.example.com"],
      plan_json: "plan.json",
      summary: { domains: 3, no_op: 1, validate: 0, revalidate: 2, await: 0, undeclared: 0, unknown: 0 },
      violations: ["old.example.com: ca-reuse-limit", "old.example.com: dcv-reuse-limit"],
    });
  });

  test("keeps an entry under its own key for each of 1,000 names", async () => {
    const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?$/);
    const name = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 3 })) },
      { weight: 1, arbitrary: fc.constantFrom("constructor", "__proto__", "1e5.com", "toString", "//", "") },
      { weight: 1, arbitrary: fc.string() },
    );
    const drawn = fc.sample(name, { numRuns: 1_600, seed: 20_261_121 });
    const names = [
      ...new Set(drawn.map((one) => (typeof one === "string" ? one : `${one[0] ? "*." : ""}${one[1].join(".")}`))),
    ].slice(0, 1_000);
    expect(names).toHaveLength(1_000);
    const record = validated("2026-11-01");
    const providers = [
      observed(names.slice(0, 600).map((one) => present(one, record))),
      observed(
        names.slice(590).map((one) => present(one, record)), // 10 of them at both
        { name: "ncloud", type: "ncloud" },
      ),
    ];
    const judged = await judge([], providers);
    const { locals } = readStack(synthesize(judged));
    expect(judged.plan.changes).toHaveLength(1_010);
    expect(Object.keys(locals.domains ?? {})).toHaveLength(1_010);
  });
});

describe("what fails the plan", () => {
  const gateOf = (judged: JudgedPlan) => {
    const { check, output, resource } = readStack(synthesize(judged));
    return {
      ofDomains: resource.null_resource.domain?.lifecycle !== undefined,
      ofFile: output.violations?.precondition !== undefined,
      checks: Object.keys(check).toSorted(),
    };
  };

  test("are preconditions where policy is mandatory", async () => {
    expect(gateOf(await judgeValidated(DAYS))).toEqual({ ofDomains: true, ofFile: true, checks: ["warnings"] });
  });

  test("is nothing where policy is advisory: a check block warns", async () => {
    const judged = await judgeValidated(DAYS, { enforcement: "advisory" });
    expect(gateOf(judged)).toEqual({ ofDomains: false, ofFile: false, checks: ["violations", "warnings"] });
  });

  const ended = {
    rule: "order-stale",
    domain: "valid.example.com",
    match: "exact" as const,
    reason: "moves",
    owner: "pki@example.com",
    lastDay: at("2026-10-31"),
    place: { file: "domains.yaml", line: 30, column: 3 },
  };
  test.each([
    ["a plan without violations", { "a.example.com": "2026-11-01" }, []],
    ["a domain that violates a rule", { "a.example.com": "2026-01-01" }, []],
    ["a waiver that has ended", { "valid.example.com": "2026-11-01" }, [ended]],
  ] as const)("says a violation exactly where the verdict is one: %s", async (_, days, waivers) => {
    const judged = await judgeValidated(days, { waivers });
    const { locals } = readStack(synthesize(judged));
    const said = [
      ...Object.values(locals.domains ?? {}).map(({ violation }) => violation),
      ...Object.values(locals.file_violations ?? {}),
    ].filter((text) => (text as unknown) !== "");
    expect(said.length > 0).toBe(judged.verdict === "violation");
    expect(locals.file_violations).toHaveLength(waivers.length);
  });

  test("is a plan that is not complete, before anything is synthesized", async () => {
    const judged = await judge([desired("a.example.com")], [observed([], { complete: false, error: "401" })]);
    expect(judged.plan.complete).toBe(false);
    const outDir = temporaryFolder();
    expect(() => createDcvApp({ judged, outDir })).toThrow(/dcv\/plan: the plan is not complete/);
    expect(Object.keys(filesIn(outDir))).toEqual([]);
  });
});

describe("in a stack of one's own", () => {
  test("a prefix makes room for a second plan", async () => {
    const judged = await judgeValidated(DAYS);
    const { app, read } = stackOf((stack) => {
      new DcvPlan(stack, "one", { judged });
      new DcvPlan(stack, "other", { judged, prefix: "eu_" });
    });
    app.synth();
    const { check, locals, output, resource } = readStack(read());
    expect(Object.keys(resource.null_resource)).toEqual(["domain", "eu_domain"]);
    expect(Object.keys(check)).toEqual(["eu_warnings", "warnings"]);
    expect(Object.keys(locals)).toContain("eu_domains");
    expect(Object.keys(output)).toContain("eu_summary");
    expect(Object.keys(output)).not.toContain("plan_json"); // no file was named
  });

  test("two elements of one name are refused, which cdktf would merge", async () => {
    const judged = await judgeValidated(DAYS);
    const { app } = stackOf((stack) => {
      new DcvPlan(stack, "dcv", { judged });
      new TerraformOutput(stack, "summary", { value: "mine" });
    });
    expect(() => app.synth()).toThrow(/\[own\/dcv\] output\.summary is also the name of own\/summary; set a prefix/);
  });

  test("a check of the stack's own under the name of one of ours is refused, which would take its place", async () => {
    const judged = await judgeValidated(DAYS);
    const { app } = stackOf((stack) => {
      new DcvPlan(stack, "dcv", { judged });
      stack.addOverride("check.warnings", { assert: [] });
    });
    expect(() => app.synth()).toThrow(/check\.warnings is also set by the stack; set a prefix/);
  });

  test.each(["eu.west-", "1st", "a b"])(
    "the prefix %j, which cannot begin a Terraform name, is refused",
    async (prefix) => {
      const judged = await judgeValidated(DAYS);
      expect(() => stackOf((stack) => new DcvPlan(stack, "dcv", { judged, prefix }))).toThrow(
        /cannot begin a Terraform name/,
      );
    },
  );

  test("a null provider that is there already is used", async () => {
    const judged = await judgeValidated(DAYS);
    const { app, read } = stackOf((stack) => {
      new NullProvider(stack, "mine");
      new DcvPlan(stack, "dcv", { judged });
    });
    app.synth();
    const { provider } = readStack(read()) as unknown as { provider: { null: unknown[] } };
    expect(provider.null).toHaveLength(1);
  });

  test("HCL output is refused, for it leaves out the checks", async () => {
    const judged = await judgeValidated(DAYS);
    const { app } = stackOf((stack) => new DcvPlan(stack, "dcv", { judged }), true);
    expect(() => app.synth()).toThrow(/check blocks, which HCL output loses/);
  });
});
