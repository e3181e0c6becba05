/** What a file in `definitions/` is: it adds one command, with its options and help, to the program. */
import type { Command } from "commander";
import type { Host } from "./host";

/** @param exit takes the exit code of the command */
export type Define = (program: Command, host: Host, exit: (code: number) => void) => void;
