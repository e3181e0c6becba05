/**
 * Where results go: `FORMAT` or `FORMAT=-` to standard output, `FORMAT=PATH` to a file that is written whole or not at all, and
 * `FORMAT=DIR/` to files in a folder, for a format that has such a form.
 */
import { mkdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { EstateHistory } from "../core/estate-history";
import type { Listing } from "../core/listing";
import { printable } from "../core/printable";
import { formatInstant } from "../core/time";
import { boundaryOf, isInside } from "../document/boundary";
import { didYouMean } from "../document/did-you-mean";
import { displayName } from "../document/read";
import type { FileCheck } from "../report/file-check";
import { checkWithPaths, planWithPaths } from "../report/places";
import type { PathOf } from "../report/places";
import type { PlanDocument } from "../report/plan-document";
import { FORMAT_NAMES, FORMATS } from "../report/registry";
import type { Format, FormatEntry } from "../report/registry";
import type { Detail, RenderContext, Renderer } from "../report/renderer";
import { checkpoint, writeToStandardOutput } from "../run/checkpoint";
import { inChunks } from "./chunks";
import type { Host } from "./host";
import { VERSION } from "../run/package-root";
import { refuseToLeave } from "../run/stay-inside";
import { UserError } from "../run/user-error";
import { whereLeads, writeWhole } from "../state/whole-file";

export interface Output {
  readonly format: Format;
  /** Null: standard output. A folder where it ends with a slash. */
  readonly path: string | null;
  /** The repository, or the folder, that the files which are read belong to; a real path. */
  readonly boundary: string;
  /** As in `RenderContext`. */
  readonly metricLabels?: readonly string[];
}

const WIDEST = 160;

const STANDARD_OUTPUT = /^\/dev\/(stdout|fd\/1)$|^\/proc\/self\/fd\/1$/;

/** What can be written: a plan, what a CA lists, the problems of the files, or an estate over time. */
export type OutputSubject = "plan" | "list" | "check" | "history";

const SUBJECT_NAMES: Record<OutputSubject, string> = {
  plan: "a plan",
  list: "a list",
  check: "a check",
  history: "a history",
};

/**
 * Reads the values of `--output`; paths are relative to `cwd`. `inputs` are the files that the command reads, the one that
 * names the others first.
 * @throws UserError for an unknown format, one that this subject does not have, two outputs for one place, an output in the
 * place of an input, or one that leaves the repository without naming its place absolutely
 */
export async function parseOutputs(
  subject: OutputSubject,
  values: readonly string[],
  inputs: readonly string[],
  cwd: string,
): Promise<readonly Output[]> {
  const boundary = await boundaryOf(resolve(cwd, inputs[0] ?? "domains.yaml"), cwd);
  const wanted = values.length === 0 && subject !== "check" ? ["text"] : values;
  const outputs = wanted.map((value) => ({ ...parseOutput(subject, value), boundary }));
  const taken = new Set<string>();
  for (const { path } of outputs) {
    const place = path === null ? "standard output" : await whereLeads(resolve(cwd, path));
    if (path !== null) await refuseToLeave(path, boundary, cwd);
    if (taken.has(place)) {
      throw new UserError(`two outputs for ${place}; write one of them to another file (FORMAT=PATH)`);
    }
    taken.add(place);
  }
  await refuseToReplace(outputs, inputs, cwd);
  return outputs;
}

/**
 * @throws UserError where an output would replace one of these files, or a YAML file in these folders; paths are relative to
 * `cwd` or absolute
 */
export async function refuseToReplace(
  outputs: readonly Pick<Output, "path">[],
  files: readonly string[],
  cwd: string,
): Promise<void> {
  const read = await Promise.all([...new Set(files)].map((path) => whereLeads(resolve(cwd, path))));
  for (const { path } of outputs) {
    const place = path === null ? null : await whereLeads(resolve(cwd, path));
    if (place !== null && read.some((one) => place === one || (isInside(place, one) && /\.ya?ml$/.test(place))))
      throw new UserError(printable(`an output would replace ${place}, which is read; write it to another file`));
  }
}

/** @throws UserError where labels are chosen and no output would show them */
export function withMetricLabels(outputs: readonly Output[], metricLabels: readonly string[]): readonly Output[] {
  if (metricLabels.length > 0 && !outputs.some(({ format }) => format === "prometheus"))
    throw new UserError("--prometheus-label needs --output prometheus; other formats show every label that they can");
  return outputs.map((output) => ({ ...output, metricLabels }));
}

/** The formats that a subject can be written in. */
export function formatsOf(subject: OutputSubject): readonly Format[] {
  return FORMAT_NAMES.filter((format) => rendererIn(format, subject) !== null);
}

function rendererIn(format: Format, subject: OutputSubject): unknown {
  return FORMATS[format][subject] ?? null;
}

function parseOutput(subject: OutputSubject, value: string): Omit<Output, "boundary"> {
  const [name = "", ...rest] = value.split("=");
  const given = rest.join("=");
  const path = rest.length === 0 || given === "-" ? null : given;
  const known = formatsOf(subject);
  const format = known.find((one) => one === name);
  if (format === undefined) {
    const isElsewhere = FORMAT_NAMES.some((one) => one === name);
    const problem = isElsewhere
      ? `${SUBJECT_NAMES[subject]} has no output format "${name}"`
      : `there is no output format "${name}"`;
    throw new UserError(`${problem} (${known.join(", ")})${isElsewhere ? "" : didYouMean(name, known)}`);
  }
  if (path === "") throw new UserError(`--output ${value} has no path after the equals sign`);
  if (path !== null && isFolder(path) && (subject !== "plan" || folderOf(format) === undefined)) {
    const able = FORMAT_NAMES.filter((one) => folderOf(one) !== undefined).join(", ");
    throw new UserError(
      `--output ${value} names a folder, but ${format} is one file: name the file (${able} can be a folder, for a plan)`,
    );
  }
  if (path !== null && STANDARD_OUTPUT.test(path))
    throw new UserError(`for standard output write --output ${name} alone`);
  return { format, path };
}

function isFolder(path: string): boolean {
  return path.endsWith("/");
}

function folderOf(format: Format): FormatEntry["folder"] {
  return FORMATS[format].folder;
}

/**
 * Renders and writes every output; true when all could be written. A failure is said and does not stop the others.
 * @throws the `Interruption`, where there was one; a file is whole by then, or as it was
 */
export async function writeOutputs<S extends OutputSubject>(
  subject: S,
  input: Input[S],
  outputs: readonly Output[],
  color: boolean,
  host: Host,
  detail: Detail = "work",
): Promise<boolean> {
  let complete = true;
  for (const { format, path, boundary, metricLabels = [] } of outputs) {
    await checkpoint(host);
    if (path !== null && isFolder(path)) {
      if (!(await writeFolder(format, input as PlanDocument, path, boundary, host))) complete = false;
      continue;
    }
    const renderer = await rendererOf(subject, format);
    const shown = FORMATS[format].paths === "repository" ? await fromRoot(subject, input, boundary, host) : input;
    const context = contextFor(host, path === null ? color : null, detail);
    const text = inChunks(renderer(shown, { ...context, metricLabels }));
    if (path === null) await writeToStandardOutput(text, host);
    else if (!(await writeToFile(path, text, host))) complete = false;
    for (const problem of await problemsOf(subject, format, input)) {
      complete = false;
      host.stderr.write(`dcv: ${printable(`${format}: ${problem}`)}\n`);
    }
  }
  await checkpoint(host);
  return complete;
}

/** Only a plan has outputs that are folders. A file in it that no plan has any more stays: it is not ours to remove. */
async function writeFolder(
  format: Format,
  plan: PlanDocument,
  folder: string,
  boundary: string,
  host: Host,
): Promise<boolean> {
  const load = folderOf(format);
  if (load === undefined) throw new Error(`${format} has no form that is a folder`);
  const files = (await load())(plan);
  for (const { name } of files) await refuseToLeave(join(folder, name), boundary, host.cwd);
  try {
    await mkdir(resolve(host.cwd, folder), { recursive: true });
  } catch (error) {
    host.stderr.write(`dcv: cannot write to ${printable(folder)}: ${(error as Error).message}\n`);
    return false;
  }
  let complete = true;
  for (const { name, text } of files) {
    if (!(await writeToFile(join(folder, name), inChunks(text), host))) complete = false;
  }
  return complete;
}

/** Writes the problems of the files into the outputs that have a form for them; true when all could be written. */
export async function writeCheck(
  configPath: string,
  { diagnostics, estate }: Pick<FileCheck, "diagnostics" | "estate">,
  outputs: readonly Output[],
  color: boolean,
  host: Host,
): Promise<boolean> {
  const file = configPath === "-" ? "standard input" : displayName(resolve(host.cwd, configPath), host.cwd);
  const check = { estate, file, diagnostics, checkedAt: formatInstant(host.now()) };
  const able = outputs.filter(({ format }) => FORMATS[format].check !== undefined);
  return writeOutputs("check", check, able, color, host);
}

interface Input {
  readonly plan: PlanDocument;
  readonly list: Listing;
  readonly check: FileCheck;
  readonly history: EstateHistory;
}

/** The same with paths from the root of the repository, whatever the working directory; one outside of it stays as it is. */
async function fromRoot<S extends OutputSubject>(
  subject: S,
  input: Input[S],
  boundary: string,
  { cwd }: Host,
): Promise<Input[S]> {
  const here = await realpath(cwd).catch(() => cwd);
  const pathOf: PathOf = (file) => {
    const path = isAbsolute(file) ? file : join(here, file);
    return isInside(path, boundary) ? relative(boundary, path).replaceAll("\\", "/") : file;
  };
  const change: { readonly [T in OutputSubject]: (one: Input[T]) => Input[T] } = {
    plan: (plan) => planWithPaths(plan, pathOf),
    list: (list) => list,
    check: (check) => checkWithPaths(check, pathOf),
    history: (history) => history,
  };
  return change[subject](input);
}

async function rendererOf<S extends OutputSubject>(subject: S, format: Format): Promise<Renderer<Input[S]>> {
  const load = rendererIn(format, subject) as (() => Promise<Renderer<Input[S]>>) | null;
  if (load === null) throw new Error(`${SUBJECT_NAMES[subject]} has no output format ${format}`);
  return load();
}

async function problemsOf<S extends OutputSubject>(
  subject: S,
  format: Format,
  input: Input[S],
): Promise<readonly string[]> {
  return subject === "plan" ? ((await FORMATS[format].problems?.(input as PlanDocument)) ?? []) : [];
}

/** For standard output; with `color` null for a file, which gets no colour and the width of paper. */
export function contextFor(host: Host, color: boolean | null, detail: Detail = "work"): RenderContext {
  const columns = color === null ? 80 : Math.min(WIDEST, Math.max(60, host.stdout.columns));
  return { toolVersion: VERSION, color: color ?? false, columns, detail };
}

export async function writeToFile(
  path: string,
  text: Iterable<string>,
  { cwd, interrupted, stderr }: Host,
): Promise<boolean> {
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
