/** Which findings count when only a change is to be judged, with a real repository. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { dcv } from "../../support/cli";
import { environmentOf, simulate } from "../../support/scenarios";

const GIT = { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
const AUTHOR = ["-c", "user.name=us", "-c", "user.email=us@example.com"];

const FILE = `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
domains:
  - old.example.com
  - { name: waived.example.com, owner: web-team@example.com }
  - good.example.com
  - gone.example.com
waivers:
  - { rule: not-validated, domain: waived.example.com, reason: later, owner: us, expires: 2027-03-31 }
`;
const SCENARIO = `version: 1
sectigo:
  domains:
    - { domain: old.example.com }
    - { domain: waived.example.com }
    - { domain: new.example.com }
    - { domain: good.example.com, validated: -1d }
    - { domain: gone.example.com, validated: -1d }
`;

let directory: string;
const git = (...args: readonly string[]): string =>
  execFileSync("git", [...AUTHOR, ...args], { cwd: directory, env: GIT, encoding: "utf8" });
const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);
const commit = (): void => {
  git("add", "-A");
  git("commit", "-qm", "x");
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-changed-"));
  git("init", "-q", "-b", "main");
  write("domains.yaml", FILE);
  commit();
});
afterEach(() => rmSync(directory, { recursive: true }));

async function plan(...args: readonly string[]): Promise<{ code: number; stderr: string; plan: PlanDocument | null }> {
  const env = { ...GIT, ...environmentOf(await simulate(SCENARIO)) };
  const full = args.includes("--changed-since") ? ["--full"] : [];
  const { code, stdout, stderr } = await dcv(["plan", ...full, "--output", "json", ...args], { cwd: directory, env });
  return { code, stderr, plan: stdout === "" ? null : (JSON.parse(stdout) as PlanDocument) };
}

/** `rule domain` of each finding that is marked as changed, apart from the cliff that every validation comes to. */
function changed(plan: PlanDocument | null): readonly string[] {
  return (plan?.findings ?? [])
    .filter((finding) => finding.changed && finding.rule !== "reuse-cliff")
    .map(({ rule, domain }) => `${rule} ${domain}`);
}

test.each<[string, (text: string) => string, readonly string[], number]>([
  ["nothing: old debt blocks nobody", (text) => text, [], 0],
  ["a comment", (text) => `# ours\n${text}`, [], 0],
  [
    "a domain that is not validated",
    (text) => text.replace("domains:\n", "domains:\n  - new.example.com\n"),
    ["not-validated new.example.com"],
    3,
  ],
  [
    "a line of a domain that was not validated before either",
    (text) => text.replace("- old.example.com", "- { name: old.example.com, owner: us }"),
    ["not-validated old.example.com"],
    3,
  ],
  [
    "a waiver that is taken away",
    (text) => text.replace(/waivers:[\s\S]*/, ""),
    ["not-validated waived.example.com"],
    3,
  ],
  [
    "a waiver that is added",
    (text) =>
      text + "  - { rule: not-validated, domain: old.example.com, reason: r, owner: us, expires: 2027-03-31 }\n",
    ["not-validated old.example.com"],
    0,
  ],
  [
    "a domain that is taken away",
    (text) => text.replace("  - gone.example.com\n", ""),
    ["undeclared-domain gone.example.com"],
    0,
  ],
  [
    "the level of a rule",
    (text) => `${text}policies: { rules: { undeclared-domain: error } }\n`,
    ["undeclared-domain new.example.com"],
    3,
  ],
  [
    "the defaults: every entry that they reach",
    (text) => `${text}defaults: { method: CNAME }\n`,
    ["not-validated old.example.com", "not-validated waived.example.com"],
    3,
  ],
])("a change of %s", async (_, edit, findings, code) => {
  write("domains.yaml", edit(FILE));
  const result = await plan("--changed-since", "main", "--only-changed");
  expect(result.stderr).toBe("");
  expect([...changed(result.plan)].sort()).toEqual([...findings].sort());
  expect(result.code).toBe(code);
  expect(result.plan?.changed_since).toEqual({ ref: "main", only_changed: true });
});

