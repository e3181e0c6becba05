/**
 * The next action of one change of an apply: a pure function of what the plan, the CA, DNS, the journal and the clock say.
 *
 * Its rules keep a call from being sent twice. Each was found by a model that ends a run at every point (`docs/apply.md`):
 * the status of the CA may be behind its own answer, so after any call, a good one too, the next call waits until the status differs
 * from the one before; a call without an answer waits out a grace, is tried at most once more, and then a person decides; and without
 * a journal no call is sent before a grace has passed, because a lost journal looks like none.
 */
import { methodProblem } from "../coverage";
import type { Challenge, LiveRecord } from "../observation";
import { placeText } from "../diagnostic";
import { counted } from "../printable";
import { formatInstant } from "../time";
import type { NextAction } from "./action";
import type { EndState } from "./apply-state";
import type { Call, JournalEntry } from "./journal-entry";
import { lastCallOf } from "./last-call";
import type { LastCall } from "./last-call";
import { nextLookTime, nextReadTime } from "./pace";
import { publishingAction } from "./publishing";
import type { Situation } from "./situation";
import { isOrderOpen, isValidatedSince, markOf, movedSince } from "./status-mark";

const HOUR_MS = 3_600_000;
/** A plan that is older is made anew; a change that has begun goes on until its challenge ends. */
const MAX_PLAN_AGE_MS = 24 * HOUR_MS;
/** A call without an answer, or with the answer that it may pass later, is sent so often at most. */
const MAX_UNANSWERED = 2;
const MAX_REFUSED = 3;

export function nextAction(situation: Situation): NextAction {
  const { baseline, status, entries, plan, now } = situation;
  if (status.kind === "unknown") return unreadable(situation, status);
  const record = status.kind === "present" ? status.record : null;
  const own = entries.filter((entry) => entry.plan === plan);
  const isBegun = own.some(({ kind }) => kind === "intent" || kind === "publish");
  if (record !== null && isValidatedSince(baseline.record, record, baseline.method)) {
    if (isBegun) return end("validated", validatedText(record));
    return end("already-done", `it was validated after the plan was made: ${validatedText(record)}`);
  }
  const problem = methodProblem({ name: status.domain, method: baseline.method });
  if (problem !== null) return end("failed", problem);
  const last = lastCallOf(entries);
  const pending = last === null || last.isSettled ? null : actionAfter(last, situation, own);
  if (pending !== null) return pending;
  if (!isBegun) {
    const moved = movedSince(baseline.record, status);
    if (moved.length > 0) return end("changed-since-plan", `since the plan was made: ${moved.join("; ")}`);
    if (now - baseline.plannedAt > MAX_PLAN_AGE_MS) {
      return end(
        "changed-since-plan",
        "the plan is older than 24 hours, and this change has not begun; make a new plan",
      );
    }
  }
  if (record === null) return registering(situation, own);
  return ordering(situation, record, own);
}

function unreadable(
  { now, patience }: Situation,
  status: Situation["status"] & { readonly kind: "unknown" },
): NextAction {
  if (status.reason === "not_understood") return end("failed", status.detail);
  return { kind: "wait", state: "waiting", until: now + patience.pollMs, why: status.detail };
}

/** What the last call asks for; null where it binds no longer. */
function actionAfter(last: LastCall, situation: Situation, own: readonly JournalEntry[]): NextAction | null {
  const { status, now, since, plan, patience } = situation;
  const { call, at, before, outcome } = last;
  if (markOf(status) !== before) return { kind: "note-moved" };
  if (outcome?.result === "refused") {
    if (last.plan !== plan || outcome.at < since) return null;
    const refused = own.filter((one) => one.kind === "outcome" && one.result === "refused" && one.at >= since).length;
    const { why } = outcome;
    if (!outcome.mayPass || refused >= MAX_REFUSED) return end("failed", `${call} was refused: ${why}`);
    const until = outcome.at + refused * patience.pollMs;
    return until <= now ? null : { kind: "wait", state: "waiting", until, why: `${call} was refused: ${why}` };
  }
  // To ask which addresses an e-mail may go to changes nothing at the CA.
  const isGood = outcome?.result === "done";
  if (isGood && call === "start" && situation.flow === "email") return { kind: "note-moved" };
  const until = at + (isGood ? patience.patienceMs : patience.graceMs);
  if (now < until) {
    const why = isGood
      ? `the CA has accepted ${call}, and its status does not show it yet`
      : `${call} was sent without a clear answer; whether it had an effect shows by ${formatInstant(until)}`;
    const state = call === "submit" ? "submitting" : "starting";
    return { kind: "wait", state, until: Math.min(until, nextLookTime(at, now, patience.pollMs)), why };
  }
  if (last.plan !== plan) return null;
  const sent = own.filter((one) => one.kind === "intent" && one.call === call).length;
  if (!isGood && sent < MAX_UNANSWERED) return null;
  const what = isGood ? "was accepted" : `was sent ${counted(sent, "time")} without a clear answer`;
  return end("uncertain", `${call} ${what} and nothing moved at the CA; look at the order there, then make a new plan`);
}

function registering(situation: Situation, own: readonly JournalEntry[]): NextAction {
  if (situation.registers) return calling("register", situation, own);
  return end("by-hand", "the CA does not list it; register it there, or let --register do so");
}

