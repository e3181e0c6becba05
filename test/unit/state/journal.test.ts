import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalEntry, JournalEvent } from "../../../lib/core/apply/journal-entry";
import { MAX_CHALLENGE_TEXT } from "../../../lib/core/challenge-record";
import { openJournal, readJournal } from "../../../lib/state/journal";
import { at } from "../../support/domains";

const folder = mkdtempSync(join(tmpdir(), "dcv-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = at("2026-11-25T12:00:00Z");
const ACCOUNT = "0123456789abcdef";
const DATES = { deadline: at("2026-12-25"), nextCheck: null };
const RECORD = { name: "_x.example.com", type: "CNAME", value: "y.ca.example" } as const;
const EVENTS: readonly JournalEvent[] = [
  { kind: "intent", call: "start", before: "[]" },
  ...[
    { method: "CNAME" as const, name: "_x.example.com", value: "y.ca.example", ...DATES },
    { url: "http://example.com/x", content: "a\nb", ...DATES },
    { email: "admin@example.com", ...DATES },
    null,
  ].map((challenge): JournalEvent => {
    return { kind: "outcome", call: "start", result: "done", mayPass: false, why: "", challenge };
  }),
  { kind: "moved" },
  { kind: "publish", record: RECORD, zone: "example.com", by: "rfc2136" },
  { kind: "published", record: RECORD, zone: "example.com", result: "created", replaces: null, why: "" },
  { kind: "cleaned", record: RECORD, zone: "example.com", result: "removed" },
  { kind: "end", state: "validated", why: "validated on 2026-11-25" },
];
const ENTRIES = EVENTS.map((event): JournalEntry => ({ ...event, at: NOW, plan: "p", address: "my-ca/example.com" }));

let files = 0;
const newPath = (): string => join(folder, `${(files += 1)}.journal`);

async function begin(path: string, callsFrom = NOW + 600_000) {
  const read = await readJournal(path, "plan.json.journal");
  if (!read.ok) throw new Error(read.problem);
  return openJournal(path, read, { at: NOW, plan: "p", accounts: new Map([["my-ca", ACCOUNT]]), callsFrom });
}

async function written(entries: readonly JournalEntry[] = ENTRIES): Promise<string> {
  const path = newPath();
  const journal = await begin(path);
  for (const entry of entries) await journal.append(entry);
  await journal.close();
  return path;
}

describe("a journal", () => {
  it("gives back every event, and the accounts", async () => {
    const path = await written();
    const again = await begin(path, Number.NEGATIVE_INFINITY);
    await again.close();
    expect(again.entries).toEqual(ENTRIES);
    expect([...again.accounts]).toEqual([["my-ca", ACCOUNT]]);
  });

  it.each<readonly [string, number, readonly JournalEntry[], number, number]>([
    ["is that of the run that made it", NOW + 600_000, [], NOW + 900_000, NOW + 600_000],
    ["is at once where a later run says that none has called", NOW + 600_000, [], -Infinity, -Infinity],
    ["is at once where the journal holds a call", NOW + 600_000, ENTRIES, NOW + 900_000, -Infinity],
    ["is at once where the run that made it said so", -Infinity, [], NOW + 900_000, -Infinity],
  ])("the first instant for a call %s", async (_, made, entries, later, expected) => {
    const path = newPath();
    const first = await begin(path, made);
    for (const entry of entries) await first.append(entry);
    await first.close();
    const again = await begin(path, later);
    await again.close();
    expect(again.callsFrom).toBe(expected);
  });

  it("says so where calls need not wait", async () => {
    const path = newPath();
    await (await begin(path, Number.NEGATIVE_INFINITY)).close();
    const again = await begin(path);
    await again.close();
    expect(again.callsFrom).toBe(Number.NEGATIVE_INFINITY);
  });

  it("is readable for its owner only, also where it was there", async () => {
    const path = newPath();
    writeFileSync(path, "", { mode: 0o644 });
    await (await begin(path)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("writes the lines in the order of the calls, though no one waits for them", async () => {
    const path = newPath();
    const journal = await begin(path);
    await Promise.all(ENTRIES.map((entry) => journal.append(entry)));
    await journal.close();
    const read = await readJournal(path, "j");
    expect(read).toMatchObject({ ok: true, content: { entries: ENTRIES } });
  });

  it("holds the longest challenge that a CA may give", async () => {
    const longest = "x".repeat(MAX_CHALLENGE_TEXT);
    const entries = [{ url: longest, content: `${longest}\n${longest}` }, { email: longest }].map(
      (challenge): JournalEntry => ({
        ...{
          kind: "outcome",
          call: "start",
          result: "done",
          mayPass: false,
          why: "",
          at: NOW,
          plan: "p",
          address: "a",
        },
        challenge: { ...challenge, ...DATES },
      }),
    );
    expect(await readJournal(await written(entries), "j")).toMatchObject({ ok: true, content: { entries } });
  });

  it("refuses a line that could not be read again, and stays readable", async () => {
    const path = newPath();
    const journal = await begin(path);
    await expect(journal.append({ kind: "moved", at: NOW, plan: "p", address: "a".repeat(1001) })).rejects.toThrow(
      "the journal cannot hold this",
    );
    await journal.append({ kind: "moved", at: NOW, plan: "p", address: "a" });
    await journal.close();
    expect(await readJournal(path, "j")).toMatchObject({ ok: true, content: { entries: [{ address: "a" }] } });
  });

  it("leaves out a last line that was not written to its end, and goes on in its place", async () => {
    const whole = readFileSync(await written());
    for (let bytes = whole.lastIndexOf("\n", whole.length - 2) + 1; bytes < whole.length; bytes += 1) {
      const path = newPath();
      writeFileSync(path, whole.subarray(0, bytes));
      const journal = await begin(path);
      await journal.append({ kind: "moved", at: NOW, plan: "p", address: "my-ca/other.example" });
      await journal.close();
      const read = await readJournal(path, "j");
      if (!read.ok) throw new Error(read.problem);
      expect(read.content?.entries).toEqual([
        ...ENTRIES.slice(0, -1),
        { kind: "moved", at: NOW, plan: "p", address: "my-ca/other.example" },
      ]);
    }
  });

  it("goes on after a last line that ends within a character", async () => {
    const path = await written();
    appendFileSync(path, Buffer.from('{"at":"é').subarray(0, -1));
    const journal = await begin(path);
    await journal.close();
    expect(journal.entries).toEqual(ENTRIES);
  });

  it("is new where only a part of its first line was written", async () => {
    const path = newPath();
    writeFileSync(path, '{"format":"dcv-jour');
    const journal = await begin(path);
    await journal.close();
    expect(journal.entries).toEqual([]);
    expect(await readJournal(path, "j")).toMatchObject({ ok: true, content: { entries: [] } });
  });

  const DAMAGE: Readonly<Record<string, readonly [(path: string) => void, string]>> = {
    "another file": [(path) => writeFileSync(path, "{}\n"), "j:1: this is no journal of dcv apply"],
    "a later version": [
      (path) => writeFileSync(path, '{"format":"dcv-journal","version":2}\n'),
      "j:1: journal version 2; this dcv reads 1",
    ],
    "a head without its parts": [
      (path) => writeFileSync(path, '{"format":"dcv-journal","version":1}\n'),
      "j:1: the head of the journal is damaged",
    ],
    "a line that is not JSON": [(path) => appendFileSync(path, "oops\n"), "j:13: the journal is damaged"],
    "a word that no journal has": [
      (path) =>
        appendFileSync(
          path,
          '{"at":"2026-11-25T12:00:00Z","plan":"p","address":"a","kind":"intent","call":"clear","before":""}\n',
        ),
      "j:13: the journal is damaged",
    ],
    "a day that does not exist": [
      (path) => appendFileSync(path, '{"at":"2026-02-30T12:00:00Z","plan":"p","address":"a","kind":"moved"}\n'),
      "j:13: the journal is damaged",
    ],
    "a deadline that does not exist": [
      (path) =>
        appendFileSync(
          path,
          '{"at":"2026-11-25T12:00:00Z","plan":"p","address":"a","kind":"outcome","call":"start","result":"done","may_pass":false,"why":"","challenge":{"email":"a@b.c","deadline":"soon","next_check":null}}\n',
        ),
      "j:13: the journal is damaged",
    ],
  };
  it.each(Object.entries(DAMAGE))("refuses %s", async (_, [damage, problem]) => {
    const path = await written();
    damage(path);
    const read = await readJournal(path, "j");
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  const FOREIGN = ["x", "secret without an end", "{}", '{"format":"dcv-journal","version":1,"opened_at":"soon'];
  it.each(FOREIGN)("refuses a file without a line end that is not the beginning of a journal: %s", async (text) => {
    const path = newPath();
    writeFileSync(path, text, { mode: 0o644 });
    const problem = "j: this is no journal of dcv apply; name another file with --journal";
    expect(await readJournal(path, "j")).toEqual({ ok: false, problem });
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual([text, 0o644]);
  });

  it("is new whatever part of its first line was written", async () => {
    for (const callsFrom of [NOW, Number.NEGATIVE_INFINITY]) {
      const made = newPath();
      await (await begin(made, callsFrom)).close();
      const [head = ""] = readFileSync(made, "utf8").split("\n");
      for (let length = 0; length <= head.length; length += 1) {
        writeFileSync(made, head.slice(0, length));
        expect(await readJournal(made, "j")).toMatchObject({ ok: true, content: null });
      }
    }
  });

  describe("what is not a regular file is neither waited for, read nor changed", () => {
    const pipe = join(folder, "pipe");
    beforeAll(() => execFileSync("mkfifo", ["-m", "644", pipe]));
    it.each([
      ["a folder", folder],
      ["a pipe", pipe],
      ["a device", "/dev/null"],
      ["a device that has no end", "/dev/zero"],
    ])("%s", async (_, path) => {
      const before = statSync(path).mode;
      const problem = "j: the journal cannot be read: it is not a regular file";
      expect(await readJournal(path, "j")).toEqual({ ok: false, problem });
      const empty = { ok: true, content: null, wholeBytes: 0, bytes: 0 } as const;
      const start = { at: NOW, plan: "p", accounts: new Map<string, string>(), callsFrom: NOW };
      await expect(openJournal(path, empty, start)).rejects.toThrow(/EISDIR|ENXIO|not a regular file/);
      expect(statSync(path).mode).toBe(before);
    });
  });

  it("is not written where the file is not what was read", async () => {
    const path = newPath();
    const read = await readJournal(path, "j");
    if (!read.ok) throw new Error(read.problem);
    writeFileSync(path, "of another");
    const start = { at: NOW, plan: "p", accounts: new Map<string, string>(), callsFrom: NOW };
    await expect(openJournal(path, read, start)).rejects.toThrow("it has changed since it was read");
    expect(readFileSync(path, "utf8")).toBe("of another");
  });
});
