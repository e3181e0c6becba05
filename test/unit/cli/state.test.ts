/** A state saves the calls whose answers are known, and changes nothing else of a plan. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOfShard } from "../../../lib/core/name-share";
import { startSimulator } from "../../../lib/simulator/simulator";
import type { Simulator } from "../../../lib/simulator/simulator";
import { parseScenario } from "../../../lib/simulator/scenario";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { dcv } from "../../support/cli";
import type { CliResult } from "../../support/cli";
import { at } from "../../support/domains";

const YESTERDAY = at("2026-11-20");
const TODAY = at("2026-11-21");

let folder = "";
let ca: Simulator | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcv-state-"));
});
afterEach(async () => {
  await ca?.close();
  ca = null;
  await rm(folder, { recursive: true, force: true });
});

interface Entry {
  readonly domain: string;
  readonly validated?: string;
  readonly expires?: string;
  readonly submitted?: string;
}

/** Serves these domains in the place of the ones before, at the same address. */
async function serve(domains: readonly Entry[], now: number, faults = ""): Promise<Simulator> {
  const port = ca === null ? 0 : Number(new URL(ca.url).port);
  await ca?.close();
  const text = `version: 1\nsectigo:\n  domains: ${JSON.stringify(domains)}\n${faults}`;
  const { scenario, diagnostics } = parseScenario(text, "scenario.yaml", now);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  ca = await startSimulator({ scenario, now: () => now, port });
  return ca;
}

async function declare(names: readonly string[], login = "demo", dates = "auto", settings = ""): Promise<void> {
  const auth = `{ login: ${login}, password: demo, customerUri: demo }`;
  const provider = `{ type: sectigo, url: "${ca?.url ?? ""}/api", auth: ${auth}, validationDates: ${dates}, ${settings} }`;
  const domains = names.map((name) => `  - ${name}\n`).join("");
  await writeFile(
    join(folder, "domains.yaml"),
    `version: 1\nproviders:\n  ca: ${provider}\ndefaults: { provider: ca }\ndomains:\n${domains}`,
  );
}

const run = (args: readonly string[], now = TODAY): Promise<CliResult> => dcv(args, { cwd: folder, now });

async function plan(
  args: readonly string[],
  now = TODAY,
): Promise<{ code: number; plan: PlanDocument; stderr: string }> {
  const { stdout, stderr, code } = await run(["plan", "--output", "json", ...args], now);
  if (stdout === "") throw new Error(stderr);
  return { code, stderr, plan: JSON.parse(stdout) as PlanDocument };
}

/** What is left of a plan without what a state adds to it. */
function bare(plan: PlanDocument): string {
  const providers = plan.providers.map((one) => ({
    ...one,
    warnings: one.warnings.filter((warning) => !warning.includes("the CA was not asked")),
  }));
  return JSON.stringify({ ...plan, providers, state: null });
}

const statusCalls = (): readonly string[] =>
  (ca?.requests ?? []).flatMap(({ path }) => (path.includes("/status") ? [path] : []));

const name = (index: number): string => `d${String(index).padStart(4, "0")}.example.com`;
const MANY = Array.from({ length: 200 }, (_, index) => name(index));
const PENDING = new Set([name(7), name(8)]);
const entry = (domain: string, validated: string): Entry => ({
  domain,
  validated,
  ...(PENDING.has(domain) ? { submitted: "2026-11-19" } : {}),
});

