import type { Reuse } from "../../../lib/core/change";
import type { Evidence, RecordEvidence, ServerView } from "../../../lib/core/evidence";
import { challengeText, nextStepOf, nextStepText } from "../../../lib/core/next-step";
import type { NextStep } from "../../../lib/core/next-step";
import type { Challenge, LiveRecord } from "../../../lib/core/observation";
import { DAY_MS } from "../../../lib/core/time";
import { at } from "../../support/domains";

const DATES = { deadline: at("2026-12-19"), nextCheck: at("2026-11-25T02:00:00Z") };
const CNAME: Challenge = { method: "CNAME", name: "_6f66.example.com", value: "d6a3.sectigo.com", ...DATES };
const TXT: Challenge = { method: "TXT", name: "_pki-validation.example.com", value: 'a"b', ...DATES };
const FILE: Challenge = { url: "http://example.com/.well-known/x", content: "a\nb", ...DATES };
const EMAIL: Challenge = { email: "admin@example.com", ...DATES };
const OPEN: Challenge = { ...CNAME, deadline: null, nextCheck: null };

const live = (over: Partial<LiveRecord>): LiveRecord => ({
  status: "VALIDATED",
  method: "CNAME",
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  orderSubmittedAt: null,
  validation: null,
  expiresAt: null,
  challenge: null,
  ...over,
});

const view = (over: Partial<ServerView>): ServerView => ({
  server: "ns1.example.com",
  state: "present",
  values: ["d6a3.sectigo.com"],
  target: null,
  serial: null,
  detail: null,
  ...over,
});

function evidence(record: Partial<RecordEvidence> | null, over: Partial<Evidence> = {}): Evidence {
  const whole: RecordEvidence = {
    name: "_6f66.example.com",
    type: "CNAME",
    want: "d6a3.sectigo.com",
    state: "published",
    views: [view({})],
    chain: [],
    maskedBy: null,
  };
  return {
    askedAt: at("2026-11-25"),
    zone: {
      name: "example.com",
      foundBy: "resolver",
      delegated: true,
      servers: 2,
      answering: 2,
      negativeTtl: 300,
      problem: null,
    },
    record: record === null ? null : { ...whole, ...record },
    caa: { at: null, today: "allowed", later: "allowed", issuers: [], why: "" },
    dnssec: "secure",
    ...over,
  };
}

const SUBMITTED = live({ orderStatus: "SUBMITTED", challenge: CNAME });
const PREPARED = live({ orderStatus: "AWAITING_SUBMISSION", challenge: CNAME });
const OWN = "Start it in the CA's console";

test.each<
  [
    string,
    "no-op" | "validate" | "revalidate" | "await" | "undeclared" | "unknown",
    LiveRecord | null,
    Evidence | null,
    string,
    string,
  ]