test("without --only-changed the findings are marked, and all of them count", async () => {
  const { code, plan: document } = await plan("--changed-since", "HEAD");
  expect([code, changed(document), document?.summary.changed?.errors]).toEqual([3, [], 0]);
});

test("what changed on the other branch meanwhile is not ours", async () => {
  git("switch", "-qc", "feature");
  write("domains.yaml", FILE.replace("domains:\n", "domains:\n  - new.example.com\n"));
  commit();
  git("switch", "-q", "main");
  write("domains.yaml", FILE.replace("- old.example.com", "- { name: old.example.com, owner: us }"));
  commit();
  git("switch", "-q", "feature");
  expect(changed((await plan("--changed-since", "main")).plan)).toEqual(["not-validated new.example.com"]);
});

test("pending changes count for the detailed exit code only where they belong to the change", async () => {
  const advisory = ["--enforcement", "advisory", "--detailed-exitcode", "--changed-since", "main", "--only-changed"];
  expect((await plan(...advisory)).code).toBe(0);
  write("domains.yaml", FILE.replace("domains:\n", "domains:\n  - new.example.com\n"));
  expect((await plan(...advisory)).code).toBe(2);
});

test("a plan that is not complete fails whatever changed", async () => {
  const env = { ...GIT, SCM_URL: "http://127.0.0.1:9" };
  const result = await dcv(["plan", "--changed-since", "main", "--only-changed", "--full"], { cwd: directory, env });
  expect(result.code).toBe(1);
});

test("a rule of one's own that changed brings its findings; one that is gone brings all", async () => {
  const rule = (severity: string): string =>
    `id: our-owner\ntitle: t\nseverity: ${severity}\nsource: { document: us }\neffective: { from: null }\nwhen: {}\n` +
    "require:\n  properties: { owner: { type: string } }\nmessage: no owner\nremediation: name one\n";
  mkdirSync(join(directory, "rules"));
  write("rules/our-owner.yaml", rule("warning"));
  write("rules/other.yaml", rule("warning").replace("our-owner", "other"));
  write("domains.yaml", `${FILE}policies: { paths: [rules] }\n`);
  commit();
  expect(changed((await plan("--changed-since", "main")).plan)).toEqual([]);
  write("rules/our-owner.yaml", rule("error"));
  const { plan: after } = await plan("--changed-since", "main");
  expect(new Set(changed(after).map((finding) => finding.split(" ")[0]))).toEqual(new Set(["our-owner"]));
  git("rm", "-q", "rules/other.yaml");
  expect(changed((await plan("--changed-since", "main")).plan)).toContain("not-validated old.example.com");
});

test("a file that is new, or that could not be read before, tells nothing apart", async () => {
  write("other.yaml", FILE);
  expect(changed((await plan("--config", "other.yaml", "--changed-since", "main")).plan)).toContain(
    "not-validated old.example.com",
  );
  write("broken.yaml", "domains: [");
  commit();
  write("broken.yaml", FILE);
  expect(changed((await plan("--config", "broken.yaml", "--changed-since", "main")).plan)).toContain(
    "not-validated old.example.com",
  );
});

test("a link to the file is followed", async () => {
  symlinkSync("domains.yaml", join(directory, "link.yaml"));
  commit();
  write("domains.yaml", FILE.replace("domains:\n", "domains:\n  - new.example.com\n"));
  expect(changed((await plan("--config", "link.yaml", "--changed-since", "main")).plan)).toEqual([
    "not-validated new.example.com",
  ]);
});

