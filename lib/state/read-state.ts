/** Reads a state file line by line. What is damaged, of another format or of another version is one diagnostic, never a wrong state. */
import { createReadStream } from "node:fs";
import { Ajv } from "ajv";
import type { Diagnostic } from "../core/diagnostic";
import { StateHeader, StateLine, STATE_FORMAT, STATE_VERSION } from "./format";
import type { StateHeader as Header, StateLine as Line } from "./format";
import { observedOf } from "./state";
import type { Observed, State } from "./state";

export type ReadState = { readonly ok: true; readonly state: State } | Refused;

/** The header holds the warnings of all providers; a line with the longest challenge and detail stays far below this. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

const ajv = new Ajv({ strict: false });
const isHeader = ajv.compile<Header>(StateHeader);
const isLine = ajv.compile<Line>(StateLine);

/**
 * @param path absolute
 * @param shown how messages name the file
 */
export async function readState(path: string, shown: string, signal: AbortSignal): Promise<ReadState> {
  return readStateFrom(chunksOf(path, signal), shown, signal);
}

/** The same from bytes as they arrive. */
export async function readStateFrom(
  chunks: AsyncIterable<Uint8Array>,
  shown: string,
  signal: AbortSignal,
): Promise<ReadState> {
  const reader = createStateReader();
  let line = 0;
  try {
    for await (const text of linesOf(chunks)) {
      line += 1;
      const problem = text === null ? "the line is too long for a state" : reader.take(text);
      if (problem !== null) return refused(shown, line, problem);
    }
  } catch (error) {
    return unreadable(error, shown, signal);
  }
  const end = reader.end();
  return end.ok ? end : refused(shown, Math.max(1, line), end.problem);
}

/** The header alone: enough to sort states by their times. */
export async function readStateHeader(path: string, shown: string, signal: AbortSignal): Promise<ReadHeader> {
  const lines = linesOf(chunksOf(path, signal));
  try {
    const first = await lines.next();
    const value = first.done === true || first.value === null ? null : parsed(first.value);
    const problem = headerProblem(value ?? null);
    if (problem !== null) return refused(shown, 1, problem);
    return { ok: true, header: { ...(value as Header), version: STATE_VERSION } };
  } catch (error) {
    return unreadable(error, shown, signal);
  } finally {
    await lines.return(undefined);
  }
}

export type ReadHeader = { readonly ok: true; readonly header: Header } | Refused;

interface StateReader {
  /** What is wrong with the line, as a sentence; null when nothing is. */
  take(text: string): string | null;
  end(): { readonly ok: true; readonly state: State } | { readonly ok: false; readonly problem: string };
}

function createStateReader(): StateReader {
  let header: Header | null = null;
  const providers = new Map<string, Map<string, Observed>>();
  let last: readonly [string, string] = ["", ""];
  let count = 0;

  function takeHeader(value: unknown): string | null {
    const problem = headerProblem(value);
    if (problem !== null) return problem;
    header = { ...(value as Header), version: STATE_VERSION };
    for (const { name } of header.providers) providers.set(name, new Map());
    return null;
  }

  function takeLine(value: unknown): string | null {
    if (!isLine(value)) return `${DAMAGED}: this is no observation`;
    const observed = observedOf(value);
    const known = providers.get(value.provider);
    if (observed === null) return `${DAMAGED}: this observation cannot be read`;
    if (known === undefined) return `${DAMAGED}: the header does not name the provider of this line`;
    const isInOrder = value.provider > last[0] || (value.provider === last[0] && value.domain > last[1]);
    if (!isInOrder) return `${DAMAGED}: the lines are not in the order in which dcv writes them`;
    last = [value.provider, value.domain];
    known.set(value.domain, observed);
    count += 1;
    return null;
  }

  return {
    take(text) {
      const value = parsed(text);
      if (value === undefined) return header === null ? NO_STATE : `${DAMAGED}: this line is not JSON`;
      return header === null ? takeHeader(value) : takeLine(value);
    },
    end() {
      if (header === null) return { ok: false, problem: NO_STATE };
      if (count === header.observations) return { ok: true, state: { header, providers } };
      const problem = `${DAMAGED}: ${header.observations} observations were written and ${count} are there`;
      return { ok: false, problem };
    },
  };
}

const NO_STATE = "this is no state of dcv; name the file that dcv refresh --state wrote";
const DAMAGED = "the state is damaged; remove the file, and the next refresh asks for everything";

function headerProblem(value: unknown): string | null {
  const { format, version } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (format !== STATE_FORMAT) return NO_STATE;
  if (typeof version === "number" && version > STATE_VERSION) {
    return `the state was written by a newer dcv (version ${version}, this one reads ${STATE_VERSION}); update dcv`;
  }
  return isHeader(value) ? null : `${DAMAGED}: its header cannot be read`;
}

function chunksOf(path: string, signal: AbortSignal): AsyncIterable<Buffer> {
  return createReadStream(path, { signal, highWaterMark: 256 * 1024 });
}

/** Null for a line that is too long. The last line may end without a line feed. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string | null> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat(rest.length === 0 ? [chunk] : [rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield bytes.toString("utf8", start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_LINE_BYTES) yield null;
  }
  if (rest.length > 0) yield rest.toString("utf8");
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(error: unknown, shown: string, signal: AbortSignal): Refused {
  signal.throwIfAborted();
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const what =
    code === "ENOENT" ? "there is no such file; dcv refresh --state writes one" : `it cannot be read: ${code}`;
  return refused(shown, 1, what);
}

interface Refused {
  readonly ok: false;
  readonly diagnostic: Diagnostic;
}

function refused(file: string, line: number, message: string): Refused {
  const place = { file, line, column: 1 };
  return { ok: false, diagnostic: { code: "bad-state", severity: "error", message, place, excerpt: null } };
}
