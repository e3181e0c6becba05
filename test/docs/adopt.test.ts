/**
 * The commands of docs/adopt.md and of the first screen of the README, from an empty folder to a gate. A block
 *
 *     ```console adopt
 *     $ dcv import          is run in one folder for the whole page, and must print what the block shows
 *     ```
 *
 * against the accounts of examples/scenarios/estate.yaml. `UPDATE_GOLDEN=1 npm run docs` writes the outputs anew.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseScenario } from "../../lib/simulator/scenario";
import { startSimulator } from "../../lib/simulator/simulator";
import { dcv } from "../support/cli";
import { at } from "../support/domains";
import { environmentOf } from "../support/scenarios";
import { REPOSITORY } from "../support/tables";

const NOW = at("2026-11-21T12:00:00Z");
const CREDENTIALS = {
  SCM_LOGIN: "demo",
  SCM_PASSWORD: "demo",
  SCM_CUSTOMER_URI: "demo",
  NCLOUD_ACCESS_KEY: "demo",
  NCLOUD_SECRET_KEY: "demo",
};
const GIT = {
  PATH: process.env.PATH ?? "",
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  ...{ GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com" },
  ...{ GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com" },
};
const UPDATE = process.env.UPDATE_GOLDEN === "1";

/** The fingerprint of an account includes the address, whose port is another in each run. */
const ACCOUNTS: Readonly<Record<string, string>> = { sectigo: "85531337094ae3cb", ncloud: "8626cc65d7e45530" };

function withKnownAccounts(text: string): string {
  return text.replaceAll(
    /(\w+)(: .*; account fingerprint )[0-9a-f]{16}/g,
    (_, name: string, seen: string) => `${name}${seen}${ACCOUNTS[name] ?? ""}`,
  );
}

jest.setTimeout(120_000);

test.each(["docs/adopt.md", "README.md"])("the commands of %s print what it shows", async (name) => {
  const page = join(REPOSITORY, name);
  const content = readFileSync(page, "utf8");
  const scenario = readFileSync(join(REPOSITORY, "examples/scenarios/estate.yaml"), "utf8");
  const parsed = parseScenario(scenario, "estate.yaml", NOW).scenario;
  if (parsed === null) throw new Error("the scenario cannot be read");
  const simulator = await startSimulator({ scenario: parsed, now: () => NOW });
  const cwd = mkdtempSync(join(tmpdir(), "dcv-adopt-"));
  let code = 0;

  async function output(command: string): Promise<string> {
    if (command === "echo $?") return `${code}\n`;
    const [program = "", ...args] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, bare = ""]) => quoted ?? bare,
    );
    if (program === "git") return execFileSync("git", args, { cwd, env: GIT, encoding: "utf8" });
    if (program !== "dcv") throw new Error(`only dcv and git can be played, not ${program}`);
    const result = await dcv(args, { cwd, env: { ...GIT, ...CREDENTIALS, ...environmentOf(simulator) }, now: NOW });
    ({ code } = result);
    return withKnownAccounts(result.stderr + result.stdout);
  }

  try {
    let played = content;
    const blocks = [...content.matchAll(/^( *)```console adopt\n([\s\S]*?)^ *```$/gm)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [whole, margin = "", text = ""] of blocks) {
      let shown = "";
      for (const [, command = ""] of text.matchAll(/^ *\$ (.*)$/gm)) shown += `$ ${command}\n${await output(command)}`;
      const block = `\`\`\`console adopt\n${shown}\`\`\``.replaceAll(/^(?=.)/gm, margin);
      played = played.replace(whole, () => block);
    }
    if (UPDATE) writeFileSync(page, played);
    else expect(content).toBe(played);
  } finally {
    await simulator.close();
    rmSync(cwd, { recursive: true });
  }
});