describe("what leads elsewhere than before touches everything", () => {
  const RULE =
    "id: our\ntitle: t\nseverity: info\nsource: { document: us }\neffective: { from: null }\nwhen: {}\nrequire:\n  properties: { owner: { type: string } }\nmessage: no owner\nremediation: name one\n";
  const everything = async (...args: readonly string[]): Promise<boolean> =>
    changed((await plan("--changed-since", "main", ...args)).plan).includes("not-validated old.example.com");

  test.each<[string, () => void, () => void, readonly string[]]>([
    [
      "a link to the file that is pointed at an older file",
      () => {
        write("other.yaml", FILE);
        symlinkSync("domains.yaml", join(directory, "link.yaml"));
      },
      () => {
        rmSync(join(directory, "link.yaml"));
        symlinkSync("other.yaml", join(directory, "link.yaml"));
      },
      ["--config", "link.yaml"],
    ],
    [
      "a link to the folder that is replaced by a folder",
      () => {
        mkdirSync(join(directory, "real"));
        write("real/domains.yaml", FILE);
        symlinkSync("real", join(directory, "estate"));
      },
      () => {
        rmSync(join(directory, "estate"));
        mkdirSync(join(directory, "estate"));
        write("estate/domains.yaml", FILE);
      },
      ["--config", "estate/domains.yaml"],
    ],
    [
      "a folder of rules that is replaced by a link",
      () => {
        mkdirSync(join(directory, "rules"));
        mkdirSync(join(directory, "others"));
        write("rules/our.yaml", RULE);
        write("others/our.yaml", RULE);
        write("domains.yaml", `${FILE}policies: { paths: [rules] }\n`);
      },
      () => {
        rmSync(join(directory, "rules"), { recursive: true });
        symlinkSync("others", join(directory, "rules"));
      },
      [],
    ],
    [
      "a rule that is a link, pointed at another rule",
      () => {
        mkdirSync(join(directory, "rules"));
        mkdirSync(join(directory, "others"));
        write("others/a.yaml", RULE);
        write("others/b.yaml", RULE);
        symlinkSync("../others/a.yaml", join(directory, "rules/our.yaml"));
        write("domains.yaml", `${FILE}policies: { paths: [rules/our.yaml] }\n`);
      },
      () => {
        rmSync(join(directory, "rules/our.yaml"));
        symlinkSync("../others/b.yaml", join(directory, "rules/our.yaml"));
      },
      [],
    ],
    [
      "a linked file of the estate that is gone",
      () => {
        mkdirSync(join(directory, "teams"));
        write("shared.yaml", "domains: [shared.example.com]\n");
        write("teams/a.yaml", "domains: [a.example.com]\n");
        symlinkSync("../shared.yaml", join(directory, "teams/b.yaml"));
        write("domains.yaml", `${FILE}include: ["teams/*.yaml"]\n`);
      },
      () => rmSync(join(directory, "teams/b.yaml")),
      [],
    ],
    [
      "a linked folder of the estate that is gone",
      () => {
        mkdirSync(join(directory, "teams/a"), { recursive: true });
        mkdirSync(join(directory, "shared"));
        write("shared/domains.yaml", "domains: [shared.example.com]\n");
        write("teams/a/domains.yaml", "domains: [a.example.com]\n");
        symlinkSync("../shared", join(directory, "teams/b"));
        write("domains.yaml", `${FILE}include: ["teams/*/domains.yaml"]\n`);
      },
      () => rmSync(join(directory, "teams/b")),
      [],
    ],
    [
      "a linked folder of rules that is gone",
      () => {
        mkdirSync(join(directory, "rules"));
        mkdirSync(join(directory, "shared"));
        write("shared/our.yaml", RULE);
        write("rules/own.yaml", RULE.replace("id: our", "id: own"));
        symlinkSync("../shared", join(directory, "rules/shared"));
        write("domains.yaml", `${FILE}policies: { paths: [rules] }\n`);
      },
      () => rmSync(join(directory, "rules/shared")),
      [],
    ],
  ])("%s", async (_, before, edit, args) => {
    before();
    commit();
    expect(await everything(...args)).toBe(false);
    edit();
    expect(await everything(...args)).toBe(true);
  });

  test("a submodule of rules that moved to another commit", async () => {
    const module = mkdtempSync(join(tmpdir(), "dcv-module-"));
    const inModule = (...args: readonly string[]): string =>
      execFileSync("git", [...AUTHOR, ...args], { cwd: module, env: GIT, encoding: "utf8" });
    inModule("init", "-q", "-b", "main");
    writeFileSync(join(module, "our.yaml"), RULE);
    inModule("add", "-A");
    inModule("commit", "-qm", "x");
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module, "rules");
    write("domains.yaml", `${FILE}policies: { paths: [rules] }\n`);
    commit();
    expect(await everything()).toBe(false);
    writeFileSync(join(directory, "rules/our.yaml"), `${RULE}# another commit\n`);
    execFileSync("git", [...AUTHOR, "commit", "-qam", "y"], { cwd: join(directory, "rules"), env: GIT });
    expect(await everything()).toBe(true);
    rmSync(module, { recursive: true });
  });
});

