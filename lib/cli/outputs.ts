/** Where results go: `FORMAT` to standard output, `FORMAT=PATH` to a file that is written whole or not at all. */
import { resolve } from "node:path";
import type { Listing } from "../core/listing";
import { printable } from "../core/printable";
import { didYouMean } from "../document/did-you-mean";
import type { PlanDocument } from "../report/plan-document";
import { FORMAT_NAMES, FORMATS } from "../report/registry";
import type { Format } from "../report/registry";
import type { RenderContext, Renderer } from "../report/renderer";
import { checkpoint } from "../run/checkpoint";
import { inChunks } from "./chunks";
import type { Host } from "./host";
import { VERSION } from "../run/package-root";
import { UserError } from "../run/user-error";
import { whereLeads, writeWhole } from "../state/whole-file";

export interface Output {
  readonly format: Format;
  /** Null: standard output. */
  readonly path: string | null;
}

const WIDEST = 160;

const STANDARD_OUTPUT = /^\/dev\/(stdout|fd\/1)$|^\/proc\/self\/fd\/1$/;

/** What can be written: a plan, or what a CA lists. */
export type Subject = "plan" | "list";

/**
 * Reads the values of `--output`; paths are relative to `cwd`. `inputs` are the files that the command reads.
 * @throws UserError for an unknown format, one that this subject does not have, two outputs for one place, or an output in
 * the place of an input
 */
export async function parseOutputs(
  subject: Subject,
  values: readonly string[],
  inputs: readonly string[],
  cwd: string,
): Promise<readonly Output[]> {
  const outputs = (values.length === 0 ? ["text"] : values).map((value) => parseOutput(subject, value));
  const read = new Set(await Promise.all(inputs.map((path) => whereLeads(resolve(cwd, path)))));
  const taken = new Set<string>();
  for (const { path } of outputs) {
    const place = path === null ? "standard output" : await whereLeads(resolve(cwd, path));
    if (read.has(place))
      throw new UserError(`an output would replace ${place}, which is read; write it to another file`);
    if (taken.has(place)) {
      throw new UserError(`two outputs for ${place}; write one of them to another file (FORMAT=PATH)`);
    }
    taken.add(place);
  }
  return outputs;
}

/** The formats that a subject can be written in. */
export function formatsOf(subject: Subject): readonly Format[] {
  return FORMAT_NAMES.filter((format) => FORMATS[format][subject] !== null);
}

function parseOutput(subject: Subject, value: string): Output {
  const [name = "", ...rest] = value.split("=");
  const path = rest.length === 0 ? null : rest.join("=");
  const known = formatsOf(subject);
  const format = known.find((one) => one === name);
  if (format === undefined) {
    const isElsewhere = FORMAT_NAMES.some((one) => one === name);
    const problem = isElsewhere ? `a ${subject} has no output format "${name}"` : `there is no output format "${name}"`;
    throw new UserError(`${problem} (${known.join(", ")})${isElsewhere ? "" : didYouMean(name, known)}`);
  }
  if (path === "") throw new UserError(`--output ${value} has no path after the equals sign`);
  if (path !== null && STANDARD_OUTPUT.test(path))
    throw new UserError(`for standard output write --output ${name} alone`);
  return { format, path };
}

/**
 * Renders and writes every output; true when all could be written. A failure is said and does not stop the others.
 * @throws the `Interruption`, where there was one; a file is whole by then, or as it was
 */
export async function writeOutputs<S extends Subject>(
  subject: S,
  input: Input[S],
  outputs: readonly Output[],
  color: boolean,
  host: Host,
): Promise<boolean> {
  let complete = true;
  for (const { format, path } of outputs) {
    const renderer = await rendererOf(subject, format);
    await checkpoint(host);
    const text = inChunks(renderer(input, contextFor(host, path === null ? color : null)));
    if (path === null) await writeToStandardOutput(text, host);
    else if (!(await writeToFile(path, text, host))) complete = false;
  }
  await checkpoint(host);
  return complete;
}

interface Input {
  readonly plan: PlanDocument;
  readonly list: Listing;
}

async function rendererOf<S extends Subject>(subject: S, format: Format): Promise<Renderer<Input[S]>> {
  const load = FORMATS[format][subject] as (() => Promise<Renderer<Input[S]>>) | null;
  if (load === null) throw new Error(`a ${subject} has no output format ${format}`);
  return load();
}

/** For standard output; with `color` null for a file, which gets no colour and the width of paper. */
export function contextFor(host: Host, color: boolean | null): RenderContext {
  const columns = color === null ? 80 : Math.min(WIDEST, Math.max(60, host.stdout.columns));
  return { toolVersion: VERSION, color: color ?? false, columns };
}

/** A reader that is slow holds up the making of the text, so that none of it waits in memory. */
async function writeToStandardOutput(text: Iterable<string>, host: Host): Promise<void> {
  for (const chunk of text) {
    host.stdout.write(chunk);
    await host.stdout.drained();
    await checkpoint(host);
  }
}

async function writeToFile(path: string, text: Iterable<string>, { cwd, interrupted, stderr }: Host): Promise<boolean> {
  try {
    await writeWhole(resolve(cwd, path), text, interrupted);
    return true;
  } catch (error) {
    interrupted.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // not what the system says: the text could not be made
    stderr.write(`dcv: cannot write ${printable(resolve(cwd, path))}: ${message}\n`);
    return false;
  }
}
