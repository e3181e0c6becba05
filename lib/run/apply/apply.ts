/**
 * Applies a saved plan: start, publish, see it on every server, submit, wait. The plan is the baseline, the CA and DNS are the truth, and the
 * journal keeps a call from being sent twice.
 *
 * In order: what may be applied (`items.ts`), the journal (`lib/state/journal.ts`), rounds for each CA (`rounds.ts`), which ask the
 * pure `nextAction` of `core/apply`, and at the end the records that are not needed any more.
 */
import { resolve } from "node:path";
import { setTimeout as sleepFor } from "node:timers/promises";
import { endClassOf } from "../../core/apply/apply-state";
import type { EndState } from "../../core/apply/apply-state";
import type { JournalEntry } from "../../core/apply/journal-entry";
import { recordsOfOurs } from "../../core/apply/publishing";
import type { PublisherKind } from "../../core/apply/situation";
import { isWithin } from "../../core/dns-name";
import { recordOfChallenge } from "../../core/challenge-record";
import type { ChallengeRecord } from "../../core/challenge-record";
import { baseName } from "../../core/domain-name";
import { printable } from "../../core/printable";
import { NO_SELECTION } from "../../core/selection";
import { formatInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { APPLY_FORMAT_VERSION } from "../../report/apply-document";
import type { ApplyDocument } from "../../report/apply-document";
import { describeLive, liveOf } from "../../report/live-document";
import type { PlanDocument } from "../../report/plan-document";
import { openJournal, readJournal } from "../../state/journal";
import type { Journal } from "../../state/journal";
import { lockFile } from "../../state/lock";
import type { RunContext } from "../context";
import { isInterruption } from "../context";
import { openProviders } from "../open-providers";
import { VERSION } from "../package-root";
import type { Prepared } from "../prepared";
import type { Progress } from "../progress";
import type { RunOptions } from "../run";
import { UserError } from "../user-error";
import { allEnded } from "./all-ended";
import { caPorts } from "./ca";
import { accountsOf, chooseChanges, planIdOf, refusePlan } from "./items";
import type { ChosenChanges } from "./items";
import { lookFor } from "./look";
import type { ApplyOptions } from "./options";
import type { ApplyPorts, ChangeEnd, Transition } from "./ports";
import { createPublishers } from "./publishers";
import type { Publishers } from "./publishers";
import { applyInRounds } from "./rounds";
import { isViolatedAfter } from "./violations";

/** What is said while an apply runs, and asked before it begins. */
export interface ApplyReporter extends Progress {
  report(transition: Transition): void;
  /** A sentence about the run as a whole. */
  note(text: string): void;
  /** Whether to go on; called once, before anything is done. */
  approve(changes: number): Promise<boolean>;
}

/** How long a call may go on after the run was interrupted, so that its answer is noted. */
const LAST_CALL_MS = 400;
/** Added to the deadline of the clients of the CAs, so that calls under way at the end of the run can finish. */
const CLOSING_MS = 60_000;

/**
 * @param pid names this process to another that finds the journal locked
 * @returns null where the user does not approve
 * @throws UserError where nothing may be applied; the `Interruption` where there was one before anything was done
 */
export async function applyPlan(
  plan: PlanDocument,
  prepared: Prepared,
  options: ApplyOptions,
  host: RunContext,
  reporter: ApplyReporter,
  pid: number,
): Promise<ApplyDocument | null> {
  const startedAt = host.now();
  refusePlan(plan, prepared.config, startedAt, host);
  const opened = await openProviders(prepared.config.providers, host, reporter, options.deadlineMs + CLOSING_MS);
  try {
    const chosen = chooseChanges(plan, prepared.config, opened.providers, options);
    refuseWithoutHook(chosen, prepared, options);
    if (chosen.items.length === 0) return describe(plan, chosen, [], [], false, options, startedAt, host);
    if (!options.isDryRun && !(await reporter.approve(chosen.items.length))) return null;
    host.interrupted.throwIfAborted();
    return await whileJournalIsOpen(plan, options, host, reporter, pid, startedAt, async (journal) => {
      const publishers = createPublishers(prepared.config.dns, options.hook, host, opened.signal);
      const history = byAddress(journal.entries);
      const lateSignal = afterInterruption(host.interrupted);
      const failed = new AbortController();
      const settings = {
        ...{ plan: planIdOf(plan), since: startedAt, callsFrom: journal.callsFrom, patience: options.patience },
        ...{ until: startedAt + options.deadlineMs, waits: options.waits, isDryRun: options.isDryRun },
        interrupted: AbortSignal.any([host.interrupted, failed.signal]),
      };
      const note = async (entry: JournalEntry): Promise<void> => {
        history.set(entry.address, [...(history.get(entry.address) ?? []), entry]);
        await journal.append(entry);
      };
      const ends = await allEnded(
        opened.providers.map(async (provider) => {
          const items = chosen.items.filter(({ declared }) => declared.provider === provider.name);
          const ports: ApplyPorts = {
            ...{ now: host.now, sleep: host.sleep ?? sleep, note, report: (transition) => reporter.report(transition) },
            ...caPorts(provider, opened.signal, lateSignal),
            ...{ publisherOf: publishers.publisherOf, publish: publishers.publish },
            look: (requests) =>
              lookFor(requests, prepared.tables, prepared.config.dns, host, opened.signal).catch(stopped),
          };
          return applyInRounds(items, new Map(history), ports, settings);
        }),
        () => failed.abort(),
      );
      const inOrder = ordered(chosen, ends.flat());
      const cleaned = options.isDryRun
        ? []
        : await cleanUp(plan, inOrder, history, publishers, note, settings.plan, host);
      const violated =
        !options.isDryRun && (await isViolatedAfter(plan, inOrder, prepared, runOptionsOf(options), host, reporter));
      return describe(plan, chosen, inOrder, cleaned, violated, options, startedAt, host);
    });
  } finally {
    reporter.clear();
    await opened.close();
  }
}

/** The file is read as for a plan, as of now. */
export function runOptionsOf({ configPath, deadlineMs }: Pick<ApplyOptions, "configPath" | "deadlineMs">): RunOptions {
  return {
    ...{ configPath, deadlineMs, asOf: null, windowDays: null, enforcement: null, everyDate: false, state: null },
    ...{ compareWith: null, selection: NO_SELECTION },
  };
}

function refuseWithoutHook({ items }: ChosenChanges, { config }: Prepared, { hook }: ApplyOptions): void {
  if (hook !== null) return;
  const zones = [...(config.dns?.zones ?? [])].filter(
    ([, { publish }]) => publish === ("exec" satisfies PublisherKind),
  );
  const zone = zones.find(([name]) => items.some(({ declared }) => isWithin(baseName(declared.name), name)));
  if (zone === undefined) return;
  throw new UserError(`the zone ${zone[0]} is published by a program: name it with --hook FILE or in DCV_HOOK`);
}

/** A dry run locks and writes nothing. */
async function whileJournalIsOpen<T>(
  plan: PlanDocument,
  { journalPath, isDryRun, isFirst, patience }: ApplyOptions,
  host: RunContext,
  reporter: ApplyReporter,
  pid: number,
  at: EpochMs,
  work: (journal: Pick<Journal, "entries" | "callsFrom" | "append">) => Promise<T>,
): Promise<T> {
  const path = resolve(host.cwd, journalPath);
  const lock = isDryRun ? null : await locked(path, journalPath, pid);
  try {
    const read = await readJournal(path, journalPath);
    if (!read.ok) throw new UserError(read.problem);
    const accounts = accountsOf(plan);
    for (const [name, account] of read.content?.accounts ?? []) {
      if ((accounts.get(name) ?? account) === account) continue;
      throw new UserError(printable(`${journalPath}: the journal is of another account of ${name}; name another file`));
    }
    const callsFrom = isFirst ? Number.NEGATIVE_INFINITY : at + patience.graceMs;
    if (isDryRun) {
      const entries = read.content?.entries ?? [];
      return await work({ entries, callsFrom: Number.NEGATIVE_INFINITY, append: () => Promise.resolve() });
    }
    const start = { at, plan: planIdOf(plan), accounts, callsFrom };
    const journal = await openJournal(path, read, start).catch((error: NodeJS.ErrnoException) => {
      throw new UserError(
        printable(`${journalPath}: the journal cannot be written: ${error.message}; nothing was done`),
      );
    });
    if (journal.isNew && !isFirst) {
      const from = formatInstant(callsFrom);
      reporter.note(
        `${journalPath} is new: a call is sent from ${from} on, in case an earlier run's journal is lost (--first)`,
      );
    }
    try {
      return await work(journal);
    } finally {
      await journal.close();
    }
  } finally {
    await lock?.release();
  }
}

async function locked(path: string, shown: string, pid: number): Promise<{ release(): Promise<void> }> {
  const lock = await lockFile(path, `process ${pid}`).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(printable(`${shown}: the journal cannot be locked: ${error.code ?? error.message}`));
  });
  if (lock.kind === "held") return lock;
  throw new UserError(printable(`${shown}: ${lock.holder} applies with this journal; wait until it ends`));
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleepFor(ms, undefined, { signal }).catch(() => undefined); // the caller sees the signal
}

