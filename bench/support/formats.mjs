/** The formats of a plan, by the registry of the built program. */
import { createRequire } from "node:module";

export const { FORMAT_NAMES: FORMATS } = createRequire(import.meta.url)("../../dist/lib/report/registry.js");

/** The options that write each to a file of its own. */
export const outputs = (formats) => formats.flatMap((format) => ["--output", `${format}=${format}.out`]);
