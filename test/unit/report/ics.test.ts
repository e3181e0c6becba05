/** The calendar as calendar programs read it, by ical.js. */
import ICAL from "ical.js";
import { printable } from "../../../lib/core/printable";
import { renderIcsByOwner } from "../../../lib/report/ics/by-owner";
import { renderIcs } from "../../../lib/report/ics/ics";
import type { ChangeDocument, PlanDocument } from "../../../lib/report/plan-document";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { changeOf, CONTEXT, planOf, reuseUntil } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

interface Calendar {
  readonly description: string;
  readonly events: readonly InstanceType<typeof ICAL.Event>[];
}

function read(plan: PlanDocument): Calendar {
  const root = new ICAL.Component(ICAL.parse(Buffer.from(wholeText(renderIcs(plan, CONTEXT))).toString()) as unknown[]);
  expect(root.name).toBe("vcalendar");
  const components = root.getAllSubcomponents();
  expect(components.map(({ name }) => name)).toEqual(components.map(() => "vevent"));
  return {
    description: String(root.getFirstPropertyValue("description")),
    events: components.map((component) => new ICAL.Event(component)),
  };
}

const summaries = (plan: PlanDocument): readonly string[] => read(plan).events.map(({ summary }) => summary);

test("an event is the whole last day of a validation, and says why, by when and whose", () => {
  const change = changeOf("*.xn--bcher-kva.example", {
    unicode: "*.bücher.example",
    action: "revalidate",
    reason: "order_failed",
    message: "the last order was rejected; usable until 2026-11-29T00:00:00Z (198 days, Sectigo)",
    reuse: reuseUntil("2026-11-29T00:00:00Z", 8),
  });
  const [event] = read(planOf([change])).events;
  expect(event?.summary).toBe("*.xn--bcher-kva.example: last day of its validation at sectigo");
  expect(event?.description.split("\n")).toEqual([
    "*.bücher.example",
    "Usable until 2026-11-29T00:00:00Z",
    "revalidate, order failed: the last order was rejected; usable until 2026-11-29T00:00:00Z (198 days, Sectigo)",
    "Owner: pki@example.com",
    "domains.yaml:7:5",
  ]);
  expect(event?.startDate.isDate).toBe(true);
  expect([String(event?.startDate), String(event?.endDate)]).toEqual(["2026-11-28", "2026-11-29"]);
  expect(event?.component.getFirstPropertyValue("transp")).toBe("TRANSPARENT");
  expect(event?.component.getFirstPropertyValue("sequence")).toBe(0);
  expect(String(event?.component.getFirstPropertyValue("dtstamp"))).toBe("2026-11-21T00:00:00Z");
});

describe("the day is the last one in UTC at every hour of which the validation can be used", () => {
  test.each([
    ["an end at midnight ends the day before", "2026-12-09T00:00:00Z", "2026-12-08"],
    ["an end within a day leaves that day out", "2026-12-09T15:00:00Z", "2026-12-08"],
    ["so does one at its last instant", "2026-12-08T23:59:59.999Z", "2026-12-07"],
    ["the last days of a year", "2027-01-01T00:00:00Z", "2026-12-31"],
    ["an end on the day after the day judged", "2026-11-22T11:00:00Z", "2026-11-21"],
    ["an end on the day judged itself, which has no whole day left", "2026-11-21T15:00:00Z", "2026-11-21"],
  ])("%s", (_, until, day) => {
    const change = changeOf("www.example.com", { reuse: reuseUntil(until, 1) });
    const { events } = read(planOf([change], { as_of: "2026-11-21T10:00:00Z" }));
    expect(events.map(({ startDate }) => String(startDate))).toEqual([day]);
  });
});

test("the time zone of the machine is not asked for", () => {
  const asked = (["getFullYear", "getMonth", "getDate", "getHours", "getTimezoneOffset"] as const).map((name) =>
    jest.spyOn(Date.prototype, name),
  );
  wholeText(renderIcs(planOf([changeOf("www.example.com")]), CONTEXT));
  expect(asked.map((getter) => getter.mock.calls)).toEqual([[], [], [], [], []]);
  jest.restoreAllMocks();
});

