/** Runs one command line as this process: its exit code is the command's, and a bug is one line, not a stack trace. */
import type { Host } from "./host";
import { main } from "./main";

export async function runAsProcess(argv: readonly string[], host: Host): Promise<void> {
  try {
    process.exitCode = await main(argv, host);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    process.stderr.write(`dcv: this is a bug, please report it: ${name}: ${message.replaceAll("\n", " ")}\n`);
    process.exitCode = 1;
  }
}