test("two changes that are near each other are two", async () => {
  git("config", "diff.interHunkContext", "20");
  const edited = FILE.replace("domains:\n", "domains:\n  - new.example.com\n").replace(
    "- gone",
    "- { name: new2.example.com }\n  - gone",
  );
  write("domains.yaml", edited);
  const env = { ...GIT, GIT_DIFF_OPTS: "--unified=9", ...environmentOf(await simulate(SCENARIO)) };
  const { stdout } = await dcv(["plan", "--output", "json", "--changed-since", "main"], { cwd: directory, env });
  const { findings } = JSON.parse(stdout) as PlanDocument;
  const marked = findings.filter((finding) => finding.changed).map(({ domain }) => domain);
  expect(new Set(marked)).toEqual(new Set(["new.example.com", "new2.example.com"]));
});

test("nothing that the file says looks like a hunk to it", async () => {
  write("domains.yaml", `${FILE}# note \u2028@@ -1,9 +1,99 @@\r@@ -1,9 +1,999999999 @@\n`);
  expect(changed((await plan("--changed-since", "main")).plan)).toEqual([]);
});

test("line ends alone are no change", async () => {
  write("domains.yaml", FILE.replaceAll("\n", "\r\n"));
  expect(changed((await plan("--changed-since", "main")).plan)).toEqual([]);
});

test.each([":(exclude)x.yaml", "d*.yaml", "ünï code.yaml", "-x.yaml"])("the name %s is a name", async (name) => {
  write(name, FILE);
  commit();
  write("domains.yaml", FILE.replace("- old", "- { name: other.example.com }\n  - old"));
  write(name, FILE.replace("domains:\n", "domains:\n  - new.example.com\n"));
  const result = await plan(`--config=${name}`, "--changed-since", "main");
  expect(changed(result.plan)).toEqual(["not-validated new.example.com"]);
});

test("a rule that is reached through a link has changed with its file", async () => {
  const rule =
    "id: our\ntitle: t\nseverity: error\nsource: { document: us }\neffective: { from: null }\nwhen: {}\nrequire:\n  properties: { owner: { type: string } }\nmessage: no owner\nremediation: name one\n";
  mkdirSync(join(directory, "..rules"));
  write("..rules/our.yml", rule);
  symlinkSync("..rules", join(directory, "linked"));
  write("domains.yaml", `${FILE}policies: { paths: [linked] }\n`);
  commit();
  write("..rules/our.yml", rule.replace("no owner", "nobody owns it"));
  write("..rules/.gitignore", "ignored.yaml\n");
  const { code, plan: document } = await plan("--changed-since", "main", "--only-changed");
  expect(code).toBe(3);
  expect(new Set(changed(document).map((finding) => finding.split(" ")[0]))).toEqual(new Set(["our"]));
  rmSync(join(directory, "..rules/our.yml"));
  write("..rules/other.yaml", rule);
  expect(changed((await plan("--changed-since", "main")).plan)).toContain("not-validated old.example.com");
});

