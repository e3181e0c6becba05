// Lint with types, and the walls between the rooms: every room of lib/ may import core and what is listed here, nothing else.
import tseslint from "typescript-eslint";

const ROOMS = [
  "core",
  "concurrency",
  "document",
  "config",
  "policy",
  "providers",
  "dns",
  "state",
  "run",
  "notify",
  "report",
  "terraform",
  "simulator",
  "cli",
];

/** What a room may import of the others, and which packages and built-in modules. */
const MAY_IMPORT = {
  core: { rooms: [], packages: ["tr46", "@sinclair/typebox"] },
  document: {
    rooms: ["core"],
    packages: ["@sinclair/typebox", "yaml", "ajv", "fastest-levenshtein", "node:fs/promises", "node:path"],
  },
  config: {
    rooms: ["core", "document"],
    packages: ["@sinclair/typebox", "tldts-icann", "node:fs/promises", "node:path"],
  },
  policy: {
    rooms: ["core", "document"],
    packages: ["@sinclair/typebox", "ajv", "re2js", "node:fs/promises", "node:path"],
  },
  concurrency: { rooms: ["core"], packages: ["node:*"] },
  providers: { rooms: ["core", "concurrency"], packages: ["@sinclair/typebox", "undici", "ajv", "node:*"] },
  dns: { rooms: ["core", "concurrency"], packages: ["dns-packet", "undici", "tldts-icann", "node:*"] },
  state: { rooms: ["core", "concurrency"], packages: ["@sinclair/typebox", "ajv", "node:*"] },
  report: {
    rooms: ["core"],
    // `node:crypto` for digests that keep fingerprints stable; it is asked for no chance.
    packages: [
      "yaml",
      "@sinclair/typebox",
      "picocolors",
      "ajv",
      "csv-stringify/sync",
      "fast-xml-parser",
      "sarif",
      "tldts-icann",
      "node:crypto",
    ],
  },
  notify: { rooms: ["core", "report"], packages: ["undici", "nodemailer", "@sinclair/typebox", "node:*"] },
  "terraform/stack": { rooms: ["core"], packages: ["cdktf", "constructs", "@cdktf/*"] },
  // A program of its own that Terraform starts: it puts a run together as the command line does.
  "terraform/plugin": {
    rooms: ["core", "concurrency", "config", "policy", "providers", "run"],
    packages: ["@grpc/grpc-js", "protobufjs/*", "@msgpack/msgpack", "selfsigned", "@sinclair/typebox", "node:*"],
  },
  // Of `dns` the bytes of messages and signatures, which both sides share.
  simulator: { rooms: ["core", "document", "dns"], packages: ["@sinclair/typebox", "dns-packet", "node:*"] },
  // The embedded CA is handed in, so a run loads no server; the construct and the plugin use a run, not the reverse.
  run: {
    rooms: ["core", "concurrency", "document", "config", "policy", "providers", "dns", "state", "notify", "report"],
    packages: ["node:*"],
  },
  cli: { rooms: ROOMS, packages: ["commander", "@pnpm/tabtab", "node:*"] },
};

/** Pure rooms say what they need: time, chance and the process are arguments. */
const PURE_ROOMS = ["core", "policy", "report", "terraform/stack"];
/** For every room. A block for some rooms replaces the rule, so it has to repeat these. */
const HOUSE_SYNTAX = [
  { selector: "TSEnumDeclaration", message: "Use a union of words." },
  { selector: "ExportDefaultDeclaration", message: "Use named exports." },
];
/** What quotes foreign text reaches a function with the rest of its call, so that none is handed another one. */
const QUOTE_SYNTAX = [
  {
    selector: ":function > Identifier.params[name='quote']",
    message: "Take the context of the call (call-context.ts).",
  },
];
const IMPURE_SYNTAX = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Time is an argument." },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: "Time is an argument." },
  { selector: "MemberExpression[object.name='performance']", message: "Time is an argument." },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: "Chance is an argument." },
  { selector: "Identifier[name='process']", message: "The process belongs to lib/cli." },
];

function wallsOf(room) {
  const { rooms, packages } = MAY_IMPORT[room];
  const closed = [...ROOMS, "stack", "plugin"].filter((other) => other !== room && !rooms.includes(other));
  return {
    files: [`lib/${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            // `../x/…` leaves a room, `../../x/…` leaves it from a folder inside it.
            {
              regex: `^(\\.\\./)+(${closed.join("|") || "$^"})(/|$)`,
              message: `lib/${room} may not import this room.`,
            },
            {
              regex: `^(?!\\.)(?!(${packages.map((name) => name.replace("*", ".*")).join("|") || "$^"})$)`,
              message: `lib/${room} may not import this package.`,
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "cdktf.out/", "**/*.js", "**/*.mjs", "examples/**/cdktf.out/"] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./test/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // A function may be async because its type says so.
      "@typescript-eslint/require-await": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "no-restricted-syntax": ["error", ...HOUSE_SYNTAX],
    },
  },
  // A file that grows longer is about two things.
  { files: ["lib/**/*.ts"], rules: { "max-lines": ["error", 300] } },
  ...Object.keys(MAY_IMPORT).map(wallsOf),
  {
    files: ["lib/providers/**/*.ts"],
    ignores: ["lib/providers/call-context.ts"],
    rules: { "no-restricted-syntax": ["error", ...HOUSE_SYNTAX, ...QUOTE_SYNTAX] },
  },
  {
    files: PURE_ROOMS.map((room) => `lib/${room}/**/*.ts`),
    rules: { "no-restricted-syntax": ["error", ...HOUSE_SYNTAX, ...IMPURE_SYNTAX] },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/explicit-module-boundary-types": "off",
      // Jest's matchers are typed as any.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
    },
  },
);
