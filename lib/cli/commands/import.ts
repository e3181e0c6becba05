/** `dcv import`: what the CAs list becomes entries of a file. */
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { placeText } from "../../core/diagnostic";
import { counted, printable } from "../../core/printable";
import { boundaryOf } from "../../document/boundary";
import { commandFor } from "../../run/config-file";
import { diagnosticsText, warningsText } from "../../run/diagnostics";
import { importBlocks, isImportBlocks } from "../../run/import-blocks";
import { changedMeanwhile, prepareImport } from "../../run/import";
import type { ImportOptions } from "../../run/import-target";
import type { Merged, Methodless } from "../../run/merge-import";
import { UserError } from "../../run/user-error";
import { whereLeads, writeWhole } from "../../state/whole-file";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { refuseToLeave } from "../../run/stay-inside";
import { createProgress } from "../progress";

export interface ImportCommandOptions extends Omit<ImportOptions, "wantsKnown"> {
  /** The file that gets Terraform's import block; null: none. */
  readonly terraformPath: string | null;
  /** Show the change, and write nothing. */
  readonly dryRun: boolean;
  readonly logLevel: LogLevel;
}

export async function importCommand(options: ImportCommandOptions, host: Host): Promise<number> {
  const { configPath, terraformPath } = options;
  const isPrinted = options.outputPath === "-";
  const outputPath = isPrinted ? null : options.outputPath;
  const boundary = await boundaryOf(resolve(host.cwd, configPath), host.cwd);
  for (const path of [outputPath, terraformPath]) {
    if (path !== null) await refuseToLeave(path, boundary, host.cwd);
  }
  if (terraformPath !== null) await checkBlocksFile(terraformPath, outputPath, host);
  const progress = createProgress(host.stderr, options.logLevel);
  const wanted = { ...options, outputPath, wantsKnown: terraformPath !== null };
  const { diagnostics, warnings, problems, merged, known } = await prepareImport(wanted, host, progress);
  host.stderr.write(diagnosticsText(diagnostics));
  host.stderr.write(warningsText(warnings));
  host.stderr.write(problems.map((problem) => `dcv: ${printable(problem)}\n`).join(""));
  if (problems.length > 0) host.stderr.write("dcv: nothing is written, since not everything could be read\n");
  if (merged === null) return EXIT.error;
  host.stderr.write(warningsText(merged.refused));
  if (options.dryRun) {
    host.stdout.write(merged.diff.split("\n").map(shownLine).join("\n"));
    host.stderr.write(summaryOf(merged, configPath, "would be added"));
    host.stderr.write(importsSummary(terraformPath, known, "would be written"));
    return EXIT.ok;
  }
  if (terraformPath !== null)
    await writeFor(terraformPath, resolve(host.cwd, terraformPath), importBlocks(known), host);
  if (isPrinted) {
    host.stdout.write(merged.after.toString("utf8"));
    host.stderr.write(importsSummary(terraformPath, known, "written"));
    host.stderr.write(summaryOf(merged, configPath, "printed"));
    return EXIT.ok;
  }
  if (merged.diff !== "") {
    const changed = await changedMeanwhile(merged);
    if (changed !== null) {
      host.stderr.write(`dcv: ${printable(changed)}\n`);
      return EXIT.error;
    }
    await writeFor(merged.file, merged.path, merged.after.toString("utf8"), host);
  }
  host.stdout.write(summaryOf(merged, configPath, "added"));
  host.stdout.write(importsSummary(terraformPath, known, "written"));
  return EXIT.ok;
}

/**
 * @param shown the path as messages show it
 * @throws UserError where the system refuses; the file is as it was then
 */
async function writeFor(shown: string, path: string, text: string, { interrupted }: Host): Promise<void> {
  try {
    await writeWhole(path, [text], interrupted);
  } catch (error) {
    interrupted.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(printable(`${shown} cannot be written (${code}); it is as it was`));
  }
}

/**
 * Before anything is read: a run that cannot end by writing it should not begin.
 * @throws UserError where the file cannot be written, or holds anything but an import block of ours
 */
async function checkBlocksFile(path: string, outputPath: string | null, { cwd }: Host): Promise<void> {
  const shown = printable(path);
  if (path === "-") throw new UserError("--terraform writes a file; name one such as imports.tf");
  const place = await whereLeads(resolve(cwd, path));
  if (outputPath !== null && place === (await whereLeads(resolve(cwd, outputPath)))) {
    throw new UserError(`--output and --terraform are the same file, ${shown}; name another for one of them`);
  }
  const found = await stat(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new UserError(`${shown} cannot be written (${error.code ?? error.message})`);
  });
  if (found === null) {
    const folder = await stat(dirname(place)).catch(() => null);
    if (folder?.isDirectory() !== true) throw new UserError(`${shown}: there is no such folder; make it first`);
    return;
  }
  if (!found.isFile()) throw new UserError(`${shown} is not a file; name another`);
  if (isImportBlocks(await readFile(place, "utf8"))) return;
  throw new UserError(`${shown} exists and holds more than an import block of --terraform; name another file`);
}

function importsSummary(path: string | null, known: readonly unknown[], done: string): string {
  return path === null ? "" : `${printable(path)}: import block of ${counted(known.length, "domain")} ${done}\n`;
}

/** Tabs, and the carriage return at the end of a line, are kept: the diff is to be applied. */
function shownLine(line: string): string {
  const end = line.endsWith("\r") ? "\r" : "";
  const parts = line.slice(0, line.length - end.length).split("\t");
  return parts.map(printable).join("\t") + end;
}

/** Nothing is ordered for a domain without a method. */
function methodlessText({ count, first, method }: Methodless): string {
  const subject = `${counted(count, "domain")} ${count === 1 ? "has" : "have"} no method, since the CA shows none`;
  const where = printable(`${count === 1 ? "" : "the first is "}${first.domain}, ${placeText(first.place)}`);
  return `${subject} (${where}); add "method: ${method}" to ${count === 1 ? "it" : "each"} or to defaults, so that dcv apply can order`;
}

function summaryOf(
  { file, diff, added, accepted, declared, methodless, toInclude }: Merged,
  configPath: string,
  done: "added" | "would be added" | "printed",
): string {
  const shown = printable(file);
  const total = added.length;
  const each = [...new Set(added.map(({ provider }) => provider))].map(
    (name) => `${added.filter(({ provider }) => provider === name).length} at ${name}`,
  );
  const lines = [
    total === 0
      ? `${shown}: no domain is missing`
      : `${shown}: ${counted(total, "domain")} ${done} (${each.join(", ")})`,
    ...(accepted === 0
      ? []
      : [`${counted(accepted, "name")} that cannot be declared ${done} as accepted for a time; look at the reasons`]),
    ...(methodless === null ? [] : [methodlessText(methodless)]),
    ...(toInclude === null ? [] : [`the configuration does not read this file yet; add ${toInclude} to its include`]),
    done === "added" || diff === ""
      ? `${counted(declared, "domain")} declared; next: ${printable(commandFor("dcv plan", configPath))}`
      : `${counted(declared, "domain")} would be declared; ${done === "printed" ? "the file stays as it is" : "run again without --dry-run"}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}
