/**
 * The journal of an apply: what was about to be done, and what became of it, each line on the disk before the next step. It is what
 * keeps a call from being sent twice when a run ends at any moment.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { Ajv } from "ajv";
import type { JournalEntry } from "../core/apply/journal-entry";
import { printable } from "../core/printable";
import { formatInstant, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import { JOURNAL_FORMAT, JOURNAL_VERSION, JournalHead, JournalLine, JournalRun } from "./journal-format";
import type { JournalHead as Head, JournalLine as Line, JournalRun as Run } from "./journal-format";
import { entryOf, lineOf } from "./journal-lines";

/** What a journal holds. */
export interface JournalContent {
  /** Before this no call is sent, because a lost journal looks like none. */
  readonly callsFrom: EpochMs;
  /** In their order. */
  readonly entries: readonly JournalEntry[];
  /** By the name of the provider, the accounts of all runs. */
  readonly accounts: ReadonlyMap<string, string>;
}

export interface Journal extends JournalContent {
  /** Resolves when the line is on the disk; rejects what could not be read again. Lines go in the order of the calls. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

export type ReadJournal =
  | {
      readonly ok: true;
      readonly content: JournalContent | null;
      /** Of the lines that have their end. */
      readonly wholeBytes: number;
      /** Of all that was read. */
      readonly bytes: number;
    }
  /** A sentence that names the place. */
  | { readonly ok: false; readonly problem: string };

const NO_JOURNAL = "this is no journal of dcv apply";
const NO_FILE = "it is not a regular file";
/** To open a pipe without it is to wait for its other end. Windows has no such flag. */
const NO_WAITING = (constants.O_NONBLOCK as number | undefined) ?? 0;

const ajv = new Ajv({ strict: false });
const isHead = ajv.compile<Head>(JournalHead);
const isRun = ajv.compile<Run>(JournalRun);
const isLine = ajv.compile<Line>(JournalLine);

/**
 * @param path absolute
 * @param shown how messages name the file
 * @returns content null where there is no such file, or only the beginning of its first line
 */
export async function readJournal(path: string, shown: string): Promise<ReadJournal> {
  let all: Buffer;
  try {
    all = (await bytesOf(path)) ?? Buffer.alloc(0);
  } catch (error) {
    return { ok: false, problem: printable(`${shown}: the journal cannot be read: ${(error as Error).message}`) };
  }
  // A run that ends while it writes leaves a line without its end. What it was about to do was not done then.
  const wholeBytes = all.lastIndexOf("\n") + 1;
  if (wholeBytes === 0 && !isPartOfHead(all.toString("utf8"))) {
    return { ok: false, problem: printable(`${shown}: ${NO_JOURNAL}; name another file with --journal`) };
  }
  const lines = all.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1);
  const read = parseJournal(lines);
  if (read.ok) return { ok: true, content: read.content, wholeBytes, bytes: all.length };
  const advice = "restore it, or look at the orders at the CA, remove it and make a new plan";
  return { ok: false, problem: printable(`${shown}:${read.line}: ${read.problem}; ${advice}`) };
}

/** Null where there is no such file. A pipe or a device is not waited for, nor read. */
async function bytesOf(path: string): Promise<Buffer | null> {
  const file = await open(path, constants.O_RDONLY | NO_WAITING).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  try {
    if (file !== null && !(await file.stat()).isFile()) throw new Error(NO_FILE);
    return (await file?.readFile()) ?? null;
  } finally {
    await file?.close();
  }
}

/** Whether this is the beginning of a first line, or nothing. */
function isPartOfHead(text: string): boolean {
  const withoutDigits = (line: string): string => line.replace(/\d/g, "0");
  const heads = [null, 0].map((callsFrom) => JSON.stringify(headOf(0, callsFrom)));
  return heads.some((head) => withoutDigits(head).startsWith(withoutDigits(text)));
}

function headOf(openedAt: EpochMs, callsFrom: EpochMs | null): Head {
  return {
    ...{ format: JOURNAL_FORMAT, version: JOURNAL_VERSION, opened_at: formatInstant(openedAt) },
    calls_from: callsFrom === null ? null : formatInstant(callsFrom),
  };
}

type Parsed =
  | { readonly ok: true; readonly content: JournalContent | null }
  | { readonly ok: false; readonly line: number; readonly problem: string };

