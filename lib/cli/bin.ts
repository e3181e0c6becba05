#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import "./require-node"; // before all others
import { setFlagsFromString } from "node:v8";
import { interrupted } from "./interruption"; // before what takes long to load
import { bundleName } from "./bundle-name";
import type { start } from "./start";

// With these the YAML parser would write what it reads to standard output.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

// V8 lets the heap grow to a multiple of what is in use before it collects: an estate of a million domains would take 2.5 GB, of
// which 1 GB is in use. The flag is read at each collection, so it may be set while the process runs.
setFlagsFromString("--heap-growing-percent=50");

const argv = process.argv.slice(2);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- which file it is depends on the arguments
const bundle = require(`./bundles/${bundleName(argv)}`) as { readonly start: typeof start };
bundle.start(argv, interrupted);
