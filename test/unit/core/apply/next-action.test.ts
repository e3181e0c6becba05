import { endClassOf, END_STATES } from "../../../../lib/core/apply/apply-state";
import type { JournalEntry, JournalEvent } from "../../../../lib/core/apply/journal-entry";
import { nextAction } from "../../../../lib/core/apply/next-action";
import { nextLookTime, nextReadTime } from "../../../../lib/core/apply/pace";
import { recordsOfOurs } from "../../../../lib/core/apply/publishing";
import { DEFAULT_PATIENCE } from "../../../../lib/core/apply/situation";
import type { Look, Situation } from "../../../../lib/core/apply/situation";
import { challengeMark, isValidatedSince, markOf, movedSince } from "../../../../lib/core/apply/status-mark";
import type { Challenge, LiveRecord, Observation } from "../../../../lib/core/observation";
import { at } from "../../../support/domains";

const NOW = at("2026-11-25T12:00:00Z");
const SECOND_MS = 1000;
const DATES = { deadline: at("2026-12-25"), nextCheck: null };
const CNAME: Challenge = { method: "CNAME", name: "_6f66.example.com", value: "d6a3.ca.example", ...DATES };
const TXT: Challenge = { method: "TXT", name: "_pki.example.com", value: "token", ...DATES };
const FILE: Challenge = { url: "http://example.com/.well-known/x", content: "a", ...DATES };
const EMAIL: Challenge = { email: "admin@example.com", ...DATES };
const RECORD = { name: "_6f66.example.com", type: "CNAME", value: "d6a3.ca.example" } as const;

const UNNUMBERED: LiveRecord = {
  status: "VALIDATED",
  method: "CNAME",
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  orderSubmittedAt: null,
  validation: { at: at("2026-05-01"), basis: "reported" },
  expiresAt: at("2026-12-01"),
  challenge: null,
};
const IDLE: LiveRecord = { ...UNNUMBERED, orderId: null };
const PREPARED: LiveRecord = { ...IDLE, orderStatus: "AWAITING_SUBMISSION", orderMethod: "CNAME", challenge: CNAME };
const SUBMITTED: LiveRecord = {
  ...{ ...PREPARED, orderStatus: "SUBMITTED", orderSubmittedAt: NOW - 60 * SECOND_MS },
  orderId: "1",
};
const RENEWED: LiveRecord = {
  ...{ ...IDLE, validation: { at: NOW, basis: "reported" } },
  expiresAt: at("2027-06-01"),
};

const present = (record: LiveRecord): Observation => ({ kind: "present", domain: "example.com", record });
const ABSENT: Observation = { kind: "absent", domain: "example.com", detail: null };
const mark = (record: LiveRecord): string => markOf(present(record)) ?? "";

interface Given extends Partial<Omit<Situation, "status" | "baseline" | "entries" | "look" | "publisherFor">> {
  readonly live?: LiveRecord | null;
  readonly status?: Observation;
  readonly baseline?: Partial<Situation["baseline"]>;
  readonly publisher?: ReturnType<Situation["publisherFor"]>;
  readonly look?: Partial<Look> | null;
  /** Seconds before now, event, and the plan where it is another one. */
  readonly entries?: readonly (readonly [secondsAgo: number, event: JournalEvent, plan?: string])[];
}

function entriesOf(given: Given["entries"]): readonly JournalEntry[] {
  return (given ?? []).map(([ago, event, plan = "p"]) => ({
    ...event,
    at: NOW - ago * SECOND_MS,
    plan,
    address: "my-ca/example.com",
  }));
}

function act({ live = IDLE, status, baseline, publisher = "rfc2136", look, entries, ...over }: Given) {
  const seen: Look | null =
    look == null
      ? null
      : {
          ...{ challenge: challengeMark(live?.challenge ?? CNAME), at: NOW, state: "published", rounds: 0 },
          ...{ obstacle: null, problem: null },
          ...look,
        };
  return nextAction({
    baseline: {
      ...{ address: "my-ca/example.com", reason: "expiring", method: "CNAME", record: IDLE, plannedAt: NOW - 3600_000 },
      place: { file: "domains.yaml", line: 12, column: 5 },
      ...baseline,
    },
    status: status ?? (live === null ? ABSENT : present(live)),
    look: seen,
    entries: entriesOf(entries),
    ...{ plan: "p", now: NOW, since: NOW - 1800_000, callsFrom: Number.NEGATIVE_INFINITY },
    ...{
      flow: "start-first",
      methods: ["CNAME", "TXT"],
      registers: false,
      publisherFor: () => publisher,
      patience: DEFAULT_PATIENCE,
    },
    ...over,
  });
}