test("an event keeps its identity while what it says changes", () => {
  const uid = (more: Partial<ChangeDocument>): string | undefined =>
    read(planOf([changeOf("www.example.com", more)])).events[0]?.uid;
  const first = uid({});
  expect(first).toMatch(/^[0-9a-f]{64}@dcv$/);
  expect(uid({ message: "another", declared: null, reuse: reuseUntil("2027-02-01T00:00:00Z", 72) })).not.toBe(first);
  expect(uid({ message: "another", action: "await", reuse: reuseUntil("2027-02-01T00:00:00Z", 72) })).toBe(first);
  expect(uid({ address: "ncloud/www.example.com" })).not.toBe(first);
});

const { reuse } = changeOf("www.example.com");

test.each<[string, Partial<ChangeDocument>, string]>([
  ["is over", { action: "revalidate", reuse: reuseUntil("2026-11-18T00:00:00Z", -3) }, "1 no longer usable"],
  ["ends at this very instant", { reuse: reuseUntil("2026-11-21T00:00:00Z", 0) }, "1 no longer usable"],
  ["was never validated", { action: "validate", live: null, reuse: null }, "1 never validated, or without a known end"],
  ["has no end that is told", { reuse: reuseUntil(null, null) }, "1 never validated, or without a known end"],
  ["could not be judged", { action: "unknown" }, "1 not judged"],
  ["is not in the file", { action: "undeclared", declared: null }, "1 not in the file"],
  ["is repeated by the CA", { reuse: reuse && { ...reuse, refreshed_by_ca: true } }, "1 repeated by the CA itself"],
])("a domain that %s has no event, and the calendar says so", (_, more, said) => {
  const plan = planOf([changeOf("beside.example.com"), changeOf("www.example.com", more)]);
  expect(summaries(plan)).toEqual(["beside.example.com: last day of its validation at sectigo"]);
  expect(read(plan).description).toBe(
    `Made by dcv as of 2026-11-21T00:00:00Z: 1 event for 2 domains. Days are in UTC.\nWithout an event: ${said}.`,
  );
});

test("a calendar that would be empty has one event that says that this is so", () => {
  const { events, description } = read(planOf([]));
  expect(description).toBe("Made by dcv as of 2026-11-21T00:00:00Z: 0 events for 0 domains. Days are in UTC.");
  expect(events.map((event) => [event.summary, event.description, String(event.startDate)])).toEqual([
    ["dcv: no validation has an end to come", description, "2026-11-21"],
  ]);
});

test("a plan that is not complete says so in the calendar and on the day judged", () => {
  const error = "sectigo: 503 for GET /dcv/v1/validation; try again";
  const provider = { name: "sectigo", type: "sectigo", complete: false, observed: 1, error, warnings: [] };
  const silent = { ...provider, name: "silent", error: null };
  const plan = planOf([changeOf("www.example.com")], { complete: false, providers: [provider, silent] });
  const { description, events } = read(plan);
  expect(description.split("\n").slice(0, 3)).toEqual([
    "Not complete: something was not seen or not understood, so ends may be missing here.",
    error,
    "silent: not read to the end",
  ]);
  expect(events.map(({ summary }) => summary)).toEqual([
    "dcv: the plan is not complete",
    "www.example.com: last day of its validation at sectigo",
  ]);
  expect(events[0]?.description).toBe(description);
});

