import { applyOnce, count, createWorld, Killed, planAnew } from "../../../support/apply-world";
import type { World, WorldOptions } from "../../../support/apply-world";

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

async function everyPoint(
  options: Partial<WorldOptions>,
  keepsJournal: boolean,
  trustsNothing = false,
): Promise<readonly string[]> {
  const bad: string[] = [];
  for (let killAt = 0; ; killAt += 1) {
    const { world, end, wasKilled } = await killedAndAgain(options, killAt, keepsJournal, trustsNothing);
    const at = world.points[killAt] ?? "the end";
    if (end !== "validated" && !(end === "already-done" && !keepsJournal)) bad.push(`${at}: ended ${end}`);
    if (count(world, "start") > 1 || count(world, "submit") > 1) bad.push(`${at}: ${world.calls.join(", ")}`);
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
          expect(await everyPoint({ ...one, ...two, lagSeconds }, true)).toEqual([]);
        });

  it("submit first: validated with one submit and no start", async () => {
    for (const lostAnswer of [null, "submit"] as const) {
      expect(await everyPoint({ flow: "submit-first", lostAnswer, lagSeconds: 60 }, true)).toEqual([]);
    }
  });

  for (const lagSeconds of [0, 30, 60, 110, 200])
    it(`the journal lost, status ${lagSeconds} s behind: still no call twice, because the first call waits out the grace`, async () => {
      const rules = { secondSubmit: "new-order", newTokens: true, lagSeconds } as const;
      expect(await everyPoint(rules, false)).toEqual([]);
    });

  it("the journal lost, and no wait before the first call: the model finds calls that are sent twice", async () => {
    const rules = { secondSubmit: "new-order", newTokens: true, lagSeconds: 60 } as const;
    const bad = await everyPoint(rules, false, true);
    expect(bad.filter((one) => one.includes("start, start") || one.includes("submit, submit"))).not.toEqual([]);
  });
});
