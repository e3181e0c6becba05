/** An estate over time, from states that real runs wrote. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "csv-parse/sync";
import { HISTORY_SCHEMA } from "../../../lib/report/history-document";
import type { HistoryDocument } from "../../../lib/report/history-document";
import { PLAN_FORMATS } from "../../../lib/report/parse-plan";
import { parseScenario } from "../../../lib/simulator/scenario";
import { startSimulator } from "../../../lib/simulator/simulator";
import { dcv } from "../../support/cli";
import type { CliResult } from "../../support/cli";
import { at } from "../../support/domains";

const NAMES = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"];
/** Day by day: when each of the names was validated; null where it never was. */
const DAYS: readonly (readonly [day: string, validated: readonly (string | null)[]])[] = [
  ["2026-11-18", ["2026-04-30", "2026-05-20", "2026-10-01", null]],
  ["2026-11-20", ["2026-11-19", "2026-05-20", "2026-10-01", null]],
  ["2026-12-20", ["2026-11-19", "2026-07-01", "2026-12-10", "2026-12-06"]],
];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcv-history-"));
  let port = 0;
  for (const [day, dates] of DAYS) {
    const domains = NAMES.map((domain, index) => ({ domain, validated: dates[index] ?? undefined }));
    const text = `version: 1\nsectigo: ${JSON.stringify({ domains })}\n`;
    const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", at(day));
    if (scenario === null) throw new Error(JSON.stringify(diagnostics));
    // The address is a part of the account, so it stays the same.
    const ca = await startSimulator({ scenario, now: () => at(day), port });
    port = Number(new URL(ca.url).port);
    const auth = "{ login: demo, password: demo, customerUri: demo }";
    const provider = `{ type: sectigo, url: "${ca.url}/api", auth: ${auth}, validationDates: always }`;
    const entries = NAMES.map((name) => `  - { name: ${name}, owner: ${name.slice(0, 1)}@example.com }\n`).join("");
    const file = `version: 1\nestate: shop\nproviders:\n  ca: ${provider}\ndefaults: { provider: ca }\ndomains:\n${entries}`;
    await writeFile(join(folder, "domains.yaml"), file);
    expect(await dcv(["refresh", "--state", `${day}.jsonl`], { cwd: folder, now: at(day) })).toMatchObject({ code: 0 });
    await ca.close();
  }
});
afterAll(() => rm(folder, { recursive: true }));

const STATES = DAYS.map(([day]) => `${day}.jsonl`);
const history = (args: readonly string[]): Promise<CliResult> =>
  dcv(["history", ...args], { cwd: folder, now: at("2026-12-21") });
async function document(args: readonly string[]): Promise<HistoryDocument> {
  const { code, stdout, stderr } = await history([...args, "--output", "json"]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as HistoryDocument;
}

test("the document says of each day what was usable, what has happened, and what remains before each cut", async () => {
  const made = await document([...STATES].reverse());
  const check = new Ajv({ strictTypes: false, formats: PLAN_FORMATS }).compile(HISTORY_SCHEMA);
  expect([check(made), check.errors]).toEqual([true, null]);
  expect(made).toMatchObject({ estate: "shop", declared: 4, part_of: null });
  expect(made.days).toEqual([
    { at: "2026-11-18T00:00:00Z", complete: true, valid: 1, expiring: 1, lapsed: 2, unknown: 0, news: null },
    {
      ...{ at: "2026-11-20T00:00:00Z", complete: true, valid: 2, expiring: 1, lapsed: 1, unknown: 0 },
      news: { revalidated: 1 },
    },
    {
      ...{ at: "2026-12-20T00:00:00Z", complete: true, valid: 3, expiring: 1, lapsed: 0, unknown: 0 },
      news: { revalidated: 3 },
    },
  ]);
  expect(made.cliffs.map(({ burn_down, ...rest }) => [rest, burn_down.map(({ remaining }) => remaining)])).toEqual([
    [{ on: "2027-03-15", days_before: 200, days_after: 100, counts_from: "2026-12-05T00:00:00Z" }, [4, 4, 2]],
    [{ on: "2029-03-15", days_before: 100, days_after: 10, counts_from: "2029-03-05T00:00:00Z" }, [4, 4, 4]],
  ]);
});

test("the text is a line a day, and what remains", async () => {
  const { stdout, code } = await history(STATES);
  expect(code).toBe(0);
  expect(stdout).toContain("DAY         VALID  EXPIRING  LAPSED  UNKNOWN  SINCE THE DAY BEFORE\n");
  expect(stdout).toContain("2026-11-18  1      1         2       0        -\n");
  expect(stdout).toContain("2026-11-20  2      1         1       0        1 validated again\n");
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "2027-03-15: the limit falls from 200 to 100 days; validations from 2026-12-05 on can be used then; 2 of 4 declared domains still need one on 2026-12-20.",
  );
});

