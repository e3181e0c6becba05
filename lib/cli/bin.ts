#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import "./require-node"; // before all others
import { bundleName } from "./bundle-name";
import { handleSignals } from "./interruption";
import { loadBundle } from "./load-bundle";

// With these the YAML parser would write what it reads to standard output.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

/** A run that ends sooner than this has a small heap, which needs no limit. */
const SMALL_RUN_MS = 500;

// V8 lets the heap grow to a multiple of what is in use before it collects: an estate of a million domains would take 2.5 GB, of
// which 1 GB is in use. The flag is read at each collection, so it may be set later; from then on Node compiles its own modules anew.
function limitHeap(): void {
  const limit = async (): Promise<void> => {
    const { setFlagsFromString } = await import("node:v8");
    setFlagsFromString("--heap-growing-percent=50");
  };
  setTimeout(() => void limit(), SMALL_RUN_MS).unref();
}

const argv = process.argv.slice(2);
const name = bundleName(argv);
if (name === "help") {
  // It ends sooner than signals are handled.
  loadBundle(name).run().start(argv);
} else {
  const interrupted = handleSignals(); // before what takes long to load
  limitHeap();
  loadBundle(name).run().start(argv, interrupted);
}
