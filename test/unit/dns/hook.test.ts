import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHookPublisher } from "../../../lib/dns/publish/hook";
import type { HookOptions } from "../../../lib/dns/publish/hook";
import { createRedaction } from "../../../lib/providers/http/redact";

const folder = mkdtempSync(join(tmpdir(), "dcv-hook-"));
afterAll(() => rmSync(folder, { recursive: true }));

const RECORD = { domain: "*.example.com", name: "_x.example.com", type: "CNAME", value: "y.ca.test", ttl: 60 } as const;
const NEVER = new AbortController().signal;

const quoteWithout: HookOptions["quote"] = (line, secrets) => createRedaction(secrets, []).quote(line);

let hooks = 0;
function publisher(script: string, over: Partial<HookOptions> = {}) {
  const program = join(folder, `hook${(hooks += 1)}.sh`);
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const env = {
    PATH: process.env.PATH,
    SCM_PASSWORD: "secret",
    TOKEN: "for the hook",
    DCV_HOOK_PASS: "TOKEN, MISSING",
  };
  return createHookPublisher({ program, zone: "example.com", env, quote: quoteWithout, ...over });
}

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 10));
}

describe("a hook", () => {
  it("gets the record in its environment and as JSON, and no variable that is not named", async () => {
    const path = join(folder, "seen");
    const hook = publisher(`{ echo "verb=$1 arguments=$#"; env; cat; } > ${path}`);
    expect(await hook.present([{ ...RECORD, replaces: "old.ca.test" }], NEVER)).toEqual([{ kind: "created" }]);
    const lines = readFileSync(path, "utf8").split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "verb=present arguments=1",
        "DCV_RECORD_NAME=_x.example.com.",
        "DCV_RECORD_TYPE=CNAME",
        "DCV_RECORD_VALUE=y.ca.test.",
        "DCV_RECORD_RDATA=y.ca.test.",
        "DCV_RECORD_TTL=60",
        "DCV_RECORD_REPLACES=old.ca.test",
        "DCV_ZONE=example.com.",
        "DCV_DOMAIN=*.example.com",
        "TOKEN=for the hook",
      ]),
    );
    expect(lines.some((line) => line.includes("SCM_PASSWORD") || line.includes("secret"))).toBe(false);
    expect(JSON.parse(lines.find((line) => line.startsWith("{")) ?? "")).toEqual({
      verb: "present",
      record: { name: "_x.example.com", type: "CNAME", value: "y.ca.test", ttl: 60, replaces: "old.ca.test" },
      zone: "example.com",
      domain: "*.example.com",
    });
    expect(await hook.cleanup([RECORD], NEVER)).toEqual([{ kind: "removed" }]);
    expect(readFileSync(path, "utf8")).toContain("verb=cleanup");
  });

  it("gets the bytes of a text as they are, and its data as a zone file has them", async () => {
    const path = join(folder, "text");
    const value = `"a\\b;c%d\`e|f' {g}$(id)${"x".repeat(300)}`;
    const hook = publisher(`printf '%s\\n%s' "$DCV_RECORD_VALUE" "$DCV_RECORD_RDATA" > ${path}`);
    await hook.present([{ ...RECORD, type: "TXT", value }], NEVER);
    const [text, rdata = ""] = readFileSync(path, "utf8").split("\n");
    expect(text).toBe(value);
    expect(rdata.startsWith('"\\"a\\\\b;c%d`e|f')).toBe(true);
    expect(rdata.split('" "')).toHaveLength(2);
  });

  const CASES: Readonly<Record<string, readonly [string, object]>> = {
    "exit code 75: others will publish it": ["exit 75", { kind: "handed-over" }],
    "another exit code, with what was said last": [
      "echo first; echo 'no such zone' >&2; exit 3",
      { kind: "failed", why: "the hook ended with 3: no such zone" },
    ],
    "an end by a signal": ["kill -TERM $$", { kind: "failed", why: "the hook was ended by SIGTERM" }],
    "input that is not read": ["exit 0", { kind: "created" }],
  };
  it.each(Object.entries(CASES))("%s", async (_, [script, result]) => {
    expect(await publisher(script).present([RECORD], NEVER)).toEqual([result]);
  });

  const KEY = "-----BEGIN KEY-----\nfirst-line-of-a-key\nlast-line-of-a-key";
  const ECHOES: Readonly<Record<string, readonly [string, string]>> = {
    "a value as it is": ['echo "bad token $TOKEN!"', "bad token [redacted]!"],
    "a value in Base64": ['printf \'token %s\' "$(printf %s "$TOKEN" | base64)"', "token [redacted]"],
    "the last line of a value": ['echo "no access with $KEY"', "[redacted]"],
    "a value after a long output": [
      "i=0; while [ $i -lt 9000 ]; do echo 'a line of forty characters, or about that'; i=$((i+1)); done; echo \"at last $TOKEN\"",
      "at last [redacted]",
    ],
    "escape sequences": ["printf '\\033[31mred'", "\\u{1b}[31mred"],
  };
  it.each(Object.entries(ECHOES))("that fails with %s in its last line shows no secret", async (_, [script, shown]) => {
    const env = { PATH: process.env.PATH, TOKEN: "token-of-the-zones", KEY, DCV_HOOK_PASS: "TOKEN, KEY" };
    const result = await publisher(`{ ${script}; } >&2\nexit 3`, { env }).present([RECORD], NEVER);
    expect(result).toEqual([{ kind: "failed", why: `the hook ended with 3: ${shown}` }]);
  });

  it("is ended with all that it started when its time is over, or the run is stopped", async () => {
    const path = join(folder, "late");
    const script = `(sleep 1; echo late > ${path}) & sleep 30`;
    const late = await publisher(script, { timeoutMs: 200 }).present([RECORD], NEVER);
    expect(late).toEqual([{ kind: "failed", why: "the hook was ended: no end within 0.2 seconds" }]);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const both = await publisher(script).present([RECORD, RECORD], stop.signal);
    expect(both).toEqual([
      { kind: "failed", why: "the hook was ended: the run was stopped" },
      { kind: "failed", why: "the run was stopped" },
    ]);
    await new Promise((done) => setTimeout(done, 1200));
    expect(() => readFileSync(path)).toThrow("ENOENT");
  });

  it.each([
    ["that has ended is not waited for further", "exit 0", 60_000, { kind: "created" }],
    [
      "that fails is heard",
      "echo 'no such zone' >&2; exit 3",
      60_000,
      { kind: "failed", why: "the hook ended with 3: no such zone" },
    ],
    [
      "that does not end is ended",
      "sleep 20",
      1000,
      { kind: "failed", why: "the hook was ended: no end within 1 seconds" },
    ],
  ])("%s, though what it started keeps its output open", async (_, script, timeoutMs, result) => {
    const path = join(folder, `pid${hooks}`);
    // The test ends the other session itself.
    const hook = publisher(`setsid sh -c 'echo $$ > ${path}; exec sleep 30' &\n${script}`, { timeoutMs });
    expect(await hook.present([RECORD], NEVER)).toEqual([result]);
    await waitFor(() => existsSync(path) && readFileSync(path, "utf8").endsWith("\n"));
    const isRunning = process.kill(Number(readFileSync(path, "utf8")), "SIGKILL");
    expect(isRunning).toBe(true);
  });

  it("that is not there, and a value that no environment can hold", async () => {
    const missing = publisher("", { program: join(folder, "missing") });
    expect(await missing.present([RECORD], NEVER)).toEqual([
      { kind: "failed", why: "the hook cannot be started (ENOENT)" },
    ]);
    expect(await publisher("exit 0").present([{ ...RECORD, type: "TXT", value: "a\0b" }], NEVER)).toEqual([
      { kind: "failed", why: "the value holds a zero byte, which no environment can" },
    ]);
  });
});
