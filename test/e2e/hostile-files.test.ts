/** Whatever is handed to dcv as a file: clear words, exit code 1, no stack trace. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../support/cli";
import { REPOSITORY } from "../support/tables";

const BIN = join(REPOSITORY, "dist/lib/cli/bin.js");
const HEAD = `version: 1
providers:
  sectigo: { type: sectigo, url: simulator, auth: { login: l, password: p, customerUri: c } }
`;
const NOT_A_FILE = "1:1  not-a-file  this is not a regular file; name a YAML file";
const UTF16 = "1:1  not-utf8  this file is UTF-16; save it as UTF-8";
const NOTHING = "1:1  wrong-type  expected a mapping (key: value), found nothing";
const FULL = "the file holds too much up to here; split it into several files";

let directory: string;
beforeAll(() => {
  if (!existsSync(BIN)) throw new Error("run `npm run build` first: these tests run the built command");
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-hostile-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

type Make = (path: string) => void;

const text =
  (content: string | Buffer): Make =>
  (path) =>
    writeFileSync(path, content);
const linkTo =
  (target: string): Make =>
  (path) =>
    symlinkSync(target, path);

/** How it is made, and the one thing that is said of it whatever it was to be. */
const UNREADABLE: readonly [string, Make, string][] = [
  ["a directory", (path) => mkdirSync(path), NOT_A_FILE],
  ["a FIFO that nobody writes to", (path) => execFileSync("mkfifo", [path]), NOT_A_FILE],
  ["a socket", (path) => spawnSync(process.execPath, ["-e", LISTEN, path]), NOT_A_FILE],
  ["/dev/zero", linkTo("/dev/zero"), NOT_A_FILE],
  ["/dev/null", linkTo("/dev/null"), NOT_A_FILE],
  [
    "a link to itself",
    linkTo("x.yaml"),
    "1:1  unreadable  this link leads back to itself; name the file it should lead to",
  ],
  [
    "a link to nothing",
    linkTo("nowhere"),
    "1:1  no-such-file  this is a link to a file that does not exist; correct the link, or name another",
  ],
  ["no file", () => undefined, "1:1  no-such-file  there is no such file; create it, or name another"],
  [
    "100 MB",
    (path) => {
      writeFileSync(path, "");
      truncateSync(path, 100_000_000);
    },
    "1:1  file-too-large  larger than 8 MiB; split it",
  ],
  ["nothing", text(""), NOTHING],
  ["comments", text("# a\n# b\n"), NOTHING],
  ["UTF-16", text(Buffer.from(HEAD, "utf16le")), UTF16],
  ["UTF-16 with a mark", text(Buffer.from(`\ufeff${HEAD}`, "utf16le")), UTF16],
  ["UTF-16, big end first", text(Buffer.from(HEAD, "utf16le").swap16()), UTF16],
  ["UTF-16, big end first, with a mark", text(Buffer.from(`\ufeff${HEAD}`, "utf16le").swap16()), UTF16],
  [
    "Latin-1",
    text(Buffer.from("a: 1\nb: bücher\n", "latin1")),
    "2:5  not-utf8  from here on this file is not valid UTF-8; save it as UTF-8",
  ],
  [
    "a zero byte",
    text("a: 1\nb: x\0\n"),
    "2:5  control-character  the control character U+0000 must not stand in a file; remove it, or write it as an escape in double quotes",
  ],
  [
    "several documents",
    text("a: 1\n---\nb: 2\n"),
    "2:1  yaml-multiple-docs  there is more than one document in this file; keep one",
  ],
  ["a tab for an indent", text("a:\n\tb: 1\n"), "2:1  yaml-tab-as-indent  Tabs are not allowed as indentation"],
  [
    "a key twice",
    text("a: 1\na: 2\n"),
    "2:1  yaml-duplicate-key  this key stands in the mapping twice; keep one of them",
  ],
  ["10,000 brackets", text("[".repeat(10_000)), "1:200  yaml-too-deep  nested too deeply to be read; flatten the file"],
  [
    "10,000 levels of lists",
    text("- ".repeat(10_000)),
    "1:399  yaml-too-deep  nested too deeply to be read; flatten the file",
  ],
  [
    "a text of 7 MB",
    text(`a: "${"x".repeat(7e6)}"\n`),
    "1:4  yaml-too-long  this text is longer than 65536 characters; shorten it",
  ],
];

