/** The files for pipelines say only what exists: their keys, their inputs, and every `dcv` command in them. */
import { basename } from "node:path";
import { spawnSync } from "node:child_process";
import { testIf } from "../support/needs-program";
import { Ajv } from "ajv";
import { FORMAT_NAMES } from "../../lib/report/registry";
import { dcv } from "../support/cli";
import * as files from "./pipeline-files";
import type { Action, Step } from "./pipeline-files";
import * as schemas from "./pipeline-schemas";

const scripts = files.allScripts().map((script) => [script.name, script] as const);
const githubFiles = [files.ACTION, files.PULL_REQUEST, files.NIGHTLY, files.SHARDED];
const action = files.readYaml<Action>(files.ACTION);

test.each([
  [files.ACTION, schemas.ACTION_SCHEMA],
  [files.PULL_REQUEST, schemas.WORKFLOW_SCHEMA],
  [files.NIGHTLY, schemas.WORKFLOW_SCHEMA],
  [files.SHARDED, schemas.WORKFLOW_SCHEMA],
  [files.GITLAB, schemas.GITLAB_SCHEMA],
  [files.HOOKS, schemas.HOOKS_SCHEMA],
])("%s has only keys that its reader knows", (path, schema) => {
  const check = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { regex: isRegex } }).compile(schema);
  check(files.readYaml(path));
  expect(check.errors).toBeNull();
});

function isRegex(text: string): boolean {
  return new RegExp(text).source !== "";
}

