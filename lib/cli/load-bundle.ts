/**
 * Loads a bundle with the code that V8 made of it when it was built, where this is the same Node; any other Node compiles it again.
 * Two releases of Node may name the same V8 and still end with a crash on the code of each other, so each has a file of its own.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import type { BundleName } from "./bundle-name";
import type { start } from "./start";

export interface Bundle {
  /** Runs what it holds. */
  readonly run: () => { readonly start: typeof start };
  readonly script: Script;
  /** Where the code that V8 made is kept: of the same build, so it never is that of another text. */
  readonly cacheFile: string;
}

export function loadBundle(name: BundleName): Bundle {
  const file = join(__dirname, `bundles/${name}.js`);
  const cacheFile = join(__dirname, `bundles/${name}.${process.version}-${process.arch}.cache`);
  const cachedData = existsSync(cacheFile) ? readFileSync(cacheFile) : undefined;
  const text = `(function (exports, require, module, __dirname) {${readFileSync(file, "utf8")}\n})`;
  const script = new Script(text, { filename: file, ...(cachedData === undefined ? {} : { cachedData }) });
  return {
    script,
    cacheFile,
    run() {
      const module = { exports: {} };
      const wrapper = script.runInThisContext() as (
        exports: object,
        require: NodeJS.Require,
        of: object,
        at: string,
      ) => void;
      wrapper(module.exports, createRequire(file), module, dirname(file));
      return module.exports as { readonly start: typeof start };
    },
  };
}
