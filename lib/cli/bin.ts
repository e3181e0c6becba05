#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import "./require-node"; // before all others
import { interrupted } from "./interruption"; // before what takes long to load
import { bundleName } from "./bundle-name";
import { loadBundle } from "./load-bundle";

// With these the YAML parser would write what it reads to standard output.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

/** A run that ends sooner than this has a small heap, which needs no limit. */
const SMALL_RUN_MS = 500;

// V8 lets the heap grow to a multiple of what is in use before it collects: an estate of a million domains would take 2.5 GB, of
// which 1 GB is in use. The flag is read at each collection, so it may be set later; from then on Node compiles its own modules anew.
setTimeout(() => {
  void import("node:v8").then(({ setFlagsFromString }) => setFlagsFromString("--heap-growing-percent=50"));
}, SMALL_RUN_MS).unref();

const argv = process.argv.slice(2);
loadBundle(bundleName(argv)).run().start(argv, interrupted);