/** Aborted a little after the interruption: a call that runs then can still be answered. */
function afterInterruption(interrupted: AbortSignal): AbortSignal {
  const late = new AbortController();
  const begin = (): void => void setTimeout(() => late.abort(interrupted.reason), LAST_CALL_MS).unref();
  if (interrupted.aborted) begin();
  else interrupted.addEventListener("abort", begin, { once: true });
  return late.signal;
}

/** An interruption ends the rounds at their next step. */
function stopped(error: unknown): [] {
  if (isInterruption(error)) return [];
  throw error;
}

function byAddress(entries: readonly JournalEntry[]): Map<string, readonly JournalEntry[]> {
  const found = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const known = found.get(entry.address);
    if (known === undefined) found.set(entry.address, [entry]);
    else known.push(entry);
  }
  return found;
}

function ordered({ items }: ChosenChanges, ends: readonly ChangeEnd[]): readonly ChangeEnd[] {
  return items.flatMap((item) => ends.find((end) => end.item === item) ?? []);
}

type Cleaned = ApplyDocument["cleaned"];

/**
 * Removes the records of ours whose domains are validated. Those stay that another order still waits for, that a CA looks for again by
 * itself, and those of methods whose record is permanent.
 */
async function cleanUp(
  plan: PlanDocument,
  ends: readonly ChangeEnd[],
  history: ReadonlyMap<string, readonly JournalEntry[]>,
  publishers: Publishers,
  note: (entry: JournalEntry) => Promise<void>,
  planId: string,
  host: RunContext,
): Promise<Cleaned> {
  if (host.interrupted.aborted) return [];
  const byItem = new Map(ends.map((end) => [end.item.baseline.address, end]));
  const isSettled = ({ address, action }: { readonly address: string; readonly action: string }): boolean => {
    const end = byItem.get(address);
    return end === undefined ? action === "no-op" : end.state === "validated" || end.state === "already-done";
  };
  const needed = new Set<string>();
  const need = ({ name, type }: Pick<ChallengeRecord, "name" | "type">) => needed.add(`${type} ${name}`);
  const settled = new Set(plan.changes.filter(isSettled).map(({ address }) => address));
  for (const [address, entries] of history) {
    if (!settled.has(address)) recordsOfOurs(entries).forEach(need);
  }
  // Also of a change that this apply leaves out: its order may wait for the same record.
  for (const { address, live } of plan.changes.filter(({ address }) => !settled.has(address))) {
    const planned = live === null ? null : liveOf(live).challenge;
    for (const challenge of [planned, byItem.get(address)?.record?.challenge]) {
      const record = challenge != null && "name" in challenge ? recordOfChallenge(challenge) : null;
      if (record !== null) need(record);
    }
  }
  const requests = plan.changes.filter(isSettled).flatMap(({ address, domain, declared, live }) => {
    const end = byItem.get(address);
    const method = end?.item.baseline.method ?? declared?.method ?? live?.method ?? null;
    if (method === "PERSISTENT_TXT" || (end !== undefined && end.item.flow === null)) return [];
    const records = recordsOfOurs(history.get(address) ?? []).filter(
      ({ name, type }) => !needed.has(`${type} ${name}`),
    );
    return records.map((record) => ({ ...record, domain, address }));
  });
  const results = await publishers.cleanUp(requests);
  const cleaned: Cleaned[number][] = [];
  for (const [index, { address, zone, name, type, value }] of requests.entries()) {
    const record = { name, type, value };
    const { result, why } = results[index] ?? { result: "failed", why: "" };
    await note({ kind: "cleaned", record, zone, result, at: host.now(), plan: planId, address });
    cleaned.push({ name: record.name, type: record.type, result, why });
  }
  return cleaned;
}

