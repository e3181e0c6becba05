/**
 * What the resources do at a CA: the rounds of `dcv apply` for one domain at a time, with the journal and the turns that all resources of the
 * process share.
 */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { DnsSettings } from "../../config/dns";
import type { JournalEntry } from "../../core/apply/journal-entry";
import type { Patience } from "../../core/apply/situation";
import { unfinishedPlan } from "../../core/apply/unfinished-plan";
import type { Tables } from "../../core/tables";
import { formatInstant } from "../../core/time";
import { afterInterruption, sleep, stopped } from "../../run/apply/apply";
import { caPorts } from "../../run/apply/ca";
import { itemOf } from "../../run/apply/item";
import { addTo, historyOf } from "../../run/apply/journal-history";
import { lookFor } from "../../run/apply/look";
import { callsFromIn, JournalInUse, openLockedJournal, readOwnJournal } from "../../run/apply/open-journal";
import type { ApplyItem, ApplyPorts } from "../../run/apply/ports";
import { createPublishers } from "../../run/apply/publishers";
import { applyInRounds } from "../../run/apply/rounds";
import { createTurns } from "../../run/apply/turns";
import type { InTurn } from "../../run/apply/turns";
import type { RunContext } from "../../run/context";
import type { OpenProviders } from "../../run/open-providers";
import { hasReached } from "./act-request";
import type { Acted, ActRequest } from "./act-request";
import { ofFailure, warningAt } from "./diagnostics";
import type { ReadDomain } from "./reading";
import type { PluginHost } from "./host";
import { createOwnActs } from "./own-acts";
import type { OwnAct } from "./own-acts";
import type { TfDiagnostic } from "./schema";
import type { SharedProviders } from "./shared-providers";

export interface ActingOptions {
  /** Relative to the directory of Terraform, or absolute. */
  readonly journalPath: string;
  /** No apply before has called the CAs and lost its journal. */
  readonly isFirst: boolean;
  readonly patience: Patience;
}

/** More orders than `apply.maxChanges` of the file allows one process: the plan is refused as a whole. */
export type OverBound = "first" | "further" | null;

export interface Acting {
  /** Counts a domain for which a new order is planned or started, once. */
  countOrder(address: string): OverBound;
  /** Null where the file sets none: then the plan that a person has reviewed is the bound. */
  readonly maxOrders: number | null;
  /** Brings an order to where its challenge is known. A method whose challenge comes with the submission is submitted. */
  start(request: ActRequest, signal: AbortSignal): Promise<Acted>;
  /** Waits until the challenge is on every server, submits, and waits for the validation. It starts no order. */
  finish(request: ActRequest, signal: AbortSignal): Promise<Acted>;
  /** What this process has changed at a listed name. */
  ownActOf(account: string, listedName: string): OwnAct | null;
  /** Said at the plan: the journal cannot be used, or the first call will wait, because the journal is new and holds no call. */
  journalWarning(): Promise<readonly TfDiagnostic[]>;
}

interface ActingContext {
  readonly open: () => Promise<OpenProviders>;
  readonly shared: SharedProviders;
  readonly tables: Tables;
  readonly dns: DnsSettings | null;
  readonly host: PluginHost;
  readonly options: ActingOptions;
  readonly contextFor: (signal: AbortSignal) => RunContext;
  readonly maxOrders: number | null;
  readonly read: ReadDomain;
}

