/**
 * A CA, a DNS and a clock in memory, for a model of an apply: every run can be ended at any point, answers can be lost, and the status can be
 * behind the calls. Time passes only where the apply sleeps.
 */
import type { MethodFlow } from "../../lib/core/acting";
import type { JournalEntry } from "../../lib/core/apply/journal-entry";
import type { Patience } from "../../lib/core/apply/situation";
import { recordOfChallenge } from "../../lib/core/challenge-record";
import { addressOf } from "../../lib/core/desired";
import type { Challenge, LiveRecord, Observation } from "../../lib/core/observation";
import { DAY_MS } from "../../lib/core/time";
import type { Method } from "../../lib/core/vocabulary";
import type { ApplyItem, ApplyPorts, ApplySettings, ChangeEnd, Transition } from "../../lib/run/apply/ports";
import { applyInRounds } from "../../lib/run/apply/rounds";
import { createTurns } from "../../lib/run/apply/turns";

export const NOW = Date.parse("2026-11-25T12:00:00Z");
const SECOND_MS = 1000;

/** The end of a process at one point of a run. */
export class Killed extends Error {}

export interface WorldOptions {
  readonly flow: MethodFlow;
  /** The answer to this call is lost once, after it has taken effect. */
  readonly lostAnswer: "start" | "submit" | null;
  /** What a submit does while an order is submitted. */
  readonly secondSubmit: "refused" | "new-order";
  /** Whether each start makes a new token. */
  readonly newTokens: boolean;
  /** By how much the status is behind. */
  readonly lagSeconds: number;
  /** Whether the status holds the challenge, as that of an old version does not. */
  readonly showsChallenge: boolean;
}

export const PLAIN_WORLD: WorldOptions = {
  flow: "start-first",
  lostAnswer: null,
  secondSubmit: "refused",
  newTokens: false,
  lagSeconds: 0,
  showsChallenge: true,
};

/** The record is on every server so long after it was published. */
const VISIBLE_AFTER_S = 90;
/** The CA looks so long after it was asked, and again after the second time. */
const [FIRST_CHECK_S, NEXT_CHECK_S] = [300, 7200];

export interface World {
  readonly options: WorldOptions;
  item: ApplyItem;
  readonly calls: string[];
  /** Each point of a run that a process can end at, in their order. */
  readonly points: string[];
  readonly reported: Transition[];
  journal: JournalEntry[];
  now: number;
  /** What the head of the journal says. */
  callsFrom: number;
  /** The point at which the process ends; null for none. */
  killAt: number | null;
  /** What `apply` uses in place of the CA and DNS. */
  readonly ports: Omit<ApplyPorts, "inTurn">;
  /** What DNS has: the value, and since when. */
  readonly dns: Map<string, { value: string; visibleAt: number }>;
  ca: LiveRecord;
  /** Ends the run by throwing `Killed`, where `killAt` says so. */
  point(name: string): void;
}