test("with the state of yesterday only what changed and what is pending is asked, and the plan is that of asking all", async () => {
  await serve(
    MANY.map((one) => entry(one, "2026-06-10")),
    YESTERDAY,
  );
  await declare(MANY, "demo", "always");
  expect(await run(["refresh", "--state", "state.jsonl"], YESTERDAY)).toMatchObject({ stderr: "", code: 0 });
  expect(statusCalls()).toHaveLength(MANY.length);
  const changed = new Set([name(1), name(50), name(199)]);
  await serve(
    MANY.map((one) => entry(one, changed.has(one) ? "2026-11-15" : "2026-06-10")),
    TODAY,
  );

  const remembered = await plan(["--state", "state.jsonl"]);
  const calls = statusCalls().length;
  const asked = await plan([]);
  expect(calls).toBe(changed.size + PENDING.size);
  expect(remembered.plan.state).toMatchObject({
    refreshed: true,
    providers: [{ name: "ca", listed: 200, asked: 5, known: 195 }],
    since: { at: "2026-11-20T00:00:00Z" },
  });
  const news = remembered.plan.state?.since?.news.filter(({ kind }) => kind === "revalidated") ?? [];
  expect(news.map(({ domain }) => domain)).toEqual([...changed]);
  expect(bare(remembered.plan)).toBe(bare(asked.plan));
  expect(remembered.code).toBe(asked.code);

  const offline = await plan(["--state", "state.jsonl", "--refresh=false"]);
  expect(bare(offline.plan)).toBe(bare(asked.plan));
  expect(offline.plan.state).toMatchObject({ refreshed: false, at: "2026-11-21T00:00:00Z", since: null });
});

