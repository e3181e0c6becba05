#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import type { Interruption } from "./host";
import { processHost } from "./process-host";
import { runAsProcess } from "./run-as-process";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    const reason: Interruption = { kind: "interruption", signal };
    interruption.abort(reason);
  });
}

void runAsProcess(process.argv.slice(2), processHost(interruption.signal));