test("the table for spreadsheets has a column for each cut", async () => {
  const { stdout } = await history([...STATES, "--output", "csv"]);
  const rows = parse(stdout, { bom: true, columns: true }) as readonly Record<string, string>[];
  expect(rows.map((row) => [row.day, row.valid, row.news_revalidated, row["remaining_for_2027-03-15"]])).toEqual([
    ["2026-11-18", "1", "", "4"],
    ["2026-11-20", "2", "1", "4"],
    ["2026-12-20", "3", "3", "2"],
  ]);
});

test("the page draws each day and the way to each cut, runs no script and asks nothing of a network", async () => {
  const { stdout } = await history([...STATES, "--output", "html"]);
  expect(stdout).not.toMatch(/<script|https?:/);
  expect(stdout.match(/<rect\s+class="part"/g)).toHaveLength(3 + 3 + 2);
  expect(stdout.match(/<circle class="dot"/g)).toHaveLength(6);
  const text = stdout.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  for (const part of [
    "DCV history of shop",
    "On the last: 3 valid, 1 expiring, 0 lapsed, 0 unknown.",
    "Before 2027-03-15",
    "2 of 4 declared domains still need a validation that can be used on 2027-03-15, as of 2026-12-20.",
    "validations count from 2029-03-05",
  ]) {
    expect(text).toContain(part);
  }
});

test("a selection counts its own domains", async () => {
  const made = await document([...STATES, "--domain", "[a]*", "--owner", "d@*", "--owner", "a@*", "--domain", "d*"]);
  expect([made.declared, made.part_of]).toEqual([1, 4]);
  expect(made.days.map(({ lapsed }) => lapsed)).toEqual([1, 1, 0]);
});

test("of two states of one day the last counts, and a state without a provider leaves its domains unknown", async () => {
  const [, , last = ""] = STATES;
  const text = await readFile(join(folder, last), "utf8");
  await writeFile(join(folder, "later.jsonl"), text.replace("2026-12-20T00:00:00Z", "2026-12-20T23:00:00Z"));
  const [header = ""] = text.split("\n");
  const none = { ...(JSON.parse(header) as object), at: "2026-12-19T00:00:00Z", observations: 0, providers: [] };
  await writeFile(join(folder, "none.jsonl"), `${JSON.stringify(none)}\n`);
  const { days } = await document([last, "later.jsonl", "none.jsonl"]);
  expect(days.map(({ at: when, complete, unknown }) => [when, complete, unknown])).toEqual([
    ["2026-12-19T00:00:00Z", false, 4],
    ["2026-12-20T23:00:00Z", true, 0],
  ]);
  expect((await history(["none.jsonl"])).stdout).toContain("2026-12-19*  0");
});

test.each<[string, readonly string[], RegExp]>([
  [
    "files that are no states: all of them at once",
    ["none-1", "domains.yaml"],
    /none-1:1:1.*no such file[^]*domains.yaml:1:1.*no state of dcv/,
  ],
  ["an output in the place of a state", [STATES[0] ?? "", "--output", `csv=${STATES[0]}`], /would replace/],
  [
    "a format that a history does not have",
    [STATES[0] ?? "", "--output", "sarif"],
    /a history has no output format "sarif"/,
  ],
])("refuses %s", async (_, args, message) => {
  const { code, stdout, stderr } = await history(args);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(message);
});
