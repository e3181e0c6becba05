/** The real process, ended by SIGKILL at moments of chance: the same command again finishes, and the CA has seen each call once. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { applyEstate } from "../support/apply-estate";
import type { ApplyEstate } from "../support/apply-estate";
import { REPOSITORY } from "../support/tables";

jest.setTimeout(120_000);

const BIN = join(REPOSITORY, "dist/lib/cli/bin.js");
const ARGS = ["apply", "plan.json", "--first", "--grace", "2", "--poll", "1", "--output", "json=applied.json"];
const MAX_RUNS = 40;

/** The exit code; null where it was killed. */
function applyOnce(estate: ApplyEstate, killAfterMs: number | null): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...ARGS], { cwd: estate.cwd, env: estate.env, stdio: "ignore" });
    const timer = killAfterMs === null ? null : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    child.on("error", reject);
    child.on("close", (code) => {
      if (timer !== null) clearTimeout(timer);
      resolve(code);
    });
  });
}

it("killed at moments of chance, it ends with every domain validated and one start and one submit each", async () => {
  const domains = ["a.example.com", "b.example.com", "c.example.com"];
  const estate = await applyEstate({
    domains,
    scenario: ["statusLagSeconds: 0", "tokens: new", "secondSubmit: accept"],
  });
  await estate.plan();
  let killed = 0;
  let code: number | null = null;
  for (let runs = 0; runs < MAX_RUNS && code === null; runs += 1) {
    // Long enough to begin, and short enough to be killed most times; later runs get more time.
    const killAfterMs = runs < 8 ? 300 + Math.random() * 1500 : 2000 + runs * 300;
    code = await applyOnce(estate, killAfterMs);
    if (code === null) killed += 1;
  }
  expect(killed).toBeGreaterThan(0);
  expect(code ?? (await applyOnce(estate, null))).toBe(0);
  expect(estate.applied().changes.map(({ state }) => state)).toEqual(domains.map(() => "validated"));
  const expected = domains.flatMap((domain) => [
    [`start ${domain}`, 1],
    [`submit ${domain}`, 1],
  ]);
  expect(estate.calls()).toEqual(Object.fromEntries(expected));
});
