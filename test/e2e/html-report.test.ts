/** The web page as people meet it: opened from disk in a real Chromium, with and without scripts, on a screen and on paper. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { source as axe } from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { printable } from "../../lib/core/printable";
import { renderHistoryHtml } from "../../lib/report/html/history";
import { renderHtml } from "../../lib/report/html/page";
import type { ChangeDocument, PlanDocument } from "../../lib/report/plan-document";
import { describeWithChromium, startChromium } from "../support/chromium";
import { HOSTILE_TEXTS, planSaying } from "../support/hostile-text";
import { largePlan } from "../support/large-plan";
import { wholeText } from "../support/whole-text";

const EVERY_ACTION = JSON.parse(
  readFileSync(join(__dirname, "../golden/every-action/expected.json"), "utf8"),
) as PlanDocument;

const render = (plan: PlanDocument): string =>
  wholeText(renderHtml(plan, { toolVersion: "0.0.0", color: false, columns: 80, detail: "work" }));

const [SAMPLE] = EVERY_ACTION.changes.filter(({ live }) => live?.challenge != null);
if (SAMPLE?.live == null || SAMPLE.declared === null) throw new Error("the golden plan has no challenge");
const { live: SAMPLE_LIVE, declared: SAMPLE_DECLARED } = SAMPLE;

type Declared = NonNullable<ChangeDocument["declared"]>;

/** A domain whose order waits for a file of two lines. */
function ownedBy(name: string, owner: string | null, labels: Declared["labels"]): ChangeDocument {
  const domain = `${name}.example.com`;
  const isFirst = name === "a";
  return {
    ...(SAMPLE as ChangeDocument),
    ...{ address: `sectigo/${domain}`, domain, action: "await", reason: "order_submitted", reuse: null },
    declared: { ...SAMPLE_DECLARED, owner, labels },
    next_step: isFirst
      ? { kind: "publish", text: "Publish it", by: "2026-12-19T00:00:00Z", until: null }
      : { kind: "wait", text: "Wait for the CA", by: null, until: null },
    live: {
      ...SAMPLE_LIVE,
      challenge: {
        ...{ url: `http://${domain}/.well-known/x.txt`, content: "0f3a\nexample.net" },
        ...{ deadline: null, next_check: null },
      },
    },
  };
}

const OWNED: PlanDocument = {
  ...EVERY_ACTION,
  changes: [
    ownedBy("a", "shop@example.com", { env: "production" }),
    ownedBy("b", "web@example.com", { env: "production" }),
    ownedBy("c", "shop@example.com", { env: "staging", team: "a; b" }),
    ownedBy("d", "web@example.com", {}),
    ownedBy("e", null, {}),
  ],
};

const BASE = largePlan(350);
const VALID = EVERY_ACTION.changes.find(({ reason }) => reason === "valid") as ChangeDocument;

/** 120 domains have something to be done, of all kinds, and all have an owner; the others are valid. */
const LARGE_ESTATE: PlanDocument = {
  ...BASE,
  changes: BASE.changes.map((change, index) => {
    const domain = `host-${index}.customer-portal.example.net`;
    const named = { domain, address: `sectigo/${domain}` };
    if (index >= 120) return { ...VALID, ...named };
    return { ...change, ...named, declared: { ...SAMPLE_DECLARED, owner: `team-${index % 6}@example.com` } };
  }),
  findings: BASE.findings.slice(0, 120),
};

/** What a page did that nobody asked it for; emptied whenever one is opened. */
const complaints: string[] = [];
const requests: string[] = [];
const loaded: string[] = [];

/** Names what breaks the page's policy; `owned` is what hostile names try to set. */
const WATCH = `document.addEventListener("securitypolicyviolation", (event) => console.error("violates " + event.violatedDirective));`;

jest.setTimeout(60_000);

const HISTORY_PAGE = wholeText(
  renderHistoryHtml(
    {
      estate: "shop <b>",
      declared: 40,
      partOf: 50,
      cliffs: [{ at: Date.UTC(2027, 2, 15), daysBefore: 200, daysAfter: 100 }],
      days: [1, 2, 3, 5].map((day) => ({
        at: Date.UTC(2026, 11, day),
        complete: day !== 2,
        counts: { valid: 30 + day, expiring: 5, lapsed: 4 - Math.min(4, day), unknown: 1 },
        remaining: [40 - day],
        news: day === 1 ? null : { revalidated: day, lapsed: 1 },
      })),
    },
    { toolVersion: "0.0.0", color: false, columns: 80, detail: "work" },
  ),
);

