/**
 * Compiles schemas of ours to code. It runs what compiles them, in the compiled files, and watches ajv: so no list of schemas has
 * to be kept.
 */
import { createRequire } from "node:module";
import { keyOf } from "./check-key.mjs";

/**
 * @param root the folder of the package, with its compiled files
 * @param steps each compiles schemas; gets a function that loads a compiled file of `lib`
 * @returns after each step, the text of a module that exports the `CHECKS` so far
 */
export async function precompile(root, steps) {
  const require = createRequire(`${root}/dist/lib/`);
  const ajv = require("ajv");
  const { Ajv: Real, _ } = ajv;
  const codeOf = require("ajv/dist/standalone").default;
  const found = new Map();
  ajv.Ajv = class Watched extends Real {
    constructor(options = {}) {
      super(options);
      this.given = { options, words: [], formats: { ...options.formats } };
    }
    addVocabulary(words) {
      this.given?.words.push(...words); // ajv calls it itself before
      return super.addVocabulary(words);
    }
    addFormat(name, format) {
      if (this.given !== undefined) this.given.formats[name] = format;
      return super.addFormat(name, format);
    }
    compile(schema, ...more) {
      const { options, words, formats } = this.given;
      const key = keyOf(options, words, formats, schema);
      if (key !== null) found.set(key, { ...this.given, schema });
      return super.compile(schema, ...more);
    }
  };
  const texts = [];
  for (const step of steps) {
    await step((file) => require(`./${file}`), root);
    texts.push(moduleOf([...found].map(checkOf)));
  }
  ajv.Ajv = Real;
  return texts;

  /** Code that finds every error is several times larger, so a value is first looked at by code that only says yes or no. */
  function checkOf([key, given]) {
    const { allErrors, verbose } = given.options;
    const quick =
      allErrors || verbose
        ? makerOf({ ...given, options: { ...given.options, allErrors: false, verbose: false } })
        : "null";
    return `${JSON.stringify(key)}: { quick: ${quick}, whole: ${makerOf(given)} }`;
  }

  function makerOf({ options, words, formats, schema }) {
    const code = { ...options.code, source: true, formats: _`formats` };
    const compiler = new Real({ ...options, code });
    compiler.addVocabulary(words);
    for (const [name, format] of Object.entries(formats)) compiler.addFormat(name, format);
    const text = codeOf(compiler, compiler.compile(schema));
    return `(formats) => { const module = {}; ${text}; return module.exports; }`;
  }
}

function moduleOf(checks) {
  return `exports.CHECKS = {\n${checks.join(",\n")}\n};`;
}

/** Compiles what every reading of files needs. */
export async function compileForValidate(load, root) {
  const { main } = load("cli/main.js");
  const { processHost } = load("cli/process-host.js");
  const silent = { write: () => undefined, drained: async () => undefined, isTTY: false, columns: 80 };
  const host = { ...processHost(), cwd: root, env: {}, stdout: silent, stderr: silent };
  const exitCode = await main(["validate", "--config", `${root}/domains.yaml`], host);
  if (exitCode !== 0) throw new Error("the sample is not valid: dcv validate says why");
}

/** Compiles what most runs need beside that. */
export async function compileForRuns(load, root) {
  const { PROVIDER_MODULES } = load("providers/registry.js");
  for (const { type } of PROVIDER_MODULES) load(`providers/${type}/provider.js`);
  for (const file of ["read-state", "journal"]) load(`state/${file}.js`);
  const { loadRules } = load("policy/load.js");
  const { compileRule } = load("policy/rule.js");
  const { POLICY_DIRECTORY, TABLES_DIRECTORY } = load("run/package-root.js");
  const { rules } = await loadRules(POLICY_DIRECTORY, [], root);
  for (const rule of rules) compileRule(rule);
  await load("policy/tables.js").readTables(TABLES_DIRECTORY, root);
  load("report/parse-plan.js").parsePlan('{"format_version":"1.0"}');
}
