/** Where results go: `FORMAT` to standard output, `FORMAT=PATH` to a file that is written whole or not at all. */
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { printable } from "../core/printable";
import { didYouMean } from "../document/did-you-mean";
import { FORMAT_NAMES, FORMATS } from "../report/registry";
import type { Format, RenderContext, Renderer } from "../report/registry";
import type { Host } from "./host";
import { VERSION } from "./package-root";
import { UserError } from "./user-error";

export interface Output {
  readonly format: Format;
  /** Null: standard output. */
  readonly path: string | null;
}

const WIDEST = 160;

/**
 * Reads the values of `--output`; paths are relative to `cwd`.
 * @throws UserError for an unknown format, or two outputs for one place
 */
export function parseOutputs(values: readonly string[], cwd: string): readonly Output[] {
  const outputs = (values.length === 0 ? ["text"] : values).map(parseOutput);
  const places = outputs.map(({ path }) => (path === null ? "standard output" : resolve(cwd, path)));
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined)
    throw new UserError(`two outputs for ${twice}; write one of them to another file (FORMAT=PATH)`);
  return outputs;
}

function parseOutput(value: string): Output {
  const [name = "", ...rest] = value.split("=");
  const path = rest.length === 0 ? null : rest.join("=");
  const format = FORMAT_NAMES.find((known) => known === name);
  if (format === undefined) {
    const known = FORMAT_NAMES.join(", ");
    throw new UserError(`there is no output format "${name}" (${known})${didYouMean(name, FORMAT_NAMES)}`);
  }
  if (path === "") throw new UserError(`--output ${value} has no path behind the equals sign`);
  return { format, path };
}

/** Renders and writes every output; true when all could be written. A failure is said and does not stop the others. */
export async function writeOutputs<K extends "plan" | "list", T>(
  kind: K,
  input: T,
  outputs: readonly Output[],
  color: boolean,
  host: Host,
): Promise<boolean> {
  let complete = true;
  for (const { format, path } of outputs) {
    const renderer = (await FORMATS[format][kind]()) as Renderer<T>;
    if (path === null) host.stdout.write(renderer(input, contextFor(host, color)));
    else
      complete = (await writeWhole(resolve(host.cwd, path), renderer(input, contextFor(host, null)), host)) && complete;
  }
  return complete;
}

/** For standard output; with `color` null for a file, which gets no colour and the width of paper. */
export function contextFor(host: Host, color: boolean | null): RenderContext {
  const columns = color === null ? 80 : Math.min(WIDEST, Math.max(60, host.stdout.columns));
  return { toolVersion: VERSION, color: color ?? false, columns };
}

async function writeWhole(path: string, text: string, host: Host): Promise<boolean> {
  let temporary: string | null = null;
  try {
    const target = await realpath(path).catch(() => path); // a link stays a link
    const found = await stat(target).catch(() => null);
    if (found !== null && !found.isFile() && !found.isDirectory()) {
      await writeFile(target, text); // a device or a pipe cannot be replaced
      return true;
    }
    temporary = `${target}.${process.pid}.tmp`;
    await writeFile(temporary, text);
    await rename(temporary, target);
    return true;
  } catch (error) {
    if (temporary !== null) await rm(temporary, { force: true }).catch(() => undefined);
    host.stderr.write(`dcv: cannot write ${printable(path)}: ${(error as Error).message}\n`);
    return false;
  }
}