test("included files: an entry that changed, a new file and a file that is gone touch their own entries", async () => {
  const entry = (name: string): string => `domains: [{ name: ${name}, provider: sectigo }]\n`;
  mkdirSync(join(directory, "teams"));
  write("domains.yaml", `${FILE}include: ["teams/*.yaml"]\n`);
  write("teams/a.yaml", entry("a.example.com"));
  write("teams/b.yaml", entry("new.example.com"));
  commit();
  const names = async (): Promise<readonly string[]> => {
    const found = changed((await plan("--changed-since", "HEAD")).plan);
    return [...new Set(found.map((finding) => finding.split(" ")[1] ?? ""))];
  };
  expect(await names()).toEqual([]);
  write("teams/a.yaml", `# a comment\n${entry("a.example.com")}`);
  expect(await names()).toEqual([]);
  write("teams/a.yaml", entry("a2.example.com"));
  expect(await names()).toEqual(["a2.example.com"]);
  write("teams/a.yaml", entry("a.example.com"));
  write("teams/c.yaml", entry("c.example.com"));
  expect(await names()).toEqual(["c.example.com"]);
  rmSync(join(directory, "teams/c.yaml"));
  rmSync(join(directory, "teams/b.yaml"));
  expect(await names()).toEqual(["new.example.com"]);
});

test("an entry that moves unchanged between files touches nothing, whatever include says", async () => {
  const moved = FILE.replace("  - old.example.com\n", "");
  const names = async (): Promise<readonly string[]> => changed((await plan("--changed-since", "HEAD")).plan);
  mkdirSync(join(directory, "teams"));
  write("domains.yaml", `${moved}include: [teams/a.yaml]\n`);
  write("teams/a.yaml", "version: 1\ndomains: [old.example.com]\n");
  expect(await names()).toEqual([]);
  write("teams/a.yaml", "version: 1\ndomains: [old.example.com, new.example.com]\n");
  expect(await names()).toEqual(["not-validated new.example.com"]);
  commit();
  write("domains.yaml", FILE.replace("domains:\n", "domains:\n  - new.example.com\n"));
  expect(await names()).toEqual([]);
  write("domains.yaml", FILE);
  expect(await names()).toEqual(["undeclared-domain new.example.com"]);
});

test("a file that was there, but not included, was no part of the estate", async () => {
  mkdirSync(join(directory, "teams"));
  write("teams/.a.yaml", "domains: [new.example.com]\n");
  write("teams/b.yaml", "domains: [b.example.com]\n");
  write("other.yaml", "domains: [new.example.com]\n");
  write("domains.yaml", `${FILE}include: ["teams/*.yaml"]\n`);
  commit();
  write("domains.yaml", `${FILE}include: ["teams/*.yaml", other.yaml]\n`);
  expect(changed((await plan("--changed-since", "HEAD")).plan)).toEqual(["not-validated new.example.com"]);
});

test("a link that no pattern of include matches touches nothing when it goes", async () => {
  mkdirSync(join(directory, "teams"));
  write("teams/a.yaml", "domains: [a.example.com]\n");
  symlinkSync("a.yaml", join(directory, "teams/README"));
  write("domains.yaml", `${FILE}include: ["teams/*.yaml"]\n`);
  commit();
  rmSync(join(directory, "teams/README"));
  expect(changed((await plan("--changed-since", "HEAD")).plan)).toEqual([]);
});

