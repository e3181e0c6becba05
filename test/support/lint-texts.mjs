/**
 * Lints texts by the project's own configuration. In: `[{ path, text }]` as JSON on standard input; out: for each, its messages.
 * A process of its own, because ESLint loads its configuration as an ES module, which Jest's sandbox cannot do.
 * Rules that need types are off: they would compile all of lib, and the rules about rooms need none.
 */
import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

const planted = JSON.parse(readFileSync(0, "utf8"));
const eslint = new ESLint({
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { project: null } }, rules: { "@typescript-eslint/no-unused-vars": "off" } },
  ],
});
const found = [];
for (const { path, text } of planted) {
  const [result] = await eslint.lintText(text, { filePath: path });
  found.push(result.messages.map(({ message }) => message));
}
process.stdout.write(JSON.stringify(found));