>([
  ["valid", "no-op", live({}), null, "none", ""],
  ["not declared", "undeclared", live({}), null, "none", ""],
  ["unknown", "unknown", null, null, "none", ""],
  ["not at the CA", "validate", null, null, "register", OWN],
  ["switched off at the CA", "validate", live({ status: "INACTIVE" }), null, "register", OWN],
  ["no order", "revalidate", live({}), null, "start", OWN],
  ["a failed order", "revalidate", live({ orderStatus: "REJECTED", challenge: CNAME }), null, "start", OWN],
  ["a stale order", "revalidate", SUBMITTED, null, "start", OWN],
  [
    "a prepared order without its challenge",
    "revalidate",
    live({ orderStatus: "AWAITING_SUBMISSION" }),
    null,
    "submit",
    OWN,
  ],
  [
    "a submitted order without its challenge",
    "await",
    live({ orderStatus: "SUBMITTED" }),
    null,
    "wait",
    "Wait for the CA",
  ],
  [
    "a prepared order, DNS not asked",
    "revalidate",
    PREPARED,
    null,
    "publish",
    "Publish _6f66.example.com CNAME d6a3.sectigo.com by 2026-12-19",
  ],
  [
    "a submitted order, DNS not asked",
    "await",
    SUBMITTED,
    null,
    "publish",
    "Publish _6f66.example.com CNAME d6a3.sectigo.com by 2026-12-19",
  ],
  ["a prepared order, published", "revalidate", PREPARED, evidence({}), "submit", OWN],
  [
    "a submitted order, published",
    "await",
    SUBMITTED,
    evidence({}),
    "wait",
    "Wait for the CA, which looks next on 2026-11-25T02:00:00Z",
  ],
  [
    "missing",
    "await",
    SUBMITTED,
    evidence({ state: "missing" }),
    "publish",
    "Publish _6f66.example.com CNAME d6a3.sectigo.com by 2026-12-19",
  ],
  [
    "unreachable changes nothing",
    "await",
    SUBMITTED,
    evidence({ state: "unreachable" }),
    "publish",
    "Publish _6f66.example.com CNAME d6a3.sectigo.com by 2026-12-19",
  ],
  [
    "unknown CAA and DNSSEC change nothing",
    "await",
    SUBMITTED,
    evidence({}, { dnssec: "unknown", caa: { at: null, today: "unknown", later: "unknown", issuers: [], why: "x" } }),
    "wait",
    "Wait for the CA, which looks next on 2026-11-25T02:00:00Z",
  ],
  [
    "no zone found changes nothing",
    "await",
    SUBMITTED,
    evidence({ state: "unreachable" }, { zone: { ...evidence(null).zone, name: null, delegated: false } }),
    "publish",
    "Publish _6f66.example.com CNAME d6a3.sectigo.com by 2026-12-19",
  ],
  [
    "masked",
    "await",
    SUBMITTED,
    evidence({ state: "masked", maskedBy: "lb.vendor.net" }),
    "fix-dns",
    "Fix DNS by 2026-12-19: a wildcard answers in place of _6f66.example.com with lb.vendor.net",
  ],
  [
    "masked by something unknown",
    "await",
    SUBMITTED,
    evidence({ state: "masked" }),
    "fix-dns",
    "Fix DNS by 2026-12-19: a wildcard answers in place of _6f66.example.com with another value",
  ],
  [
    "elsewhere",
    "await",
    SUBMITTED,
    evidence({ state: "elsewhere", chain: ["a.hub.net", "b.hub.net"] }),
    "fix-dns",
    "Fix DNS by 2026-12-19: _6f66.example.com is an alias; publish the record at b.hub.net",
  ],
  [
    "elsewhere without a chain",
    "await",
    SUBMITTED,
    evidence({ state: "elsewhere" }),
    "fix-dns",
    "Fix DNS by 2026-12-19: _6f66.example.com is an alias; publish the record at the end of the chain",
  ],
  [
    "different",
    "await",
    SUBMITTED,
    evidence({ state: "different", views: [view({ values: ["old"] }), view({ values: ["old"] })] }),
    "fix-dns",
    "Fix DNS by 2026-12-19: _6f66.example.com has another value: old",
  ],
  [
    "lagging",
    "await",
    SUBMITTED,
    evidence({
      state: "lagging",
      views: [
        view({}),
        view({ server: "ns2", state: "no-name", values: [], serial: 7 }),
        view({ server: "ns3", state: "unreachable", values: [] }),
      ],
    }),
    "fix-dns",
    "Fix DNS by 2026-12-19: _6f66.example.com is not on every server yet: ns2 has serial 7, ns3",
  ],
  [
    "not delegated",
    "await",
    SUBMITTED,
    evidence({}, { zone: { ...evidence(null).zone, name: "co.uk", delegated: false } }),
    "fix-dns",
    "Fix DNS by 2026-12-19: the domain is not delegated; the closest zone is co.uk",
  ],
  [
    "bogus",
    "await",
    SUBMITTED,
    evidence({}, { dnssec: "bogus" }),
    "fix-dns",
    "Fix DNS by 2026-12-19: the DNSSEC signatures of the zone are not valid, so no CA accepts its answers",
  ],
  [
    "CAA forbids",
    "await",
    SUBMITTED,
    evidence({}, { caa: { at: "example.com", today: "forbidden", later: "forbidden", issuers: [], why: 'issue ";"' } }),
    "fix-dns",
    'Fix DNS by 2026-12-19: the CAA records of example.com do not permit this CA: issue ";"',
  ],
  [
    "CAA forbids somewhere",
    "await",
    SUBMITTED,
    evidence({}, { caa: { at: null, today: "forbidden", later: "forbidden", issuers: [], why: "x" } }),
    "fix-dns",
    "Fix DNS by 2026-12-19: the CAA records of the domain do not permit this CA: x",
  ],
  [
    "TXT",
    "await",
    live({ orderStatus: "SUBMITTED", challenge: TXT }),
    null,
    "publish",
    'Publish _pki-validation.example.com TXT "a\\"b" by 2026-12-19',
  ],
  [
    "a file",
    "revalidate",
    live({ orderStatus: "AWAITING_SUBMISSION", challenge: FILE }),
    null,
    "publish",
    'Publish at http://example.com/.well-known/x the text "a\\nb" by 2026-12-19',
  ],
  [
    "an e-mail not sent yet",
    "revalidate",
    live({ orderStatus: "AWAITING_SUBMISSION", challenge: EMAIL }),
    null,
    "submit",
    OWN,
  ],
  [
    "an e-mail",
    "await",
    live({ orderStatus: "SUBMITTED", challenge: EMAIL }),
    null,
    "confirm-email",
    "Confirm the e-mail to admin@example.com by 2026-12-19",
  ],
  [
    "without dates",
    "await",
    live({ orderStatus: "SUBMITTED", challenge: OPEN }),
    null,
    "publish",
    "Publish _6f66.example.com CNAME d6a3.sectigo.com",
  ],
  [
    "without dates, published",
    "await",
    live({ orderStatus: "SUBMITTED", challenge: OPEN }),
    evidence({}),
    "wait",
    "Wait for the CA",
  ],
])("%s", (_, action, record, seen, kind, text) => {
  const step = nextStepOf({ action, live: record, reuse: null }, seen);
  expect(step.kind).toBe(kind);
  expect(nextStepText(step, OWN)).toBe(text);
});

