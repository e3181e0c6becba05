/** `dcv init` on a real terminal, which the program `script` of util-linux provides. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN } from "../support/command";
import { describeIf } from "../support/needs-program";
import { simulate, environmentOf } from "../support/scenarios";

const SECRET = "demo-secret-of-terminal";
const SCENARIO = JSON.stringify({
  version: 1,
  sectigo: { auth: { password: SECRET }, domains: [{ domain: "a.example.com" }] },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dcv-terminal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Types an answer, or a key such as Ctrl-C, whenever the next question has appeared. */
async function onTerminal(answers: readonly (readonly [question: string, typed: string])[]) {
  const env = { SCM_LOGIN: "demo", SCM_PASSWORD: SECRET, SCM_CUSTOMER_URI: "demo" };
  const server = environmentOf(await simulate(SCENARIO, Date.now()));
  const command = `'${process.execPath}' '${BIN}' init`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env, ...server },
  });
  let shown = "";
  const waiting = [...answers];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    const [next] = waiting;
    if (next === undefined || !shown.endsWith(next[0])) return;
    waiting.shift();
    child.stdin.write(next[1]);
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, shown };
}

const NEEDED = "script (util-linux) on the PATH";
const isThere = spawnSync("script", ["--version"]).status === 0;

describeIf(isThere, NEEDED, "on a terminal", () => {
  test("the questions are answered by typing, and the file holds references only", async () => {
    const { code, shown } = await onTerminal([
      ["Which one? ", "sectigo\n"],
      ["[sectigo]: ", "my-ca\n"],
      ["CA's own]: ", "\n"],
    ]);
    expect(shown).toContain("my-ca: 1 domain visible; ");
    expect(code).toBe(0);
    const file = readFileSync(join(folder, "domains.yaml"), "utf8");
    expect(file).toContain("      password: ${SCM_PASSWORD}\n");
    expect(shown + file).not.toContain(SECRET);
  });

  test("Ctrl-C at a question ends the command, and no file is written", async () => {
    const { code } = await onTerminal([["Which one? ", "\u0003"]]);
    expect(code).toBe(130);
    expect(existsSync(join(folder, "domains.yaml"))).toBe(false);
  });

  test("an input that ends at a question is said", async () => {
    const { code, shown } = await onTerminal([["Which one? ", "\u0004"]]);
    expect(shown).toContain("the input ended before the question was answered");
    expect(code).toBe(1);
  });
});
