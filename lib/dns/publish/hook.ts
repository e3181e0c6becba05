/**
 * Publishes by a program of the user: `HOOK present` and `HOOK cleanup`, one call a record. Its values are in the environment and, as JSON, on
 * standard input, never among its arguments. It gets the variables that are named here and no other: credentials of CAs stay here.
 */
import { spawn } from "node:child_process";
import type { CleanupResult, PresentResult, PublishedRecord, Publisher } from "./publisher";

export interface HookOptions {
  /** An absolute path. */
  readonly program: string;
  readonly zone: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line of the program as messages and the journal may hold it, without these values. */
  readonly quote: (line: string, secrets: readonly string[]) => string;
  /** For each call. Default 60,000. */
  readonly timeoutMs?: number;
}

/** What a program needs to run at all; `DCV_HOOK_PASS` names more, separated by commas. */
const PASSED = ["PATH", "HOME", "LANG", "TMPDIR"];
export const PASS_VARIABLE = "DCV_HOOK_PASS";
/** Done later, by the work of others, such as a ticket: EX_TEMPFAIL of sysexits.h. */
const HANDED_OVER = 75;
const MAX_OUTPUT_LENGTH = 262_144;
const TIMEOUT_MS = 60_000;
/** After the end of the hook, to read what it said. What it started may keep its output open for as long as it runs. */
const LAST_OUTPUT_MS = 200;
const MAX_STRING_BYTES = 255;

type Outcome =
  { readonly kind: "done" } | { readonly kind: "handed-over" } | { readonly kind: "failed"; readonly why: string };

export function createHookPublisher(options: HookOptions): Publisher {
  async function each<Result>(
    verb: "present" | "cleanup",
    records: readonly PublishedRecord[],
    signal: AbortSignal,
    done: Result,
  ): Promise<
    readonly (Result | { readonly kind: "handed-over" } | { readonly kind: "failed"; readonly why: string })[]
  > {
    const results = [];
    for (const record of records) {
      const outcome = await callHook(verb, record, options, signal);
      results.push(outcome.kind === "done" ? done : outcome);
    }
    return results;
  }
  return {
    present: (records, signal) => each<PresentResult>("present", records, signal, { kind: "created" }),
    cleanup: (records, signal) => each<CleanupResult>("cleanup", records, signal, { kind: "removed" }),
  };
}

async function callHook(
  verb: string,
  record: PublishedRecord,
  { program, zone, env, quote, timeoutMs = TIMEOUT_MS }: HookOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  if (signal.aborted) return { kind: "failed", why: "the run was stopped" };
  const values = {
    DCV_RECORD_NAME: `${record.name}.`,
    DCV_RECORD_TYPE: record.type,
    DCV_RECORD_VALUE: record.type === "CNAME" ? `${record.value}.` : record.value,
    DCV_RECORD_RDATA: rdataOf(record),
    DCV_RECORD_TTL: String(record.ttl),
    DCV_RECORD_REPLACES: record.replaces ?? "",
    DCV_ZONE: `${zone}.`,
    DCV_DOMAIN: record.domain,
  };
  if (Object.values(values).some((value) => value.includes("\0"))) {
    return { kind: "failed", why: "the value holds a zero byte, which no environment can" };
  }
  const named = (env[PASS_VARIABLE] ?? "").split(",").map((name) => name.trim());
  const passed = [...PASSED, ...named].flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const secrets = secretsIn(env, named);
  // Bytes, one character each: Node writes text as UTF-8.
  const bytes = (text: string): string => Buffer.from(text, "latin1").toString("utf8");
  const variables = Object.entries(values).map(([name, value]) => [name, bytes(value)] as const);
  return new Promise((resolve) => {
    const child = spawn(program, [verb], {
      env: Object.fromEntries([...passed, ...variables]),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true, // its own group, so that what it started ends with it
    });
    let said = "";
    let grace: NodeJS.Timeout | undefined;
    const settle = (outcome: Outcome): void => {
      stopWaiting();
      clearTimeout(grace);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      resolve(outcome);
    };
    const endGroup = (why: string): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // it has ended by itself
      }
      settle({ kind: "failed", why: `the hook was ended: ${why}` });
    };
    const timer = setTimeout(() => endGroup(`no end within ${timeoutMs / 1000} seconds`), timeoutMs);
    const onAbort = (): void => endGroup("the run was stopped");
    signal.addEventListener("abort", onAbort, { once: true });
    const stopWaiting = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => (said = endOf(said + chunk)));
    }
    child.stdin.on("error", () => undefined); // a hook need not read it
    child.stdin.end(`${JSON.stringify({ verb, ...jsonOf(record, zone) })}\n`);
    child.on("error", (error: NodeJS.ErrnoException) =>
      settle({ kind: "failed", why: `the hook cannot be started (${error.code ?? error.message})` }),
    );
    child.on("exit", (code, killedBy) => {
      stopWaiting();
      const end = (): void => settle(outcomeOf(code, killedBy, quote(lastLine(said), secrets)));
      child.on("close", end);
      grace = setTimeout(end, LAST_OUTPUT_MS);
    });
  });
}

function outcomeOf(code: number | null, killedBy: NodeJS.Signals | null, line: string): Outcome {
  if (code === 0) return { kind: "done" };
  if (code === HANDED_OVER) return { kind: "handed-over" };
  const how = code === null ? `was ended by ${killedBy ?? "a signal"}` : `ended with ${code}`;
  return { kind: "failed", why: `the hook ${how}${line === "" ? "" : `: ${line}`}` };
}

function jsonOf({ name, type, value, ttl, domain, replaces }: PublishedRecord, zone: string): object {
  return { record: { name, type, value, ttl, replaces: replaces ?? null }, zone, domain };
}

/** What is needed to show the last line. Of a long one its beginning stays: a part of a secret would not be found. */
function endOf(text: string): string {
  if (text.length <= MAX_OUTPUT_LENGTH) return text;
  const start = text.trimEnd().lastIndexOf("\n") + 1;
  return text.slice(start, start + MAX_OUTPUT_LENGTH);
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

/** The values of these variables, and each line of them: only one line of what the hook said is shown. */
function secretsIn(env: HookOptions["env"], names: readonly string[]): readonly string[] {
  const values = names.flatMap((name) => env[name] ?? []);
  return [...new Set(values.flatMap((value) => [value, ...value.split(/\r?\n/)]))].filter((text) => text.trim() !== "");
}

/** The data as a zone file and nsupdate read it: RFC 1035, section 5.1. */
function rdataOf({ type, value }: PublishedRecord): string {
  if (type === "CNAME") return `${value}.`;
  const strings: string[] = [];
  for (let at = 0; at < value.length || at === 0; at += MAX_STRING_BYTES) {
    strings.push(value.slice(at, at + MAX_STRING_BYTES));
  }
  return strings.map((text) => `"${text.replace(/["\\]|[^\x20-\x7e]/g, escaped)}"`).join(" ");
}

function escaped(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\${String(character.charCodeAt(0)).padStart(3, "0")}`;
}
