/** The journal of a run: locked for as long as it is open, and of the accounts that the run calls. */
import { resolve } from "node:path";
import { printable } from "../../core/printable";
import type { EpochMs } from "../../core/time";
import { callsFromOf, openJournal, readJournal } from "../../state/journal";
import type { Journal, JournalStart, ReadJournal } from "../../state/journal";
import { lockFile } from "../../state/lock";
import { UserError } from "../user-error";

/** Another process applies with the journal. */
export class JournalInUse extends UserError {}

/**
 * @param path relative to `cwd` or absolute
 * @param accounts by the name of the provider
 * @throws UserError where it cannot be read, or is of another account
 */
export async function readOwnJournal(
  path: string,
  accounts: JournalStart["accounts"],
  cwd: string,
): Promise<ReadJournal & { ok: true }> {
  const read = await readJournal(resolve(cwd, path), path);
  if (!read.ok) throw new UserError(read.problem);
  for (const [name, account] of read.content?.accounts ?? []) {
    if ((accounts.get(name) ?? account) === account) continue;
    throw new UserError(printable(`${path}: the journal is of another account of ${name}; name another file`));
  }
  return read;
}

/**
 * From when on a run with this journal may call, without a lock; null where there is no journal yet. What cannot be read is left to the
 * run itself, which refuses it.
 */
export async function callsFromIn(path: string, cwd: string): Promise<EpochMs | null> {
  const read = await readJournal(resolve(cwd, path), path);
  if (!read.ok) return Number.NEGATIVE_INFINITY;
  return read.content === null ? null : callsFromOf(read.content, read.content);
}

/**
 * Its `close` gives the lock back.
 * @param pid names this process to another that finds the journal locked
 * @throws UserError where it is locked, or cannot be read or written
 */
export async function openLockedJournal(path: string, start: JournalStart, cwd: string, pid: number): Promise<Journal> {
  const lock = await locked(resolve(cwd, path), path, pid);
  try {
    const read = await readOwnJournal(path, start.accounts, cwd);
    const journal = await openJournal(resolve(cwd, path), read, start).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(printable(`${path}: the journal cannot be written: ${error.message}; nothing was done`));
    });
    const close = (): Promise<void> => journal.close().finally(() => lock.release());
    return { ...journal, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function locked(path: string, shown: string, pid: number): Promise<{ release(): Promise<void> }> {
  const lock = await lockFile(path, `process ${pid}`).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(printable(`${shown}: the journal cannot be locked: ${error.code ?? error.message}`));
  });
  if (lock.kind === "held") return lock;
  throw new JournalInUse(printable(`${shown}: ${lock.holder} applies with this journal; wait until it ends`));
}
