/** The command line inside the test's own process, with its own clock, environment and streams. */
import { Readable } from "node:stream";
import { Ajv } from "ajv";
import type { EpochMs } from "../../lib/core/time";
import type { Interruption, RunContext } from "../../lib/run/context";
import { startEmbeddedCa } from "../../lib/cli/embedded-ca";
import { main } from "../../lib/cli/main";
import { EVIDENCE_LIST_SCHEMA } from "../../lib/report/evidence-list-document";
import { LIST_SCHEMA } from "../../lib/report/list-document";
import { PLAN_FORMATS } from "../../lib/report/parse-plan";
import { PROVIDER_MODULES, type OpenableModule } from "../../lib/providers/registry";
import { PLAN_SCHEMA } from "../../lib/report/plan-document";
import { at } from "./domains";
import { REPOSITORY } from "./tables";

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** An instant at which the clock stands, or a clock that goes. */
  readonly now?: EpochMs | (() => EpochMs);
  /** Default: the CAs of the registry. */
  readonly modules?: readonly OpenableModule[];
  /** What standard input holds; nothing unless given. */
  readonly stdin?: string;
  readonly terminal?: boolean;
  /** What is answered to the questions, in their order; without it no terminal asks. */
  readonly answers?: readonly string[];
  readonly columns?: number;
  readonly sleep?: NonNullable<RunContext["sleep"]>;
  /** Interrupts the run with this signal after so many milliseconds. */
  readonly interruptAfterMs?: number;
  readonly signal?: Interruption["signal"];
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `dcv` with the arguments as a shell would split them. JSON on standard output is checked against its schema. */
export async function dcv(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { env = {}, cwd = REPOSITORY, now = at("2026-11-21"), terminal = false, columns = 80 } = options;
  const clock = typeof now === "function" ? now : () => now;
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => void (written[name] += text),
    drained: () => Promise.resolve(),
    isTTY: terminal,
    columns,
  });
  const answers = [...(options.answers ?? [])];
  const ask = (question: string): Promise<string> => {
    written.stderr += `${question}\n`;
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new Error(`no answer to ${question}`)) : Promise.resolve(answer);
  };
  const interruption = new AbortController();
  const timer =
    options.interruptAfterMs === undefined
      ? null
      : setTimeout(
          () => interruption.abort({ kind: "interruption", signal: options.signal ?? "SIGINT" } satisfies Interruption),
          options.interruptAfterMs,
        );
  try {
    const code = await main(args, {
      env,
      modules: options.modules ?? PROVIDER_MODULES,
      cwd,
      now: clock,
      ...(options.sleep === undefined ? {} : { sleep: options.sleep }),
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      stdin: () => Readable.from([Buffer.from(options.stdin ?? "")]),
      ask: options.answers === undefined ? null : ask,
      interrupted: interruption.signal,
      startEmbeddedCa: () => startEmbeddedCa({ cwd, now: clock }),
    });
    checkJson(args[0] ?? "", written.stdout);
    return { code, ...written };
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}

const ajv = new Ajv({ strictTypes: false, formats: PLAN_FORMATS });
const checks = {
  plan: ajv.compile(PLAN_SCHEMA),
  list: ajv.compile(LIST_SCHEMA),
  evidence: ajv.compile(EVIDENCE_LIST_SCHEMA),
};

function isChecked(command: string): command is keyof typeof checks {
  return command in checks;
}

/** Every JSON that a test sees is a test of its schema. */
export function checkJson(command: string, text: string): void {
  const isState = text.startsWith('{"format":'); // which is lines of JSON
  if (!text.startsWith("{") || isState || !isChecked(command)) return;
  const check = checks[command];
  if (!check(JSON.parse(text))) throw new Error(`not valid by its schema: ${ajv.errorsText(check.errors)}`);
}
