/** What has changed between two plans. */
import { EVENT_KINDS, eventsSince } from "../../../lib/notify/events";
import { messageOf, messageText } from "../../../lib/notify/message";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { changeOf, findingOf, planOf } from "../report/plan-documents";

const NAME = "www.example.com";
const live = changeOf(NAME).live;
const change = (more: Parameters<typeof changeOf>[1] = {}) => changeOf(NAME, more);
const withLive = (more: Partial<NonNullable<typeof live>>, rest: Parameters<typeof changeOf>[1] = {}) =>
  change({ ...(live === null ? {} : { live: { ...live, ...more } }), ...rest });
const error = (more: Parameters<typeof findingOf>[1] = {}) =>
  findingOf(NAME, { rule: "not-validated", severity: "error", message: "never validated", ...more });
const waiver = { reason: "later", owner: "us", expires: "2027-03-31" };
const SELECTION = { domains: [], owners: [], labels: [], providers: [], changed_since: null, declared: 2 };
const incomplete = {
  complete: false,
  verdict: "error",
  providers: [{ name: "sectigo", type: "sectigo", complete: false, observed: 0, error: "down", warnings: [] }],
} as const;

const kindsOf = (before: PlanDocument, after: PlanDocument): readonly string[] =>
  eventsSince(before, after).map(({ kind, domain, text }) => `${kind} ${domain ?? "-"}: ${text}`);

test.each<[string, PlanDocument, PlanDocument, readonly string[]]>([
  ["nothing", planOf([change()]), planOf([change()]), []],
  [
    "a new violation",
    planOf([change()]),
    planOf([change()], { findings: [error()] }),
    [`new-violation ${NAME}: violates not-validated: never validated`],
  ],
  ["one that was there", planOf([change()], { findings: [error()] }), planOf([change()], { findings: [error()] }), []],
  [
    "a warning that has become a violation",
    planOf([change()], { findings: [error({ severity: "warning" })] }),
    planOf([change()], { findings: [error()] }),
    [`new-violation ${NAME}: violates not-validated: never validated`],
  ],
  [
    "a violation that is a warning now",
    planOf([change()], { findings: [error()] }),
    planOf([change()], { findings: [error({ severity: "warning" })] }),
    [],
  ],
  [
    "a new warning, and what is only information",
    planOf([change()]),
    planOf([change()], { findings: [findingOf(NAME), error({ severity: "info" })] }),
    [`new-warning ${NAME}: warned by revalidation-window: usable for fewer days than the window`],
  ],
  [
    "a violation that is resolved",
    planOf([change()], { findings: [error()] }),
    planOf([change()]),
    [`resolved ${NAME}: no longer violates not-validated`],
  ],
  [
    "a violation that is waived now",
    planOf([change()], { findings: [error()] }),
    planOf([change()], { findings: [error({ waiver })] }),
    [`resolved ${NAME}: a waiver accepts not-validated`],
  ],
  [
    "a waiver that has ended",
    planOf([change()], { findings: [error({ waiver })] }),
    planOf([change()], { findings: [error()] }),
    [`new-violation ${NAME}: violates not-validated: never validated`],
  ],
  [
    "a violation that could not be judged again",
    planOf([change()], { findings: [error()] }),
    planOf([change({ unjudged: ["not-validated"] })]),
    [],
  ],
  [
    "a violation of a domain that is gone from the file and the CA",
    planOf([change()], { findings: [findingOf(NAME)] }),
    planOf([]),
    [`vanished ${NAME}: no longer listed (VALIDATED)`, `resolved ${NAME}: no longer warned by revalidation-window`],
  ],
  [
    "a newer validation",
    planOf([change()]),
    planOf([withLive({ validated_at: "2026-11-20T00:00:00Z" })]),
    [`revalidated ${NAME}: validated again (CNAME)`],
  ],
  [
    "a window that has begun",
    planOf([change()]),
    planOf([change({ action: "revalidate", reason: "expiring" })]),
    [`entered-window ${NAME}: is now due to be validated again`],
  ],
  [
    "a validation that time has ended",
    planOf([change({ action: "revalidate", reason: "expiring" })]),
    planOf([change({ action: "revalidate", reason: "reuse_limit_exceeded" })]),
    [`lapsed ${NAME}: no longer validated`],
  ],
  [
    "one that had ended for another reason",
    planOf([change({ action: "revalidate", reason: "expired" })]),
    planOf([change({ action: "revalidate", reason: "reuse_limit_exceeded" })]),
    [],
  ],
  [
    "an order that moved",
    planOf([change()]),
    planOf([withLive({ order_status: "SUBMITTED" }, { action: "await", reason: "order_submitted" })]),
    [`order-moved ${NAME}: its order moved (none to SUBMITTED)`],
  ],
  [
    "a CA that could not be read",
    planOf([change()]),
    planOf([change({ action: "unknown", reason: "provider_unreachable", live: null })], incomplete),
    ["provider-failed -: down", `unreadable ${NAME}: can no longer be read`],
  ],
  [
    "a CA that can be read again",
    planOf([change({ action: "unknown", reason: "provider_unreachable", live: null })], incomplete),
    planOf([change()]),
    [`readable ${NAME}: can be read again`, "provider-recovered -: can be read to the end again"],
  ],
  [
    "a name that is missing where not everything was read",
    planOf([change()]),
    planOf([], incomplete),
    ["provider-failed -: down"],
  ],
  [
    "of a part of the estate only that part",
    planOf([change(), changeOf("other.example.com")], { findings: [error({ domain: "other.example.com" })] }),
    planOf([change()], { selection: SELECTION }),
    [],
  ],
  [
    "a part of before says nothing of the other names",
    planOf([change()], { selection: SELECTION }),
    planOf([change(), changeOf("other.example.com")]),
    [],
  ],
])("%s", (_, before, after, expected) => {
  expect(kindsOf(before, after)).toEqual(expected);
});

