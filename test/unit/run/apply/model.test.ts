import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyOnce, count, createWorld, Killed, planAnew } from "../../../support/apply-world";
import type { World, WorldOptions } from "../../../support/apply-world";
import { REPOSITORY } from "../../../support/tables";

interface Outcome {
  readonly world: World;
  readonly end: string;
  readonly wasKilled: boolean;
}

/** A first run that ends at the point, then the same command again. */
async function killedAndAgain(
  options: Partial<WorldOptions>,
  killAt: number,
  keepsJournal: boolean,
  trustsNothing: boolean,
): Promise<Outcome> {
  const world = createWorld(options);
  world.killAt = killAt;
  try {
    const { state } = await applyOnce(world, { trustsJournal: true });
    return { world, end: state, wasKilled: false };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  if (!keepsJournal) world.journal = [];
  world.killAt = null;
  world.now += 5000;
  const trustsJournal = keepsJournal || trustsNothing;
  let { state } = await applyOnce(world, { trustsJournal });
  // Without its journal the run takes what it did before for the work of another, until a new plan knows of it.
  for (let plans = 2; state === "changed-since-plan" && !keepsJournal && plans <= 3; plans += 1) {
    await planAnew(world);
    ({ state } = await applyOnce(world, { trustsJournal: true, plan: `plan ${plans}` }));
  }
  return { world, end: state, wasKilled: true };
}

type Journal = "kept" | "lost" | "lost, without the wait of rule 3";

/** What `docs/apply.md` shows. */
const figures = new Map<Journal, { runs: number; ended: number; twice: number; unfinished: number }>();

/** What went wrong, a line each. */
async function everyPoint(options: Partial<WorldOptions>, journal: Journal): Promise<readonly string[]> {
  const bad: string[] = [];
  const counts = figures.get(journal) ?? { runs: 0, ended: 0, twice: 0, unfinished: 0 };
  figures.set(journal, counts);
  const keepsJournal = journal === "kept";
  for (let killAt = 0; ; killAt += 1) {
    const waits = journal !== "lost, without the wait of rule 3";
    const { world, end, wasKilled } = await killedAndAgain(options, killAt, keepsJournal, !waits);
    const at = world.points[killAt] ?? "the end";
    const isFinished = end === "validated" || (end === "already-done" && !keepsJournal);
    const isTwice = count(world, "start") > 1 || count(world, "submit") > 1;
    if (!isFinished) bad.push(`${at}: ended ${end}`);
    if (isTwice) bad.push(`${at}: ${world.calls.join(", ")}`);
    counts.runs += 1;
    counts.ended += wasKilled ? 1 : 0;
    counts.twice += isTwice ? 1 : 0;
    counts.unfinished += isFinished ? 0 : 1;
    if (!wasKilled) return bad;
  }
}

const SWITCHES: Readonly<Record<string, Partial<WorldOptions>>> = {
  "an answer that comes": {},
  "the answer to start lost": { lostAnswer: "start" },
  "the answer to submit lost": { lostAnswer: "submit" },
};
const RULES: Readonly<Record<string, Partial<WorldOptions>>> = {
  "a second submit refused": { secondSubmit: "refused" },
  "a second submit makes a new order": { secondSubmit: "new-order", newTokens: true },
};

describe("a run that ends at any point, and the same command again", () => {
  for (const [answer, one] of Object.entries(SWITCHES))
    for (const [rule, two] of Object.entries(RULES))
      for (const lagSeconds of [0, 30, 110, 200])
        it(`${answer}, ${rule}, status ${lagSeconds} s behind: validated with one start and one submit`, async () => {
          expect(await everyPoint({ ...one, ...two, lagSeconds }, "kept")).toEqual([]);
        });

  it("submit first: validated with one submit and no start", async () => {
    for (const lostAnswer of [null, "submit"] as const) {
      expect(await everyPoint({ flow: "submit-first", lostAnswer, lagSeconds: 60 }, "kept")).toEqual([]);
    }
  });

  for (const lagSeconds of [0, 30, 60, 110, 200])
    it(`the journal lost, status ${lagSeconds} s behind: still no call twice, because the first call waits out the grace`, async () => {
      const rules = { secondSubmit: "new-order", newTokens: true, lagSeconds } as const;
      expect(await everyPoint(rules, "lost")).toEqual([]);
    });

  it("the journal lost, and no wait before the first call: the model finds calls that are sent twice", async () => {
    const rules = { secondSubmit: "new-order", newTokens: true, lagSeconds: 60 } as const;
    const bad = await everyPoint(rules, "lost, without the wait of rule 3");
    expect(bad.filter((one) => one.includes("start, start") || one.includes("submit, submit"))).not.toEqual([]);
  });
});

test("docs/apply.md has the figures of this model", () => {
  const rows = [...figures].map(
    ([journal, { runs, ended, twice, unfinished }]) => `| ${journal} | ${runs} | ${ended} | ${twice} | ${unfinished} |`,
  );
  const path = join(REPOSITORY, "docs/apply.md");
  const text = readFileSync(path, "utf8");
  const heads = ["journal", "runs", "ended at a point", "calls sent twice", "not finished"];
  const table = [`| ${heads.join(" | ")} |`, "| --- | --- | --- | --- | --- |", ...rows].join("\n");
  const withTable = text.replace(/(<!-- model -->\n)[^]*?(\n<!-- \/model -->)/, `$1\n${table}\n$2`);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, withTable);
  // The formatter sets the widths of the columns.
  const plain = (page: string): string => page.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
  expect(plain(readFileSync(path, "utf8"))).toBe(plain(withTable));
});
