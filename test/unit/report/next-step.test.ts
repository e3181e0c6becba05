/** The next step and the challenge of a domain reach every format that is about single domains. */
import { FORMAT_NAMES, FORMATS } from "../../../lib/report/registry";
import type { Format } from "../../../lib/report/registry";
import type { ChangeDocument, PlanDocument } from "../../../lib/report/plan-document";
import { challengeParts } from "../../../lib/report/step-text";
import { wholeText } from "../../support/whole-text";
import { changeOf, CONTEXT, findingOf, planOf, reuseUntil } from "./plan-documents";

const DATES = { deadline: "2026-12-20T00:00:00Z", next_check: null };
const NAME = "_c8f8.shop.example.com";
const VALUE = "db6d.56cf.ca.example";

const pending: ChangeDocument = changeOf("shop.example.com", {
  action: "await",
  reason: "order_submitted",
  live: { ...liveOf(), challenge: { method: "CNAME", name: NAME, value: VALUE, ...DATES } },
  next_step: {
    ...{ kind: "publish", text: `Publish ${NAME} CNAME ${VALUE} by 2026-12-20` },
    ...{ by: DATES.deadline, until: null },
  },
  reuse: reuseUntil("2026-12-01T00:00:00Z", 10),
});

function liveOf(): NonNullable<ChangeDocument["live"]> {
  const { live } = changeOf("shop.example.com");
  if (live === null) throw new Error("the change has a record");
  return live;
}

async function shown(format: Format, plan: PlanDocument): Promise<string> {
  const render = await FORMATS[format].plan();
  // Lines that a format breaks are put together again.
  return wholeText(render(plan, { ...CONTEXT, columns: 200 })).replaceAll("\r\n ", "");
}

const plan = planOf([pending], { findings: [findingOf("shop.example.com")] });

/** Metrics hold the kind of the step alone: a value that changes would be a new series each time. */
const WITHOUT_RECORD: ReadonlySet<Format> = new Set<Format>(["prometheus"]);

test.each(FORMAT_NAMES.filter((format) => !WITHOUT_RECORD.has(format)))(
  "%s shows the record to publish and its last day",
  async (format) => {
    const text = await shown(format, plan);
    expect(text).toContain(NAME.replace(".example.com", "")); // some tools write names below their zone
    expect(text).toContain(VALUE);
    expect(text).toContain("2026-12-20");
  },
);

test("prometheus shows the kind of the step", async () => {
  expect(await shown("prometheus", plan)).toContain('next_step="publish"');
});

test.each(FORMAT_NAMES.filter((format) => format !== "json" && format !== "prometheus" && format !== "csv"))(
  "%s says nothing of a step where there is none to take",
  async (format) => {
    const none = planOf([changeOf("shop.example.com")], { findings: [findingOf("shop.example.com")] });
    expect(await shown(format, none)).not.toMatch(/Next step:/);
  },
);

test("junit and csv name the owner beside the step", async () => {
  expect(await shown("junit", plan)).toContain("Owner: pki@example.com");
  expect(await shown("csv", plan)).toContain("pki@example.com");
});

describe("the parts of a challenge", () => {
  const by = { deadline: DATES.deadline, nextCheck: null };
  test.each<[string, NonNullable<ChangeDocument["live"]>["challenge"], ReturnType<typeof challengeParts>]>([
    ["there is none", null, null],
    [
      "a TXT record that persists is a TXT record",
      { method: "PERSISTENT_TXT", name: "_x", value: "v", ...DATES },
      { type: "TXT", name: "_x", value: "v", ...by },
    ],
    [
      "a file",
      { url: "http://a/.well-known", content: "x\ny", ...DATES },
      { type: "file", name: "http://a/.well-known", value: "x\ny", ...by },
    ],
    ["an e-mail", { email: "admin@a", ...DATES }, { type: "e-mail", name: "admin@a", value: null, ...by }],
  ])("%s", (_, challenge, parts) => {
    expect(challengeParts(challenge)).toEqual(parts);
  });
});

test("the page lets the reader copy name and value apart, and shows an e-mail as a sentence", async () => {
  const page = await shown("html", plan);
  expect(page).toContain(`<code class="copy">${NAME}</code>`);
  expect(page).toContain(`<code class="copy">${VALUE}</code>`);
  const mail = { email: "admin@example.com", ...DATES };
  const text = "Confirm the e-mail to admin@example.com by 2026-12-20";
  const step = { ...pending.next_step, kind: "confirm-email" as const, text };
  const change = { ...pending, live: { ...liveOf(), challenge: mail }, next_step: step };
  expect(await shown("html", planOf([change]))).toContain(text);
});
