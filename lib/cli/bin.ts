#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import "./require-node"; // before all others
import { EXIT } from "./exit-code";
import type { Interruption } from "../run/context";
import { processHost } from "./process-host";
import { runAsProcess } from "./run-as-process";

// With these the YAML parser would write what it reads to standard output.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

const SIGNALS = Object.keys(EXIT.interrupted) as readonly Interruption["signal"][];
/** How long a run may take to clean up. Some system calls cannot be cancelled, such as the lookup of a host name. */
const GRACE_MS = 600;

const interruption = new AbortController();

function interrupt(signal: Interruption["signal"]): void {
  for (const one of SIGNALS) process.removeAllListeners(one); // the next signal kills at once
  const reason: Interruption = { kind: "interruption", signal };
  interruption.abort(reason);
  setTimeout(() => process.kill(process.pid, signal), GRACE_MS).unref();
}

for (const signal of SIGNALS) process.on(signal, interrupt);

void runAsProcess(process.argv.slice(2), processHost(interruption.signal));