describeWithChromium("the web page in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcv-html-"));
  const file = join(folder, "report.html");
  const address = pathToFileURL(file).href;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await startChromium();
    page = await newPage();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    await context.addInitScript(WATCH);
    const created = await context.newPage();
    created.on("console", (message) => complaints.push(message.text()));
    created.on("pageerror", (error) => complaints.push(error.message));
    created.on("dialog", (dialog) => {
      complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    created.on("request", (request) => requests.push(request.url()));
    created.on("requestfinished", (request) => loaded.push(request.url()));
    return created;
  }

  /** Opens the text from disk in the one page that the tests share: light, and as wide as a laptop. */
  async function open(text: string): Promise<void> {
    writeFileSync(file, text);
    for (const list of [complaints, requests, loaded]) list.length = 0;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    await page.goto(address);
  }

  const rows = () => page.locator("#domain-table tbody:not(.no-match) tr:visible");
  const names = () => page.locator("#domain-table tbody tr:visible th > bdi:first-child").allTextContents();
  const column = (index: number) =>
    page.locator(`#domain-table tbody:not(.no-match) tr:visible > :nth-child(${index})`).allTextContents();
  const status = () => page.getByRole("status");

  test("opens from disk without a complaint and asks for nothing but itself", async () => {
    await open(render(EVERY_ACTION));
    expect(await page.title()).toBe("Not complete: DCV plan as of 2026-11-21");
    expect(await rows().count()).toBe(19);
    expect(await status().textContent()).toBe("19 of 19 shown, sorted by state");
    expect([complaints, requests]).toEqual([[], [address]]);
  });

  test("sorts by the days, what is empty last, and the other way round", async () => {
    await open(render(EVERY_ACTION));
    const button = page.getByRole("button", { name: "Days left" });
    const heading = page.getByRole("columnheader", { name: "Days left" });
    const days = (cells: readonly string[]) =>
      cells.filter((text) => text !== "").map((text) => parseInt(text.replace("−", "-")));

    await button.click();
    const rising = await column(3);
    expect([rising[0], rising.at(-1), rising.length]).toEqual(["−3 d", "", 19]);
    expect(days(rising)).toEqual(days(rising).toSorted((a, b) => a - b));
    expect(await heading.getAttribute("aria-sort")).toBe("ascending");

    await button.click();
    const falling = await column(3);
    expect([falling[0], falling.at(-1)]).toEqual([expect.stringMatching(/^114/), ""]);
    expect(days(falling)).toEqual(days(rising).toReversed());
    expect(await heading.getAttribute("aria-sort")).toBe("descending");
    expect(await status().textContent()).toBe("19 of 19 shown, sorted by days left, descending");
    expect(await page.locator("[aria-sort]").count()).toBe(1);
  });

  test.each([
    ["Domain", 1, "*.expiring.example.com", "xn--bcher-kva.example.com bücher.example.com"],
    ["Usable until", 4, "2026-11-18", ""],
    ["Place", 9, "domains.yaml:13:5", ""],
  ])("sorts by %s", async (name, index, first, last) => {
    await open(render(EVERY_ACTION));
    await page.getByRole("button", { name, exact: true }).click();
    const cells = await column(index);
    expect([cells.at(0), cells.at(-1), cells.length]).toEqual([first, last, 19]);
  });

  test("keeps the order of urgency among equals, and brings it back whole", async () => {
    await open(render(EVERY_ACTION));
    const before = await names();
    await page.getByRole("button", { name: "CA", exact: true }).click();
    const providers = await column(6);
    expect(providers).toEqual(providers.toSorted());
    const sectigo = (await names()).slice(providers.indexOf("sectigo"));
    expect(sectigo).toEqual(before.filter((name) => sectigo.includes(name)));
    await page.getByRole("button", { name: "State", exact: true }).click();
    expect(await names()).toEqual(before);
  });

  test.each([
    ["a part of a name", "DRIFT", ["drifted.example.com"]],
    ["the name as people write it", "bücher", ["xn--bcher-kva.example.com"]],
    ["the CA", "ncloud", ["timed-out.example.kr", "stray.example.kr", "found.example.kr"]],
    ["words of several columns", "web-team ncloud", ["timed-out.example.kr", "found.example.kr"]],
  ])("filters by %s", async (_, text, found) => {
    await open(render(EVERY_ACTION));
    await page.getByLabel("Filter by domain, owner, label or CA").fill(text);
    await status().getByText(`${found.length} of 19 shown`).waitFor();
    expect(await names()).toEqual(found);
  });

  test("filters by state and text, and what is filtered stays so when it is sorted", async () => {
    await open(render(EVERY_ACTION));
    const usable = page.locator("button[data-filter=renewable]");
    await usable.click();
    expect([await usable.getAttribute("aria-pressed"), await rows().count()]).toEqual(["true", 6]);
    await page.locator("button[data-filter=valid]").click();
    expect(await rows().count()).toBe(9);
    await page.getByLabel("Filter by domain").fill("expiring");
    await status().getByText("2 of 19 shown, sorted by state").waitFor();
    const byDomain = page.getByRole("button", { name: "Domain", exact: true });
    await byDomain.click();
    await byDomain.click();
    expect(await names()).toEqual(["expiring.example.com", "*.expiring.example.com"]);
  });

  const chosen = async (menu: string, value: string): Promise<readonly string[]> => {
    await page.locator(menu).selectOption(value);
    return names();
  };

  test("the menus of owners and labels hold what occurs, and each shows its domains alone", async () => {
    await open(render(OWNED));
    const options = (menu: string) => page.locator(menu).locator("option").allTextContents();
    expect(await options("#owner")).toEqual(["all", "shop@example.com", "web@example.com", "no owner"]);
    expect(await options("#label")).toEqual(["all", "env=production", "env=staging", "team=a; b"]);
    expect(await chosen("#owner", "web@example.com")).toEqual(["b.example.com", "d.example.com"]);
    expect(await chosen("#owner", "no owner")).toEqual(["e.example.com"]);
    expect(await chosen("#owner", "all")).toHaveLength(5);
    expect(await chosen("#label", "team=a; b")).toEqual(["c.example.com"]);
    expect(await chosen("#owner", "web@example.com")).toEqual([]);
  });

  test("grouped by owner, each group has a heading with the count of what is shown, those without an owner last", async () => {
    await open(render(OWNED));
    const lines = () => page.locator("#domain-table tbody:not(.no-match) tr:visible > :first-child").allTextContents();
    await page.getByLabel("Group by owner").check();
    const grouped = ["shop@example.com (2)", "a.example.com", "c.example.com"];
    const others = ["web@example.com (2)", "b.example.com", "d.example.com", "no owner (1)", "e.example.com"];
    expect(await lines()).toEqual([...grouped, ...others]);
    expect(await chosen("#label", "env=production")).toEqual(["a.example.com", "b.example.com"]);
    expect(await lines()).toEqual(["shop@example.com (1)", "a.example.com", "web@example.com (1)", "b.example.com"]);
    await page.getByLabel("Group by owner").uncheck();
    expect(await lines()).toEqual(["a.example.com", "b.example.com"]);
  });

  test("the table of owners counts their domains, and a name in it shows them", async () => {
    await open(render(OWNED));
    const owners = page.locator("#owners tbody tr");
    expect((await owners.allTextContents()).map((text) => text.replaceAll(/\s+/g, " ").trim())).toEqual([
      "shop@example.com 2-",
      "web@example.com 2-",
      "no owner 1-",
    ]);
    await page.getByRole("link", { name: "web@example.com" }).click();
    expect(await names()).toEqual(["b.example.com", "d.example.com"]);
  });

  test("the button beside a challenge copies its exact text, line feeds included", async () => {
    await open(render(OWNED));
    await page.evaluate(
      "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }",
    );
    const copied: unknown[] = [];
    for (const button of await page.locator("#domain-table button.copied").all()) {
      await button.click();
      copied.push(await page.evaluate("window.copied"));
    }
    expect(copied).toEqual(["http://a.example.com/.well-known/x.txt", "0f3a\nexample.net"]);
    expect(await page.locator("code.copy").last().innerText()).toBe("0f3a\nexample.net");
  });

  test("350 domains with 120 findings take fewer than 12 pages", async () => {
    await open(render(LARGE_ESTATE));
    await page.emulateMedia({ media: "print" });
    const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThan(12);
    expect(await rows().count()).toBe(350);
  });

  test("says where nothing matches", async () => {
    await open(render(EVERY_ACTION));
    const none = page.getByText("No domain matches the filter.");
    expect(await none.isVisible()).toBe(false);
    await page.getByLabel("Filter by domain").fill("nowhere.invalid");
    await none.waitFor();
    expect(await status().textContent()).toBe("0 of 19 shown, sorted by state");
    await page.getByLabel("Filter by domain").fill("");
    await none.waitFor({ state: "hidden" });
    expect(await rows().count()).toBe(19);
  });

  test("a tile shows its domains", async () => {
    await open(render(EVERY_ACTION));
    await page.getByRole("link", { name: /Unknown/ }).click();
    expect(await names()).toEqual(["strange.example.com", "undated.example.com"]);
    expect(page.url()).toMatch(/#domains$/);
  });

  test("the keyboard reaches the plan, the filter and the buttons that sort", async () => {
    await open(render(EVERY_ACTION));
    const focused = () => page.evaluate<string>("document.activeElement.textContent.trim()");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the plan");
    expect(await page.getByText("Skip to the plan").boundingBox()).toMatchObject({ y: 8 });
    await page.getByLabel("Filter by domain").focus();
    const passed: string[] = [];
    while (passed.at(-1) !== "Days left" && passed.length < 20) {
      await page.keyboard.press("Tab");
      passed.push(await focused());
    }
    expect(passed.slice(-3)).toEqual(["Domain", "State", "Days left"]);
    expect(await page.evaluate("getComputedStyle(document.activeElement).outline")).toMatch(/solid 2px/);
    await page.keyboard.press("Enter");
    expect((await column(3))[0]).toBe("−3 d");
    expect(await focused()).toBe("Days left");
  });

  test("without scripts everything can be read", async () => {
    writeFileSync(file, render(EVERY_ACTION));
    const plain = await newPage({ javaScriptEnabled: false });
    await plain.goto(address);
    expect(await plain.locator("#domain-table tbody:not(.no-match) tr:visible").count()).toBe(19);
    expect(await plain.getByLabel("Filter by domain").isVisible()).toBe(false);
    expect(await plain.locator("#domain-table button").count()).toBe(0);
    expect(await plain.getByText("goes live in spring").isVisible()).toBe(true);
    await plain.getByText("The same as a table").click();
    expect(await plain.getByRole("row", { name: "2026-W48 2026-11-23 4 6" }).isVisible()).toBe(true);
    await plain.context().close();
  });

  test("on paper it is light, without controls, and nothing is folded", async () => {
    await open(render(largePlan(120))); // enough findings for their rules to be folded
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const folded = page.locator("#findings details:not([open])").first();
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    expect([await ground(), await folded.locator("li").first().isVisible()]).toEqual(["rgb(16, 19, 23)", false]);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect([await ground(), await folded.locator("li").first().isVisible()]).toEqual(["rgb(255, 255, 255)", true]);
    expect(await page.locator("nav:visible, .controls:visible").count()).toBe(0);

    const count = await page.locator("details:not([open])").count();
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator("details:not([open])").count()).toBe(0);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await page.locator("details:not([open])").count()).toBe(count);

    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(6);
  });

  const ATTACKS = {
    ...HOSTILE_TEXTS,
    "a script": "<script>window.owned = 1</script>",
    "an image": '<img src="x" onerror="window.owned = 1">',
    "the end of the style sheet": "</style><script>window.owned = 1</script>",
    "the end of a comment": "--><svg onload=window.owned=1>",
    "an attribute": `" autofocus onfocus="window.owned = 1" ' onfocus='window.owned = 1`,
    "an address": "javascript:window.owned=1",
    "an address that ends its attribute": 'https://evil.example/" autofocus onfocus="window.owned = 1',
  };

  test("hostile names do not run, load nothing, and are shown as they are", async () => {
    const plans = Object.values(ATTACKS).map(planSaying);
    const [first] = plans as [PlanDocument];
    await open(
      render({
        ...first,
        providers: plans.flatMap(({ providers }) => providers.slice(0, 1)),
        changes: plans.flatMap(({ changes }) => changes.slice(0, 1)),
        findings: plans.flatMap(({ findings }) => findings.filter(({ waiver }) => waiver !== null)),
        rules: plans.flatMap(({ rules }) => rules.filter(({ url }) => url !== null).slice(0, 1)),
      }),
    );
    expect(await page.evaluate("typeof window.owned")).toBe("undefined");
    expect([complaints, requests]).toEqual([[], [address]]);
    const shown = Object.values(ATTACKS).map(printable);
    const names = await page.locator("#domain-table tbody th > bdi:first-child").allTextContents();
    expect(names.toSorted()).toEqual(shown.toSorted());
    const accepted = await page.locator(".waiver").allTextContents();
    const waivers = Object.values(ATTACKS).map((text) => printable(`accepted by ${text} until 2027-03-31: ${text}`));
    expect(accepted.toSorted()).toEqual(waivers.toSorted());
    expect(await page.locator("a:not([href^='#']):not([href^='https://'])").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  test.each([
    ["a script", "<script>window.owned = 1</script>"],
    ["a handler", '<img src="x" onerror="window.owned = 1">'],
    ["a style", "<style>body { display: none }</style>"],
    ["an image from elsewhere", '<img src="https://evil.example/x.png">'],
  ])("the policy of the page stops %s, even if escaping had failed", async (_, element) => {
    await open(render(EVERY_ACTION).replace("<bdi>valid.example.com</bdi>", element));
    expect(await page.evaluate("typeof window.owned")).toBe("undefined");
    expect(complaints.join("\n")).toMatch(/violates (script|style|img)-src/);
    expect(loaded).toEqual([address]);
    expect(await page.locator("h1").isVisible()).toBe(true);
  });

  test.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("axe finds nothing: %s, %d pixels wide", async (colorScheme, width) => {
    await open(render({ ...EVERY_ACTION, changed_since: { ref: "main", only_changed: false } }));
    await page.emulateMedia({ media: "screen", colorScheme });
    await page.setViewportSize({ width, height: 7000 }); // what is out of view is not laid out, and so not judged
    await page.getByText("The same as a table").click();
    await page.locator("button[data-filter=unknown]").click();
    await page.locator("button[data-filter=unknown]").click();
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(["color-contrast", "region", "label"]));
  });

  test.each([
    ["light", 1280],
    ["dark", 390],
  ] as const)("axe finds nothing in the page of a history: %s, %d pixels wide", async (colorScheme, width) => {
    await open(HISTORY_PAGE);
    await page.emulateMedia({ media: "screen", colorScheme });
    await page.setViewportSize({ width, height: 3000 });
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>("axe.run()");
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });

  test("a table is a table, though its rows are grids", async () => {
    await open(render(EVERY_ACTION));
    const row = page.getByRole("row", { name: /too-old/ });
    await row.getByRole("rowheader").waitFor();
    expect(await row.getByRole("cell").count()).toBe(9);
    // Said in so many words for browsers that forget it; in idle moments, so it may take one.
    await page.locator("tr[role=row]", { hasText: "too-old" }).locator("td[role=cell]").first().waitFor();
    const table = page.getByRole("table", { name: "All domains of the plan" });
    expect(await table.getByRole("columnheader").count()).toBe(10);
    expect(await page.getByRole("img", { name: /10 declared domains are usable on 2026-11-21/ }).count()).toBe(1);
  });

  test("nothing is cut off, from a phone to a desk", async () => {
    await open(render(largePlan(40)));
    for (const width of [360, 390, 700, 861, 1024, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      for (const text of ["Days left", "CNAME", "domains.yaml:17:5", "−3 d"]) {
        const box = await page.locator("#domains").getByText(text, { exact: true }).first().boundingBox();
        expect([text, box !== null && box.x >= 0 && box.x + box.width <= width]).toEqual([text, true]);
      }
    }
  });
});
