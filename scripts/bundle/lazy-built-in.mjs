/** Modules of Node that take milliseconds to load and that most commands import without using them, such as commander the child processes. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const LAZY = ["crypto", "child_process", "dgram", "dns", "fs/promises", "net", "os", "tty"];

/** The text of a module with the same exports, which loads the one of Node where one of them is used. */
export function lazyBuiltIn(name) {
  const getters = Object.keys(require(name)).map((key) => `get ${key}() { return require("node:${name}").${key}; }`);
  return `module.exports = { ${getters.join(", ")} };`;
}