test("another include touches everything where links were in the repository", async () => {
  mkdirSync(join(directory, "teams"));
  write("teams/a.yaml", "domains: [a.example.com]\n");
  symlinkSync("teams", join(directory, "linked"));
  write("domains.yaml", `${FILE}include: [linked/a.yaml]\n`);
  commit();
  expect(changed((await plan("--changed-since", "HEAD")).plan)).toEqual([]);
  write("domains.yaml", FILE);
  expect(changed((await plan("--changed-since", "HEAD")).plan)).toContain("not-validated old.example.com");
});

test("a domain that is taken away takes its waiver's finding along", async () => {
  write(
    "domains.yaml",
    FILE.replace(/ {2}- \{ name: waived.*\n/, "") + "policies: { rules: { waiver-unused: error } }\n",
  );
  commit();
  write("domains.yaml", FILE + "policies: { rules: { waiver-unused: error } }\n");
  commit();
  write(
    "domains.yaml",
    FILE.replace(/ {2}- \{ name: waived.*\n/, "") + "policies: { rules: { waiver-unused: error } }\n",
  );
  const { code, plan: document } = await plan("--changed-since", "HEAD", "--only-changed");
  expect([code, changed(document)]).toEqual([
    3,
    ["undeclared-domain waived.example.com", "waiver-unused waived.example.com"],
  ]);
});

test("the settings with which people read differences change nothing", async () => {
  for (const [key, value] of [
    ["diff.external", "false"],
    ["diff.mnemonicPrefix", "true"],
    ["diff.context", "9"],
    ["color.ui", "always"],
  ])
    git("config", key ?? "", value ?? "");
  write(".gitattributes", "*.yaml -diff\n");
  write("domains.yaml", FILE.replace("domains:\n", "domains:\n  - new.example.com\n"));
  expect(changed((await plan("--changed-since", "main")).plan)).toEqual(["not-validated new.example.com"]);
});

describe("what Git cannot say ends the run before any CA is asked", () => {
  test.each([
    [
      "a revision that is not there",
      ["--changed-since", "origin/main"],
      /origin\/main: there is no such revision here; fetch it first/,
    ],
    ["an option for Git in its place", ["--changed-since", "--output=x"], /there is no such revision|missing|argument/],
    ["only changed, since nothing", ["--only-changed"], /--only-changed needs --changed-since REF/],
  ])("%s", async (_, args, message) => {
    const result = await plan(...args);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(message);
    expect(result.plan).toBeNull();
  });

  test("a file outside of any repository", async () => {
    rmSync(join(directory, ".git"), { recursive: true });
    expect(await plan("--changed-since", "main")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /needs the file to lie in a Git repository \(git: fatal: not a git repository/,
      ) as string,
    });
  });

  test("branches without a common ancestor, as in a shallow clone", async () => {
    git("checkout", "-q", "--orphan", "other");
    git("commit", "-qm", "y");
    expect((await plan("--changed-since", "main")).stderr).toMatch(/fetch the whole history \(fetch-depth: 0\)/);
  });

  test("a machine without Git", async () => {
    const env = { ...environmentOf(await simulate(SCENARIO)), PATH: "/nowhere" };
    const { code, stderr } = await dcv(["plan", "--changed-since", "main"], { cwd: directory, env });
    expect([code, stderr]).toEqual([1, expect.stringContaining("the program git was not found")]);
  });
});

test("no credential of the environment is handed to Git", async () => {
  write("git", '#!/bin/sh\nenv > "$(dirname "$0")/seen"\nexit 1\n');
  execFileSync("chmod", ["+x", join(directory, "git")]);
  const env = {
    ...environmentOf(await simulate(SCENARIO)),
    PATH: `${directory}:${GIT.PATH}`,
    SCM_PASSWORD: "hunter2",
    GIT_TOKEN: "hunter2",
  };
  await dcv(["plan", "--changed-since", "main"], { cwd: directory, env });
  const seen = execFileSync("cat", [join(directory, "seen")], { encoding: "utf8" });
  expect(seen).toContain("PATH=");
  expect(seen).not.toContain("hunter2");
});
