/**
 * Makes the bundles of the command from what `tsc` has checked: one file loads many times faster than the hundreds that it is made
 * of. Node compiles a whole file, so there is a bundle for what starts often and uses little (`lib/cli/bundle-name.ts`). The Terraform
 * provider is one bundle with all that it needs, since Terraform runs it without this package around it.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { analyzeMetafile, build } from "esbuild";
import { LAZY, lazyBuiltIn } from "./lazy-built-in.mjs";
import { knownTexts } from "./known-texts.mjs";
import { compileForRuns, compileForValidate, precompile } from "./precompile.mjs";

const ROOT = join(import.meta.dirname, "../..");
const COMPILED = join(ROOT, "dist/lib/cli");
const TO = join(COMPILED, "bundles");
const PROVIDER = join(ROOT, "dist/terraform/terraform-provider-dcv");

const yamlFilesIn = (folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `${folder}/${name}`);
const [TABLES, RULES] = [yamlFilesIn("policies/tables"), yamlFilesIn("policies")];

const [OF_VALIDATE, OF_RUNS] = await precompile(ROOT, [compileForValidate, compileForRuns]);

/** By bundle: the modules that it holds of those that are loaded on demand, null for all; its checks; and the YAML files whose data it knows. */
const BUNDLES = {
  help: { onDemand: [], checks: "", texts: [] },
  validate: { onDemand: ["lib/cli/commands/validate", "lib/config/load"], checks: OF_VALIDATE, texts: TABLES },
  all: { onDemand: null, checks: OF_RUNS, texts: [...TABLES, ...RULES, "lib/simulator/scenarios/demo.yaml"] },
};

/** Large, and loaded by `dcv synth` and `dcv notify` alone; or, for `dcv completion`, with files beside their code. */
const EXTERNAL = ["cdktf", "constructs", "@cdktf/*", "nodemailer", "@pnpm/tabtab"];

/** What a bundle does not hold is loaded from the compiled files. */
function elsewhere(held) {
  return {
    name: "elsewhere",
    setup({ onResolve }) {
      if (held === null) return;
      onResolve({ filter: /^re2js$/ }, () => ({ external: true }));
      onResolve({ filter: /^\.\/?/ }, ({ kind, path, importer, resolveDir }) => {
        const isOnDemand =
          kind === "dynamic-import" || (kind === "require-call" && importer.startsWith(join(ROOT, "lib")));
        if (!isOnDemand) return undefined;
        const file = relative(ROOT, join(resolveDir, path));
        if (held.includes(file)) return undefined;
        return { path: `${relative(TO, join(ROOT, "dist", file))}.js`, external: true };
      });
    },
  };
}

/** Checks are code of the bundle; ajv itself stays beside it where it can, for the schemas of users. */
function withChecks(checks, isAlone = false) {
  return {
    name: "checks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^ajv$/ }, () => ({ path: join(import.meta.dirname, "ajv.ts") }));
      if (!isAlone) onResolve({ filter: /^ajv\/dist\/ajv$/ }, () => ({ external: true }));
      onResolve({ filter: /^precompiled-checks$/ }, ({ path }) => ({ path, namespace: "checks" }));
      onLoad({ filter: /.*/, namespace: "checks" }, () => ({ contents: checks, loader: "js", resolveDir: ROOT }));
    },
  };
}

/** What our files and commander import is loaded when it is used. */
const lazyBuiltIns = {
  name: "lazy-built-ins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(node:)?(${LAZY.join("|")})$`) }, ({ path, importer, namespace }) => {
      const isOurs =
        importer.startsWith(join(ROOT, "lib")) || importer.startsWith(join(ROOT, "node_modules/commander"));
      return namespace === "file" && isOurs ? { path: path.replace("node:", ""), namespace: "lazy" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({ contents: lazyBuiltIn(path), loader: "js" }));
  },
};

/** The data of YAML files of the package, which need no parser then. */
function withTexts(files) {
  return {
    name: "texts",
    setup({ onLoad }) {
      onLoad({ filter: /lib[/\\]document[/\\]known-texts\.ts$/ }, () => ({
        contents: knownTexts(ROOT, files),
        loader: "js",
      }));
    },
  };
}

/** What all bundles have in common. */
const COMMON = {
  bundle: true,
  platform: "node",
  target: "node20.18",
  format: "cjs",
  // `require` loads what is beside the bundle without Node's loader of ES modules.
  supported: { "dynamic-import": false },
  alias: { "@sinclair/typebox": join(import.meta.dirname, "typebox.ts") },
  // Names stay, since errors and abort reasons are told apart by them; comments and blanks would have to be read.
  minifyWhitespace: true,
  legalComments: "eof",
  logLevel: "warning",
  metafile: process.argv.includes("--analyze"),
};

async function bundle(options) {
  const { metafile } = await build({ ...COMMON, ...options });
  if (metafile !== undefined) console.log(await analyzeMetafile(metafile));
}

rmSync(TO, { recursive: true, force: true });
for (const [name, { onDemand, checks, texts }] of Object.entries(BUNDLES)) {
  await bundle({
    entryPoints: [join(ROOT, "lib/cli/start.ts")],
    outfile: join(TO, `${name}.js`),
    external: EXTERNAL,
    plugins: [elsewhere(onDemand), withChecks(checks), withTexts(texts), lazyBuiltIns],
  });
}
await bundle({
  entryPoints: [join(ROOT, "lib/terraform/plugin/main.ts")],
  outfile: PROVIDER,
  // Too old a Node gets its sentence first.
  banner: {
    js: `#!/usr/bin/env node\n((exports) => {${readFileSync(join(COMPILED, "require-node.js"), "utf8")}})({});`,
  },
  plugins: [withChecks(OF_RUNS, true), withTexts(BUNDLES.all.texts)],
});
// The launcher as one file: to find and read each of its five takes as long as to run it.
await bundle({
  entryPoints: [join(ROOT, "lib/cli/bin.ts")],
  outfile: join(COMPILED, "bin.js"),
  allowOverwrite: true,
  target: "es2015", // an old Node is to read as far as the sentence that it is too old
});
// What a command runs is compiled by then, so its code is kept with the rest. A plan takes the CA from the embedded one.
for (const args of [["--help"], ["validate"], ["plan", "--output", "json"]]) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, "keep-code.mjs"), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH },
    stdio: "ignore",
  });
  if (status === null) throw new Error("the code of a bundle could not be kept");
}
for (const file of [join(COMPILED, "bin.js"), PROVIDER]) chmodSync(file, 0o755);
