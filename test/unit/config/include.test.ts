/** An estate of several files: what `include` promises, a test for each. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadConfig } from "../../../lib/config/load";
import type { ConfigContext, LoadedConfig } from "../../../lib/config/load";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { at } from "../../support/domains";

let directory: string;
let outside: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "dcv-include-")));
  outside = realpathSync(mkdtempSync(join(tmpdir(), "dcv-outside-")));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  rmSync(outside, { recursive: true });
});

const HEAD = `version: 1
providers:
  sectigo: { type: sectigo, auth: { login: l, password: p, customerUri: c } }
  ncloud: { type: ncloud, auth: { accessKey: a, secretKey: s } }
`;

function write(name: string, text: string, root = directory): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

const CONTEXT: Omit<ConfigContext, "cwd"> = {
  modules: PROVIDER_MODULES,
  env: { PW: "hunter2" },
  now: at("2026-11-21"),
  needs: "domains",
  readInput: () => Promise.reject(new Error("not read")),
  inSteps: async (steps) => {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await Promise.resolve();
    }
  },
};

const load = (path = "domains.yaml", cwd = directory): Promise<LoadedConfig> => loadConfig(path, { ...CONTEXT, cwd });

async function said(path?: string, cwd?: string): Promise<readonly string[]> {
  const { diagnostics } = await load(path, cwd);
  return diagnostics.map(
    ({ place: { file, line, column }, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
  );
}

describe("what the files hold is one estate", () => {
  test("domains and waivers of all files, in the order of the names", async () => {
    write(
      "domains.yaml",
      `${HEAD}defaults: { provider: sectigo }\ninclude: ["teams/*.yaml"]\ndomains: [a.example.com]\n`,
    );
    write("teams/web.yaml", "defaults: { provider: ncloud }\ndomains: [c.example.com]\n");
    write(
      "teams/pki.yaml",
      `version: 1
defaults: { provider: sectigo, owner: pki, labels: { env: test } }
domains: [b.example.com]
waivers:
  - { rule: not-validated, domain: b.example.com, reason: r, owner: o, expires: 2027-01-31 }
`,
    );
    const { config, diagnostics, files } = await load();
    expect(diagnostics).toEqual([]);
    expect(files.map(({ file }) => file)).toEqual(["domains.yaml", "teams/pki.yaml", "teams/web.yaml"]);
    expect(config?.domains).toMatchObject([
      { name: "a.example.com", provider: "sectigo", owner: null, place: { file: "domains.yaml", line: 7, column: 11 } },
      { name: "b.example.com", provider: "sectigo", owner: "pki", place: { file: "teams/pki.yaml", line: 3 } },
      { name: "c.example.com", provider: "ncloud", owner: null, place: { file: "teams/web.yaml", line: 2 } },
    ]);
    expect(config?.waivers).toMatchObject([{ rule: "not-validated", place: { file: "teams/pki.yaml", line: 5 } }]);
  });

  test("the defaults of a file are for its own entries only", async () => {
    write("domains.yaml", `${HEAD}defaults: { provider: sectigo, owner: root, maxAgeDays: 90 }\ninclude: [a.yaml]\n`);
    write("a.yaml", "domains: [{ name: a.example.com, provider: ncloud }]\n");
    const { config } = await load();
    expect(config?.domains).toMatchObject([{ owner: null, maxAgeDays: null }]);
  });

  test("the root file needs no domains of its own", async () => {
    write("domains.yaml", `${HEAD}include: [a.yaml]\n`);
    write("a.yaml", "domains: [{ name: a.example.com, provider: ncloud }]\n");
    expect(await said()).toEqual([]);
  });

  test("an estate without any domain is an error", async () => {
    write("domains.yaml", `${HEAD}include: [a.yaml]\n`);
    write("a.yaml", "domains: []\n");
    expect(await said()).toEqual([expect.stringMatching(/^domains\.yaml:1:1 no-domains /)]);
  });

  test("a pattern with ** finds files in all folders below, but none that is hidden", async () => {
    write("domains.yaml", `${HEAD}defaults: { provider: sectigo }\ninclude: ["teams/**/dcv-?.yaml"]\n`);
    for (const name of ["teams/dcv-1.yaml", "teams/x/y/dcv-2.yaml", "teams/.x/dcv-3.yaml", "teams/x/dcv-10.yaml"]) {
      write(name, `domains: [{ name: ${name.replaceAll(/\W/g, "")}.example, provider: sectigo }]\n`);
    }
    expect((await load()).files.map(({ file }) => file)).toEqual([
      "domains.yaml",
      "teams/dcv-1.yaml",
      "teams/x/y/dcv-2.yaml",
    ]);
  });
});

