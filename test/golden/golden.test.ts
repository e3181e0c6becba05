/**
 * Whole runs: each folder holds a configuration and a scenario, and what came out of them, to the last byte.
 * `UPDATE_GOLDEN=1 npx jest test/golden` writes the outputs anew; read the difference before you commit it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at } from "../support/domains";
import { checkJson, dcv } from "../support/cli";
import { environmentOf, simulate } from "../support/scenarios";

interface Case {
  readonly args: readonly string[];
  readonly code: number;
  readonly now: string;
}

const cases = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function expectGolden(path: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(text);
}

test.each(cases.map(({ name }) => name))("%s", async (name) => {
  const directory = join(__dirname, name);
  const { args, code, now } = JSON.parse(readFileSync(join(directory, "case.json"), "utf8")) as Case;
  const run = async (output: string) => {
    const simulator = await simulate(readFileSync(join(directory, "scenario.yaml"), "utf8"), at(now));
    const env = environmentOf(simulator);
    const result = await dcv(["plan", ...args, "--output", output], { cwd: directory, env, now: at(now) });
    // The port of the simulated CA is another one each time.
    return { code: result.code, stdout: result.stdout.replaceAll(new URL(simulator.url).host, "ca.example") };
  };

  const text = await run("text");
  expectGolden(join(directory, "expected.txt"), text.stdout);
  const json = await run("json");
  expectGolden(join(directory, "expected.json"), json.stdout);
  expect([text.code, json.code]).toEqual([code, code]);
  checkJson("plan", json.stdout);
  for (const line of text.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect(await run("json")).toEqual(json);
});
