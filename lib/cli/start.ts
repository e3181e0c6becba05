/** The command `dcv` in this process. `scripts/bundle` makes a bundle of each `BundleName` from this file. */
import { processHost } from "./process-host";
import { runAsProcess } from "./run-as-process";

/** @param interrupted aborted with an `Interruption` when the run is to end */
export function start(argv: readonly string[], interrupted?: AbortSignal): void {
  void runAsProcess(argv, processHost(interrupted, true));
}