describe("what is wrong names its own file", () => {
  test("a domain that is declared twice names both places", async () => {
    write("domains.yaml", `${HEAD}defaults: { provider: sectigo }\ninclude: [a.yaml]\ndomains: [a.example.com]\n`);
    write("a.yaml", "\ndomains:\n  - { name: A.example.com, provider: sectigo }\n");
    expect(await said()).toEqual([
      'a.yaml:3:5 duplicate-domain "a.example.com" is declared at domains.yaml:7:11 already; remove one of the two',
    ]);
  });

  test("a waiver that stands in two files names both places", async () => {
    const waiver = "waivers: [{ rule: r, domain: a.example.com, reason: r, owner: o, expires: 2027-01-31 }]\n";
    write("domains.yaml", `${HEAD}include: [a.yaml]\ndomains: [{ name: a.example.com, provider: sectigo }]\n${waiver}`);
    write("a.yaml", waiver);
    expect(await said()).toEqual([
      'a.yaml:1:11 duplicate-waiver "r" is waived for "a.example.com" at domains.yaml:7:11 already; remove one of the two',
    ]);
  });

  test("all problems of all files come at once, each with the line of its file", async () => {
    write("domains.yaml", `${HEAD}include: [a.yaml, b.yaml, c.yaml]\ndomains: [exa mple.com]\n`);
    write("a.yaml", "domains: [\n");
    write("b.yaml", "defaults: { provider: nobody }\ndomains: [{ nam: x }]\n");
    write("c.yaml", "- x\n");
    const { diagnostics, config, mentioned } = await load();
    expect(diagnostics.map(({ place: { file, line }, code, excerpt }) => `${file}:${line} ${code} ${excerpt}`)).toEqual(
      [
        "domains.yaml:6 missing-provider domains: [exa mple.com]",
        "domains.yaml:6 bad-name domains: [exa mple.com]",
        "a.yaml:2 yaml-bad-indent ",
        "b.yaml:1 unknown-provider defaults: { provider: nobody }",
        "b.yaml:2 missing-key domains: [{ nam: x }]",
        "b.yaml:2 unknown-key domains: [{ nam: x }]",
        "c.yaml:1 wrong-type null",
      ],
    );
    expect(config).toBeNull();
    expect(mentioned).not.toBeNull();
  });

  test.each(["providers: {}", "policies: {}", "include: [b.yaml]", "estate: x"])(
    "what belongs in the root file is refused in others: %s",
    async (line) => {
      write("domains.yaml", `${HEAD}defaults: { provider: sectigo }\ninclude: [a.yaml]\ndomains: [a.example.com]\n`);
      write("a.yaml", `${line}\n`);
      const [key] = line.split(":");
      expect(await said()).toEqual([
        `a.yaml:1:1 misplaced-key "${key}" may stand in domains.yaml only, which includes this file; move it there`,
      ]);
    },
  );

  test("a reference to the environment is refused in an included file", async () => {
    write("domains.yaml", `${HEAD}include: [a.yaml]\ndomains: [{ name: a.example.com, provider: sectigo }]\n`);
    write("a.yaml", 'domains: [{ name: b.example.com, provider: sectigo, owner: "${PW}" }]\n');
    const { diagnostics, mentioned } = await load();
    expect(diagnostics.map(({ place: { file }, code }) => `${file} ${code}`)).toEqual(["a.yaml misplaced-reference"]);
    expect(JSON.stringify([diagnostics, mentioned])).not.toContain("hunter2");
  });
});