const USABLE: Reuse = {
  ageMs: 90 * DAY_MS,
  ageBasis: "reported",
  limit: null,
  atBest: null,
  refreshedByCa: false,
  usableUntil: at("2026-12-03"),
  inclusive: false,
  boundBy: null,
  leftMs: 8 * DAY_MS,
};
const RECORD = "_6f66.example.com CNAME d6a3.sectigo.com";

test.each<[string, Challenge, Partial<Reuse>, Evidence | null, string]>([
  ["the validation ends first", CNAME, {}, null, `Publish ${RECORD} by 2026-12-03; the order ends on 2026-12-19`],
  [
    "the validation ends first, and DNS must change",
    CNAME,
    {},
    evidence({ state: "masked", maskedBy: "lb.vendor.net" }),
    "Fix DNS by 2026-12-03: a wildcard answers in place of _6f66.example.com with lb.vendor.net; the order ends on 2026-12-19",
  ],
  [
    "the validation ends first, and an e-mail was sent",
    EMAIL,
    {},
    null,
    "Confirm the e-mail to admin@example.com by 2026-12-03; the order ends on 2026-12-19",
  ],
  ["the order ends first", CNAME, { usableUntil: at("2027-01-01") }, null, `Publish ${RECORD} by 2026-12-19`],
  ["both end on one day", CNAME, { usableUntil: at("2026-12-19T12:00:00Z") }, null, `Publish ${RECORD} by 2026-12-19`],
  ["the end of the order is not known", OPEN, {}, null, `Publish ${RECORD} by 2026-12-03`],
  ["the validation ends now", CNAME, { leftMs: 0 }, null, `Publish ${RECORD} by 2026-12-19`],
  ["the validation is over", CNAME, { leftMs: -DAY_MS }, null, `Publish ${RECORD} by 2026-12-19`],
  [
    "the end of the validation is not known",
    CNAME,
    { usableUntil: null, leftMs: null },
    null,
    `Publish ${RECORD} by 2026-12-19`,
  ],
  ["the CA repeats the validation by itself", CNAME, { refreshedByCa: true }, null, `Publish ${RECORD} by 2026-12-19`],
])("by when: %s", (_, challenge, over, seen, text) => {
  const record = live({ orderStatus: "SUBMITTED", challenge });
  const step = nextStepOf({ action: "await", live: record, reuse: { ...USABLE, ...over } }, seen);
  expect(nextStepText(step, OWN)).toBe(text);
});

test("a step without what it is about is still a sentence", () => {
  const step: NextStep = { kind: "publish", challenge: null, by: null, until: null, problem: null };
  expect(nextStepText(step, OWN)).toBe("Publish what the CA asks for");
  expect(nextStepText({ ...step, kind: "confirm-email" }, OWN)).toBe("Confirm the e-mail to the address of the order");
  expect(nextStepText({ ...step, kind: "fix-dns" }, OWN)).toBe("Fix DNS: see the evidence");
  expect(challengeText(EMAIL)).toBe("what the CA asks for");
});
