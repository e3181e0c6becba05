/** The options that several commands share, and how their values are read. */
import { InvalidArgumentError, Option } from "commander";
import { formatDay, parseInstant } from "../core/time";
import { LABEL_KEY, NO_SELECTION } from "../core/selection";
import type { EpochMs } from "../core/time";
import { LOG_LEVELS } from "./call-log";
import type { LogLevel } from "./call-log";
import type { CompareWith } from "../run/changed-since";
import type { Host } from "./host";
import { formatsOf } from "./outputs";
import type { OutputSubject } from "./outputs";
import { findConfig } from "../run/config-file";
import type { Shard } from "../core/name-share";
import { DEFAULT_MAX_KNOWN_AGE_DAYS, DEFAULT_MAX_STATE_AGE_HOURS } from "../run/state-options";
import type { StateOptions } from "../run/state-options";
import { DEFAULT_DEADLINE_SECONDS } from "../run/deadline";
import { metricLabelName } from "../report/prometheus/label-name";
import type { Detail } from "../report/renderer";
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

/** An option whose values are collected. @param otherwise what the help shows in place of an empty list */
export function repeated<Value = string>(
  flags: string,
  description: string,
  otherwise: string,
  read: (text: string) => Value = (text) => text as Value,
): Option {
  return new Option(flags, description)
    .argParser((text: string, earlier: readonly Value[]) => [...earlier, read(text)])
    .default([], otherwise);
}

export function outputOption(subject: OutputSubject): Option {
  const formats = formatsOf(subject);
  const option = repeated(
    "--output <format[=path]>",
    `to standard output or a file; may be repeated; ${formats.join(", ")}`,
    "text",
  );
  SUGGESTED.set(option, formats);
  return option;
}

/** @throws InvalidArgumentError for what is no key of a label, and for two keys that become the same label of Prometheus */
export const prometheusLabelOption = (): Option =>
  new Option("--prometheus-label <key>", "a label of the file for the metrics of each domain; may be repeated")
    .argParser((key: string, earlier: readonly string[]) => {
      if (!LABEL_KEY.test(key)) throw new InvalidArgumentError("Write the key of a label, such as env.");
      const name = metricLabelName(key);
      const other = earlier.find((one) => one !== key && metricLabelName(one) === name);
      if (other === undefined) return [...new Set([...earlier, key])];
      throw new InvalidArgumentError(
        `"${other}" and "${key}" would both be ${name}; choose one, or rename one in the file.`,
      );
    })
    .default([], "none");

const SUGGESTED = new WeakMap<Option, readonly string[]>();

/** Values to complete an option with that takes others as well; null where there are none. */
export function suggestionsFor(option: Option): readonly string[] | null {
  return SUGGESTED.get(option) ?? null;
}

export const repeatedChoice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description)
    .choices(choices)
    .default([])
    .argParser((value: string, earlier: readonly string[]) => {
      if (choices.includes(value)) return [...earlier, value];
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
    });

export const deadlineOption = (
  description = "longest time for asking the CAs",
  seconds = DEFAULT_DEADLINE_SECONDS,
): Option => new Option("--deadline <seconds>", description).default(seconds).argParser(positiveNumber);

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

export const verboseOption = (): Option =>
  new Option("--verbose", "in text: every domain and every finding").default(false).conflicts("quiet");

export const quietOption = (): Option => new Option("--quiet", "in text: the verdict alone").default(false);

/** How much the text says. */
export function detailOf({ verbose, quiet }: { readonly verbose: boolean; readonly quiet: boolean }): Detail {
  return quiet ? "verdict" : verbose ? "everything" : "work";
}

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

export const stateOption = (): Option =>
  new Option("--state <file>", "ask only what the state does not know, and keep what was learned there");

export const refreshOption = (): Option =>
  new Option("--refresh <bool>", "false: plan from the state, and ask no CA")
    .choices(["true", "false"])
    .default("true");

export const maxStateAgeOption = (): Option =>
  new Option("--max-state-age <hours>", "with --refresh=false: refuse an older state")
    .default(DEFAULT_MAX_STATE_AGE_HOURS)
    .argParser(positiveNumber);

export const maxKnownAgeOption = (): Option =>
  new Option("--max-known-age <days>", "with --state: ask again for a date before it was known for longer")
    .default(DEFAULT_MAX_KNOWN_AGE_DAYS)
    .argParser(positiveNumber);

export const shardOption = ({ env }: Host): Option =>
  new Option(
    "--shard <i/n>",
    "ask only about part I of N, from 1; auto takes both from CI_NODE_INDEX and CI_NODE_TOTAL (GitLab), auto/N takes I from there or from JOB_COMPLETION_INDEX (Kubernetes)",
  ).argParser((text: string): Shard => {
    const [, index, count] = /^(\d{1,4}|auto)(?:\/(\d{1,4}))?$/.exec(text) ?? [];
    const shard = { index: Number(index === "auto" ? indexIn(env) : index), count: Number(count ?? env.CI_NODE_TOTAL) };
    const isWhole = Number.isInteger(shard.index) && Number.isInteger(shard.count) && index !== undefined;
    if (isWhole && (count !== undefined || index === "auto") && shard.index >= 1 && shard.index <= shard.count) {
      return shard;
    }
    throw new InvalidArgumentError("Write I/N, such as 1/7, with I from 1 to N; auto needs the variables of the CI.");
  });

/** From 1. Kubernetes counts from 0. */
function indexIn(env: Host["env"]): number {
  const { CI_NODE_INDEX: ofGitlab, JOB_COMPLETION_INDEX: ofKubernetes } = env;
  if (ofGitlab !== undefined) return Number(ofGitlab);
  return ofKubernetes === undefined ? Number.NaN : Number(ofKubernetes) + 1;
}

export interface StateFlags {
  readonly state?: string;
  readonly refresh?: "true" | "false";
  readonly maxStateAge?: number;
  readonly maxKnownAge?: number;
}

/** Null without a state. */
export function stateOptions({ state, refresh, maxStateAge, maxKnownAge }: StateFlags): StateOptions | null {
  if (state === undefined) {
    if (refresh === "false") throw new UserError("--refresh=false needs --state FILE: without it no plan can be made");
    return null;
  }
  return {
    path: state,
    refresh: refresh !== "false",
    maxStateAgeHours: maxStateAge ?? DEFAULT_MAX_STATE_AGE_HOURS,
    maxKnownAgeDays: maxKnownAge ?? DEFAULT_MAX_KNOWN_AGE_DAYS,
  };
}

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
    state: null,
    selection: NO_SELECTION,
    deadlineMs: deadline * 1000,
  };
}

/** Null where the plan is to be compared with nothing. */
export function comparisonOptions(flags: {
  readonly changedSince?: string;
  readonly onlyChanged: boolean;
  readonly full: boolean;
}): CompareWith | null {
  const { changedSince: since, onlyChanged, full } = flags;
  if (since !== undefined) return { since, onlyChanged, full };
  if (full) throw new UserError("--full needs --changed-since REF; without it every domain is asked about");
  if (onlyChanged) throw new UserError("--only-changed needs --changed-since REF");
  return null;
}

export interface ColorFlag {
  readonly color: boolean;
}

/** Only on a terminal, and not where NO_COLOR (no-color.org) is set to anything. */
export function usesColor({ color }: ColorFlag, { env, stdout }: Host): boolean {
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