describe("which files are included", () => {
  test.each([
    ["a file that does not exist", "[a.yaml]", '"a.yaml" matches no file; correct it, or remove it'],
    ["a pattern that matches nothing", '["none/*.yaml"]', '"none/*.yaml" matches no file; correct it, or remove it'],
    ["a pattern that matches folders only", '["*.d"]', '"*.d" matches no file; correct it, or remove it'],
  ])("%s is reported", async (_, include, message) => {
    write("domains.yaml", `${HEAD}domains: [{ name: a.example.com, provider: sectigo }]\ninclude: ${include}\n`);
    mkdirSync(join(directory, "x.d"));
    expect(await said()).toEqual([`domains.yaml:6:11 no-such-file ${message}`]);
  });

  test.each([
    ["a file that two patterns match", '["a.yaml", "?.yaml"]', 21, '"a.yaml" is included already, as "a.yaml"'],
    ["a link to a file that is included", '["a.yaml", "l.yml"]', 21, '"l.yml" is included already, as "a.yaml"'],
    [
      "the root file itself",
      '["a.yaml", "*domains.yaml"]',
      21,
      '"domains.yaml" is included already, as this file itself',
    ],
  ])("no file twice: %s", async (_, include, column, message) => {
    write("domains.yaml", `${HEAD}include: ${include}\n`);
    write("a.yaml", "domains: [{ name: a.example.com, provider: sectigo }]\n");
    symlinkSync("a.yaml", join(directory, "l.yml"));
    expect(await said()).toEqual([`domains.yaml:5:${column} duplicate-include ${message}; let one pattern match it`]);
  });

  const OUTSIDE =
    "outside-repository this leads to a file outside of the repository, which is not read; copy the file into the repository";

  test.each<[string, (target: string) => string, string]>([
    ["a path that leads out", (target) => join("..", target.slice(tmpdir().length), "x.yaml"), "domains.yaml:6:11"],
    ["an absolute path", (target) => join(target, "x.yaml"), "domains.yaml:6:11"],
    ["a pattern that leads out", (target) => join(target, "*.yaml"), "domains.yaml:6:11"],
    ["a folder that is a link", () => "linked/x.yaml", "domains.yaml:6:11"],
    ["a pattern below a folder that is a link", () => "linked/*.yaml", "domains.yaml:6:11"],
    ["a file that is a link", () => "link.yaml", "link.yaml:1:1"],
    ["a link that a pattern matches", () => "l*.yaml", "link.yaml:1:1"],
    ["a link that a pattern finds below", () => "*/x.yaml", "linked/x.yaml:1:1"],
  ])("none outside of the repository: %s", async (_, include, place) => {
    write("x.yaml", "domains: [{ name: hunter2, password: hunter2 }]\n", outside);
    symlinkSync(outside, join(directory, "linked"));
    symlinkSync(join(outside, "x.yaml"), join(directory, "link.yaml"));
    write(
      "domains.yaml",
      `${HEAD}domains: [{ name: a.example.com, provider: sectigo }]\ninclude: [${JSON.stringify(include(outside))}]\n`,
    );
    expect(await said()).toEqual([`${place} ${OUTSIDE}`]);
    expect(JSON.stringify(await load())).not.toContain("hunter2,");
  });

  test("with Git, the repository is the boundary, not the folder of the file", async () => {
    execFileSync("git", ["init", "-q", directory]);
    write("estates/domains.yaml", `${HEAD}include: [../teams/a.yaml]\n`);
    write("teams/a.yaml", "domains: [{ name: a.example.com, provider: sectigo }]\n");
    expect(await said("estates/domains.yaml")).toEqual([]);
    expect(await said("domains.yaml", join(directory, "estates"))).toEqual([]);
    expect(await said("../estates/domains.yaml", join(directory, "teams"))).toEqual([]);
  });

  test("a folder of the repository that is a link to another repository leads out", async () => {
    execFileSync("git", ["init", "-q", directory]);
    execFileSync("git", ["init", "-q", outside]);
    write("domains.yaml", `${HEAD}domains: [{ name: a.example.com, provider: sectigo }]\n`, outside);
    symlinkSync(outside, join(directory, "linked"));
    expect(await said("linked/domains.yaml")).toEqual([`linked/domains.yaml:1:1 ${OUTSIDE}`]);
  });

  test("the root file as a link leads out, unless the command line names it absolutely", async () => {
    write("real.yaml", `${HEAD}domains: [{ name: a.example.com, provider: sectigo }]\n`, outside);
    symlinkSync(join(outside, "real.yaml"), join(directory, "domains.yaml"));
    expect(await said()).toEqual([`domains.yaml:1:1 ${OUTSIDE}`]);
    expect(await said(join(directory, "domains.yaml"))).toEqual([]);
  });

  test("a link inside of the folder is followed, as Kubernetes mounts files", async () => {
    write("..data/domains.yaml", `${HEAD}domains: [{ name: a.example.com, provider: sectigo }]\n`);
    symlinkSync("..data/domains.yaml", join(directory, "domains.yaml"));
    expect(await said()).toEqual([]);
  });

  test("at most 500 files", async () => {
    write("domains.yaml", `${HEAD}include: ["teams/*.yaml"]\n`);
    for (let index = 0; index < 501; index += 1) write(`teams/${index}.yaml`, "domains: []\n");
    const [first] = await said();
    expect(first).toBe("domains.yaml:5:11 too-many-files more than 500 files are included; include fewer");
  });
});