const intent = (call: "register" | "start" | "submit", before: LiveRecord): JournalEvent => ({
  kind: "intent",
  call,
  before: mark(before),
});
const outcome = (
  call: "start" | "submit",
  result: "done" | "refused" | "unknown",
  mayPass = false,
  challenge: Challenge | null = null,
): JournalEvent => ({ kind: "outcome", call, result, mayPass, why: result === "done" ? "" : "no", challenge });
const MOVED: JournalEvent = { kind: "moved" };
const PUBLISH: JournalEvent = { kind: "publish", record: RECORD, zone: "example.com", by: "rfc2136" };
const published = (
  result: "created" | "already-there" | "handed-over" | "conflict" | "failed",
  replaces: string | null = null,
): JournalEvent => ({
  ...{ kind: "published", record: RECORD, zone: "example.com", result, replaces },
  why: result === "created" ? "" : "because",
});
const STARTED = [
  [700, intent("start", IDLE)],
  [690, MOVED],
] as const;
const SENT = [...STARTED, [300, intent("submit", PREPARED)], [290, MOVED]] as const;

/** `call start`, `wait submitted +60 s`, `end failed`. */
function short(given: Given): string {
  const action = act(given);
  switch (action.kind) {
    case "call":
      return `call ${action.call}`;
    case "wait":
      return `wait ${action.state} +${(action.until - NOW) / SECOND_MS} s`;
    case "end":
      return `end ${action.state}`;
    case "publish":
      return action.replaces === null ? "publish" : `publish in place of ${action.replaces}`;
    default:
      return action.kind;
  }
}

