/** The options that `dcv apply` and `dcv run` share. */
import { Option } from "commander";
import { DEFAULT_PATIENCE } from "../core/apply/situation";
import { positiveNumber, repeated } from "./options";

export interface ApplyFlags {
  readonly only: readonly string[];
  readonly limit?: number;
  readonly wait: boolean;
  readonly register: boolean;
  readonly first: boolean;
  readonly hook?: string;
  readonly grace: number;
  readonly poll: number;
  readonly detailedExitcode: boolean;
}

/** For all of an apply, where nothing else is given. */
export const DEFAULT_APPLY_SECONDS = 3600;

const SECOND_MS = 1000;

export const applyOptions = (): readonly Option[] => [
  repeated("--only <address>", "apply this change alone (provider/name); may be repeated", "all"),
  new Option("--limit <count>", "apply at most this many changes, the most urgent first").argParser(positiveNumber),
  new Option("--no-wait", "ask the CAs to look, and do not wait for their answer"),
  new Option("--register", "register domains that a CA does not list").default(false),
  new Option("--hook <file>", "the program that publishes for zones with publish: exec; else DCV_HOOK"),
  new Option(
    "--first",
    "say that no earlier run has called the CAs and lost its journal: the first call is sent without a wait",
  ).default(false),
  new Option("--grace <seconds>", "how long the status of a CA may lag after a call")
    .default(DEFAULT_PATIENCE.graceMs / SECOND_MS)
    .argParser(positiveNumber),
  new Option("--poll <seconds>", "the first interval between two readings of a domain")
    .default(DEFAULT_PATIENCE.pollMs / SECOND_MS)
    .argParser(positiveNumber),
  new Option("--detailed-exitcode", "exit with 2 when some changes are still waiting").default(false),
];
