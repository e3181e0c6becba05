/** Runs one command line as this process: its exit code is the command's, and a bug is one line, not a stack trace. */
import { setImmediate } from "node:timers/promises";
import { printable } from "../core/printable";
import { EXIT } from "./exit-code";
import type { Host, Stream } from "./host";
import { main } from "./main";

export async function runAsProcess(argv: readonly string[], host: Host): Promise<void> {
  // An error outside the run, such as an unhandled rejection, leaves nothing to rely on.
  process.once("uncaughtException", (error) => {
    reportBug(error);
    process.exit(EXIT.error);
  });
  try {
    process.exitCode = await main(argv, host);
  } catch (error) {
    reportBug(error);
    process.exitCode = EXIT.error;
  }
  await written(host.stdout);
  await written(host.stderr);
  process.exit(); // an open connection must not keep the process alive
}

/** Resolves when everything written has been flushed or has failed; the stream's error listener has run by then. */
async function written(stream: Stream): Promise<void> {
  await stream.drained();
  await setImmediate();
}

function reportBug(error: unknown): void {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  process.stderr.write(`dcv: this is a bug, please report it: ${printable(`${name}: ${message}`)}\n`);
}
