/** Files that cannot be read: one clear message each. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { displayName, readTextFile } from "../../../lib/document/read";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-read-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function outcome(name: string, prepare: (path: string) => void): Promise<string> {
  const path = join(directory, name);
  prepare(path);
  const read = await readTextFile(path, directory, null);
  if (read.ok) return read.text;
  const [only, ...more] = read.diagnostics;
  expect(more).toEqual([]);
  expect(only?.place.file).toBe(name);
  return `${only?.code}: ${only?.message}`;
}

test.each<[string, (path: string) => void, string]>([
  ["a text", (path) => writeFileSync(path, "a: ü\r\n"), "a: ü\r\n"],
  ["a text with a byte-order mark, which goes", (path) => writeFileSync(path, "\ufeffa: 1"), "a: 1"],
  ["no file", () => undefined, "no-such-file: there is no such file; create it, or name another"],
  ["a directory", (path) => mkdirSync(path), "not-a-file: this is not a regular file; name a YAML file"],
  [
    "a FIFO that nobody writes to",
    (path) => execFileSync("mkfifo", [path]),
    "not-a-file: this is not a regular file; name a YAML file",
  ],
  [
    "UTF-16",
    (path) => writeFileSync(path, Buffer.from("\ufeffa: 1", "utf16le")),
    "not-utf8: this file is UTF-16; save it as UTF-8",
  ],
  [
    "Latin-1",
    (path) => writeFileSync(path, Buffer.from([0x61, 0xe4])),
    "not-utf8: from here on this file is not valid UTF-8; save it as UTF-8",
  ],
  ["a link", (path) => symlinkSync(join(directory, "a text"), path), "a: ü\r\n"],
  [
    "a link to nothing",
    (path) => symlinkSync("nowhere", path),
    "no-such-file: this is a link to a file that does not exist; correct the link, or name another",
  ],
  [
    "a link to itself",
    (path) => symlinkSync(path, path),
    "unreadable: this link leads back to itself; name the file it should lead to",
  ],
  [
    "a link to a device",
    (path) => symlinkSync("/dev/zero", path),
    "not-a-file: this is not a regular file; name a YAML file",
  ],
  ["nothing", (path) => writeFileSync(path, ""), ""],
  [
    "100 MB",
    (path) => {
      writeFileSync(path, "");
      truncateSync(path, 100_000_000);
    },
    "file-too-large: larger than 8 MiB; split it",
  ],
])("%s", async (name, prepare, expected) => {
  expect(await outcome(name, prepare)).toBe(expected);
});

test.each([
  ["below a file", "a text/x.yaml"],
  ["of too long a name", "x".repeat(5000)],
  ["with a zero byte in its name", "a\0b"],
])("there can be no file %s", async (_, name) => {
  writeFileSync(join(directory, "a text"), "a: 1");
  const read = await readTextFile(join(directory, name), directory, null);
  expect(read.ok ? [] : read.diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ["no-such-file", "there can be no such file; name another"],
  ]);
});

test("what has no size, as under /proc, is read to its end", async () => {
  const read = await readTextFile("/proc/self/status", "/", null);
  expect(read.ok && read.text).toMatch(/^Name:/);
});

test.each([
  ["::error::x.yaml", "./::error::x.yaml"],
  [" ::error::x.yaml", "./ ::error::x.yaml"],
  ["x::y.yaml", "x::y.yaml"],
])("no name begins what GitHub Actions would take for a command: %j", (name, shown) => {
  expect(displayName(`/a/${name}`, "/a")).toBe(shown);
});

test("a file is shown as seen from where the user stands, or whole where it lies elsewhere", () => {
  expect(displayName("/a/b/c.yaml", "/a")).toBe("b/c.yaml");
  expect(displayName("/x/c.yaml", "/a")).toBe("/x/c.yaml");
  expect(displayName("/a", "/a")).toBe("/a");
});