describe("the next action of a change", () => {
  const CASES: Readonly<Record<string, readonly [Given, string]>> = {
    // what the CA says alone
    "no order: start": [{}, "call start"],
    "a CA that cannot be reached is asked again": [
      {
        status: {
          ...{ kind: "unknown", domain: "example.com", reason: "provider_unreachable", detail: "down", record: null },
        },
      },
      "wait waiting +60 s",
    ],
    "an answer that cannot be read ends it": [
      { status: { kind: "unknown", domain: "example.com", reason: "not_understood", detail: "odd", record: null } },
      "end failed",
    ],
    "a newer validation that this apply did not begin": [{ live: RENEWED }, "end already-done"],
    "a newer validation of an order of this apply": [{ live: RENEWED, entries: SENT }, "end validated"],
    "a newer validation after this apply published for an order that ran": [
      { live: RENEWED, baseline: { record: SUBMITTED }, entries: [[60, PUBLISH]] },
      "end validated",
    ],
    "a newer validation while an order runs is not the end": [
      { live: { ...RENEWED, orderStatus: "SUBMITTED", challenge: null }, entries: SENT },
      "wait submitted +190 s",
    ],
    "an order that was not there when the plan was made": [{ live: SUBMITTED }, "end changed-since-plan"],
    "a plan older than a day": [{ baseline: { plannedAt: NOW - 25 * 3600_000 } }, "end changed-since-plan"],
    "a plan older than a day, and a change that has begun": [
      { live: PREPARED, entries: STARTED, baseline: { plannedAt: NOW - 25 * 3600_000 } },
      "look",
    ],
    "a domain that the CA does not list": [{ live: null, baseline: { record: null } }, "end by-hand"],
    "a domain that the CA does not list, with --register": [
      { live: null, baseline: { record: null }, registers: true },
      "call register",
    ],
    "a wildcard by a file is never asked for": [
      { status: { ...ABSENT, domain: "*.example.com" }, baseline: { method: "HTTP", record: null }, registers: true },
      "end failed",
    ],
    "a domain that has been registered goes on": [
      {
        ...{ baseline: { record: null }, registers: true, live: { ...IDLE, status: "NOT_VALIDATED" } },
        entries: [
          [60, { kind: "intent", call: "register", before: "absent" }],
          [50, MOVED],
        ],
      },
      "call start",
    ],
    "a domain that vanishes after it was registered is not registered twice": [
      {
        ...{ live: null, baseline: { record: null }, registers: true },
        entries: [
          [60, { kind: "intent", call: "register", before: "absent" }],
          [50, MOVED],
        ],
      },
      "end uncertain",
    ],
    "a challenge that has ended": [
      { live: { ...SUBMITTED, challenge: { ...CNAME, deadline: NOW } }, baseline: { record: SUBMITTED } },
      "end expired",
    ],
    "a rejected order of the plan is started anew": [
      {
        live: { ...IDLE, orderStatus: "REJECTED" },
        baseline: { reason: "order_failed", record: { ...IDLE, orderStatus: "REJECTED" } },
      },
      "call start",
    ],
    "an order of this apply that the CA rejects": [
      { live: { ...IDLE, orderStatus: "REJECTED" }, entries: SENT },
      "end failed",
    ],
    "an order of this apply that ends, at a CA without a word for it": [
      { live: { ...IDLE, orderStatus: null }, entries: SENT },
      "end failed",
    ],
    "a stale order is started anew": [
      { live: SUBMITTED, baseline: { reason: "order_stale", record: SUBMITTED } },
      "call start",
    ],
    "a stale order that was started anew goes on": [
      {
        ...{ live: PREPARED, baseline: { reason: "order_stale", record: SUBMITTED } },
        entries: [
          [60, intent("start", SUBMITTED)],
          [50, MOVED],
        ],
      },
      "look",
    ],
    "a prepared order of another method is started anew": [
      {
        ...{ live: { ...PREPARED, orderMethod: "HTTP", challenge: FILE } },
        baseline: { record: { ...PREPARED, orderMethod: "HTTP", challenge: FILE } },
      },
      "call start",
    ],
    "a prepared order whose method the CA does not say goes on": [
      { live: { ...PREPARED, orderMethod: null }, baseline: { record: { ...PREPARED, orderMethod: null } } },
      "look",
    ],
    "a prepared order without its challenge is started for it": [
      { live: { ...PREPARED, challenge: null }, baseline: { record: { ...PREPARED, challenge: null } } },
      "call start",
    ],
    "the challenge of the answer serves where the status has none": [
      {
        live: { ...PREPARED, challenge: null },
        entries: [
          [60, intent("start", IDLE)],
          [59, outcome("start", "done", false, CNAME)],
          [50, MOVED],
        ],
      },
      "look",
    ],
    "submit first, and an order waits with its challenge: it is looked for before the call": [
      { flow: "submit-first", live: PREPARED, baseline: { record: PREPARED } },
      "look",
    ],
    "submit first, and the challenge of the order is missing: it is published before the call": [
      { flow: "submit-first", live: PREPARED, baseline: { record: PREPARED }, look: { state: "missing" } },
      "publish",
    ],
    "submit first, and every server has the challenge of the order": [
      { flow: "submit-first", live: PREPARED, baseline: { record: PREPARED }, look: { rounds: 2 } },
      "call submit",
    ],
    "submit first, and an order of another method waits": [
      {
        ...{ flow: "submit-first", live: { ...PREPARED, orderMethod: "HTTP", challenge: FILE } },
        baseline: { record: { ...PREPARED, orderMethod: "HTTP", challenge: FILE } },
      },
      "call submit",
    ],
    "submit first, and a stale order has an open challenge": [
      {
        ...{ flow: "submit-first", live: SUBMITTED, baseline: { reason: "order_stale", record: SUBMITTED } },
        look: { state: "missing" },
      },
      "publish",
    ],
    "submit first, and the challenge of a stale order has ended": [
      {
        ...{ flow: "submit-first", live: { ...SUBMITTED, challenge: { ...CNAME, deadline: NOW } } },
        baseline: { reason: "order_stale", record: { ...SUBMITTED, challenge: { ...CNAME, deadline: NOW } } },
      },
      "call submit",
    ],
    "submit first, and the challenge of a stale order has no end": [
      {
        ...{ flow: "submit-first", live: { ...SUBMITTED, challenge: { ...CNAME, deadline: null } } },
        baseline: { reason: "order_stale", record: { ...SUBMITTED, challenge: { ...CNAME, deadline: null } } },
      },
      "look",
    ],
    "without a journal the first call waits": [{ callsFrom: NOW + 90_000 }, "wait planned +60 s"],
    "without a journal the first call waits no longer than the grace": [
      { callsFrom: NOW + 20_000 },
      "wait planned +20 s",
    ],

    // after a call
    "a status that moved after a call is noted": [
      { live: PREPARED, entries: [[60, intent("start", IDLE)]] },
      "note-moved",
    ],
    "a good answer that does not show yet": [
      {
        entries: [
          [60, intent("start", IDLE)],
          [59, outcome("start", "done")],
        ],
      },
      "wait starting +47 s",
    ],
    "a good answer that does not show within the patience": [
      {
        entries: [
          [1800, intent("start", IDLE)],
          [1799, outcome("start", "done")],
        ],
      },
      "end uncertain",
    ],
    "no answer, within the grace": [
      {
        live: PREPARED,
        entries: [...STARTED, [599, intent("submit", PREPARED)]],
      },
      "wait submitting +1 s",
    ],
    "no answer and nothing moved within the grace: once more": [
      { entries: [[600, intent("start", IDLE)]] },
      "call start",
    ],
    "no answer twice: a person decides": [
      {
        entries: [
          [1400, intent("start", IDLE)],
          [1399, outcome("start", "unknown")],
          [700, intent("start", IDLE)],
        ],
      },
      "end uncertain",
    ],
    "no answer to a call of an earlier plan, within the grace": [
      { entries: [[590, intent("start", IDLE), "old"]] },
      "wait starting +10 s",
    ],
    "no answer to a call of an earlier plan, after the grace": [
      { entries: [[600, intent("start", IDLE), "old"]] },
      "call start",
    ],
    "a refusal for good": [
      {
        entries: [
          [60, intent("start", IDLE)],
          [59, outcome("start", "refused")],
        ],
      },
      "end failed",
    ],
    "a refusal that may pass waits": [
      {
        entries: [
          [60, intent("start", IDLE)],
          [40, outcome("start", "refused", true)],
        ],
      },
      "wait waiting +20 s",
    ],
    "a refusal that may pass is tried again": [
      {
        entries: [
          [70, intent("start", IDLE)],
          [60, outcome("start", "refused", true)],
        ],
      },
      "call start",
    ],
    "the third refusal ends it": [
      {
        entries: [3, 2, 1].flatMap((times) => [
          [times * 100, intent("start", IDLE)] as const,
          [times * 100 - 1, outcome("start", "refused", true)] as const,
        ]),
      },
      "end failed",
    ],
    "a refusal of an earlier run binds no longer": [
      {
        entries: [
          [2000, intent("start", IDLE)],
          [1999, outcome("start", "refused")],
        ],
      },
      "call start",
    ],
    "a call that took effect is not sent again": [{ entries: STARTED }, "end uncertain"],

    // the challenge
    "it is looked for first": [{ live: PREPARED, entries: STARTED }, "look"],
    "another challenge was looked for": [{ live: PREPARED, entries: STARTED, look: { challenge: "x" } }, "look"],
    "seen once on every server": [{ live: PREPARED, entries: STARTED, look: { rounds: 1 } }, "wait visible +10 s"],
    "seen once, some time ago": [{ live: PREPARED, entries: STARTED, look: { rounds: 1, at: NOW - 10_000 } }, "look"],
    "seen twice on every server": [{ live: PREPARED, entries: STARTED, look: { rounds: 2 } }, "call submit"],
    "seen twice, too long ago": [{ live: PREPARED, entries: STARTED, look: { rounds: 2, at: NOW - 300_000 } }, "look"],
    "not on every server": [
      { live: PREPARED, entries: STARTED, look: { state: "lagging", problem: "ns4 is late" } },
      "wait publishing +10 s",
    ],
    "not on every server, without a word why": [
      { live: PREPARED, entries: STARTED, look: { state: "lagging" } },
      "wait publishing +10 s",
    ],
    "no server answers: nothing is submitted": [
      { live: PREPARED, entries: STARTED, look: { state: "unreachable" } },
      "wait publishing +10 s",
    ],
    "no server answers, with a reason": [
      { live: PREPARED, entries: STARTED, look: { state: "unreachable", problem: "no route" } },
      "wait publishing +10 s",
    ],
    "an obstacle, such as CAA": [
      { live: PREPARED, entries: STARTED, look: { rounds: 2, obstacle: "CAA forbids it" } },
      "end failed",
    ],
    "an alias leads elsewhere": [
      { live: PREPARED, entries: STARTED, look: { state: "elsewhere", problem: "publish at x" } },
      "end publishing-by-hand",
    ],
    "an alias leads elsewhere, without a word": [
      { live: PREPARED, entries: STARTED, look: { state: "elsewhere" } },
      "end publishing-by-hand",
    ],
    "missing, published by a person": [
      { live: PREPARED, entries: STARTED, publisher: "records", look: { state: "missing" } },
      "end publishing-by-hand",
    ],
    "missing, published by the CA": [{ live: PREPARED, entries: STARTED, publisher: "connector" }, "call submit"],
    "a file is published by a person": [
      {
        ...{ live: { ...PREPARED, orderMethod: "HTTP", challenge: FILE }, baseline: { method: "HTTP" } },
        ...{ entries: STARTED, look: { state: "missing", problem: "404" } },
      },
      "end publishing-by-hand",
    ],
    "a record that DNS cannot hold": [
      {
        ...{ live: { ...PREPARED, challenge: { ...CNAME, value: "a..b" } } },
        ...{ entries: STARTED, look: { state: "missing" } },
      },
      "end failed",
    ],
    missing: [{ live: PREPARED, entries: STARTED, look: { state: "missing" } }, "publish"],
    "another value that is not ours": [{ live: PREPARED, entries: STARTED, look: { state: "different" } }, "publish"],
    "another value that we created": [
      {
        ...{ live: PREPARED, look: { state: "different" } },
        entries: [[9000, { ...PUBLISH, record: { ...RECORD, value: "old.ca.example" } }, "old"], ...STARTED],
      },
      "publish in place of old.ca.example",
    ],
    "published, and not to be seen yet": [
      { live: PREPARED, entries: [...STARTED, [1, published("created")]], look: { state: "missing" } },
      "wait publishing +10 s",
    ],
    "published, and not to be seen for a while": [
      { live: PREPARED, entries: [...STARTED, [200, published("created")]], look: { state: "masked", problem: "*" } },
      "wait publishing +87 s",
    ],
    "published, and not to be seen for long: once more": [
      { live: PREPARED, entries: [...STARTED, [600, published("already-there")]], look: { state: "missing" } },
      "publish",
    ],
    "handed over": [
      { live: PREPARED, entries: [...STARTED, [9, published("handed-over")]], look: { state: "missing" } },
      "wait publishing +60 s",
    ],
    "a conflict": [
      { live: PREPARED, entries: [...STARTED, [9, published("conflict")]], look: { state: "different" } },
      "end failed",
    ],
    "a conflict in an earlier run": [
      { live: PREPARED, entries: [...STARTED, [9000, published("conflict")]], look: { state: "different" } },
      "publish",
    ],
    "publishing failed": [
      { live: PREPARED, entries: [...STARTED, [9, published("failed")]], look: { state: "missing" } },
      "wait publishing +10 s",
    ],
    "publishing failed a while ago": [
      { live: PREPARED, entries: [...STARTED, [60, published("failed")]], look: { state: "missing" } },
      "publish",
    ],
    "publishing failed in an earlier run": [
      { live: PREPARED, entries: [...STARTED, [9000, published("failed")]], look: { state: "missing" } },
      "publish",
    ],
    "publishing failed three times": [
      {
        ...{ live: PREPARED, look: { state: "missing" } },
        entries: [...STARTED, [300, published("failed")], [200, published("failed")], [9, published("failed")]],
      },
      "end failed",
    ],

    // at the CA
    "submitted and published: wait for the CA": [
      { live: SUBMITTED, baseline: { record: SUBMITTED }, look: { rounds: 1, at: NOW - 9_000_000 } },
      "wait submitted +120 s",
    ],
    "submitted, and the CA says when it looks": [
      {
        live: { ...SUBMITTED, challenge: { ...CNAME, nextCheck: NOW + 7_200_000 } },
        baseline: { record: SUBMITTED },
        look: { rounds: 1 },
      },
      "wait submitted +7260 s",
    ],
    "submitted, and the record is gone": [
      { live: SUBMITTED, baseline: { record: SUBMITTED }, look: { state: "missing" } },
      "publish",
    ],
    "submitted, and the CA does not show the challenge": [
      {
        live: { ...SUBMITTED, challenge: null, orderSubmittedAt: null },
        baseline: { record: { ...SUBMITTED, challenge: null, orderSubmittedAt: null } },
      },
      "wait submitted +60 s",
    ],

    // other flows
    "submit first": [{ flow: "submit-first", baseline: { method: "TXT" } }, "call submit"],
    "submit first, then publish": [
      {
        ...{ flow: "submit-first", live: { ...SUBMITTED, challenge: TXT }, look: { state: "missing" } },
        entries: [
          [300, intent("submit", IDLE)],
          [290, MOVED],
        ],
      },
      "publish",
    ],
    "an e-mail is asked for": [{ flow: "email", baseline: { method: "EMAIL" } }, "call start"],
    "the addresses of an e-mail are known": [
      {
        flow: "email",
        entries: [
          [60, intent("start", IDLE)],
          [59, outcome("start", "done")],
        ],
      },
      "note-moved",
    ],
    "an e-mail is sent": [
      {
        flow: "email",
        entries: [
          [60, intent("start", IDLE)],
          [59, MOVED],
        ],
      },
      "call submit",
    ],
    "an e-mail must be confirmed": [
      { flow: "email", live: { ...SUBMITTED, challenge: EMAIL }, baseline: { record: SUBMITTED }, entries: SENT },
      "wait submitted +190 s",
    ],
    "a CA that takes no order: what it waits for is published": [
      {
        ...{ flow: null, live: { ...SUBMITTED, orderStatus: null } },
        ...{ baseline: { record: { ...SUBMITTED, orderStatus: null } }, look: { state: "missing" } },
      },
      "publish",
    ],
    "a CA that takes no order: once it is there, wait": [
      {
        ...{ flow: null, live: { ...SUBMITTED, orderStatus: null } },
        ...{ baseline: { record: { ...SUBMITTED, orderStatus: null } }, look: { rounds: 2 } },
      },
      "wait submitted +120 s",
    ],
    "a CA that takes no order, and waits for nothing": [{ flow: null }, "end by-hand"],
    "no method is declared": [{ flow: null, baseline: { method: null } }, "end by-hand"],
  };
  it.each(Object.entries(CASES))("%s", (_, [given, expected]) => expect(short(given)).toBe(expected));

  it("says plainly that a record is published and not seen yet", () => {
    const given: Given = {
      live: PREPARED,
      look: { state: "missing" },
      entries: [...STARTED, [30, published("created")]],
    };
    expect(act(given)).toMatchObject({ state: "publishing", why: "published; not visible on every server yet" });
  });

  it.each<[string, Given, string]>([
    [
      "names the line to add where a method is missing",
      {},
      'the file names no method for it; add "method: CNAME" (or TXT) at domains.yaml:12:5 or to its defaults, then make a new plan',
    ],
    [
      "names the only method that the CA can be asked for",
      { methods: ["TXT"] },
      'the file names no method for it; add "method: TXT" at domains.yaml:12:5 or to its defaults, then make a new plan',
    ],
    [
      "says nothing of a method where the CA takes no order",
      { methods: [] },
      "this CA takes no order for it from here; order the validation there",
    ],
  ])("%s", (_, given, why) => {
    expect(act({ flow: null, baseline: { method: null }, ...given })).toMatchObject({ state: "by-hand", why });
  });

  it("says when the CA looks next", () => {
    const live = { ...SUBMITTED, challenge: { ...CNAME, nextCheck: NOW + 7_200_000 } };
    expect(act({ live, baseline: { record: SUBMITTED }, look: { rounds: 1 } })).toMatchObject({
      why: "waiting for the CA, which looks next at 2026-11-25T14:00:00Z",
    });
  });

  it("says until when it is validated, as far as the CA says", () => {
    expect(act({ live: RENEWED, entries: SENT })).toMatchObject({ why: "validated on 2026-11-25, until 2027-06-01" });
    const live = { ...RENEWED, validation: null, expiresAt: null };
    const baseline = { record: { ...IDLE, status: "EXPIRED" } };
    expect(act({ live, baseline, entries: SENT })).toMatchObject({ why: "validated" });
  });

  it("says what moved since the plan", () => {
    expect(act({ live: SUBMITTED })).toMatchObject({
      why: "since the plan was made: the order was NOT_INITIATED and is SUBMITTED",
    });
  });
});