interface OpenJournal {
  readonly callsFrom: number;
  entriesOf(address: string): readonly JournalEntry[];
  note(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

export function createActing(context: ActingContext): Acting & { close(): Promise<void> } {
  const { open, shared, tables, dns, host, options, contextFor, maxOrders, read } = context;
  const ordered = new Map<string, number>();
  const { now } = host;
  const sleeping = host.sleep ?? sleep;
  const turns = new Map<string, InTurn>();
  const own = createOwnActs(read, now);
  let journal: Promise<OpenJournal> | null = null;
  let foundProblem: Promise<TfDiagnostic | null> | null = null;
  let foundCallsFrom: Promise<number | null> | null = null;

  const accounts = async (): Promise<ReadonlyMap<string, string>> =>
    new Map((await open()).providers.map(({ name, account }) => [name, account]));

  async function openJournal(): Promise<OpenJournal> {
    const { journalPath, isFirst, patience } = options;
    await mkdir(dirname(resolve(host.cwd, journalPath)), { recursive: true });
    const at = now();
    const callsFrom = isFirst ? Number.NEGATIVE_INFINITY : at + patience.graceMs;
    // One line a process: Terraform gives its runs no name.
    const start = { at, plan: `terraform ${randomUUID()}`, accounts: await accounts(), callsFrom };
    const opened = await openLockedJournal(journalPath, start, host.cwd, host.pid).catch((error: unknown) => {
      if (!(error instanceof JournalInUse)) throw error;
      const advice = "where that is another provider block or alias of the same account, use one block for both";
      throw new JournalInUse(`${error.message}; ${advice}, or give each its own journal`);
    });
    const history = historyOf(opened.entries);
    return {
      callsFrom: opened.callsFrom,
      entriesOf: (address) => history.get(address) ?? [],
      async note(entry) {
        addTo(history, entry);
        await opened.append(entry);
      },
      close: () => opened.close(),
    };
  }

  async function problemOfJournal(): Promise<TfDiagnostic | null> {
    try {
      await readOwnJournal(options.journalPath, await accounts(), host.cwd);
      return null;
    } catch (failure) {
      return ofFailure(failure, "The journal cannot be used");
    }
  }

  /** A journal that could not be opened is tried anew by the next resource. */
  async function theJournal(): Promise<OpenJournal> {
    journal ??= openJournal();
    const opening = journal;
    return opening.catch((error: unknown) => {
      if (journal === opening) journal = null;
      throw error;
    });
  }

  async function act(
    request: ActRequest,
    signal: AbortSignal,
    goal: "challenge" | "validation",
    portsFor: (run: RunContext) => Pick<ApplyPorts, "look" | "publisherOf" | "publish">,
  ): Promise<Acted> {
    const { domain, baseline, listedName, registers } = request;
    const { address } = baseline;
    const run = contextFor(signal);
    const { interrupted } = run;
    const provider = (await open()).providers.find(({ name }) => name === domain.provider);
    if (provider === undefined) throw new Error(`no provider ${domain.provider} is open`);
    const log = await theJournal();
    const known = log.entriesOf(address);
    const plan = (request.resumes ? unfinishedPlan(known) : null) ?? request.token;
    const inTurn = turns.get(provider.name) ?? createTurns(now, sleeping);
    turns.set(provider.name, inTurn);
    const item: ApplyItem = { ...itemOf(baseline, domain, provider.act, registers), listedName, after: null };
    const calls = caPorts(provider, interrupted, afterInterruption(interrupted));
    const ports: ApplyPorts = {
      ...{ now, sleep: sleeping, note: (entry) => log.note(entry), inTurn },
      ...{ ...calls, ...portsFor(run) },
      obstacleOf: async () => null, // others publish
      async call(one, call) {
        if (goal === "validation" && call !== "submit") return { failure: ORDER_GONE };
        return calls.call(one, call);
      },
      report: ({ state, why }) => host.log?.(`${address}: ${state}${why && `, ${why}`}`),
    };
    const since = now();
    const settings = {
      ...{ plan, since, callsFrom: log.callsFrom, patience: options.patience, isDryRun: false, interrupted },
      ...{ until: since + request.timeoutMs, waits: goal === "validation" },
    };
    const [end] = await applyInRounds([item], new Map([[address, known]]), ports, settings);
    if (end === undefined) throw new Error("a change has an end");
    const { state, why, record } = end;
    shared.forget(provider.name);
    const answered = log.entriesOf(address).findLast((one) => one.kind === "outcome" && one.plan === plan);
    const ofAnswer = answered?.kind === "outcome" ? answered.challenge : null;
    const acted: Acted = { state, why, record, challenge: record?.challenge ?? ofAnswer };
    const hasCalled = log
      .entriesOf(address)
      .some((one) => one.kind === "intent" && one.plan === plan && one.at >= since);
    const isReached = hasReached(acted);
    if (hasCalled || (isReached && goal === "validation")) {
      const { record: before } = baseline;
      own.note(request, { before, challenge: acted.challenge, failure: isReached ? null : why });
    }
    return acted;
  }

  function begin(request: ActRequest, signal: AbortSignal): Promise<Acted> {
    return act(request, signal, "challenge", () => ({
      // Whether it is published does not matter here: the end is the challenge itself.
      look: async (requests) =>
        requests.map(() => ({ at: now(), state: "missing", obstacle: null, problem: null, zone: null })),
      publisherOf: () => "records",
      publish: async () => {
        throw new Error("nothing is published before the challenge is known");
      },
    }));
  }

  async function finish(request: ActRequest, signal: AbortSignal): Promise<Acted> {
    const until = now() + request.timeoutMs;
    for (;;) {
      const timeoutMs = until - now();
      const acted = await act({ ...request, timeoutMs }, signal, "validation", (run) => {
        const publishers = createPublishers(dns, null, host, run.interrupted);
        return {
          look: (requests) => lookFor(requests, tables, dns, run, run.interrupted).catch(stopped),
          // Terraform publishes it, whatever the file says of the zone, unless the CA does.
          publisherOf: (record, zone) => {
            return publishers.publisherOf(record, zone) === "connector" ? "connector" : "exec";
          },
          publish: async (requests) => requests.map(() => ({ result: "handed-over", why: "" })),
        };
      });
      // A file, or a record at the end of an alias, may still come: others publish it.
      const pauseMs = options.patience.pollMs;
      if (acted.state !== "publishing-by-hand" || now() + pauseMs > until || signal.aborted) return acted;
      await sleeping(pauseMs, signal);
    }
  }

  return {
    maxOrders,
    countOrder(address) {
      const place = ordered.get(address) ?? ordered.size;
      ordered.set(address, place);
      const over = place - (maxOrders ?? Number.POSITIVE_INFINITY);
      return over < 0 ? null : over === 0 ? "first" : "further";
    },
    start: (request, signal) => own.inItsTurn(request, "challenge", signal, (timely) => begin(timely, signal)),
    finish: (request, signal) => own.inItsTurn(request, "validation", signal, (timely) => finish(timely, signal)),
    ownActOf: (account, listedName) => own.of(account, listedName),
    async journalWarning() {
      const { journalPath, isFirst, patience } = options;
      // What is wrong with the journal is said before anything is applied.
      const problem = await (foundProblem ??= problemOfJournal());
      if (problem !== null) return [problem];
      if (isFirst) return [];
      foundCallsFrom ??= callsFromIn(journalPath, host.cwd);
      const callsFrom = (await foundCallsFrom) ?? now() + patience.graceMs;
      if (callsFrom <= now()) return [];
      const from = formatInstant(Math.ceil(callsFrom / 60_000) * 60_000);
      return [
        warningAt(
          null,
          `${journalPath} is new, so the first call to a CA waits`,
          `An earlier apply whose journal is lost may have sent a call. An apply that begins now sends its first call at about ${from}.\n` +
            "Keep the journal from run to run, or set first = true (DCV_FIRST=1) where no apply has called this CA before.",
        ),
      ];
    },
    async close() {
      await journal?.then((one) => one.close()).catch(() => undefined);
    },
  };
}

const ORDER_GONE = {
  code: "Unsupported",
  message: "the order that this waits for is not at the CA any more; the next plan starts a new one",
};
