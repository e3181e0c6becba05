/** A state as a file: what is written is read, and what is damaged is one clear message. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readState } from "../../../lib/state/read-state";
import { stateText, writeState } from "../../../lib/state/write-state";
import { at } from "../../support/domains";
import { observed, present, record, stateOf } from "./states";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "dcv-state-"))));
afterEach(() => rmSync(directory, { recursive: true }));

const { signal } = new AbortController();
const path = (): string => join(directory, "state.jsonl");
const read = async (text: string) => {
  writeFileSync(path(), text);
  return readState(path(), "state.jsonl", signal);
};

const STATE = stateOf({
  ncloud: [
    present("b.example.kr", { validation: { earliest: at("2026-01-01"), latest: at("2026-02-01"), basis: "bounded" } }),
    present("a.example.kr", {
      challenge: {
        method: "TXT",
        name: "_x.example.kr",
        value: "v;\u2028",
        deadline: at("2026-12-01"),
        nextCheck: null,
      },
    }),
  ],
  sectigo: [
    observed({ kind: "absent", domain: "absent.example.com", detail: null }),
    observed({
      kind: "unknown",
      domain: "unknown.example.com",
      reason: "not_understood",
      detail: "odd",
      record: record({ validation: null, challenge: { email: "a@example.com", deadline: null, nextCheck: null } }),
    }),
    observed({
      kind: "unknown",
      domain: "unreachable.example.com",
      reason: "provider_unreachable",
      detail: "down",
      record: null,
    }),
    { ...present("later.example.com"), seenAt: at("2026-11-24T12:00:00Z") },
    present("file.example.com", {
      expiresAt: null,
      orderId: "4711",
      coveredBy: "example.com",
      orderSubmittedAt: at("2026-11-20T01:02:03Z"),
      challenge: { url: "http://x/", content: "a\nb", deadline: null, nextCheck: at("2026-11-25") },
    }),
  ],
});
const TEXT = [...stateText(STATE)].join("");

test("what is written is read again, and written again the same", async () => {
  await writeState(path(), STATE, signal);
  const found = await readState(path(), "state.jsonl", signal);
  if (!found.ok) throw new Error(found.diagnostic.message);
  expect(found.state.header).toEqual(STATE.header);
  expect([...(found.state.providers.get("sectigo") ?? [])].sort()).toEqual(
    [...(STATE.providers.get("sectigo") ?? [])].sort(),
  );
  expect([...stateText(found.state)].join("")).toBe(TEXT);
});

test("lines are sorted by provider and name, whatever the order they were seen in", () => {
  const names = TEXT.split("\n")
    .slice(1, -1)
    .map((line) => (JSON.parse(line) as { domain: string }).domain);
  expect(names).toEqual([
    "a.example.kr",
    "b.example.kr",
    "absent.example.com",
    "file.example.com",
    "later.example.com",
    "unknown.example.com",
    "unreachable.example.com",
  ]);
});

test("a file without its last line feed is whole", async () => {
  expect((await read(TEXT.trimEnd())).ok).toBe(true);
});

const lines = TEXT.split("\n");
const withHeader = (over: object): string =>
  [JSON.stringify({ ...(JSON.parse(lines[0] ?? "") as object), ...over }), ...lines.slice(1)].join("\n");
const withLine = (index: number, over: object): string =>
  lines
    .map((line, at) => (at === index ? JSON.stringify({ ...(JSON.parse(line) as object), ...over }) : line))
    .join("\n");

test.each<[string, string, number, RegExp]>([
  ["an empty file", "", 1, /no state of dcv/],
  ["YAML", "version: 1\n", 1, /no state of dcv/],
  ["a plan", '{"format_version":"1.0"}\n', 1, /no state of dcv/],
  ["a newer version", withHeader({ version: 3 }), 1, /newer dcv \(version 3, this one reads 2\); update dcv/],
  ["a header without its time", withHeader({ at: 7 }), 1, /header cannot be read/],
  ["a key that no version has", withHeader({ surprise: true }), 1, /header cannot be read/],
  ["a file that was cut off", lines.slice(0, 3).join("\n"), 3, /7 observations were written and 2 are there/],
  ["half a line", TEXT.slice(0, -40), 8, /not JSON/],
  [
    "two lines that changed places",
    [lines[0], lines[2], lines[1], ...lines.slice(3)].join("\n"),
    3,
    /not in the order/,
  ],
  ["a line twice", [lines[0], lines[1], lines[1], ...lines.slice(2)].join("\n"), 3, /not in the order/],
  ["a provider that the header does not name", withLine(1, { provider: "mcloud" }), 2, /does not name the provider/],
  ["a kind that does not exist", withLine(1, { kind: "maybe" }), 2, /no observation/],
  ["a date that is none", withLine(1, { learned_at: "yesterday" }), 2, /cannot be read/],
  ["present without its record", withLine(1, { record: null }), 2, /cannot be read/],
  [
    "a challenge that is none",
    withLine(4, { record: { ...recordAt(4), challenge: { deadline: null, next_check: null } } }),
    5,
    /cannot be read/,
  ],
  ["a line without an end", `${lines[0]}\n${"x".repeat(17_000_000)}`, 2, /too long/],
])("%s is refused", async (_, text, line, message) => {
  const found = await read(text);
  if (found.ok) throw new Error("it was read");
  expect(found.diagnostic).toMatchObject({ code: "bad-state", place: { file: "state.jsonl", line } });
  expect(found.diagnostic.message).toMatch(message);
});

function recordAt(index: number): object {
  return (JSON.parse(lines[index] ?? "") as { record: object }).record;
}

test("a file that is not there names the command that writes one", async () => {
  const found = await readState(join(directory, "none"), "none", signal);
  expect(found).toMatchObject({ ok: false, diagnostic: { message: expect.stringContaining("dcv refresh") as string } });
});

test("an interrupted write keeps the old file, and leaves nothing beside it", async () => {
  await writeState(path(), STATE, signal);
  const interruption = new AbortController();
  const failing = {
    header: STATE.header,
    providers: new Map([
      [
        "sectigo",
        {
          *[Symbol.iterator](): Generator<never> {
            interruption.abort(new Error("stop"));
            throw new Error("stop");
          },
        } as unknown as ReadonlyMap<string, never>,
      ],
    ]),
  };
  await expect(writeState(path(), failing, interruption.signal)).rejects.toThrow();
  expect(readFileSync(path(), "utf8")).toBe(TEXT);
  expect(readdirSync(directory)).toEqual(["state.jsonl"]);
});

test.each([1, 2])(
  "a state that version %i of the format wrote is read, and written again in the present one",
  async (version) => {
    const kept = join(__dirname, `version-${version}.jsonl`);
    const found = await readState(kept, "kept.jsonl", signal);
    if (!found.ok) throw new Error(found.diagnostic.message);
    const text = readFileSync(kept, "utf8").replace(`"version":${version},`, '"version":2,');
    expect([...stateText(found.state)].join("")).toBe(text);
  },
);
