/** `dcv records`: the DNS records that a saved plan waits for, in the form of the tool that owns the zones. */
import { mkdir, readdir, readFile, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseDnsName } from "../../core/dns-name";
import { counted, printable } from "../../core/printable";
import { boundaryOf } from "../../document/boundary";
import { recordsOfPlan } from "../../report/records/plan-records";
import { BY_ZONE_MARK } from "../../report/records/record";
import type { RecordsFile } from "../../report/records/record";
import { RECORDS_FORMATS } from "../../report/records/registry";
import type { RecordsFormat } from "../../report/records/registry";
import { diagnosticsText } from "../../run/diagnostics";
import { readSavedPlan } from "../../run/saved-plan";
import { UserError } from "../../run/user-error";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { refuseToReplace, writeToFile } from "../outputs";
import { refuseToLeave } from "../../run/stay-inside";
import { ageText } from "./render";

export interface RecordsOptions {
  readonly planPath: string;
  readonly format: RecordsFormat;
  /** The folder to write to; null: standard output. */
  readonly outDir: string | null;
  readonly keep: boolean;
  readonly zones: readonly string[];
}

/**
 * Exit code 1 also where a record cannot be written: the others are. An order that no record can serve is named and changes nothing.
 */
export async function recordsCommand(options: RecordsOptions, host: Host): Promise<number> {
  const zones = options.zones.map(zoneNamed);
  const { plan, diagnostics } = await readSavedPlan(options.planPath, host);
  host.stderr.write(diagnosticsText(diagnostics));
  if (plan === null) return EXIT.error;
  host.stderr.write(ageText(plan, host.now()));
  const { records, problems, leftOut } = recordsOfPlan(plan, { keep: options.keep, zones });
  const { load, extension } = RECORDS_FORMATS[options.format];
  const render = await load();
  const files = render(records);
  let isWritten = true;
  if (options.outDir === null || options.outDir === "-") {
    if (files.length > 1) throw new UserError(`${counted(files.length, "file")}, one for each zone: give --out DIR`);
    for (const { text } of files) host.stdout.write(text);
  } else {
    const outDir = resolve(host.cwd, options.outDir);
    const nameOf = (name: string | null): string => name ?? `dcv-records.${extension}`;
    const boundary = await boundaryOf(resolve(host.cwd, options.planPath), host.cwd);
    const outputs = files.map(({ name }) => ({ path: join(options.outDir ?? "", nameOf(name)) }));
    for (const { path } of outputs) await refuseToLeave(path, boundary, host.cwd);
    await refuseToReplace(outputs, [options.planPath], host.cwd);
    await mkdir(outDir, { recursive: true }).catch((error: Error) => {
      throw new UserError(`cannot write to ${options.outDir ?? ""}: ${error.message}`);
    });
    for (const { name, text } of files) {
      const path = join(outDir, nameOf(name));
      if (await writeToFile(path, [text], host)) host.stdout.write(`${printable(path)}\n`);
      else isWritten = false;
    }
    // What was not seen may still be pending, and a part of the estate says nothing of the rest.
    const isWhole = plan.complete && plan.selection === null;
    if (RECORDS_FORMATS[options.format].files === "by-zone" && isWhole && isWritten) {
      for (const path of await removeFormerFiles(outDir, files)) {
        host.stdout.write(`removed ${printable(path)}\n`);
      }
    }
  }
  for (const note of leftOut) host.stderr.write(`dcv: ${printable(note)}\n`);
  for (const problem of problems) host.stderr.write(`dcv: ${printable(problem)}\n`);
  return isWritten && problems.length === 0 ? EXIT.ok : EXIT.error;
}

/** Removes files that an earlier run wrote for zones that have no record now: octoDNS would keep their records. */
async function removeFormerFiles(directory: string, written: readonly RecordsFile[]): Promise<readonly string[]> {
  const kept = written.map(({ name }) => name);
  const removed: string[] = [];
  for (const { name, isFile } of await entriesOf(directory)) {
    if (!isFile || !name.endsWith(".yaml") || kept.includes(name)) continue;
    const text = await readFile(join(directory, name), "utf8");
    if (!text.split("\n", MARK_LINES).includes(BY_ZONE_MARK)) continue;
    const path = join(directory, name);
    await unlink(path);
    removed.push(path);
  }
  return removed;
}

/** The mark is one of the first lines. */
const MARK_LINES = 2;

async function entriesOf(directory: string): Promise<readonly { readonly name: string; readonly isFile: boolean }[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .map((entry) => ({ name: entry.name, isFile: entry.isFile() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function zoneNamed(text: string): string {
  const name = parseDnsName(text);
  if (name === null) throw new UserError(`--zone ${JSON.stringify(text)} is not the name of a zone`);
  return name;
}
