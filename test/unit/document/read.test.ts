/** Files that cannot be read: one clear message each. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
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
  const read = await readTextFile(path, directory);
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
    "not-utf8: this file is not valid UTF-8; save it as UTF-8",
  ],
  [
    "100 MB",
    (path) => {
      writeFileSync(path, "");
      truncateSync(path, 100_000_000);
    },
    "file-too-large: larger than 32 MiB; split it",
  ],
])("%s", async (name, prepare, expected) => {
  expect(await outcome(name, prepare)).toBe(expected);
});

test("a file is shown as seen from where the user stands, or whole where it lies elsewhere", () => {
  expect(displayName("/a/b/c.yaml", "/a")).toBe("b/c.yaml");
  expect(displayName("/x/c.yaml", "/a")).toBe("/x/c.yaml");
  expect(displayName("/a", "/a")).toBe("/a");
});
