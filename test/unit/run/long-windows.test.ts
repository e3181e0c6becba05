/** A window that is not shorter than a limit in force is a warning of `validate` and `plan`, once for each limit. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at } from "../../support/domains";
import { dcv } from "../../support/cli";

const HEAD = `version: 1
providers:
  demo: { type: sectigo, url: simulator, auth: { login: demo, password: demo, customerUri: demo } }
`;
const HALF = "half of the limit is used as the window";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-windows-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const warningsOf = (stderr: string): readonly string[] =>
  stderr.split("\n").filter((line) => line.includes("long-window"));

test.each<[string, string, string, readonly string[]]>([
  ["the default window today", "  - www.example.com\n", "2026-11-21", []],
  [
    "the default window once the limit is 10 days",
    "  - www.example.com\n  - b.example.com\n",
    "2029-03-15",
    [
      `domains.yaml:5:5  warning long-window  the window of 30 days (revalidateWithinDays) is not shorter than the limit of 10 days (Baseline Requirements 4.2.1 (SC-081v3)) for 2 domains, of which this is the first; ${HALF}`,
    ],
  ],
  ["a second before that", "  - www.example.com\n", "2029-03-14T23:59:59Z", []],
  [
    "the limit of the CA",
    "  - { name: a.example.com, revalidateWithinDays: 198 }\n",
    "2026-11-21",
    [
      `domains.yaml:5:5  warning long-window  the window of 198 days (revalidateWithinDays) is not shorter than the limit of 198 days (Sectigo operational limit) for this domain; ${HALF}`,
    ],
  ],
  [
    "the limit of the file, for one domain and for several",
    "  - b.example.com\n  - { name: a.example.com, maxAgeDays: 30 }\n  - { name: c.example.com, maxAgeDays: 90, revalidateWithinDays: 100 }\n",
    "2026-11-21",
    [
      `domains.yaml:6:5  warning long-window  the window of 30 days (revalidateWithinDays) is not shorter than the limit of 30 days (maxAgeDays of this file) for 2 domains, of which this is the first; ${HALF}`,
    ],
  ],
])("%s", async (_, domains, day, expected) => {
  writeFileSync(join(directory, "domains.yaml"), `${HEAD}domains:\n${domains}`);
  const validated = await dcv(["validate"], { cwd: directory, now: at(day) });
  expect([validated.code, warningsOf(validated.stderr)]).toEqual([0, expected]);
  const planned = await dcv(["plan", "--as-of", day, "--output", "json"], { cwd: directory, now: at("2026-11-21") });
  expect(warningsOf(planned.stderr)).toEqual(expected);
});

test("the limit that the file sets for a CA, and the window of the command line", async () => {
  const text = HEAD.replace("url: simulator,", "url: simulator, reuseLimit: [{ days: 20 }],");
  writeFileSync(join(directory, "domains.yaml"), `${text}domains: [www.example.com]\n`);
  const { stderr } = await dcv(["validate"], { cwd: directory });
  expect(warningsOf(stderr)).toEqual([expect.stringContaining("limit of 20 days (reuseLimit of demo in this file)")]);
  const shorter = await dcv(["plan", "--within", "10"], { cwd: directory });
  expect(warningsOf(shorter.stderr)).toEqual([]);
});