describe("whether the CA has moved", () => {
  const CASES: Readonly<Record<string, readonly [LiveRecord | null, Observation, readonly string[]]>> = {
    "nothing moved": [IDLE, present(IDLE), []],
    "what is unknown has not moved": [
      IDLE,
      { kind: "unknown", domain: "example.com", reason: "not_understood", detail: "", record: null },
      [],
    ],
    "it was not listed and is not": [null, ABSENT, []],
    "it is not listed any more": [IDLE, ABSENT, ["the CA does not list it any more"]],
    "it is listed now": [null, present(IDLE), ["the CA lists it now"]],
    "a status that changes with the day alone is no move": [IDLE, present({ ...IDLE, status: "EXPIRED" }), []],
    "what the plan did not know is no move": [
      { ...SUBMITTED, orderSubmittedAt: null, orderId: null, challenge: null, expiresAt: null, validation: null },
      present(SUBMITTED),
      [],
    ],
    "another order": [
      SUBMITTED,
      present({ ...SUBMITTED, orderId: null, orderSubmittedAt: NOW, challenge: { ...CNAME, value: "x.ca.example" } }),
      [
        "the number of the order was 1 and is not there any more",
        "its submission was 2026-11-25T11:59:00Z and is 2026-11-25T12:00:00Z",
        "the challenge was _6f66.example.com CNAME d6a3.ca.example and is _6f66.example.com CNAME x.ca.example",
      ],
    ],
    "covered by the same name": [
      { ...IDLE, coveredBy: "example.com" },
      present({ ...IDLE, coveredBy: "example.com" }),
      [],
    ],
    "no longer covered": [
      { ...IDLE, coveredBy: "example.com" },
      present(IDLE),
      ["the listed name that covers it was example.com and is not there any more"],
    ],
    "other dates": [
      IDLE,
      present({ ...IDLE, validation: { at: NOW, basis: "derived" }, expiresAt: at("2027-01-01"), challenge: null }),
      [
        "the validation was 2026-05-01T00:00:00Z and is not there any more",
        "the expiry was 2026-12-01 and is 2027-01-01",
      ],
    ],
  };
  it.each(Object.entries(CASES))("%s", (_, [baseline, status, moved]) => {
    expect(movedSince(baseline, status)).toEqual(moved);
  });

  it("has a mark that differs with the order and not with the day", () => {
    expect(mark({ ...IDLE, status: "EXPIRED", validation: null })).not.toBe(mark(IDLE));
    expect(mark({ ...IDLE, status: "EXPIRED" })).toBe(mark(IDLE));
    expect(mark({ ...SUBMITTED, challenge: EMAIL })).not.toBe(mark(SUBMITTED));
    expect(mark(UNNUMBERED)).toBe(mark(IDLE));
    const unknown = { kind: "unknown", domain: "x", reason: "not_understood", detail: "", record: null } as const;
    expect([markOf(ABSENT), markOf(unknown)]).toEqual(["absent", null]);
  });
});