test("the calendar is published, and named for programs old and new", () => {
  const text = wholeText(renderIcs(planOf([]), CONTEXT));
  expect(text.startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dcv-reconciler//dcv//EN\r\n")).toBe(true);
  expect(text).toContain("\r\nMETHOD:PUBLISH\r\n");
  const valueOf = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*)$`, "m").exec(text.replaceAll("\r\n ", ""))?.[1];
  expect([valueOf("NAME"), valueOf("X-WR-CALNAME")]).toEqual(Array(2).fill("Domain control validations"));
  expect(valueOf("DESCRIPTION")).toMatch(/^Made by dcv/);
  expect(valueOf("X-WR-CALDESC")).toBe(valueOf("DESCRIPTION"));
});

test("the last instants that can be judged make no day of five digits", () => {
  expect(String(read(planOf([], { as_of: "9999-12-31T23:59:59Z" })).events[0]?.startDate)).toBe("9999-12-31");
});

describe.each(Object.entries(HOSTILE_TEXTS))("%s", (_, text) => {
  const plan = planSaying(text);

  test("adds no property and no component, and is read again as it is shown", () => {
    const names = (read: PlanDocument): readonly string[] =>
      wholeText(renderIcs(read, CONTEXT))
        .replaceAll("\r\n ", "")
        .split("\r\n")
        .map((line) => line.split(":")[0] ?? "");
    expect(names(plan)).toEqual(names(planSaying("x")));
    const shown = (sentence: string): string => printable(sentence).replace(/:(?=:)/g, "\\u{3a}");
    const [, event] = read(plan).events;
    expect(event?.summary).toBe(shown(`${text}: last day of its validation at ${text}`));
    expect(event?.description.split("\n")).toContain(shown(`Owner: ${text}`));
  });

  test("stays within 75 octets a line, each of them whole UTF-8", () => {
    const bytes = Buffer.from(wholeText(renderIcs(plan, CONTEXT)));
    const lines = bytes.toString("latin1").split("\r\n");
    expect(lines.pop()).toBe("");
    expect(lines.filter((line) => line.length > 75 || /[\r\n]/.test(line))).toEqual([]);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    expect(() => lines.forEach((line) => decoder.decode(Buffer.from(line, "latin1")))).not.toThrow();
  });
});

describe("one calendar an owner", () => {
  const ofOwner = (name: string, owner: string | null): ChangeDocument => {
    const change = changeOf(name, { reuse: reuseUntil("2026-12-01T00:00:00Z", 10) });
    return { ...change, declared: { ...change.declared!, owner } };
  };
  const filesOf = (...owners: readonly (string | null)[]) =>
    renderIcsByOwner(planOf(owners.map((owner, index) => ofOwner(`d${index}.example.com`, owner))));

  test("each holds the domains of its owner, and has a name of its own", () => {
    const files = filesOf("web@example.com", null, "shop@example.com", "web@example.com");
    const read = files.map(({ name, text }) => {
      const root = new ICAL.Component(ICAL.parse(wholeText(text)) as unknown[]);
      const events = root.getAllSubcomponents().map((component) => new ICAL.Event(component).summary.split(":")[0]);
      return [name, root.getFirstPropertyValue("name"), ...events];
    });
    expect(read).toEqual([
      ["no-owner.ics", "Domain control validations: no owner", "d1.example.com"],
      ["shop@example.com.ics", "Domain control validations: shop@example.com", "d2.example.com"],
      ["web@example.com.ics", "Domain control validations: web@example.com", "d0.example.com", "d3.example.com"],
    ]);
  });

  test.each([
    ["a path", "../../etc/passwd", /^etc-passwd-[0-9a-f]{8}\.ics$/],
    ["words", "Web Team", /^web-team-[0-9a-f]{8}\.ics$/],
    ["another script", "웹팀", /^owner-[0-9a-f]{8}\.ics$/],
    ["the name of the file for none", "no-owner", /^no-owner-[0-9a-f]{8}\.ics$/],
    ["a long text", "x".repeat(300), /^x{100}-[0-9a-f]{8}\.ics$/],
  ])("an owner that is %s gets a name that stays in the folder", (_, owner, pattern) => {
    expect(filesOf(owner).map(({ name }) => name)).toEqual([expect.stringMatching(pattern)]);
  });

  test("owners that differ in letters only have files of their own, on any file system", () => {
    const names = filesOf("web", "WEB", "Web").map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(3);
  });
});
