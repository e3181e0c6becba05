#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import "./require-node"; // before all others
import { interrupted } from "./interruption"; // before what takes long to load
import { bundleName } from "./bundle-name";
import type { start } from "./start";

// With these the YAML parser would write what it reads to standard output.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

const argv = process.argv.slice(2);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- which file it is depends on the arguments
const bundle = require(`./bundles/${bundleName(argv)}`) as { readonly start: typeof start };
bundle.start(argv, interrupted);
