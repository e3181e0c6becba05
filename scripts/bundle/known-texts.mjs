/** The text of a module that takes the place of `lib/document/known-texts.ts`: the data of these YAML files, paths relative to the package. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

export function knownTexts(root, files) {
  const { parseDocument } = createRequire(`${root}/dist/lib/`)("./document/document.js");
  const entries = files.map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const { value, diagnostics } = parseDocument(text, file);
    if (diagnostics.length > 0) throw new Error(`${file} has a problem: ${diagnostics[0].message}`);
    const json = JSON.stringify(value);
    if (!isDeepStrictEqual(JSON.parse(json), value)) throw new Error(`${file} holds what JSON cannot`);
    return [text, json];
  });
  return `export const KNOWN_TEXTS = new Map(${JSON.stringify(entries)});`;
}
