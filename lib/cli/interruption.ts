/** Signals of this process. */
import { EXIT } from "./exit-code";
import type { Interruption } from "../run/context";

const SIGNALS = Object.keys(EXIT.interrupted) as readonly Interruption["signal"][];
/** How long a run may take to clean up. Some system calls cannot be cancelled, such as the lookup of a host name. */
const GRACE_MS = 600;

/** Handles signals from now on: all that runs and is loaded after it can be interrupted. The first aborts with an `Interruption`. */
export function handleSignals(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (signal: Interruption["signal"]): void => {
    for (const one of SIGNALS) process.removeAllListeners(one); // the next signal kills at once
    const reason: Interruption = { kind: "interruption", signal };
    controller.abort(reason);
    setTimeout(() => process.kill(process.pid, signal), GRACE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return controller.signal;
}
