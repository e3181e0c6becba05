/** What Terraform makes of the stack of the sample file: `dcv synth`, then the real terraform command. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dcv } from "../support/cli";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";
import type { Terraform } from "../support/terraform/terraform";
import { REPOSITORY } from "../support/tables";

describeWithTerraform("terraform plan on the stack of domains.yaml", () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await startTerraform();
  });
  afterAll(() => terraform.close());

  /** A project with the sample file, as it is or rewritten. */
  function project(rewrite: (sample: string) => string = (sample) => sample): string {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "domains.yaml"), rewrite(readFileSync(join(REPOSITORY, "domains.yaml"), "utf8")));
    return folder;
  }

  /** Writes the stack as of that day; returns its folder. */
  async function synth(folder: string, asOf: string): Promise<string> {
    const { code, stdout, stderr } = await dcv(["synth", "--as-of", asOf], { cwd: folder });
    expect([code, stdout]).toEqual([0, "cdktf.out/stacks/dcv/cdk.tf.json\n"]);
    expect(stderr.replaceAll(/^dcv: warning: \w+: answered by the embedded CA.*\n/gm, "")).toBe("");
    return join(folder, "cdktf.out/stacks/dcv");
  }

  async function applied(folder: string, asOf: string): Promise<string> {
    const stack = await synth(folder, asOf);
    expect(await terraform.run(stack, "init", "-input=false")).toMatchObject({ code: 0 });
    expect(await terraform.run(stack, "apply", "-input=false", "-auto-approve")).toMatchObject({ code: 0 });
    return stack;
  }

  const plan = (stack: string) => terraform.run(stack, "plan", "-input=false", "-no-color", "-detailed-exitcode");

  test("is valid, creates every domain, and has nothing to do once that is applied", async () => {
    const folder = project();
    const stack = await synth(folder, "2026-11-21");
    expect(await terraform.run(stack, "init", "-input=false")).toMatchObject({ code: 0 });
    expect(await terraform.run(stack, "validate")).toMatchObject({ code: 0 });

    const first = await plan(stack);
    expect(first.code).toBe(2);
    expect(first.text).toContain("Plan: 6 to add, 0 to change, 0 to destroy.");
    expect(first.text).toContain('# null_resource.domain["*.example.com"] will be created');
    expect(first.text).toContain("- sectigo/*.example.com: revalidation-window (domains.yaml:24:5): usable until");
    expect((await terraform.changes(stack)).map(({ address }) => address)).toEqual([
      'null_resource.domain["*.example.com"]',
      'null_resource.domain["api.example.com"]',
      'null_resource.domain["forgotten.example.com"]',
      'null_resource.domain["new.example.com"]',
      'null_resource.domain["shop.example.kr"]',
      'null_resource.domain["www.example.com"]',
    ]);

    expect(await terraform.run(stack, "apply", "-input=false", "-auto-approve")).toMatchObject({ code: 0 });
    const second = await plan(stack);
    expect(second.text).toContain("No changes.");
    expect(second.code).toBe(0);
  });

  test("has nothing to do on the days after, while the state stays the same", async () => {
    const folder = project();
    const stack = await applied(folder, "2026-11-21");
    for (const asOf of ["2026-11-22", "2026-11-25"]) {
      const before = readFileSync(join(stack, "cdk.tf.json"), "utf8");
      await synth(folder, asOf);
      expect(readFileSync(join(stack, "cdk.tf.json"), "utf8")).not.toBe(before); // the warnings count days
      expect(await plan(stack)).toMatchObject({ code: 0 });
    }
  });

  test("has nothing to do when a waiver comes to its last days, or a day decides which dates a plain plan would ask for", async () => {
    // The waiver begins to warn on 2026-11-27; validations of 2026-12-05 and later outlive the next step.
    const folder = project((sample) => sample.replace("expires: 2027-11-30", "expires: 2026-12-10"));
    const stack = await applied(folder, "2026-11-24");
    for (const asOf of ["2026-11-28", "2026-12-06"]) {
      await synth(folder, asOf);
      expect([asOf, (await plan(stack)).code]).toEqual([asOf, 0]);
    }
  });

  test("replaces the one domain that reaches its window, and shows what was before", async () => {
    // Usable until 2026-12-09, so a window of 10 days begins on 2026-11-29.
    const folder = project((sample) => sample.replace("revalidateWithinDays: 30", "revalidateWithinDays: 10"));
    const stack = await applied(folder, "2026-11-28");
    await synth(folder, "2026-11-30");
    const changed = (await terraform.changes(stack)).filter(({ change }) => change.actions.join() !== "no-op");
    expect(changed.map(({ address, change }) => [address, change.actions])).toEqual([
      ['null_resource.domain["*.example.com"]', ["delete", "create"]],
    ]);
    const { before, after } = changed[0]?.change ?? { before: null, after: null };
    expect([before?.triggers.action, before?.triggers.reason]).toEqual(["no-op", "valid"]);
    expect([after?.triggers.action, after?.triggers.reason]).toEqual(["revalidate", "expiring"]);
    const { code, text } = await plan(stack);
    expect(code).toBe(2);
    expect(text).toContain('~ "reason" = "valid" -> "expiring"');
  });

  test("fails with every finding of a domain, and with none that is waived, when policy is violated", async () => {
    const stack = await synth(project(), "2027-03-15");
    await terraform.run(stack, "init", "-input=false");
    const { code, text } = await plan(stack);
    expect(code).toBe(1);
    expect(text).toMatch(
      /Resource precondition failed .*sectigo\/www\.example\.com: - dcv-reuse-limit \(domains\.yaml/,
    );
    expect(text).toMatch(/ncloud\/shop\.example\.kr: - dcv-reuse-limit \(domains\.yaml/);
    expect(text).toMatch(/sectigo\/\*\.example\.com: - ca-reuse-limit .* - dcv-reuse-limit /);
    expect(text).not.toContain("sectigo/new.example.com");
    expect(await terraform.run(stack, "apply", "-input=false", "-auto-approve")).toMatchObject({ code: 1 });
  });

  test("warns of the same findings where enforcement is advisory", async () => {
    const stack = await synth(
      project((sample) => `${sample}\npolicies: { enforcement: advisory }\n`),
      "2027-03-15",
    );
    await terraform.run(stack, "init", "-input=false");
    const { code, text } = await plan(stack);
    expect(code).toBe(2);
    expect(text).toMatch(/Warning: Check block assertion failed .*sectigo\/www\.example\.com: - dcv-reuse-limit/);
  });

  test("fails for a waiver that has ended, which belongs to no domain", async () => {
    const ended =
      "{ rule: order-stale, domain: www.example.com, reason: r, owner: o@example.com, expires: 2026-11-01 }";
    const stack = await synth(
      project((sample) => `${sample}\n  - ${ended}\n`),
      "2026-11-21",
    );
    await terraform.run(stack, "init", "-input=false");
    const { code, text } = await plan(stack);
    expect(code).toBe(1);
    expect(text).toMatch(/precondition failed.* - www\.example\.com: waiver-expired \(domains\.yaml:\d+:\d+\): /);
  });
});