/** Leaves a socket behind, as a process that was killed does. */
const LISTEN = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;

/** How each kind of file is named to dcv; what was said, less the line that it is about. */
const USES: Readonly<Record<string, (name: string) => readonly string[]>> = {
  // Named absolutely, a link is followed wherever it leads.
  "domains.yaml": (name) => ["validate", "--config", join(directory, name)],
  "a rule": (name) => {
    writeFileSync(join(directory, "domains.yaml"), `${HEAD}domains: [a.example.com]\npolicies: { paths: [${name}] }\n`);
    return ["validate"];
  },
  "a scenario": (name) => ["simulate", "--port", "0", "--scenario", name],
};

/** For these, the path to a rule is reported where it is named: it is no file, leads out, or may be meant for a directory. */
const NO_PATH = new Set(["/dev/zero", "/dev/null", "a directory", "a link to itself", "a link to nothing", "no file"]);

describe.each(Object.keys(USES))("as %s", (use) => {
  test.each(UNREADABLE)("%s", async (what, make, expected) => {
    make(join(directory, "x.yaml"));
    const { code, stdout, stderr } = await dcv(USES[use]?.("x.yaml") ?? [], { cwd: directory });
    const [first, ...more] = stderr.split("\n").filter((line) => !/^\s*(\d+ )?\|/.test(line));
    expect([code, stdout]).toEqual([1, ""]);
    if (use === "a rule" && NO_PATH.has(what)) {
      expect(first).toMatch(/^domains\.yaml:5:21 {2}no-such-policy {2}\S/);
    } else {
      const advice = use === "domains.yaml" && expected.includes("no-such-file") ? "; dcv init writes a new one" : "";
      expect(first).toBe(`x.yaml:${expected}${advice}`);
    }
    expect(more).toEqual(use === "a scenario" ? [""] : ["1 problem found", ""]);
  });
});

test.each([
  ["a byte-order mark", `\ufeff${HEAD}domains: [a.example.com]\n`],
  ["ends of lines of two characters", `${HEAD}domains: [a.example.com]\n`.replaceAll("\n", "\r\n")],
])("is no problem: %s", async (_, content) => {
  writeFileSync(join(directory, "x.yaml"), content);
  const { code, stdout, stderr } = await dcv(["validate", "--config", "x.yaml"], { cwd: directory });
  expect([code, stdout, stderr]).toEqual([0, "x.yaml is valid: 1 domain at 1 provider\n", ""]);
});

test("keys of JavaScript's own are unknown keys, and change nothing", async () => {
  const content = `${HEAD}__proto__: { polluted: 1 }
domains: [{ name: a.example.com, constructor: { prototype: { polluted: 1 } } }]
`;
  writeFileSync(join(directory, "x.yaml"), content);
  const { code, stderr } = await dcv(["validate", "--config", "x.yaml"], { cwd: directory });
  expect(code).toBe(1);
  expect(stderr).toContain(
    'x.yaml:4:1  forbidden-key  unknown key "__proto__", which no mapping may have; remove it\n',
  );
  expect(stderr).toContain('x.yaml:5:34  forbidden-key  unknown key "constructor", which');
  expect(stderr).toContain("\n2 problems found\n");
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ["an escape sequence", "\\e[31mred\\e[2J\\a"],
  ["another line", "a\\n::error::owned\\r\\n::stop-commands::x"],
  ["a command at the beginning", "::error file=x,line=1::owned"],
  ["text from right to left", "a\\u202egpj.exe\\u2066"],
  ["text from right to left as it is", "a\u202egpj.exe\u2066\u200b"],
  ["half of a character", "a\\ud800b\\udc00"],
])("is inert wherever it is quoted: %s", async (_, hostile) => {
  const quoted = `"${hostile}"`;
  const content = `${HEAD.replace("sectigo:", `${quoted}:`)}domains:
  - ${quoted}
  - { name: ${quoted}, provider: ${quoted}, method: ${quoted}, ${quoted}: 1 }
policies: { rules: { ${quoted}: error }, paths: [${quoted}] }
waivers: [{ rule: ${quoted}, domain: ${quoted}, reason: a, owner: a, expires: ${quoted} }]
${quoted}: 1
`;
  writeFileSync(join(directory, "x.yaml"), content);
  const { code, stdout, stderr } = await dcv(["validate", "--config", "x.yaml"], { cwd: directory });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Cs}|\p{Bidi_Control}|\u200b/u);
  expect(stderr).not.toMatch(/^\s*::/m);
  expect(stderr.split("\n").length).toBeGreaterThan(20);
});