function describe(
  plan: PlanDocument,
  { changed, leftOut }: ChosenChanges,
  ends: readonly ChangeEnd[],
  cleaned: Cleaned,
  violated: boolean,
  { isDryRun }: ApplyOptions,
  startedAt: EpochMs,
  host: RunContext,
): ApplyDocument {
  const others = (all: typeof changed, state: EndState) =>
    all.map(({ address, domain, why }) => {
      const provider = address.slice(0, address.length - domain.length - 1);
      return { address, domain, provider, state, why, live: null };
    });
  const changes = [
    ...ends.map(({ item, state, why, record }) => ({
      address: item.baseline.address,
      domain: item.declared.name,
      provider: item.declared.provider,
      ...{ state, why, live: record === null ? null : describeLive(record) },
    })),
    ...others(changed, "changed-since-plan"),
    ...others(leftOut, "waiting"),
  ];
  const classes = changes.map(({ state }) => endClassOf(state));
  const summary = {
    good: classes.filter((one) => one === "good").length,
    pending: classes.filter((one) => one === "pending").length,
    bad: classes.filter((one) => one === "bad").length,
  };
  return {
    format_version: APPLY_FORMAT_VERSION,
    tool: { name: "dcv", version: VERSION },
    estate: plan.estate,
    plan: planIdOf(plan),
    dry_run: isDryRun,
    started_at: formatInstant(startedAt),
    ended_at: formatInstant(host.now()),
    ...{ changes, cleaned, violated, summary },
  };
}