describe("scripts", () => {
  test("are found in every file", () => {
    const counts = [...githubFiles, files.GITLAB, files.JENKINS, files.HOOK, files.PAGE].map(
      (path) => [path, scripts.filter(([name]) => name.startsWith(`${path}: `)).length] as const,
    );
    expect(Object.fromEntries(counts)).toEqual({
      [files.ACTION]: 2,
      [files.PULL_REQUEST]: 2,
      [files.NIGHTLY]: 2,
      [files.SHARDED]: 5,
      [files.GITLAB]: 8,
      [files.JENKINS]: 3,
      [files.HOOK]: 1,
      [files.PAGE]: 4,
    });
  });

  test.each(scripts)("%s: no value becomes text of it before the shell reads it", (_, { text }) => {
    expect(text).not.toMatch(/\$\{\{|\$\[\[/); // the expressions of GitHub and of GitLab
  });

  test.each(scripts)("%s: the shell can read it", (_, { text, dialect }) => {
    const { status, stderr } = spawnSync(dialect, ["-n"], { input: text, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });

  const shellcheck = spawnSync("shellcheck", ["--version"]).status === 0;
  testIf(shellcheck, "shellcheck, which is not on the PATH", "shellcheck has nothing against them", () => {
    const complaints = scripts.flatMap(([name, { text, dialect }]) => {
      const input = `set -e\n${text}`; // every runner sets it
      const args = [`--shell=${dialect}`, "--severity=warning", "--format=gcc", "-"];
      const { stdout } = spawnSync("shellcheck", args, { input, encoding: "utf8" });
      return stdout === "" ? [] : [`${name}\n${stdout}`];
    });
    expect(complaints).toEqual([]);
  });
});

describe("commands", () => {
  const commands = scripts.flatMap(([name, { text }]) => dcvCommands(text).map((words) => [name, words] as const));

  test("are found wherever dcv is called", () => {
    expect(new Set(commands.map(([name]) => name.replace(/:.*/, "")))).toEqual(
      new Set([files.ACTION, files.PAGE, files.SHARDED, files.GITLAB, files.JENKINS]),
    );
  });

  test.each(commands)("%s: %j has only options that dcv has", async (_, [command = "", ...words]) => {
    const known = new Set((await dcv([command, "--help"])).stdout.match(/--[a-z][a-z-]*/g));
    const used = words.flatMap((word) => /^"?(--[a-z-]+)/.exec(word)?.[1] ?? []);
    expect(used.filter((option) => !known.has(option))).toEqual([]);
  });

  test("every option of the action is one of dcv plan", async () => {
    const { stdout } = await dcv(["plan", "--help"]);
    const used = files.runOf(files.ACTION, "Plan").match(/(?<=command\+=\("?)--[a-z-]+/g) ?? [];
    const old = "--expires-in"; // works, but the help no longer shows it
    expect(used).toEqual(["--as-of", "--within", old, "--changed-since", "--only-changed", "--full", "--output"]);
    expect(used.filter((option) => !stdout.includes(`${option} `))).toEqual([old]);
  });

  test("every format is one that dcv has", () => {
    const ofCommands = commands.flatMap(([, words]) =>
      words.flatMap((word, index) => (words[index - 1] === "--output" ? [word.replace(/^"/, "")] : [])),
    );
    const ofSteps = [...files.stepsOf(files.PULL_REQUEST), ...files.stepsOf(files.NIGHTLY)].flatMap(outputsOf);
    const formats = [...ofCommands, ...ofSteps].map((output) => output.replace(/=.*/, ""));
    expect(formats.length).toBeGreaterThan(20);
    expect(formats.filter((format) => !FORMAT_NAMES.some((name) => name === format))).toEqual([]);
  });
});

/** The words behind each `dcv` of a script; a line that ends in a backslash goes on. */
function dcvCommands(text: string): readonly (readonly string[])[] {
  const lines = text.replaceAll(/\\\n\s*/g, " ").split("\n");
  return lines.flatMap((line) =>
    [...line.matchAll(/(?:^|[;(|&] *)\s*dcv ((?:plan|render|validate|list)\b[^;|)]*)/g)].map(([, words = ""]) =>
      words.trim().split(/\s+/),
    ),
  );
}

function outputsOf({ with: inputs }: Step): readonly string[] {
  return typeof inputs?.outputs === "string" ? inputs.outputs.trim().split("\n") : [];
}

describe("action", () => {
  const { inputs, outputs, runs } = action;
  const plan = runs.steps.find(({ id }) => id === "plan");

  test("hands every input to the script, and nothing else", () => {
    const handed = Object.values(plan?.env ?? {});
    expect(handed).toEqual(expect.arrayContaining(Object.keys(inputs).map((name) => `\${{ inputs.${name} }}`)));
    expect(handed).toHaveLength(Object.keys(inputs).length);
    expect(Object.keys(plan?.env ?? {}).filter((name) => !plan?.run?.includes(`$${name}`))).toEqual([]);
  });

  test("has for each output a line that writes it", () => {
    const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
    expect(values).toEqual(Object.keys(outputs).map((name) => [name, `\${{ steps.plan.outputs.${name} }}`]));
    expect(Object.keys(outputs).filter((name) => !plan?.run?.includes(`${name}=`))).toEqual([]);
  });

  test.each([files.PULL_REQUEST, files.NIGHTLY])("is used in %s as it is", (path) => {
    const steps = files.stepsOf(path);
    const used = steps.find(({ id }) => id === "dcv");
    expect(used?.uses).toMatch(/^your-org\/dcv-reconciler@/);
    expect(Object.keys(used?.with ?? {}).filter((name) => !(name in inputs))).toEqual([]);
    const read = [...files.readText(path).matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g)];
    expect(read.length).toBeGreaterThan(0);
    const isWritten = (step: string, name: string): boolean =>
      step === "dcv" ? name in outputs : (steps.find(({ id }) => id === step)?.run?.includes(`"${name}=`) ?? false);
    expect(read.filter(([, step = "", name = ""]) => !isWritten(step, name))).toEqual([]);
  });

  test.each([files.PULL_REQUEST, files.NIGHTLY])("writes every file that a later step of %s reads", (path) => {
    const steps = files.stepsOf(path);
    const written = steps.flatMap(outputsOf).map((output) => basename(output));
    const read = JSON.stringify(steps.slice(3)).match(/\bdcv\.[a-z]+\b/g) ?? [];
    expect(read.filter((name) => name !== "dcv.outputs" && !written.includes(name))).toEqual([]);
    expect(read.length).toBeGreaterThan(2);
  });

  test("every page and example pins the actions of others to a commit, and says its version", () => {
    const paths = ["README.md", files.ACTION, ...files.pathsIn("docs"), ...files.pathsIn("examples")];
    const uses = paths.flatMap((path) =>
      (files.readText(path).match(/(?<=^[ \t]*(- )?uses: )\S.*/gm) ?? []).map((used) => `${path}: ${used}`),
    );
    const ofOthers = uses.filter((used) => !/: (your-org\/dcv-reconciler@v\d+\.\d+\.\d+|\.\/)/.test(used));
    for (const page of ["docs/adopt.md", "docs/terraform.md", files.PULL_REQUEST, files.NIGHTLY, files.SHARDED])
      expect(ofOthers.filter((used) => used.startsWith(`${page}: `)).length).toBeGreaterThan(0);
    expect(ofOthers.filter((used) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used))).toEqual([]);
  });

  test("writes nothing into the checkout, where what a commit brings could be taken for it", () => {
    const outputs = [...files.stepsOf(files.PULL_REQUEST), ...files.stepsOf(files.NIGHTLY)].flatMap(outputsOf);
    const paths = outputs.flatMap((output) => output.split("=")[1] ?? []);
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !path.startsWith("${{ runner.temp }}/"))).toEqual([]);
  });

  test("is pinned to the version of the package", async () => {
    const { stdout } = await dcv(["--version"]);
    const pins = [files.PULL_REQUEST, files.NIGHTLY, files.GITLAB, files.JENKINS, files.PAGE].flatMap(
      (path) => files.readText(path).match(/(?<=dcv-reconciler(\.git#|@)v)[\d.]+\d/g) ?? [],
    );
    expect(pins.length).toBeGreaterThanOrEqual(6);
    expect(new Set(pins)).toEqual(new Set([stdout.trim()]));
  });
});

describe("page", () => {
  const page = files.readText(files.PAGE);
  const firstCells = (heading: string): readonly string[] => {
    const table = new RegExp(`^\\| ${heading} .*\\n\\|.*\\n((?:\\|.*\\n)+)`, "m").exec(page)?.[1] ?? "";
    return [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = ""]) => name);
  };

  test("lists the inputs and the outputs of the action", () => {
    expect(firstCells("input")).toEqual(Object.keys(action.inputs));
    expect(firstCells("output")).toEqual(Object.keys(action.outputs));
  });

  test("has a reader for every format", () => {
    const table = page.slice(page.indexOf("## Which output"), page.indexOf("One run asks"));
    expect(FORMAT_NAMES.filter((format) => !table.includes(`\`${format}\``))).toEqual([]);
  });

  test("names the hook that there is", () => {
    const ids = files.readYaml<readonly { readonly id: string }[]>(files.HOOKS).map(({ id }) => id);
    expect([...page.matchAll(/- id: ([\w-]+)/g)].map(([, id]) => id)).toEqual(ids);
  });
});

test("the Jenkinsfile closes every bracket that it opens", () => {
  const code = files
    .readText(files.JENKINS)
    .replaceAll(/'''[\s\S]*?'''|'[^'\n]*'|"[^"\n]*"/g, "")
    .replaceAll(/\/\/.*$/gm, "");
  const open: string[] = [];
  for (const bracket of code.match(/[()[\]{}]/g) ?? []) {
    const opening = { ")": "(", "]": "[", "}": "{" }[bracket];
    if (opening === undefined) open.push(bracket);
    else expect(open.pop()).toBe(opening);
  }
  expect(open).toEqual([]);
});
