/** The ways to a stack as processes of their own: `dcv synth`, `main.ts`, and a stack as users write it. */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatInstant } from "../../lib/core/time";
import { dcv } from "../support/cli";
import { readStack } from "../support/terraform/stack";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";
import { environmentOf, simulate } from "../support/scenarios";
import { REPOSITORY } from "../support/tables";

interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of the built package; `npm test` builds it first. */
function node(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env.PATH, CHECKPOINT_DISABLE: "1", ...env } };
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const built = (path: string): string => join(REPOSITORY, "dist", path);
const demo = readFileSync(join(REPOSITORY, "lib/simulator/scenarios/demo.yaml"), "utf8");

function project(): string {
  const folder = temporaryFolder();
  copyFileSync(join(REPOSITORY, "domains.yaml"), join(folder, "domains.yaml"));
  return folder;
}

describe("the process", () => {
  /** Loaded before the command: says at the end whether cdktf or constructs was loaded. */
  const PROBE = `process.on("exit", () => {
    const loaded = Object.keys(require.cache).filter((path) => /node_modules.(@?cdktf|constructs)\\b/.test(path));
    process.stderr.write("LOADED " + loaded.length + "\\n");
  });`;
  const probed = async (...args: readonly string[]): Promise<number> => {
    const folder = project();
    writeFileSync(join(folder, "probe.js"), PROBE);
    const { code, stderr } = await node(["--require", "./probe.js", built("lib/cli/bin.js"), ...args], folder);
    expect(code).toBe(0);
    return Number(/LOADED (\d+)/.exec(stderr)?.[1]);
  };

  test.each([["plan"], ["validate"], ["--help"]])("of dcv %s never loads cdktf", async (command) => {
    expect(await probed(command)).toBe(0);
  });

  test("of dcv synth does", async () => {
    expect(await probed("synth")).toBeGreaterThan(10);
  });
});

describe("main.ts", () => {
  test("writes the stack of dcv synth, to the byte, where cdktf wants it", async () => {
    const now = Date.now(); // the processes have the real clock, and Ncloud refuses a call that is five minutes off
    const env = environmentOf(await simulate(demo, now));
    const [folder, asOf] = [project(), formatInstant(now)];
    const synth = await node([built("lib/cli/bin.js"), "synth", "--as-of", asOf], folder, env);
    expect(synth).toMatchObject({ code: 0, stdout: "cdktf.out/stacks/dcv/cdk.tf.json\n" });
    const app = await node([built("main.js"), "--as-of", asOf], folder, { ...env, CDKTF_OUTDIR: "theirs" });
    expect(app).toMatchObject({ code: 0, stdout: "theirs/stacks/dcv/cdk.tf.json\n", stderr: synth.stderr });
    for (const file of ["manifest.json", "stacks/dcv/cdk.tf.json", "stacks/dcv/plan.json"]) {
      expect(readFileSync(join(folder, "theirs", file), "utf8")).toBe(
        readFileSync(join(folder, "cdktf.out", file), "utf8"),
      );
    }
  });

  test("fails, says why and writes nothing when a CA cannot be asked", async () => {
    const folder = project();
    const { code, stdout, stderr } = await node([built("main.js")], folder, { SCM_URL: "http://127.0.0.1:9/api" });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^dcv: sectigo: .*refused/);
    expect(stderr).toMatch(/\ndcv: not everything could be seen, so no stack was written\n$/);
    expect(existsSync(join(folder, "cdktf.out"))).toBe(false);
  });
});

describe("dcv synth", () => {
  test("writes the plan's JSON beside the stack, as dcv plan does", async () => {
    const folder = project();
    expect((await dcv(["synth", "--as-of", "2026-11-21", "--out", "a/b"], { cwd: folder })).code).toBe(0);
    const { stdout } = await dcv(["plan", "--as-of", "2026-11-21", "--output", "json"], { cwd: folder });
    expect(readFileSync(join(folder, "a/b/stacks/dcv/plan.json"), "utf8")).toBe(stdout);
    const { output, ...stack } = readStack(join(folder, "a/b/stacks/dcv"));
    expect(output.plan_json?.value).toBe("plan.json");
    const { terraform } = stack as unknown as { terraform: { backend: unknown } };
    expect(terraform.backend).toEqual({ local: { path: "../../terraform.dcv.tfstate" } });
  });

  test("writes no stack for a file with errors", async () => {
    const folder = project();
    writeFileSync(join(folder, "domains.yaml"), "version: 1\ndomain: []\n");
    const { code, stdout, stderr } = await dcv(["synth"], { cwd: folder });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/domains\.yaml:2:1 .*\n[^]*dcv: domains\.yaml has errors, so no stack was written\n$/);
    expect(existsSync(join(folder, "cdktf.out"))).toBe(false);
  });

  test("names the domain whose state was not understood", async () => {
    const env = environmentOf(
      await simulate(demo.replace("{ domain: www.example.com,", "{ domain: www.example.com, status: ON_VACATION,")),
    );
    const { code, stderr } = await dcv(["synth"], { cwd: project(), env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/so no stack was written:\n {2}sectigo\/www\.example\.com: .*ON_VACATION/);
  });

  test("says where it cannot write", async () => {
    const folder = project();
    writeFileSync(join(folder, "taken"), "");
    const { code, stderr } = await dcv(["synth", "--out", "taken"], { cwd: folder });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^dcv: cannot write to taken: E/m)]);
  });
});

describeWithTerraform("the example's own stack", () => {
  test("is valid, holds the domains and keeps its backend", async () => {
    const folder = temporaryFolder();
    const example = join(REPOSITORY, "examples/cdktf");
    for (const file of ["main.js", "domains.yaml"]) copyFileSync(join(example, file), join(folder, file));
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(REPOSITORY, join(folder, "node_modules/dcv-reconciler"));
    for (const name of ["cdktf", "constructs"]) {
      symlinkSync(join(REPOSITORY, "node_modules", name), join(folder, "node_modules", name));
    }
    expect(await node(["main.js"], folder)).toMatchObject({ code: 0, stdout: "" });

    const stack = join(folder, "cdktf.out/stacks/certificates");
    expect(Object.keys(readStack(stack).locals.domains ?? {})).toContain("*.example.com");
    expect(Object.keys((readStack(stack) as unknown as { terraform: { backend: object } }).terraform.backend)).toEqual([
      "s3",
    ]);
    const terraform = await startTerraform();
    try {
      expect(await terraform.run(stack, "init", "-backend=false", "-input=false")).toMatchObject({ code: 0 });
      expect(await terraform.run(stack, "validate")).toMatchObject({ code: 0 });
    } finally {
      await terraform.close();
    }
  });
});