export function createWorld(over: Partial<WorldOptions> = {}): World {
  const options = { ...PLAIN_WORLD, ...over };
  const method: Method = options.flow === "start-first" ? "CNAME" : options.flow === "email" ? "EMAIL" : "TXT";
  const baseline: LiveRecord = {
    status: "VALIDATED",
    method,
    orderStatus: "NOT_INITIATED",
    orderMethod: null,
    orderSubmittedAt: null,
    orderId: null,
    validation: { at: NOW - 190 * DAY_MS, basis: "reported" },
    expiresAt: NOW + 5 * DAY_MS,
    challenge: null,
  };
  const domain = "example.com";
  const place = { file: "domains.yaml", line: 1, column: 1 };
  const item: ApplyItem = {
    baseline: {
      ...{ address: addressOf("my-ca", domain), reason: "expiring", method, record: baseline, plannedAt: NOW },
      place,
    },
    declared: {
      ...{ name: domain, unicode: null, provider: "my-ca", method, owner: null, keys: {}, labels: {} },
      ...{ revalidateWithinDays: 30, maxAgeDays: null, place },
    },
    listedName: domain,
    flow: options.flow,
    methods: [method],
    registers: false,
    after: null,
  };
  let tokens = 0;
  let lost = options.lostAnswer;
  let checkAt = Number.POSITIVE_INFINITY;
  const shown: { at: number; record: LiveRecord }[] = [{ at: 0, record: baseline }];

  const change = (record: LiveRecord): void => {
    world.ca = record;
    shown.push({ at: world.now, record });
  };
  const token = (): Challenge => {
    tokens += 1;
    const dates = { deadline: NOW + 30 * DAY_MS, nextCheck: null };
    if (options.flow === "email") return { email: "admin@example.com", ...dates };
    return method === "CNAME"
      ? { method: "CNAME", name: "_6f66.example.com", value: `t${tokens}.ca.example`, ...dates }
      : { method: "TXT", name: "_pki-validation.example.com", value: `token ${tokens}`, ...dates };
  };
  const passTime = (ms: number): void => {
    const end = world.now + ms;
    while (checkAt <= end) {
      world.now = Math.max(world.now, checkAt);
      check();
    }
    world.now = end;
  };
  const check = (): void => {
    const { challenge } = world.ca;
    const record = challenge != null && "name" in challenge ? recordOfChallenge(challenge) : null;
    const found = record === null ? undefined : world.dns.get(record.name);
    const isThere =
      options.flow === "email" || (found?.value === record?.value && (found?.visibleAt ?? 0) <= world.now);
    if (!isThere) {
      checkAt = world.now + NEXT_CHECK_S * SECOND_MS;
      return;
    }
    checkAt = Number.POSITIVE_INFINITY;
    change({
      ...baseline,
      validation: { at: world.now, basis: "reported" },
      expiresAt: NOW + 198 * DAY_MS,
      method,
    });
  };
  const statusNow = (): Observation => {
    const record = shown.findLast(({ at }) => at <= world.now - options.lagSeconds * SECOND_MS)?.record ?? baseline;
    return { kind: "present", domain, record: options.showsChallenge ? record : { ...record, challenge: null } };
  };
  const refusal = { failure: { code: "UnexpectedResponse", message: "my-ca: refused (-724)" } };

  const world: World = {
    options,
    item,
    calls: [],
    points: [],
    reported: [],
    journal: [],
    now: NOW,
    callsFrom: Number.NEGATIVE_INFINITY,
    killAt: null,
    dns: new Map(),
    ca: baseline,
    point(name) {
      const isEnd = world.killAt === world.points.length;
      world.points.push(name);
      if (isEnd) throw new Killed(name);
    },
    ports: {
      now: () => world.now,
      async sleep(ms) {
        world.point("asleep");
        passTime(Math.max(0, ms));
      },
      async readStatus(items) {
        world.point("before the status is read");
        return { statuses: items.map(statusNow), failure: null };
      },
      async prepareCall(_, call) {
        world.point(`${call}: not noted`);
        return null;
      },
      obstacleOf: async () => null,
      async call(_, call) {
        world.point(`${call}: noted, not sent`);
        const { orderStatus } = world.ca;
        world.calls.push(call);
        let answer: Challenge | null = null;
        if (call === "start" && options.flow === "email") answer = token();
        else if (call === "start") {
          const known = world.ca.challenge ?? null;
          answer = known === null || options.newTokens ? token() : known;
          change({ ...world.ca, orderStatus: "AWAITING_SUBMISSION", orderMethod: method, challenge: answer });
        } else {
          if (orderStatus === "SUBMITTED" && options.secondSubmit === "refused") return refusal;
          answer = world.ca.challenge ?? token();
          change({
            ...{ ...world.ca, orderStatus: "SUBMITTED", orderMethod: method, challenge: answer },
            ...{ orderSubmittedAt: world.now, orderId: `order ${world.calls.length}` },
          });
          checkAt = world.now + FIRST_CHECK_S * SECOND_MS;
        }
        if (lost === call) {
          lost = null;
          world.point(`${call}: sent, no answer`);
          return { failure: { code: "UnknownOutcome", message: "my-ca: no complete answer" } };
        }
        world.point(`${call}: sent, not noted`);
        return { outcome: { challenge: answer, orderId: null } };
      },
      async look(requests) {
        world.point("before DNS is asked");
        return requests.map(({ challenge }) => {
          const record = "name" in challenge ? recordOfChallenge(challenge) : null;
          const found = record === null ? undefined : world.dns.get(record.name);
          const isVisible = found !== undefined && found.visibleAt <= world.now;
          const state = !isVisible ? "missing" : found.value === record?.value ? "published" : "different";
          return { at: world.now, state, obstacle: null, problem: null, zone: "example.com" } as const;
        });
      },
      publisherOf: () => "rfc2136",
      async publish(requests) {
        return requests.map(({ record: { name, value } }) => {
          world.point("publish: noted, not published");
          const known = world.dns.get(name);
          if (known?.value !== value) {
            world.dns.set(name, { value, visibleAt: world.now + VISIBLE_AFTER_S * SECOND_MS });
          }
          world.point("published, not noted");
          return { result: known?.value === value ? "already-there" : "created", why: "" } as const;
        });
      },
      async note(entry) {
        world.journal.push(entry);
        world.point(`${entry.kind} noted`);
      },
      report: (transition) => void world.reported.push(transition),
    },
  };
  return world;
}

export interface RunOptions {
  readonly patience?: Patience;
  readonly plan?: string;
  /** Whether a journal was there, or the user says that no earlier run had one; else this run begins one. */
  readonly trustsJournal: boolean;
  readonly interrupted?: AbortSignal;
  readonly waits?: boolean;
  readonly isDryRun?: boolean;
  readonly hours?: number;
}

/** One run of the command on the world; throws `Killed` where the world ends it. */
export async function applyOnce(world: World, options: RunOptions): Promise<ChangeEnd> {
  const patience = options.patience ?? { graceMs: 600_000, patienceMs: 1_800_000, pollMs: 60_000 };
  const history = new Map([[world.item.baseline.address, [...world.journal]]]);
  if (!options.trustsJournal) world.callsFrom = world.now + patience.graceMs;
  const settings: ApplySettings = {
    plan: options.plan ?? "plan",
    since: world.now,
    callsFrom: world.callsFrom,
    until: world.now + (options.hours ?? 20) * 3_600_000,
    patience,
    waits: options.waits ?? true,
    isDryRun: options.isDryRun ?? false,
    interrupted: options.interrupted ?? new AbortController().signal,
  };
  const { now, sleep } = world.ports;
  const ports: ApplyPorts = { ...world.ports, inTurn: createTurns(now, sleep) };
  const [end] = await applyInRounds([world.item], history, ports, settings);
  if (end === undefined) throw new Error("no end");
  return end;
}

/** A new plan: what the CA shows now is the baseline. */
export async function planAnew(world: World): Promise<void> {
  const { item, now } = world;
  const { statuses } = await world.ports.readStatus([item]);
  const [status] = statuses;
  if (status?.kind !== "present") throw new Error("the CA lists it");
  const reason = status.record.orderStatus === "SUBMITTED" ? "order_submitted" : "expiring";
  world.item = { ...item, baseline: { ...item.baseline, reason, record: status.record, plannedAt: now } };
}

export function count(world: World, call: string): number {
  return world.calls.filter((one) => one === call).length;
}
