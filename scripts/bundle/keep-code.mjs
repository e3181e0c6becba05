/** Runs one command line from its bundle and keeps the code that V8 has made of it by the end. */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { bundleName } = require("../../dist/lib/cli/bundle-name.js");
const { handleSignals } = require("../../dist/lib/cli/interruption.js");
const { loadBundle } = require("../../dist/lib/cli/load-bundle.js");

const argv = process.argv.slice(2);
const bundle = loadBundle(bundleName(argv));
process.on("exit", () => writeFileSync(bundle.cacheFile, bundle.script.createCachedData()));
bundle.run().start(argv, handleSignals());