test("without a plan of before, what the plan knows of its state counts", () => {
  const news = { provider: "sectigo", domain: NAME, kind: "lapsed", detail: "VALIDATED to EXPIRED" } as const;
  const state = {
    at: "2026-11-21T00:00:00Z",
    refreshed: true,
    providers: [],
    since: { at: "2026-11-20T00:00:00Z", news: [news] },
  };
  expect(eventsSince(null, planOf([change()], { state }))).toEqual([
    {
      kind: "lapsed",
      provider: "sectigo",
      domain: NAME,
      owner: "pki@example.com",
      rule: null,
      text: "no longer validated (VALIDATED to EXPIRED)",
    },
  ]);
  expect(eventsSince(null, planOf([change()]))).toEqual([]);
});

describe("the message", () => {
  const owned = (domain: string, owner: string | null) =>
    changeOf(domain, { declared: { file: "domains.yaml", line: 1, column: 1, method: null, owner, labels: {} } });
  const before = planOf([owned("a.example.com", "web"), owned("b.example.com", null), owned("c.example.com", "mail")]);
  const after = planOf(
    [
      changeOf("a.example.com", { ...owned("a.example.com", "web"), action: "revalidate", reason: "expiring" }),
      owned("b.example.com", null),
      owned("c.example.com", "mail"),
    ],
    {
      estate: "shop",
      findings: ["a.example.com", "b.example.com", "c.example.com"].map((domain) => error({ domain })),
    },
  );
  const events = eventsSince(before, after);
  const message = messageOf(events, after, before.as_of);

  test("is grouped by owner, a line a domain, what has no owner last", () => {
    if (message === null) throw new Error("no message");
    expect(messageText(message)).toBe(`DCV of shop: 3 new violations, 1 now due

Policy holds: 0 errors, 0 warnings as of 2026-11-21T00:00:00Z. Changes since 2026-11-21T00:00:00Z.

mail
  c.example.com: violates not-validated: never validated

web
  a.example.com: violates not-validated: never validated; is now due to be validated again

Without an owner
  b.example.com: violates not-validated: never validated
`);
  });

  test("has the same id for the same news, and another for others", () => {
    expect(messageOf(events, after, before.as_of)?.id).toBe(message?.id);
    expect(messageOf(events.slice(1), after, before.as_of)?.id).not.toBe(message?.id);
    expect(messageOf([], after, null)).toBeNull();
  });

  test("is cut to what a person reads, and says so; what is invisible is shown", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...({ kind: "lapsed", provider: "ca", owner: index % 2 === 0 ? "web" : null, rule: null } as const),
      domain: `n${index}.example.com`,
      text: `x\u202e${"y".repeat(1000)}`,
    }));
    const cut = messageOf(many, after, null);
    if (cut === null) throw new Error("no message");
    const text = messageText(cut);
    expect(cut.omitted).toBe(440);
    expect(text).toContain("\n440 more lines: see the plan.\n");
    expect(text).toContain("x\\u{202e}yyy");
    expect(text.length).toBeLessThan(60 * 310 + 500);
  });

  test("every kind of event has words and an order of its own", () => {
    const all = EVENT_KINDS.map((kind) => ({
      kind,
      provider: "ca",
      domain: null,
      owner: null,
      rule: null,
      text: kind,
    }));
    expect(messageOf(all, planOf([]), null)?.title).toBe(
      "DCV: 1 new violation, 1 lapsed, 1 no longer listed, 1 CA not readable, 1 not readable, 1 now due, 1 new warning, " +
        "1 order moved, 1 newly listed, 1 changed, 1 validated again, 1 resolved, 1 readable again, 1 CA readable again",
    );
  });
});
