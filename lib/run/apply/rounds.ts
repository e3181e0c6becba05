/**
 * Applies the changes of one CA in rounds: read the status of what is due, look where their challenges must be, publish, call, and sleep
 * until something is due again. What to do is decided by `nextAction`; this does it, and writes it down first.
 *
 * Rounds, and not one task a change: then one reading serves all, and a zone gets its records in one go.
 */
import { nextAction } from "../../core/apply/next-action";
import type { NextAction } from "../../core/apply/action";
import type { Call, JournalEntry, JournalEvent } from "../../core/apply/journal-entry";
import type { Look } from "../../core/apply/situation";
import { challengeMark, markOf } from "../../core/apply/status-mark";
import type { ActiveState, EndState } from "../../core/apply/apply-state";
import { recordOfChallenge } from "../../core/challenge-record";
import { challengeText } from "../../core/next-step";
import type { LiveRecord, Observation } from "../../core/observation";
import type { EpochMs } from "../../core/time";
import type { ApplyItem, ApplyPorts, ApplySettings, CallFailure, ChangeEnd } from "./ports";

interface Running {
  readonly item: ApplyItem;
  readonly entries: JournalEntry[];
  wakeAt: EpochMs;
  status: Observation | null;
  look: Look | null;
  zone: string | null;
  action: NextAction | null;
  end: { readonly state: EndState; readonly why: string } | null;
  reported: string;
}

/** Failures of a CA in a row after which it is left alone. */
const MAX_FAILURES = 5;

/**
 * @param history what the journal holds, by address
 * @returns one end for each item, in their order
 * @throws what the journal's `note` throws: nothing is done that cannot be written down
 */
