/** `dcv records` and `dcv render --output records-*`: one text, from the same plan. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChangeDocument } from "../../../lib/report/plan-document";
import { RECORDS_FORMATS, RECORDS_FORMAT_NAMES } from "../../../lib/report/records/registry";
import { changeOf, planOf } from "../report/plan-documents";
import { dcv } from "../../support/cli";

const waiting = (domain: string, value = "d6a3.sectigo.com"): ChangeDocument => {
  const change = changeOf(domain);
  const challenge = { method: "CNAME", name: `_6f66.${domain}`, value, deadline: null, next_check: null };
  const live = { ...change.live, challenge } as ChangeDocument["live"];
  return { ...change, live, next_step: { kind: "publish", text: "Publish it", by: null, until: null } };
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-records-"));
  save([waiting("example.com"), waiting("shop.example.net")]);
});
afterEach(() => rmSync(directory, { recursive: true }));

function save(changes: readonly ChangeDocument[]): void {
  const plan = planOf(changes);
  writeFileSync(join(directory, "plan.json"), JSON.stringify(plan));
}

const run = (...args: readonly string[]) => dcv(args, { cwd: directory });

describe("the challenge of a plan", () => {
  const asked = (domain: string, name: string, coveredBy?: string): ChangeDocument => {
    const change = waiting(domain);
    const challenge = { method: "CNAME", name, value: "d6a3.ca.example", deadline: null, next_check: null };
    const covered = coveredBy === undefined ? {} : { covered_by: coveredBy };
    return { ...change, live: { ...change.live, challenge, ...covered } as ChangeDocument["live"] };
  };

  test.each<[string, ChangeDocument]>([
    ["of another domain", asked("a.example.com", "_x.victim.net")],
    ["of another domain, in a name that no CA lists", asked("a.example.com", "a$b.victim.net.")],
    ["at another domain itself", asked("a.example.com", "victim.net")],
    ["of a name beside it", asked("a.example.com", "_x.b.example.com")],
    ["of another domain, which is said to cover it", asked("a.example.com", "x.victim.net", "victim.net")],
    ["of another domain, covered by a public suffix", asked("a.example.com", "x.victim.com", "com")],
    ["of another domain, covered by a public suffix of two labels", asked("a.co.uk", "x.victim.co.uk", "co.uk")],
  ])("%s is refused by all that read it", async (_, change) => {
    save([change]);
    for (const args of [["records"], ["render"], ["apply"]]) {
      const { code, stdout, stderr } = await run(...args, "plan.json");
      expect([args, code, stdout]).toEqual([args, 1, ""]);
      expect(stderr).toContain(`${change.address}: its challenge is of another domain`);
    }
  });

  test.each<[string, ChangeDocument]>([
    ["below the domain, without an underscore", asked("a.example.com", "token.a.example.com")],
    ["of the name above", asked("a.example.com", "_X.Example.com.")],
    ["of a wildcard", asked("*.example.com", "_x.*.example.com")],
    ["of what covers it", asked("www.example.com", "token.example.com", "example.com")],
  ])("%s is written", async (_, change) => {
    save([change]);
    expect(await run("records", "plan.json")).toMatchObject({ code: 0, stderr: "" });
  });
});

const FORMATS_OF_ONE_FILE = RECORDS_FORMAT_NAMES.filter((format) => RECORDS_FORMATS[format].files === "one");

test.each(FORMATS_OF_ONE_FILE)("%s is the same from records, from records --out and from render", async (format) => {
  const shown = await run("records", "plan.json", "--format", format);
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toContain("_6f66.shop");
  expect(await run("render", "plan.json", "--output", `records-${format}`)).toEqual(shown);
  const written = await run("records", "plan.json", "--format", format, "--out", "dns");
  expect(written.code).toBe(0);
  const [file = ""] = readdirSync(join(directory, "dns"));
  expect(file).toBe(`dcv-records.${RECORDS_FORMATS[format].extension}`);
  expect(readFileSync(join(directory, "dns", file), "utf8")).toBe(shown.stdout);
});

test("octodns has a file for each zone; on standard output there is room for one", async () => {
  expect(await run("records", "plan.json", "--format", "octodns")).toEqual({
    code: 1,
    stdout: "",
    stderr: "dcv: 2 files, one for each zone: give --out DIR\n",
  });
  expect((await run("records", "plan.json", "--format", "octodns", "--out", "dns")).code).toBe(0);
  expect(readdirSync(join(directory, "dns")).sort()).toEqual(["example.com.yaml", "example.net.yaml"]);
  save([waiting("example.com")]);
  expect((await run("records", "plan.json", "--format", "octodns")).stdout).toContain("_6f66:");
});

describe("octodns: the file of a zone that has no record any more", () => {
  const files = (): readonly string[] => readdirSync(join(directory, "dns")).sort();
  const write = async () => run("records", "plan.json", "--format", "octodns", "--out", "dns");
  beforeEach(async () => {
    await write();
    writeFileSync(join(directory, "dns", "ours.yaml"), "---\n# Written by hand.\n");
  });

  test("is removed, and no other file", async () => {
    save([waiting("example.com")]);
    const { code, stdout } = await write();
    const dns = join(directory, "dns");
    expect([code, stdout]).toEqual([0, `${dns}/example.com.yaml\nremoved ${dns}/example.net.yaml\n`]);
    expect(files()).toEqual(["example.com.yaml", "ours.yaml"]);
    save([]);
    await write();
    expect(files()).toEqual(["ours.yaml"]);
  });

  test.each<[string, object]>([
    ["is not complete", { complete: false, verdict: "error" }],
    [
      "is about a part of the estate",
      { selection: { domains: ["*.com"], owners: [], labels: [], providers: [], changed_since: null, declared: 2 } },
    ],
  ])("stays where the plan %s", async (_, more) => {
    writeFileSync(join(directory, "plan.json"), JSON.stringify({ ...planOf([waiting("example.com")]), ...more }));
    await write();
    expect(files()).toEqual(["example.com.yaml", "example.net.yaml", "ours.yaml"]);
  });
});

test("a zone that is named holds its names", async () => {
  const { stdout } = await run("records", "plan.json", "--format", "json", "--zone", "Shop.example.net.");
  const { records } = JSON.parse(stdout) as { readonly records: readonly { readonly zone: string }[] };
  expect(records.map(({ zone }) => zone)).toEqual(["example.com", "shop.example.net"]);
  expect(await run("records", "plan.json", "--zone", "a..b")).toMatchObject({
    code: 1,
    stderr: 'dcv: --zone "a..b" is not the name of a zone\n',
  });
});

test("a challenge that no record can hold fails both commands, and the other records come", async () => {
  save([waiting("example.com"), waiting("example.net", "a b")]);
  const problem = "sectigo/example.net: no DNS record can hold _6f66.example.net with a b\n";
  for (const args of [
    ["records", "plan.json"],
    ["render", "plan.json", "--output", "records-zone"],
  ]) {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout.includes("_6f66.example.com."), stdout.includes("example.net")]).toEqual([1, true, false]);
    expect(stderr).toContain(problem);
  }
});

test("an order that waits for a file or an e-mail is named, and the records of the others come", async () => {
  const dates = { deadline: null, next_check: null };
  const order = (domain: string, kind: "publish" | "confirm-email", challenge: object): ChangeDocument => {
    const change = waiting(domain);
    const live = { ...change.live, challenge: { ...challenge, ...dates } } as ChangeDocument["live"];
    return { ...change, live, next_step: { ...change.next_step, kind } };
  };
  save([
    waiting("example.com"),
    order("file.example.net", "publish", { url: "http://file.example.net/x", content: "a" }),
    order("mail.example.net", "confirm-email", { email: "admin@example.net" }),
  ]);
  const { code, stdout, stderr } = await run("records", "plan.json");
  expect([code, stdout.includes("_6f66.example.com."), stdout.includes("example.net")]).toEqual([0, true, false]);
  expect(stderr).toBe(
    "dcv: sectigo/file.example.net: left out, because the CA waits for a file at http://file.example.net/x, not for a DNS record\n" +
      "dcv: sectigo/mail.example.net: left out, because the CA waits for an answer to the e-mail to admin@example.net, not for a DNS record\n",
  );
});

describe("--out is refused before anything is written", () => {
  let repository: string;
  beforeEach(() => {
    repository = join(directory, "repository");
    mkdirSync(join(repository, ".git"), { recursive: true });
    mkdirSync(join(directory, "outside"));
    writeFileSync(join(repository, "dcv-records.json"), readFileSync(join(directory, "plan.json")));
  });

  const records = (...args: readonly string[]) =>
    dcv(["records", "dcv-records.json", "--format", "json", ...args], { cwd: repository });

  test.each<[string, (repository: string) => void, string]>([
    ["a relative path that leaves the repository", () => undefined, "../outside/new"],
    ["a link to a folder outside", (root) => symlinkSync("../outside", join(root, "dns")), "dns"],
    [
      "a file in it that is a link to a file outside",
      (root) => {
        mkdirSync(join(root, "dns"));
        symlinkSync("../../outside/hosts", join(root, "dns", "dcv-records.json"));
      },
      "dns",
    ],
  ])("%s", async (_, prepare, out) => {
    prepare(repository);
    const { code, stdout, stderr } = await records("--out", out);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("outside of the repository; name that place by its absolute path");
    expect(readdirSync(join(directory, "outside"))).toEqual([]);
  });

  test("the plan that is read", async () => {
    const before = readFileSync(join(repository, "dcv-records.json"), "utf8");
    const { code, stderr } = await records("--out", ".");
    expect(code).toBe(1);
    expect(stderr).toContain("dcv-records.json, which is read; write it to another file");
    expect(readFileSync(join(repository, "dcv-records.json"), "utf8")).toBe(before);
  });

  test("but not a place outside by its absolute path", async () => {
    expect((await records("--out", join(directory, "outside"))).code).toBe(0);
    expect(existsSync(join(directory, "outside", "dcv-records.json"))).toBe(true);
  });
});

test("what is no plan is refused with its place", async () => {
  writeFileSync(join(directory, "plan.json"), "hello");
  const { code, stderr } = await run("records", "plan.json");
  expect([code, stderr.split("  ").slice(0, 2)]).toEqual([1, ["plan.json:1:1", "bad-plan"]]);
});