describe("whether it was validated since the plan", () => {
  const CASES: Readonly<Record<string, readonly [LiveRecord | null, LiveRecord, boolean]>> = {
    "it was not valid and is": [{ ...IDLE, status: "EXPIRED" }, IDLE, true],
    "it was not listed and is valid": [null, IDLE, true],
    "a later date": [IDLE, { ...IDLE, validation: { at: NOW, basis: "reported" } }, true],
    "the same dates": [IDLE, IDLE, false],
    "a later expiry where there are no dates": [{ ...IDLE, validation: null }, { ...RENEWED, validation: null }, true],
    "no date at all": [
      { ...IDLE, validation: null, expiresAt: null },
      { ...IDLE, validation: null, expiresAt: null },
      false,
    ],
    "the first by the method wanted": [{ ...IDLE, method: "EMAIL" }, IDLE, true],
    "not valid": [IDLE, { ...RENEWED, status: "EXPIRED" }, false],
    "an order is prepared": [IDLE, { ...RENEWED, orderStatus: "AWAITING_SUBMISSION" }, false],
  };
  it.each(Object.entries(CASES))("%s", (_, [before, after, expected]) => {
    expect(isValidatedSince(before, after, "CNAME")).toBe(expected);
  });

  it("is not known by the method where none is wanted", () => {
    expect(isValidatedSince({ ...IDLE, method: "EMAIL" }, IDLE, null)).toBe(false);
  });
});

