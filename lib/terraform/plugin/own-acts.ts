/**
 * What this process has done at a CA. Several resources may rest on one listed name: what one of them has changed there is not a change
 * by others since the plan, and the others take it up.
 */
import { isOrderOpen } from "../../core/apply/status-mark";
import { baseName } from "../../core/domain-name";
import type { Challenge, LiveRecord } from "../../core/observation";
import { hasReached } from "./act-request";
import type { Acted, ActRequest } from "./act-request";
import type { ReadDomain } from "./reading";
import { seenOf } from "./kept";

export interface OwnAct {
  /** As the listed name was before this process changed it first. */
  readonly before: LiveRecord | null;
  /** What its order waited for; null where that did not come to be known. */
  readonly challenge: Challenge | null;
  /** Why no order or validation came of the last call, as a sentence; null where one did. */
  readonly failure: string | null;
}

export interface OwnActs {
  /** Null where this process has changed nothing there. */
  of(account: string, listedName: string): OwnAct | null;
  note(request: ActRequest, act: OwnAct): void;
  /**
   * Acts on one listed name, or on a base and its wildcard, run one after the other, and what an earlier one has come to is taken up.
   * @param goal acts with another goal do not wait
   * @param work with the request as it is then
   */
  inItsTurn(
    request: ActRequest,
    goal: string,
    signal: AbortSignal,
    work: (request: ActRequest) => Promise<Acted>,
  ): Promise<Acted>;
}

/** So often an order is read that moves at the same time; it goes through two states at most. */
const MAX_ATTEMPTS = 3;

export function createOwnActs(read: ReadDomain, now: () => number): OwnActs {
  const acts = new Map<string, OwnAct>();
  const last = new Map<string, Promise<unknown>>();
  const keyOf = (account: string, listedName: string): string => `${account}/${listedName}`;
  const earlierOf = ({ domain, listedName }: ActRequest): OwnAct | null =>
    acts.get(keyOf(domain.provider, listedName)) ?? null;

  async function takeUp(
    request: ActRequest,
    earlier: OwnAct,
    signal: AbortSignal,
    work: (request: ActRequest) => Promise<Acted>,
    attempts = MAX_ATTEMPTS,
  ): Promise<Acted> {
    const { domain, listedName } = request;
    const reading = await read(domain, null, signal);
    const record = reading.change.live;
    const isOpen = record !== null && isOrderOpen(record);
    if (reading.situation === "valid" && record !== null && !isOpen) {
      const why = `${listedName} was validated for another resource of this configuration`;
      return { state: "already-done", why, record, challenge: earlier.challenge };
    }
    // An order that runs serves; where it is not of the method of the name itself, that takes another one.
    if (isOpen || (reading.situation === "due" && earlier.failure === null)) {
      const acted = await work({ ...request, baseline: seenOf(reading, now(), null).baseline });
      // The order of this process moves while it is read, and nothing was done here yet: it is read again.
      if (acted.state === "changed-since-plan" && attempts > 1) {
        return takeUp(request, earlier, signal, work, attempts - 1);
      }
      // The order may have come to its validation meanwhile: then the CA shows its challenge no longer.
      return hasReached(acted) && acted.challenge === null ? { ...acted, challenge: earlier.challenge } : acted;
    }
    if (earlier.failure === null) return work(request);
    const why = `another resource of this configuration has called for ${listedName}: ${earlier.failure}`;
    return { state: "waiting", why, record, challenge: null };
  }

  return {
    of: (account, listedName) => acts.get(keyOf(account, listedName)) ?? null,
    note(request, { before, challenge, failure }) {
      const earlier = earlierOf(request);
      acts.set(keyOf(request.domain.provider, request.listedName), {
        ...{ before: earlier === null ? before : earlier.before, failure },
        challenge: challenge ?? earlier?.challenge ?? null,
      });
    },
    inItsTurn(request, goal, signal, work) {
      const until = now() + request.timeoutMs;
      const queue = `${goal} ${keyOf(request.domain.provider, baseName(request.listedName))}`;
      const result = (last.get(queue) ?? Promise.resolve()).then(async () => {
        const timely = { ...request, timeoutMs: until - now() };
        const earlier = earlierOf(request);
        return earlier === null || signal.aborted ? work(timely) : takeUp(timely, earlier, signal, work);
      });
      last.set(
        queue,
        result.catch(() => undefined),
      );
      return result;
    },
  };
}
