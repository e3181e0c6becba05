/** Where outputs go, what paths they name, and what they say when the files have errors and there is no plan. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dcv } from "../../support/cli";

const ESTATE = `version: 1
providers: { sectigo: { type: sectigo, url: simulator, auth: { login: demo, password: demo, customerUri: demo } } }
include: [teams/*.yaml]
policies: { paths: [rules] }
domains: [a.example.com]
`;
const RULE = `id: own
title: Every domain has an owner
severity: info
source: { document: Ours }
effective: { from: null }
when: {}
require: { required: [owner] }
message: it has no owner
remediation: name one
`;

let root: string;
let outside: string;
beforeEach(() => {
  [root, outside] = ["dcv-repository-", "dcv-outside-"].map((name) =>
    realpathSync(mkdtempSync(join(tmpdir(), name))),
  ) as [string, string];
  for (const [file, text] of Object.entries({
    "estates/domains.yaml": ESTATE,
    "estates/teams/web.yaml": "domains: [b.example.com]\n",
    "estates/rules/own.yaml": RULE,
    "estates/broken.yaml": ESTATE.replace("domains:", "domain:"),
  })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  execFileSync("git", ["init", "-q"], { cwd: root });
  mkdirSync(join(root, "pipeline"));
});
afterEach(() => [root, outside].forEach((path) => rmSync(path, { recursive: true })));

describe("a place that an output may not have", () => {
  const plan = (output: string, cwd = "estates") => dcv(["plan", "--output", output], { cwd: join(root, cwd) });

  test.each([
    ["the file itself", "json=domains.yaml"],
    ["an included file", "json=teams/web.yaml"],
    ["a rule", "html=../estates/rules/own.yaml"],
  ])("%s, which the run has read", async (_, output) => {
    const file = join(root, "estates", output.replace(/^.*=/, ""));
    const before = readFileSync(file, "utf8");
    const { code, stdout, stderr } = await plan(output);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^dcv: an output would replace .*, which is read; write it to another file\n$/);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test.each(["json=domains.yaml", "junit=teams/web.yaml", "sarif=rules/own.yaml"])(
    "validate: %s, which it has read",
    async (output) => {
      const { code, stderr } = await dcv(["validate", "--output", output.replace("json", "junit")], {
        cwd: join(root, "estates"),
      });
      expect([code, stderr]).toEqual([1, expect.stringContaining("which is read")]);
    },
  );

  test.each<[string, (path: string) => string, string]>([
    ["a link to a file outside", () => "json=link", "file"],
    ["a link to a file outside, named absolutely inside", (path) => `json=${join(path, "estates/link")}`, "file"],
    ["a folder that leads outside", () => "json=link/plan.json", ""],
    ["a relative path that leaves the repository", () => `json=../../${"x".repeat(8)}.json`, ""],
  ])("%s", async (_, output, target) => {
    writeFileSync(join(outside, "file"), "theirs");
    symlinkSync(join(outside, target), join(root, "estates/link"));
    const { code, stderr } = await plan(output(root));
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^dcv: an output cannot go to .*outside of the repository; name that place by its absolute path\n$/,
      ),
    ]);
    expect(readFileSync(join(outside, "file"), "utf8")).toBe("theirs");
    expect(existsSync(join(outside, "plan.json"))).toBe(false);
  });

  test("none of these: a place outside that is named absolutely, and one elsewhere in the repository", async () => {
    const results = [await plan(`json=${join(outside, "plan.json")}`), await plan("json=../pipeline/plan.json")];
    expect(results.map(({ stderr }) => stderr).join("")).not.toContain("an output cannot go");
    expect([join(outside, "plan.json"), join(root, "pipeline/plan.json")].filter((path) => !existsSync(path))).toEqual(
      [],
    );
  });
});

describe("an output that is a folder", () => {
  const cwd = () => join(root, "estates");
  const calendars = () => readdirSync(join(cwd(), "out/calendars")).sort();

  test("holds one calendar an owner", async () => {
    writeFileSync(join(cwd(), "teams/web.yaml"), "domains: [{ name: b.example.com, owner: web@example.com }]\n");
    await dcv(["plan", "--output", "ics=out/calendars/"], { cwd: cwd() });
    expect(calendars()).toEqual(["no-owner.ics", "web@example.com.ics"]);
    expect(readFileSync(join(cwd(), "out/calendars/web@example.com.ics"), "utf8")).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });

  test("may not lead outside of the repository by a link in it", async () => {
    mkdirSync(join(cwd(), "out"));
    symlinkSync(outside, join(cwd(), "out/calendars"));
    const { code, stderr } = await dcv(["plan", "--output", "ics=out/calendars/"], { cwd: cwd() });
    expect([code, stderr]).toEqual([1, expect.stringContaining("outside of the repository")]);
    expect(readdirSync(outside)).toEqual([]);
  });

  test("is refused for a format that is one file", async () => {
    const { code, stderr } = await dcv(["plan", "--output", "json=out/"], { cwd: cwd() });
    const why =
      "--output json=out/ names a folder, but json is one file: name the file (ics can be a folder, for a plan)";
    expect([code, stderr]).toEqual([1, `dcv: ${why}\n`]);
  });
});

test.each([
  ["estates", "domains.yaml"],
  ["pipeline", "../estates/domains.yaml"],
  [".", "estates/domains.yaml"],
])("run in %s, paths for hosts of code begin at the root of the repository", async (folder, config) => {
  const outputs = ["github", "sarif=plan.sarif", "codequality=quality.json"].flatMap((one) => ["--output", one]);
  const cwd = join(root, folder);
  const { stdout } = await dcv(["plan", "--config", config, ...outputs], { cwd });
  const files = new Set([...stdout.matchAll(/file=([^,]*)/g)].map(([, file]) => file));
  expect([...files].sort()).toEqual(["estates/domains.yaml", "estates/teams/web.yaml"]);
  expect(readFileSync(join(cwd, "plan.sarif"), "utf8")).toContain('"uri": "estates/teams/web.yaml"');
  expect(readFileSync(join(cwd, "quality.json"), "utf8")).toContain('"path": "estates/teams/web.yaml"');
});

describe("a file with errors replaces what an earlier run wrote", () => {
  const FORMATS = ["markdown=c.md", "sarif=c.sarif", "junit=c.xml", "github"];
  test.each(["plan", "validate"])("%s", async (command) => {
    const cwd = join(root, "estates");
    for (const file of ["c.md", "c.sarif", "c.xml"]) writeFileSync(join(cwd, file), "green");
    const outputs = FORMATS.flatMap((one) => ["--output", one]);
    const { code, stdout, stderr } = await dcv([command, "--config", "broken.yaml", ...outputs], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringContaining("broken.yaml:5:1  unknown-key")]);
    expect(stdout).toContain("::error file=estates/broken.yaml,line=5,col=1,title=unknown-key::");
    expect(stdout).toContain("DCV: estates/broken.yaml has errors, so there is no plan: ");
    const comment = readFileSync(join(cwd, "c.md"), "utf8");
    expect(comment).toMatch(/^<!-- dcv plan -->\n## ❌ DCV: `broken\.yaml` has errors/);
    expect(comment).toContain("`broken.yaml:5:1`");
    const log = JSON.parse(readFileSync(join(cwd, "c.sarif"), "utf8")) as { runs: { results: unknown[] }[] };
    expect(log.runs[0]?.results[0]).toMatchObject({
      ruleId: "unknown-key",
      locations: [{ physicalLocation: { artifactLocation: { uri: "estates/broken.yaml" }, region: { startLine: 5 } } }],
    });
    expect(readFileSync(join(cwd, "c.xml"), "utf8")).toContain('errors="1"');
  });

  test("a file without errors says so too", async () => {
    const cwd = join(root, "estates");
    const { code, stdout } = await dcv(["validate", "--output", "markdown"], { cwd });
    expect([code, stdout]).toEqual([
      0,
      "<!-- dcv plan -->\n## ✅ DCV: `domains.yaml` is valid: 0 errors, 0 warnings\n",
    ]);
  });
});