describe("the records that are ours", () => {
  const names = (entries: Given["entries"]) => recordsOfOurs(entriesOf(entries)).map(({ value }) => value);
  const NEW = { ...RECORD, value: "new.ca.example" };
  const cleaned = (result: "removed" | "absent" | "handed-over" | "conflict" | "failed"): JournalEvent => ({
    ...{ kind: "cleaned", record: RECORD, zone: "example.com", result },
  });
  const CASES: Readonly<Record<string, readonly [NonNullable<Given["entries"]>, readonly string[]]>> = {
    "one that we created": [
      [
        [2, PUBLISH],
        [1, published("created")],
      ],
      [RECORD.value],
    ],
    "one that we handed over": [
      [
        [2, PUBLISH],
        [1, published("handed-over")],
      ],
      [RECORD.value],
    ],
    "not one that was there": [
      [
        [2, PUBLISH],
        [1, published("already-there")],
      ],
      [],
    ],
    "not one that is in conflict": [
      [
        [2, PUBLISH],
        [1, published("conflict")],
      ],
      [],
    ],
    "one that was about to be created when the run ended": [[[2, PUBLISH]], [RECORD.value]],
    "one that was there when it was tried again": [
      [
        [9, PUBLISH],
        [5, PUBLISH],
        [1, published("already-there")],
      ],
      [RECORD.value],
    ],
    "one that failed, and may be there": [
      [
        [2, PUBLISH],
        [1, published("failed")],
      ],
      [RECORD.value],
    ],
    "not one that we removed": [
      [
        [3, PUBLISH],
        [2, published("created")],
        [1, cleaned("removed")],
      ],
      [],
    ],
    "not one that was gone": [
      [
        [3, PUBLISH],
        [2, published("created")],
        [1, cleaned("absent")],
      ],
      [],
    ],
    "one that could not be removed": [
      [
        [3, PUBLISH],
        [2, published("created")],
        [1, cleaned("failed")],
      ],
      [RECORD.value],
    ],
    "one that holds another value now": [
      [
        [3, PUBLISH],
        [2, published("created")],
        [1, cleaned("conflict")],
      ],
      [RECORD.value],
    ],
    "the new value alone, where it replaced ours": [
      [
        [4, PUBLISH],
        [3, published("created")],
        [2, { ...PUBLISH, record: NEW }],
        [1, { ...published("created", RECORD.value), record: NEW } as JournalEvent],
        [0, MOVED],
      ],
      [NEW.value],
    ],
    "one that was published without an intent in this journal": [[[1, published("created")]], [RECORD.value]],
    "not one that was there, without an intent": [[[1, published("already-there")]], []],
  };
  it.each(Object.entries(CASES))("%s", (_, [entries, values]) => expect(names(entries)).toEqual(values));
});

