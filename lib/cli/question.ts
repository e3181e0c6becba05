/** Asks a person at the terminal. The question goes to standard error, so that standard output holds results only. */
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { UserError } from "../run/user-error";

/** @throws UserError where the input ends without an answer; the reason of the signal when that aborts */
export async function askOnTerminal(question: string, interrupted: AbortSignal): Promise<string> {
  // Without `terminal` the keys stay with the terminal: Ctrl-C is a signal, and the line can be edited.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const ended = once(lines, "close").then(() => {
    throw new UserError("the input ended before the question was answered; give the answer as an option");
  });
  try {
    return (await Promise.race([lines.question(question, { signal: interrupted }), ended])).trim();
  } finally {
    interrupted.throwIfAborted();
    lines.close();
  }
}