describe("what has happened since the state of before", () => {
  async function withState(): Promise<void> {
    await serve([entry(name(1), "2026-06-01"), entry(name(2), "2026-10-01"), { domain: name(3) }], YESTERDAY);
    await declare([name(1), name(2), name(3)]);
    await run(["refresh", "--state", "state.jsonl"], at("2026-11-15"));
  }
  const render = async (format: string): Promise<string> =>
    (await run(["plan", "--state", "state.jsonl", "--output", format])).stdout;

  test.each(["text", "markdown", "html"])("is said in %s", async (format) => {
    await withState();
    await serve([entry(name(1), "2026-06-01"), entry(name(2), "2026-11-18"), entry(name(4), "2026-11-18")], TODAY);
    const text = (await render(format)).replace(/<[^>]*>|`|\u2068|\u2069/g, "");
    expect(text).toContain("Since 2026-11-15T00:00:00Z: 4 changes");
    for (const [domain, words] of [
      [name(1), "is now due to be validated again"],
      [name(2), "validated again (CNAME)"],
      [name(3), "no longer listed (NOT_VALIDATED)"],
      [name(4), "newly listed (VALIDATED)"],
    ] as const) {
      expect(text.replace(/\s+/g, " ")).toMatch(
        new RegExp(`${domain.replaceAll(".", "\\.")}[^.]*? ${words.replace(/[()]/g, "\\$&")}`),
      );
    }
  });

  test("with --only-news no output is written where that is nothing, and the exit code stays", async () => {
    await withState();
    await serve([entry(name(1), "2026-06-01"), entry(name(2), "2026-11-18")], TODAY);
    const args = ["plan", "--state", "state.jsonl", "--only-news"];
    const first = await run(args);
    const second = await run(args);
    expect(first.stdout).toContain("Since 2026-11-15T00:00:00Z");
    expect(second).toMatchObject({
      code: first.code,
      stdout: "",
      stderr: expect.stringContaining("nothing has happened"),
    });
  });

  test("a listing that fails makes no domain vanish", async () => {
    await withState();
    await serve([entry(name(1), "2026-06-01")], TODAY, "faults:\n  - { on: sectigo.list, status: 403 }\n");
    const { plan: made, code } = await plan(["--state", "state.jsonl", "--only-news"]);
    expect([code, made.state?.since?.news]).toEqual([1, []]);
  });
});

describe("a selection with a state", () => {
  const NAMES = MANY.slice(0, 60);
  const EARLIER = at("2026-11-18");
  const lines = async (): Promise<readonly { domain?: string; seen_at?: string; at?: string }[]> =>
    (await readFile(join(folder, "state.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { domain?: string; seen_at?: string });
  beforeEach(async () => {
    const old = NAMES.map((one) => entry(one, "2026-06-10"));
    await serve([...old, { domain: "stray.example.org", validated: "2026-06-10" }], EARLIER);
    await declare(NAMES, "demo", "always");
    await run(["refresh", "--state", "state.jsonl"], EARLIER);
    const renewed = new Set([name(1), name(2)]);
    const live = NAMES.map((one) => entry(one, renewed.has(one) ? "2026-11-19" : "2026-06-10"));
    await serve(
      live.filter(({ domain }) => domain !== name(3)),
      TODAY,
    );
  });

  test.each<[string, readonly string[], number, readonly string[]]>([
    ["a few names are looked up", ["--domain", name(1), "--domain", name(3)], 2, [name(1)]],
    [
      "many names are read from the listing",
      ["d000*", "d001*", "d002*", "d003*"].flatMap((one) => ["--domain", one]),
      4,
      [name(1), name(2)],
    ],
  ])("%s, and the rest of the state keeps its own time", async (_, args, asked, revalidated) => {
    const before = await lines();
    const { plan: part } = await plan(["--state", "state.jsonl", ...args]);
    expect(part.state).toMatchObject({
      refreshed: true,
      at: "2026-11-21T00:00:00Z",
      providers: [{ name: "ca", asked }],
    });
    expect(part.state?.since?.at).toBe("2026-11-18T00:00:00Z");
    const news = part.state?.since?.news ?? [];
    expect(news.flatMap(({ kind, domain }) => (kind === "revalidated" ? [domain] : []))).toEqual(revalidated);
    expect(news.flatMap(({ kind, domain }) => (kind === "vanished" ? [domain] : []))).toEqual([name(3)]);
    const selected = new Set(part.changes.map(({ domain }) => domain));
    const after = await lines();
    const rest = (all: typeof after) => all.slice(1).filter(({ domain = "" }) => !selected.has(domain));
    expect(rest(after)).toEqual(rest(before));
    const own = after.slice(1).filter(({ domain = "" }) => selected.has(domain));
    expect(new Set(own.map(({ seen_at }) => seen_at))).toEqual(new Set(["2026-11-21T00:00:00Z"]));
    expect(after[0]?.at).toBe("2026-11-18T00:00:00Z");
    expect((await run(["state", "show", "state.jsonl"])).stdout).toContain(
      `${own.length} domains read again since, the last at 2026-11-21T00:00:00Z`,
    );
    // What was learned about one name alone is believed by the next run.
    const { plan: again } = await plan(["--state", "state.jsonl"]);
    expect(again.state?.providers).toEqual([
      expect.objectContaining({ listed: 59, asked: revalidated.length === 1 ? 3 : 2 }),
    ]);
  });

  test("the plan of a part is the same from the state as from the CA, as old as the oldest name in it", async () => {
    const args = ["--domain", name(1), "--domain", name(4)];
    const { plan: asked } = await plan(args);
    await plan(["--state", "state.jsonl", ...args]);
    const { plan: offline } = await plan(["--state", "state.jsonl", "--refresh=false", ...args]);
    expect(bare(offline)).toBe(bare(asked));
    const days = 86_400_000;
    const late = ["plan", "--state", "state.jsonl", "--refresh=false", "--max-state-age", "48"];
    expect((await run([...late, ...args], TODAY + days)).stderr).not.toContain("hours ago");
    expect((await run([...late, "--domain", name(5)], TODAY + days)).stderr).toContain(
      "2026-11-18T00:00:00Z, more than 48",
    );
    expect((await run(late, TODAY + days)).stderr).toContain("2026-11-18T00:00:00Z, more than 48");
  });

  test("dcv refresh asks about the selected names alone; a shard is not selected from", async () => {
    const args = ["refresh", "--state", "state.jsonl", "--domain", name(1)];
    const { code, stdout } = await run(args);
    expect([code, stdout]).toEqual([0, "ca: 1 domain listed, 1 asked, 0 known\nstate.jsonl: written\n"]);
    expect((await lines()).flatMap(({ seen_at, domain }) => (seen_at === undefined ? [] : [domain]))).toEqual([
      name(1),
    ]);
    const { stderr } = await run([...args, "--shard", "1/2"]);
    expect(stderr).toContain("give --shard or a selection, not both");
  });

  test("a CA that cannot be asked leaves the state of the names as it was", async () => {
    const before = await lines();
    await serve([], TODAY, "faults:\n  - { on: sectigo.*, status: 401 }\n");
    const { plan: part, code } = await plan(["--state", "state.jsonl", "--domain", name(1)]);
    expect([code, part.complete, part.state?.since?.news]).toEqual([1, false, []]);
    expect(await lines()).toEqual(before);
  });
});

describe("shards", () => {
  const SOME = MANY.slice(0, 60);
  const served = SOME.map((one) => entry(one, "2026-06-10"));
  const FAULT = `faults:\n  - { on: sectigo.status, when: { domain: ${name(20)} }, status: 404 }\n`;
  /** Without the counts of calls in errors. */
  const uncounted = (plan: PlanDocument): string =>
    bare(plan).replace(/\d+ of \d+ status calls? failed/g, "calls failed");

  async function planOfShards(count: number): Promise<PlanDocument> {
    const files: string[] = [];
    for (let index = 1; index <= count; index += 1) {
      files.push(`part.${index}.jsonl`);
      await run(["refresh", "--state", files.at(-1) ?? "", "--shard", `${index}/${count}`]);
    }
    const merged = await run(["state", "merge", "--state", "merged.jsonl", ...files]);
    expect(merged).toMatchObject({ code: 0, stderr: "" });
    return (await plan(["--state", "merged.jsonl", "--refresh=false"])).plan;
  }

  test.each([
    [1, ""],
    [2, ""],
    [7, ""],
    [7, FAULT],
  ])("%i of them give the plan of one machine, and ask no domain twice %s", async (count, faults) => {
    await serve(served, TODAY, faults);
    await declare(SOME, "demo", "always");
    const one = await plan([]);
    const callsOfOne = [...statusCalls()].sort();
    await serve(served, TODAY, faults);
    const { state, ...merged } = await planOfShards(count);
    expect(uncounted({ ...merged })).toBe(uncounted(one.plan));
    expect([...statusCalls()].sort()).toEqual(callsOfOne);
    expect(merged.complete).toBe(faults === "");
    expect(state?.providers).toEqual([{ name: "ca", listed: 60, asked: 60, known: 0 }]);
  });

  test.each<[string, readonly Entry[], readonly string[], string, RegExp | null]>([
    ["what is not declared", [...served, entry("stray.example.org", "2026-06-10")], SOME, "", null],
    ["a name that the CA does not list", served.slice(1), SOME, "", null],
    ["few of many", served.slice(0, 10), SOME, "", /only 10 of 60 declared domains were seen/],
    ["none at all", [], SOME, "", /only 0 of 60 declared domains were seen/],
    [
      "more than is believed",
      served,
      SOME.slice(0, 5),
      "maximumListed: 20",
      /lists 60 domains or more, and no more than 20/,
    ],
    [
      "a name that cannot be read",
      [...served, { domain: "a..b", validated: "2026-06-10" }],
      SOME,
      "",
      /"a..b", which cannot be read as a domain name/,
    ],
  ])("what holds for the whole is judged as by one machine: %s", async (_, listed, declared, settings, problem) => {
    await serve(listed, TODAY);
    await declare(declared, "demo", "always", settings);
    const one = (await plan([])).plan;
    expect(one.providers[0]?.error ?? "").toMatch(problem ?? /^$/);
    for (const count of [2, 7]) {
      expect(uncounted(await planOfShards(count))).toBe(uncounted(one));
    }
  });

  test("a shard that could read nothing leaves its own names unknown, and the plan is not green", async () => {
    for (const index of [1, 2, 3]) {
      await serve(served, TODAY, index === 2 ? "faults:\n  - { on: sectigo.list, status: 403 }\n" : "");
      await declare(SOME, "demo", "always");
      const { code } = await run(["refresh", "--state", `part.${index}.jsonl`, "--shard", `${index}/3`]);
      expect(code).toBe(index === 2 ? 1 : 0);
    }
    const parts = [1, 2, 3].map((index) => `part.${index}.jsonl`);
    expect(await run(["state", "merge", "--state", "merged.jsonl", ...parts])).toMatchObject({ code: 0 });
    const { plan: made, code } = await plan(["--state", "merged.jsonl", "--refresh=false"]);
    expect([code, made.verdict, made.complete]).toEqual([1, "error", false]);
    const unknown = made.changes.filter(({ action }) => action === "unknown").map(({ domain }) => domain);
    expect(unknown).toEqual(SOME.filter((one) => isOfShard(one, { index: 2, count: 3 })));
    expect(unknown.length).toBeGreaterThan(0);
  });

  test("a shard is no whole: a plan refuses it, and so does a merge without the others", async () => {
    await serve(served, TODAY);
    await declare(SOME);
    await run(["refresh", "--state", "part.jsonl", "--shard", "2/7"]);
    const planned = await run(["plan", "--state", "part.jsonl", "--refresh=false"]);
    expect(planned).toMatchObject({ code: 1, stderr: expect.stringContaining("this is shard 2 of 7") });
    const merged = await run(["state", "merge", "--state", "merged.jsonl", "part.jsonl"]);
    expect(merged).toMatchObject({ code: 1, stderr: expect.stringContaining("shard 1 of 7 is missing") });
  });

  test.each<[string, string, Record<string, string>, string]>([
    ["GitLab", "auto", { CI_NODE_INDEX: "2", CI_NODE_TOTAL: "3" }, "shard 2 of 3"],
    ["Kubernetes", "auto/3", { JOB_COMPLETION_INDEX: "1" }, "shard 2 of 3"],
    ["no CI", "auto", {}, "Write I/N"],
    ["a part that is none", "4/3", {}, "Write I/N"],
    ["no count", "2", { CI_NODE_TOTAL: "3" }, "Write I/N"],
  ])("the part of this machine: %s", async (_, shard, env, expected) => {
    await serve(served.slice(0, 1), TODAY);
    await declare(SOME.slice(0, 1));
    const refreshed = await dcv(["refresh", "--state", "p.jsonl", "--shard", shard], { cwd: folder, now: TODAY, env });
    const { stdout } = refreshed.code === 0 ? await run(["state", "show", "p.jsonl"]) : { stdout: refreshed.stderr };
    expect(stdout).toContain(expected);
  });
});

describe("a state that cannot be used is one clear message", () => {
  async function refreshed(): Promise<void> {
    await serve([entry(name(1), "2026-06-10")], TODAY);
    await declare([name(1)]);
    expect(await run(["refresh", "--state", "state.jsonl"])).toMatchObject({ code: 0 });
  }
  const offline = (now = TODAY): Promise<CliResult> => run(["plan", "--state", "state.jsonl", "--refresh=false"], now);
  const change = async (from: string | RegExp, to: string): Promise<void> => {
    const path = join(folder, "state.jsonl");
    await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
  };

  test.each<[string, () => Promise<unknown>, number, RegExp]>([
    ["none", () => rm(join(folder, "state.jsonl")), TODAY, /there is no such file/],
    ["cut off", () => change(/\n[^\n]*\n$/, "\n"), TODAY, /the state is damaged/],
    ["newer", () => change('"version":2', '"version":3'), TODAY, /written by a newer dcv/],
    ["another file", () => change(/^/, "# "), TODAY, /this is no state of dcv/],
    ["of another account", () => declare([name(1)], "other"), TODAY, /made with another account of ca/],
    ["of other providers", () => change(/"ca"/g, '"cb"'), TODAY, /does not have ca; run dcv refresh/],
    ["too old", async () => undefined, TODAY + 37 * 3_600_000, /more than 36 hours ago/],
    ["from the future", async () => undefined, TODAY - 3_600_000, /in the future/],
    [
      "with a name from the future",
      () => change('"learned_at":', '"seen_at":"2027-01-01T00:00:00Z","learned_at":'),
      TODAY,
      /dated 2027-01-01T00:00:00Z, which is in the future/,
    ],
  ])("%s", async (_, spoil, now, message) => {
    await refreshed();
    await spoil();
    const { code, stdout, stderr } = await offline(now);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(message);
  });

  test("a new password is the same account, and an old state is used where that is allowed", async () => {
    await refreshed();
    const text = await readFile(join(folder, "domains.yaml"), "utf8");
    await writeFile(join(folder, "domains.yaml"), text.replace("password: demo", "password: other"));
    const args = ["--state", "state.jsonl", "--refresh=false", "--max-state-age", "100"];
    const { plan: made } = await plan(args, TODAY + 72 * 3_600_000);
    expect(made.complete).toBe(true);
    expect(made.providers[0]?.warnings).toEqual([
      "ca: the CA was not asked (--refresh=false); what is shown is of 2026-11-21T00:00:00Z",
    ]);
  });

  test("a refresh that is interrupted, or whose listing fails, keeps the old state", async () => {
    await refreshed();
    const before = await readFile(join(folder, "state.jsonl"), "utf8");
    await serve([entry(name(1), "2026-06-10")], TODAY, "faults:\n  - { on: sectigo.list, hang: true }\n");
    const args = ["refresh", "--state", "state.jsonl"];
    const interrupted = await dcv(args, { cwd: folder, now: TODAY, interruptAfterMs: 300 });
    expect(interrupted.code).toBe(130);
    expect(await readFile(join(folder, "state.jsonl"), "utf8")).toBe(before);
    await serve([entry(name(1), "2026-06-10")], TODAY, "faults:\n  - { on: sectigo.list, status: 403 }\n");
    const failed = await run(args);
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining("kept as it was") });
    expect(await readFile(join(folder, "state.jsonl"), "utf8")).toBe(before);
  });

  test("two runs at once do not lose one: the second is refused", async () => {
    await refreshed();
    await serve([entry(name(1), "2026-06-10")], TODAY, "faults:\n  - { on: sectigo.list, delayMs: 500, times: 1 }\n");
    const args = ["refresh", "--state", "state.jsonl"];
    const both = await Promise.all([run(args), run(args)]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(both.map(({ stderr }) => stderr).join("")).toContain("another run of dcv uses this state");
  });

  test("--refresh=false without a state is refused", async () => {
    await refreshed();
    const { code, stderr } = await run(["plan", "--refresh=false"]);
    expect([code, stderr]).toEqual([1, "dcv: --refresh=false needs --state FILE: without it no plan can be made\n"]);
  });
});

describe("a forged state", () => {
  const OLD = "2026-01-01";
  async function forged(change: (text: string) => string): Promise<void> {
    await serve([{ ...entry(name(1), OLD), expires: "2027-01-30" }], TODAY);
    await declare([name(1)], "demo", "always");
    await run(["refresh", "--state", "state.jsonl"]);
    const path = join(folder, "state.jsonl");
    await writeFile(path, change(await readFile(path, "utf8")));
  }
  const withDate = (text: string): string => text.replaceAll("2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z");
  const actionOf = async (args: readonly string[]): Promise<string | undefined> =>
    (await plan(["--state", "state.jsonl", ...args])).plan.changes[0]?.action;

  test("can make a date look newer while the row is the same, which is why only protected branches may write it", async () => {
    await forged((text) => text);
    expect(await actionOf([])).toBe("revalidate");
    await forged(withDate);
    expect(await actionOf([])).toBe("no-op");
    expect(await actionOf(["--refresh=false"])).toBe("no-op");
  });

  test("cannot keep that date for ever: it is asked again before it was known for --max-known-age", async () => {
    await forged(withDate);
    const { plan: later } = await plan(["--state", "state.jsonl"], TODAY + 31 * 86_400_000);
    expect(later.changes[0]?.live?.validated_at).toBe("2026-01-01T00:00:00Z");
  });

  test("cannot hide a domain, invent one or change a status: the listing is read in each run", async () => {
    await forged((text) => text.replaceAll(name(1), name(2)).replaceAll("VALIDATED", "EXPIRED"));
    const { plan: made } = await plan(["--state", "state.jsonl"]);
    expect(made.changes.map(({ domain, live }) => [domain, live?.status])).toEqual([[name(1), "VALIDATED"]]);
  });
});