function parseJournal(lines: readonly string[]): Parsed {
  if (lines.length === 0) return { ok: true, content: null };
  const entries: JournalEntry[] = [];
  const accounts = new Map<string, string>();
  let callsFrom = Number.NEGATIVE_INFINITY;
  for (const [index, text] of lines.entries()) {
    const damaged = (problem: string): Parsed => ({ ok: false, line: index + 1, problem });
    const value = parsed(text);
    if (index === 0) {
      const version = (value as Partial<Head> | null)?.version as unknown;
      if ((value as Partial<Head> | null)?.format !== JOURNAL_FORMAT) return damaged(NO_JOURNAL);
      if (version !== JOURNAL_VERSION) return damaged(`journal version ${String(version)}; this dcv reads 1`);
      const from = isHead(value) ? value.calls_from : undefined;
      const instant = from === null ? Number.NEGATIVE_INFINITY : parseInstant(from ?? "");
      if (instant === null) return damaged("the head of the journal is damaged");
      callsFrom = instant;
    } else if (isRun(value)) {
      for (const [name, account] of Object.entries(value.accounts)) accounts.set(name, account);
    } else {
      const entry = isLine(value) ? entryOf(value) : null;
      if (entry === null) return damaged("the journal is damaged");
      entries.push(entry);
    }
  }
  return { ok: true, content: { callsFrom, entries, accounts } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export interface JournalStart {
  readonly at: EpochMs;
  /** Identifies the plan. */
  readonly plan: string;
  /** By the name of the provider. */
  readonly accounts: ReadonlyMap<string, string>;
  /** For a file that is not there yet; -Infinity where no earlier run can have called. */
  readonly callsFrom: EpochMs;
}

/**
 * From when on a run may call. It need not wait where no earlier run can have called, whatever the run that made the file knew of that;
 * nor where the journal holds a call, since the run that sent it has waited, or had no need to.
 * @param content null where there is no file
 */
export function callsFromOf(content: JournalContent | null, start: Pick<JournalStart, "callsFrom">): EpochMs {
  const hasCalled = content?.entries.some(({ kind }) => kind === "intent") ?? false;
  const needsNoWait = hasCalled || start.callsFrom === Number.NEGATIVE_INFINITY;
  return needsNoWait ? Number.NEGATIVE_INFINITY : (content?.callsFrom ?? start.callsFrom);
}

/**
 * Opens the journal, or makes it, readable for its owner only. The caller holds the lock.
 * @throws the error of the file system; also where this is no regular file, or not what was read
 */
export async function openJournal(
  path: string,
  read: ReadJournal & { ok: true },
  start: JournalStart,
): Promise<Journal> {
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  const file = await open(path, O_APPEND | O_CREAT | O_WRONLY | NO_WAITING, 0o600);
  let last: Promise<void> = Promise.resolve();
  const write = (value: unknown): Promise<void> => {
    last = last.then(() => append(file, `${JSON.stringify(value)}\n`));
    return last;
  };
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Error(NO_FILE);
    if (found.size !== read.bytes) throw new Error("it has changed since it was read");
    await file.chmod(0o600);
    await file.truncate(read.wholeBytes);
    const { at, plan, accounts, callsFrom } = start;
    if (read.content === null) {
      await write(headOf(at, Number.isFinite(callsFrom) ? callsFrom : null));
      await syncFolder(dirname(path));
    }
    const run: Run = { at: formatInstant(at), kind: "run", plan, accounts: Object.fromEntries(accounts) };
    await write(run);
    return {
      callsFrom: callsFromOf(read.content, start),
      entries: read.content?.entries ?? [],
      accounts: new Map([...(read.content?.accounts ?? []), ...accounts]),
      append: async (entry) => write(checked(lineOf(entry))),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A line that cannot be read again is not written: it would make all others useless. */
function checked(line: Line): Line {
  if (isLine(line)) return line;
  throw new Error(`the journal cannot hold this: ${ajv.errorsText(isLine.errors).slice(0, 1000)}`);
}

async function append(file: FileHandle, line: string): Promise<void> {
  await file.appendFile(line);
  await file.datasync();
}

/** A new file is there after a crash of the machine only if its folder is on the disk as well. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => undefined); // not every system can
  await folder?.close();
}