/** Where the order of the CA stands, by how the method runs. */
function ordering(situation: Situation, record: LiveRecord, own: readonly JournalEntry[]): NextAction {
  const { flow, baseline, now } = situation;
  const challenge = record.challenge ?? answeredChallenge(own, record);
  const isOver = isOrderOver(situation, record, own);
  const deadline = challenge?.deadline ?? null;
  const isEnded = deadline !== null && deadline <= now;
  if (!isOver && isOrderOpen(record) && isEnded) {
    return end("expired", `its challenge ended on ${formatInstant(deadline)}; make a new plan`);
  }
  const isSubmitted = record.orderStatus === "SUBMITTED" && !isOver;
  if (flow === null) {
    if (challenge !== null && !isOver)
      return publishingAction(situation, challenge, () => awaiting(situation, record, challenge));
    if (baseline.method === null && situation.methods.length > 0) return end("by-hand", methodless(situation));
    return end("by-hand", "this CA takes no order for it from here; order the validation there");
  }
  if (isSubmitted) {
    if (challenge === null || "email" in challenge) return awaiting(situation, record, challenge);
    return publishingAction(situation, challenge, () => awaiting(situation, record, challenge));
  }
  if (wasCalled(own, "submit")) return end("failed", endedText(record));
  if (flow === "email") return calling(wasCalled(own, "start") ? "submit" : "start", situation, own);
  // A CA whose challenge is still open may look at once when it is asked, and refuse where it finds nothing.
  const isOpen = flow === "submit-first" || !isOver;
  const isPrepared = isOpen && isOrderOpen(record) && isOfMethod(record, baseline.method);
  if (isPrepared && challenge !== null && !isEnded)
    return publishingAction(situation, challenge, () => calling("submit", situation, own));
  return calling(flow === "submit-first" ? "submit" : "start", situation, own);
}

/** What to add to the file, and where. */
function methodless({ baseline: { place }, methods }: Situation): string {
  const others = methods.slice(1);
  const line = `"method: ${String(methods[0])}"${others.length === 0 ? "" : ` (or ${others.join(", ")})`}`;
  return `the file names no method for it; add ${line} at ${placeText(place)} or to its defaults, then make a new plan`;
}

function isOfMethod({ orderMethod }: LiveRecord, method: string | null): boolean {
  return orderMethod === null || orderMethod === method;
}

/** The order that the plan calls stale, as long as it is the same. */
function isOrderOver({ baseline }: Situation, record: LiveRecord, own: readonly JournalEntry[]): boolean {
  if (baseline.reason !== "order_stale" || own.some(({ kind }) => kind === "moved")) return false;
  return record.orderStatus === baseline.record?.orderStatus;
}

/** What the answer to the last call gave, where the status does not repeat it. */
function answeredChallenge(own: readonly JournalEntry[], record: LiveRecord): Challenge | null {
  if (!isOrderOpen(record)) return null;
  for (const entry of [...own].reverse()) {
    if (entry.kind === "outcome" && entry.challenge !== null) return entry.challenge;
  }
  return null;
}

function wasCalled(own: readonly JournalEntry[], call: Call): boolean {
  const at = own.findLastIndex((entry) => entry.kind === "intent" && entry.call === call);
  if (at < 0) return false;
  const after = own.slice(at + 1).find(({ kind }) => kind === "moved" || kind === "intent");
  return after?.kind === "moved";
}

/** A call that has taken effect is not sent again. */
function calling(call: Call, situation: Situation, own: readonly JournalEntry[]): NextAction {
  const { now, callsFrom, patience } = situation;
  if (wasCalled(own, call)) {
    const why = `${call} had taken effect, and the CA asks for it again; look at the order there, then make a new plan`;
    return end("uncertain", why);
  }
  if (now < callsFrom) {
    const until = Math.min(callsFrom, now + patience.pollMs);
    const why = `there is no journal, so an earlier run may have called; the first call is sent at ${formatInstant(callsFrom)}`;
    return { kind: "wait", state: "planned", until, why };
  }
  return { kind: "call", call, state: call === "submit" ? "submitting" : "starting" };
}

/** The CA, or the reader of its e-mail, is at work. */
function awaiting({ now, patience, entries }: Situation, record: LiveRecord, challenge: Challenge | null): NextAction {
  const asked = entries.findLast((entry) => entry.kind === "moved")?.at ?? record.orderSubmittedAt ?? now;
  const until = nextReadTime(asked, now, challenge?.nextCheck ?? null, patience.pollMs);
  if (challenge !== null && "email" in challenge) {
    return { kind: "wait", state: "submitted", until, why: `the e-mail to ${challenge.email} must be confirmed` };
  }
  const next = challenge?.nextCheck ?? null;
  const when = next === null || next <= now ? "" : `, which looks next at ${formatInstant(next)}`;
  return { kind: "wait", state: "submitted", until, why: `waiting for the CA${when}` };
}

function validatedText({ validation, expiresAt }: LiveRecord): string {
  const on = validation?.basis === "reported" ? ` on ${formatInstant(validation.at).slice(0, 10)}` : "";
  const until = expiresAt === null ? "" : `, until ${formatInstant(expiresAt).slice(0, 10)}`;
  return `validated${on}${until}`;
}

function endedText({ orderStatus, status }: LiveRecord): string {
  return `the order ended without a new validation: the CA says ${orderStatus ?? "no order"}, ${status}; make a new plan`;
}

function end(state: EndState, why: string): NextAction {
  return { kind: "end", state, why };
}