describe("when to read again", () => {
  it("after a call soon, then each two minutes", () => {
    const times = [0, 3, 100, 1000].map((seconds) => nextLookTime(0, seconds * SECOND_MS, 60_000) / SECOND_MS);
    expect(times).toEqual([2, 7, 107, 1007]);
  });

  it("at the CA after 1, 2, 5, 10 and each 15 minutes, or after its own next look", () => {
    const minutes = (now: number, next: number | null = null) =>
      nextReadTime(0, now * 60_000, next === null ? null : next * 60_000, 60_000) / 60_000;
    expect([0, 1, 3, 8, 18, 33, 50].map((now) => minutes(now))).toEqual([1, 3, 8, 18, 33, 48, 63]);
    expect(minutes(10, 120)).toBe(121);
    expect(minutes(130, 120)).toBe(138);
  });
});

it("each end counts for the exit code", () => {
  const ends = Object.fromEntries(END_STATES.map((state) => [state, endClassOf(state)]));
  expect(ends).toEqual({
    ...{ validated: "good", "already-done": "good", "handed-over": "good" },
    ...{ "publishing-by-hand": "pending", "by-hand": "pending", waiting: "pending" },
    ...{ "changed-since-plan": "bad", uncertain: "bad", expired: "bad", failed: "bad", "not-begun": "bad" },
  });
});
