/** The options that several commands share, and how their values are read. */
import { InvalidArgumentError, Option } from "commander";
import { formatDay, parseInstant } from "../core/time";
import type { EpochMs } from "../core/time";
import { LOG_LEVELS } from "./call-log";
import type { LogLevel } from "./call-log";
import type { CompareWith } from "../run/changed-since";
import type { Host } from "./host";
import { formatsOf } from "./outputs";
import type { Subject } from "./outputs";
import { findConfig } from "../run/config-file";
import { DEFAULT_DEADLINE_SECONDS } from "../run/run";
import type { RunOptions } from "../run/run";
import { UserError } from "../run/user-error";

export const configOption = (): Option =>
  new Option(
    "--config <file>",
    "the configuration; - for standard input; else DCV_CONFIG, domains.yaml or domains.yml",
  ).argParser((value: string, earlier: string | undefined) => {
    if (earlier === undefined) return value;
    throw new InvalidArgumentError("It is given twice; name one file, and let that one include the others.");
  });

export const outputOption = (subject: Subject): Option =>
  new Option(
    "--output <format[=path]>",
    `to standard output or a file; may be repeated; ${formatsOf(subject).join(", ")}`,
  )
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value])
    .default([], "text");

export const repeatedChoice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description)
    .choices(choices)
    .default([])
    .argParser((value: string, earlier: readonly string[]) => {
      if (choices.includes(value)) return [...earlier, value];
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
    });

export const zoneOption = (): Option =>
  new Option("--zone <name>", "a zone that a record may belong to, where DNS was not asked; may be repeated")
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value])
    .default([], "the registrable domain");

export const deadlineOption = (): Option =>
  new Option("--deadline <seconds>", "longest time for asking the CAs")
    .default(DEFAULT_DEADLINE_SECONDS)
    .argParser(positiveNumber);

export const logLevelOption = (): Option =>
  new Option("--log-level <level>", "debug: a line on standard error for each call to a CA")
    .choices(LOG_LEVELS)
    .default("info" satisfies LogLevel);

export const windowOption = (): Option =>
  new Option("--within <days>", "the revalidation window, for every domain").argParser(wholeNumber);

/** The name of `--within` before it was renamed. `dcv list` has a filter of this name, which means something else. */
export const oldWindowOption = (): Option =>
  new Option("--expires-in <days>", "old name of --within").argParser(wholeNumber).hideHelp();

export const colorOption = (): Option => new Option("--no-color", "no colours, also by NO_COLOR");

export const enforcementOption = (): Option =>
  new Option("--enforcement <kind>", "whether findings decide the outcome; as the file says unless given").choices([
    "mandatory",
    "advisory",
  ]);

export const asOfOption = (host: Host): Option =>
  new Option("--as-of <instant>", "judge everything as of this day (00:00 UTC) or ISO instant").argParser(
    (text: string) => {
      const instant = parseInstant(text);
      if (instant !== null) return instant;
      throw new InvalidArgumentError(`Write a day such as ${formatDay(host.now())}, or an ISO instant with its zone.`);
    },
  );

/** What commander makes of them. */
export interface RunFlags {
  readonly config?: string;
  readonly deadline: number;
  readonly logLevel: LogLevel;
  readonly asOf?: EpochMs;
  readonly within?: number;
  readonly expiresIn?: number;
  readonly enforcement?: "mandatory" | "advisory";
}

export async function runOptions(
  { config, deadline, asOf, within, expiresIn, enforcement }: RunFlags,
  host: Host,
): Promise<RunOptions> {
  if (expiresIn !== undefined) {
    if (within !== undefined) throw new UserError("--expires-in is the old name of --within: give --within alone");
    host.stderr.write("dcv: --expires-in is deprecated here; write --within\n");
  }
  return {
    configPath: await findConfig(config ?? null, host),
    asOf: asOf ?? null,
    windowDays: within ?? expiresIn ?? null,
    enforcement: enforcement ?? null,
    everyDate: false,
    compareWith: null,
    deadlineMs: deadline * 1000,
  };
}

/** Null where the plan is to be compared with nothing. */
export function comparisonOptions(flags: {
  readonly changedSince?: string;
  readonly onlyChanged: boolean;
}): CompareWith | null {
  const { changedSince: since, onlyChanged } = flags;
  if (since !== undefined) return { since, onlyChanged: onlyChanged };
  if (onlyChanged) throw new UserError("--only-changed needs --changed-since REF");
  return null;
}

/** Only on a terminal, and not where NO_COLOR (no-color.org) is set to anything. */
export function usesColor({ color }: { readonly color: boolean }, { env, stdout }: Host): boolean {
  return color && stdout.isTTY && (env.NO_COLOR ?? "") === "";
}

export function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}

export function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Write a whole number, 1 or more.");
}

export function portNumber(text: string): number {
  const value = wholeNumber(text);
  if (value <= 65_535) return value;
  throw new InvalidArgumentError("Write a port number from 0 to 65535.");
}