test("what nobody may read is said so", () => {
  writeFileSync(join(directory, "x.yaml"), HEAD);
  chmodSync(join(directory, "x.yaml"), 0o000);
  chmodSync(directory, 0o755);
  // The superuser may read everything.
  const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const script = `require("fs").readFileSync(${JSON.stringify(BIN)})`;
  const options = { cwd: directory, encoding: "utf8", env: { PATH: process.env.PATH ?? "" }, ...identity } as const;
  if (spawnSync(process.execPath, ["-e", script], options).status !== 0) return; // nor may it read the command
  const { status, stderr } = spawnSync(process.execPath, [BIN, "validate", "--config", "x.yaml"], options);
  expect([status, stderr]).toEqual([
    1,
    "x.yaml:1:1  unreadable  no permission to read this file; allow it, or name another\n1 problem found\n",
  ]);
});

/** Runs the command as a process of its own. What it takes of memory and time: `npm run bench`. */
function run(args: readonly string[]) {
  const options = { cwd: directory, encoding: "utf8", env: { PATH: process.env.PATH ?? "" }, maxBuffer: 1e9 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], options);
  return { status, stdout, stderr };
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

test.each<[string, () => string, string]>([
  ["a million items of junk", () => `${HEAD}domains:\n${"  - 1\n".repeat(1_000_000)}`, `yaml-too-many  ${FULL}`],
  [
    "100,000 items of junk",
    () => `${HEAD}domains:\n${"  - 1\n".repeat(100_000)}`,
    "yaml-too-many  a list may hold 20000 entries; split domains.yaml into files that `include` names\n",
  ],
  [
    "20,000 items of junk",
    () => `${HEAD}domains:\n${"  - 1\n".repeat(20_000)}`,
    "wrong-type  expected a name, or a mapping with the key name, found a number",
  ],
  [
    "100,000 lists of 20 numbers",
    () => `${HEAD}domains:\n${`- [${"1,".repeat(20)}]\n`.repeat(100_000)}`,
    `yaml-too-many  ${FULL}`,
  ],
  ["7 MB in one line", () => `${HEAD}domains: [${"a.example.com, ".repeat(450_000)}]\n`, `yaml-too-many  ${FULL}`],
  ["8 MB of brackets", () => `[${"[],".repeat(2_700_000)}]`, `yaml-too-many  ${FULL}`],
  ["8 MB of quoted letters", () => `${HEAD}domains:\n${`  - "${"x".repeat(60_000)}"\n`.repeat(135)}`, "bad-name  "],
  [
    "30,000 keys that are the same",
    () => "a: 1\n".repeat(30_000),
    "yaml-duplicate-key  this key stands in the mapping twice",
  ],
  ["30,000 unknown keys", () => lines(30_000, (index) => `k${index}: 1\n`), 'unknown-key  unknown key "k0"'],
  [
    "aliases that multiply (billion laughs)",
    () => `l0: &l0 [x, x, x]\n${lines(30, (i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]\n`)}`,
    "yaml-alias-bomb  aliases repeat too much to be read safely (at most 200000 values); write the values out",
  ],
])("is refused with a reason: %s", (_, make, expected) => {
  writeFileSync(join(directory, "x.yaml"), make());
  const { status, stdout, stderr } = run(["validate", "--config", "x.yaml"]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(expected);
  expect(stderr.length).toBeLessThan(100_000);
  expect(stderr).not.toMatch(/^ +at /m);
});

test("20,000 domains are no problem", () => {
  writeFileSync(
    join(directory, "x.yaml"),
    `${HEAD}domains:\n${lines(20_000, (index) => `  - d${index}.example.com\n`)}`,
  );
  const { status, stdout } = run(["validate", "--config", "x.yaml"]);
  expect([status, stdout]).toEqual([0, "x.yaml is valid: 20000 domains at 1 provider\n"]);
});
