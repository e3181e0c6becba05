/**
 * Applies a saved plan: start, publish, see it on every server, submit, wait. The plan is the baseline, the CA and DNS are the truth, and the
 * journal keeps a call from being sent twice.
 *
 * In order: what may be applied (`items.ts`), the journal (`lib/state/journal.ts`), rounds for each CA (`rounds.ts`), which ask the
 * pure `nextAction` of `core/apply`, at the end the records that are not needed any more (`clean-up.ts`), and what is said of it all
 * (`describe-apply.ts`).
 */
import { setTimeout as sleepFor } from "node:timers/promises";
import { onAbort } from "../../concurrency/on-abort";
import type { DnsSettings } from "../../config/dns";
import type { JournalEntry } from "../../core/apply/journal-entry";
import { isWithin } from "../../core/dns-name";
import { baseName } from "../../core/domain-name";
import { NO_SELECTION } from "../../core/selection";
import { formatInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { ApplyDocument } from "../../report/apply-document";
import type { PlanDocument } from "../../report/plan-document";
import type { Journal } from "../../state/journal";
import type { RunContext } from "../context";
import { isInterruption } from "../context";
import { openProviders } from "../open-providers";
import type { Prepared } from "../prepared";
import type { Progress } from "../progress";
import type { RunOptions } from "../run";
import { UserError } from "../user-error";
import { allEnded } from "./all-ended";
import { caPorts } from "./ca";
import { cleanUp } from "./clean-up";
import { describeApply } from "./describe-apply";
import { accountsOf, chooseChanges, planIdOf, refusePlan } from "./items";
import type { ChosenChanges } from "./items";
import { addTo, historyOf } from "./journal-history";
import { lookFor } from "./look";
import { openLockedJournal, readOwnJournal } from "./open-journal";
import type { ApplyOptions } from "./options";
import type { ApplyPorts, ChangeEnd, Transition } from "./ports";
import { createPublishers } from "./publishers";
import { applyInRounds } from "./rounds";
import { createTurns } from "./turns";
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
    refuseWithoutHook(
      chosen.items.map(({ declared }) => declared.name),
      prepared.config.dns,
      options.hook,
    );
    if (chosen.items.length === 0) return describeApply(plan, chosen, [], [], false, options, startedAt, host);
    if (!options.isDryRun && !(await reporter.approve(chosen.items.length))) return null;
    host.interrupted.throwIfAborted();
    return await whileJournalIsOpen(plan, options, host, reporter, pid, startedAt, async (journal) => {
      const publishers = createPublishers(prepared.config.dns, options.hook, host, opened.signal);
      const history = historyOf(journal.entries);
      const lateSignal = afterInterruption(host.interrupted);
      const failed = new AbortController();
      const settings = {
        ...{ plan: planIdOf(plan), since: startedAt, callsFrom: journal.callsFrom, patience: options.patience },
        ...{ until: startedAt + options.deadlineMs, waits: options.waits, isDryRun: options.isDryRun },
        interrupted: AbortSignal.any([host.interrupted, failed.signal]),
      };
      const note = async (entry: JournalEntry): Promise<void> => {
        addTo(history, entry);
        await journal.append(entry);
      };
      const ends = await allEnded(
        opened.providers.map(async (provider) => {
          const items = chosen.items.filter(({ declared }) => declared.provider === provider.name);
          const sleeping = host.sleep ?? sleep;
          const ports: ApplyPorts = {
            ...{ now: host.now, sleep: sleeping, note, report: (transition) => reporter.report(transition) },
            inTurn: createTurns(host.now, sleeping),
            ...caPorts(provider, opened.signal, lateSignal),
            ...{ publisherOf: publishers.publisherOf, obstacleOf: publishers.obstacleOf, publish: publishers.publish },
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
      return describeApply(plan, chosen, inOrder, cleaned, violated, options, startedAt, host);
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

/** @throws UserError where a zone of these names needs a program to publish, and none is given */
export function refuseWithoutHook(names: readonly string[], dns: DnsSettings | null, hook: string | null): void {
  if (hook !== null) return;
  const zones = [...(dns?.zones ?? [])].filter(([, { publish }]) => publish === "exec");
  const zone = zones.find(([zone]) => names.some((name) => isWithin(baseName(name), zone)));
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
  const accounts = accountsOf(plan);
  if (isDryRun) {
    const entries = (await readOwnJournal(journalPath, accounts, host.cwd)).content?.entries ?? [];
    return work({ entries, callsFrom: Number.NEGATIVE_INFINITY, append: () => Promise.resolve() });
  }
  const callsFrom = isFirst ? Number.NEGATIVE_INFINITY : at + patience.graceMs;
  const start = { at, plan: planIdOf(plan), accounts, callsFrom };
  const journal = await openLockedJournal(journalPath, start, host.cwd, pid);
  try {
    if (journal.callsFrom > at) {
      const from = formatInstant(journal.callsFrom);
      reporter.note(
        `${journalPath} is new: a call is sent from ${from} on, in case an earlier run's journal is lost (--first)`,
      );
    }
    return await work(journal);
  } finally {
    await journal.close();
  }
}

export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleepFor(ms, undefined, { signal }).catch(() => undefined); // the caller sees the signal
}

/** Aborted a little after the interruption: a call that runs then can still be answered. */
export function afterInterruption(interrupted: AbortSignal): AbortSignal {
  const late = new AbortController();
  const begin = (): void => void setTimeout(() => late.abort(interrupted.reason), LAST_CALL_MS).unref();
  if (interrupted.aborted) begin();
  else onAbort(interrupted, begin);
  return late.signal;
}

/** An interruption ends the rounds at their next step. */
export function stopped(error: unknown): [] {
  if (isInterruption(error)) return [];
  throw error;
}

function ordered({ items }: ChosenChanges, ends: readonly ChangeEnd[]): readonly ChangeEnd[] {
  return items.flatMap((item) => ends.find((end) => end.item === item) ?? []);
}