export async function applyInRounds(
  items: readonly ApplyItem[],
  history: ReadonlyMap<string, readonly JournalEntry[]>,
  ports: ApplyPorts,
  settings: ApplySettings,
): Promise<readonly ChangeEnd[]> {
  const all = items.map((item): Running => {
    const entries = [...(history.get(item.baseline.address) ?? [])];
    const nothing = { status: null, look: null, zone: null, action: null, end: null, reported: "" };
    return { item, entries, wakeAt: Number.NEGATIVE_INFINITY, ...nothing };
  });
  const byAddress = new Map(all.map((one) => [one.item.baseline.address, one]));
  // Reads may go well while every call fails, so they are counted apart.
  const failures = { reads: 0, calls: 0 };
  let stopped: string | null = null;

  async function note(one: Running, event: JournalEvent): Promise<void> {
    const { address } = one.item.baseline;
    const entry: JournalEntry = { ...event, at: ports.now(), plan: settings.plan, address };
    if (!settings.isDryRun) await ports.note(entry);
    one.entries.push(entry);
  }

  function say(one: Running, state: ActiveState | EndState, why: string): void {
    const text = `${state} ${why}`;
    if (one.reported === text) return;
    one.reported = text;
    ports.report({ address: one.item.baseline.address, state, why });
  }

  async function finish(one: Running, state: EndState, why: string): Promise<void> {
    one.end = { state, why };
    say(one, state, why);
    const isBegun = one.entries.some(({ plan }) => plan === settings.plan);
    if (isBegun) await note(one, { kind: "end", state, why });
  }

  /** The next action by what is known now; what is to be noted on the way is noted. */
  async function decide(one: Running): Promise<NextAction> {
    for (;;) {
      const { item, status, look, entries, zone } = one;
      if (status === null) throw new Error("a change was decided before its status was read");
      const action = nextAction({
        baseline: item.baseline,
        flow: item.flow,
        methods: item.methods,
        registers: item.registers,
        publisherFor: (record) => ports.publisherOf(record, zone),
        ...{ status, look, entries, now: ports.now() },
        ...{ plan: settings.plan, since: settings.since, callsFrom: settings.callsFrom, patience: settings.patience },
      });
      if (action.kind !== "note-moved") return action;
      await note(one, { kind: "moved" });
    }
  }

  async function readStatus(ones: readonly Running[]): Promise<void> {
    const { statuses, failure } = await ports.readStatus(ones.map(({ item }) => item));
    ones.forEach((one, index) => (one.status = statuses[index] ?? one.status));
    if (failure !== null) countFailure(failure, "reads");
    else failures.reads = 0;
  }

  function countFailure({ code, message }: CallFailure, of: keyof typeof failures): void {
    failures[of] += 1;
    if (code === "Unauthorized") stopped ??= `the CA refuses the credentials: ${message}`;
    else if (failures[of] >= MAX_FAILURES) stopped ??= `the CA failed ${MAX_FAILURES} times in a row: ${message}`;
  }

  async function lookFor(ones: readonly Running[]): Promise<void> {
    const requests = ones.flatMap((one) => {
      const { action, status, item } = one;
      if (action?.kind !== "look" || status?.kind !== "present") return [];
      return [{ one, request: { item, challenge: action.challenge, record: status.record } }];
    });
    if (requests.length === 0) return;
    const seen = await ports.look(requests.map(({ request }) => request));
    for (const [index, { one, request }] of requests.entries()) {
      const found = seen[index];
      if (found === undefined) throw new Error("a look was not answered");
      const challenge = challengeMark(request.challenge);
      const { zone, ...state } = found;
      const before = one.look?.challenge === challenge ? one.look.rounds : 0;
      one.look = { ...state, challenge, rounds: found.state === "published" ? before + 1 : 0 };
      one.zone = zone;
      one.action = await decide(one);
    }
  }

  async function publish(ones: readonly Running[]): Promise<void> {
    const requests = [];
    for (const one of ones) {
      if (one.action?.kind !== "publish") continue;
      const { challenge, replaces } = one.action;
      const record = "name" in challenge ? recordOfChallenge(challenge) : null;
      if (record === null) throw new Error("what is no record cannot be published");
      if (settings.isDryRun) {
        await finish(one, "waiting", `would publish ${challengeText(challenge)}`);
        continue;
      }
      const zone = one.zone ?? "";
      await note(one, { kind: "publish", record, zone, by: ports.publisherOf(record, one.zone) });
      say(one, "publishing", challengeText(challenge));
      requests.push({ one, record, zone, replaces });
    }
    if (requests.length === 0) return;
    const results = await ports.publish(requests.map(({ one: { item }, ...rest }) => ({ item, ...rest })));
    for (const [index, { one, record, zone, replaces }] of requests.entries()) {
      const { result, why } = results[index] ?? { result: "failed", why: "the publisher did not answer" };
      await note(one, { kind: "published", record, zone, result, replaces, why });
      one.action = await decide(one);
    }
  }

  /** Sends the call, if a status that was read just now still asks for it. Resolves with whether it was sent. */
  async function send(one: Running, call: Call): Promise<boolean> {
    await readStatus([one]);
    one.action = await decide(one);
    if (stopped !== null || settings.interrupted.aborted) return false;
    const { status, action, item } = one;
    const before = status === null ? null : markOf(status);
    if (action?.kind !== "call" || action.call !== call || before === null) return false;
    const isBegun = one.entries.some(({ plan, kind }) => plan === settings.plan && kind === "intent");
    const why = isBegun ? null : await ports.obstacleOf(item);
    if (why !== null || settings.isDryRun) {
      if (why === null) await finish(one, "waiting", `would call ${call}`);
      else await finish(one, "failed", `${why}; correct dns.zones of the file`);
      return false;
    }
    const obstacle = await ports.prepareCall(item, call);
    if (settings.interrupted.aborted) return false;
    if (obstacle !== null) {
      countFailure(obstacle, "reads");
      const until = ports.now() + settings.patience.pollMs;
      one.action = { kind: "wait", state: "waiting", until, why: obstacle.message };
      return false;
    }
    await note(one, { kind: "intent", call, before });
    say(one, action.state, "");
    const answer = await ports.call(item, call);
    const outcome = { kind: "outcome", call } as const;
    if ("outcome" in answer) {
      failures.calls = 0;
      await note(one, { ...outcome, result: "done", mayPass: false, why: "", challenge: answer.outcome.challenge });
    } else {
      const { code, message } = answer.failure;
      const result = code === "UnknownOutcome" ? "unknown" : "refused";
      const mayPass = code === "RateLimited" || code === "Unavailable" || code === "Timeout";
      await note(one, { ...outcome, result, mayPass, why: message, challenge: null });
      if (code === "Unauthorized" || code === "UnknownOutcome" || mayPass) countFailure(answer.failure, "calls");
    }
    one.action = null;
    one.wakeAt = ports.now();
    return true;
  }

  async function settle(one: Running): Promise<void> {
    const { action } = one;
    if (one.end !== null || action === null) return;
    if (action.kind === "end") return finish(one, action.state, action.why);
    if (action.kind !== "wait") {
      one.wakeAt = ports.now();
      return;
    }
    say(one, action.state, action.why);
    one.wakeAt = action.until;
    if (action.state === "submitted" && !settings.waits) return finish(one, "handed-over", action.why);
    if (settings.isDryRun) return finish(one, "waiting", action.why);
    if (action.until > settings.until) return finish(one, "waiting", action.why);
  }

  function isDue(one: Running, now: EpochMs): boolean {
    return one.end === null && one.wakeAt <= now && !isBlocked(one);
  }

  /** A wildcard waits for its base name, and a covered name for another: the validation of one may serve both. */
  function isBlocked({ item }: Running): boolean {
    const base = item.after === null ? undefined : byAddress.get(item.after);
    return base !== undefined && base.end === null;
  }

  async function skipAfterBase(): Promise<void> {
    for (const one of all) {
      const base = one.item.after === null ? undefined : byAddress.get(one.item.after);
      if (one.end !== null || base?.end == null) continue;
      const { state } = base.end;
      if (state === "validated" || state === "already-done" || state === "changed-since-plan") continue;
      await finish(one, "waiting", `${base.item.declared.name} comes first, since one record serves both`);
    }
  }

  async function endAll(state: EndState, why: string): Promise<void> {
    for (const one of all) {
      if (one.end !== null) continue;
      const isBegun = one.entries.some(({ plan, kind }) => plan === settings.plan && kind !== "end");
      await finish(one, isBegun && state === "not-begun" ? "waiting" : state, why);
    }
  }

  while (all.some(({ end }) => end === null)) {
    if (settings.interrupted.aborted) {
      await endAll("not-begun", "the run was interrupted");
      break;
    }
    if (stopped !== null) {
      await endAll("failed", stopped);
      break;
    }
    if (ports.now() > settings.until) {
      await endAll("waiting", "the time of this run is over");
      break;
    }
    const due = all.filter((one) => isDue(one, ports.now()));
    if (due.length > 0) {
      await readStatus(due);
      if (stopped !== null) continue;
      for (const one of due) one.action = await decide(one);
      await lookFor(due);
      await publish(due);
      for (const one of due) {
        if (one.action?.kind !== "call" || stopped !== null || settings.interrupted.aborted) continue;
        const { call } = one.action;
        await ports.inTurn(settings.interrupted, () => send(one, call));
      }
      for (const one of due) await settle(one);
      await skipAfterBase();
      continue;
    }
    const next = Math.min(...all.filter((one) => one.end === null && !isBlocked(one)).map(({ wakeAt }) => wakeAt));
    await ports.sleep(Math.min(next, settings.until + 1) - ports.now(), settings.interrupted);
  }
  return all.map(({ item, end, status }) => {
    if (end === null) throw new Error("a change has no end");
    return { item, ...end, record: recordIn(status) };
  });
}

function recordIn(status: Observation | null): LiveRecord | null {
  return status === null || status.kind === "absent" ? null : status.record;
}
