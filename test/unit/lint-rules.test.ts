/** The rules about rooms hold: what they forbid is planted in a room, and must be reported there. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../support/tables";

interface Planted {
  readonly path: string;
  readonly text: string;
}

/** The messages for each text, in its order. */
function lint(planted: readonly Planted[]): readonly (readonly string[])[] {
  const script = join(REPOSITORY, "test/support/lint-texts.mjs");
  const input = JSON.stringify(planted);
  const { stdout, stderr } = spawnSync(process.execPath, [script], { cwd: REPOSITORY, input, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as readonly (readonly string[])[];
}

const ROOMS = readdirSync(join(REPOSITORY, "lib"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const PURE_ROOMS = ["core", "policy", "report", "terraform/stack"];

/** What the house forbids in every room. */
const FORBIDDEN = {
  "an enum": ["export enum Colour { red }\n", "Use a union of words."],
  "a default export": ["export default 1;\n", "Use named exports."],
  "a file of more than 300 lines": ["// One line.\n".repeat(301), "File has too many lines (301)"],
} as const;

/** What a pure room takes as an argument. */
const IMPURE = {
  "the time of now": ["export const now = Date.now();\n", "Time is an argument."],
  "a date of now": ["export const now = new Date();\n", "Time is an argument."],
  "a stopwatch": ["export const now = performance.now();\n", "Time is an argument."],
  "a random number": ["export const dice = Math.random();\n", "Chance is an argument."],
  "the process": ["export const env = process.env;\n", "The process belongs to lib/cli."],
} as const;

/** Imports that a room must not have: one for each wall. `cli` may import every room, and no package but its own. */
const WALLS: readonly (readonly [room: string, source: string])[] = [
  ["core", "../document/document"],
  ["core", "../providers/registry"],
  ["core", "node:fs"],
  ["core", "undici"],
  ["concurrency", "../providers/registry"],
  ["concurrency", "undici"],
  ["document", "../config/load"],
  ["document", "undici"],
  ["config", "../providers/registry"],
  ["config", "../policy/load"],
  ["config", "undici"],
  ["policy", "../config/load"],
  ["policy", "../report/registry"],
  ["policy", "undici"],
  ["providers", "../config/load"],
  ["providers", "../report/registry"],
  ["providers", "yaml"],
  ["dns", "../providers/registry"],
  ["dns", "yaml"],
  ["state", "../config/load"],
  ["state", "undici"],
  ["notify", "../run/run"],
  ["notify", "../providers/registry"],
  ["notify", "yaml"],
  ["report", "../run/run"],
  ["report", "../concurrency/abort"],
  ["report", "../policy/load"],
  ["report", "node:fs"],
  ["terraform/stack", "../../cli/main"],
  ["terraform/stack", "../../providers/registry"],
  ["terraform/stack", "../plugin/schema"],
  ["terraform/stack", "node:fs"],
  ["terraform/plugin", "../../cli/main"],
  ["terraform/plugin", "../stack/app"],
  ["terraform/plugin", "undici"],
  ["simulator", "../providers/registry"],
  ["simulator", "../run/run"],
  ["simulator", "undici"],
  ["run", "../cli/main"],
  ["run", "../simulator/simulator"],
  ["run", "../terraform/stack/dcv-plan"],
  ["run", "undici"],
  ["cli", "undici"],
];

const rows: readonly (readonly [sentence: string, planted: Planted, expected: string | null])[] = [
  ...ROOMS.flatMap((room) =>
    Object.entries(FORBIDDEN).map(
      ([what, [text, message]]) =>
        [`${what} in lib/${room}`, { path: `lib/${room}/planted.ts`, text }, message] as const,
    ),
  ),
  ...PURE_ROOMS.flatMap((room) =>
    Object.entries(IMPURE).map(
      ([what, [text, message]]) =>
        [`${what} in lib/${room}`, { path: `lib/${room}/planted.ts`, text }, message] as const,
    ),
  ),
  ...WALLS.flatMap(([room, source]) => {
    const text = `export { thing } from "${source}";\n`;
    const kind = source.startsWith(".") ? "room" : "package";
    const reason = `lib/${room} may not import this ${kind}.`;
    // A folder inside the room has the same walls.
    const deeper = source.startsWith(".") ? `../${source}` : source;
    return [
      [`${source} from lib/${room}`, { path: `lib/${room}/planted.ts`, text }, reason] as const,
      [
        `${source} from a folder in lib/${room}`,
        { path: `lib/${room}/inner/planted.ts`, text: text.replace(source, deeper) },
        reason,
      ] as const,
    ];
  }),
  [
    "what quotes as an argument in lib/providers",
    {
      path: "lib/providers/planted/inner.ts",
      text: "export function said(quote: (text: string) => string): string {\n  return quote('');\n}\n",
    },
    "Take the context of the call (call-context.ts).",
  ],
  [
    "what quotes out of a context in lib/providers",
    {
      path: "lib/providers/planted.ts",
      text: "export function said({ quote }: { readonly quote: (text: string) => string }): string {\n  return quote('');\n}\n",
    },
    null,
  ],
  [
    "a union and a named export in lib/core",
    { path: "lib/core/planted.ts", text: 'export type Colour = "red";\n' },
    null,
  ],
  ["core from lib/report", { path: "lib/report/planted.ts", text: 'export { x } from "../core/time";\n' }, null],
];

let messages: readonly (readonly string[])[] = [];
beforeAll(() => {
  messages = lint(rows.map(([, planted]) => planted));
});

test.each(rows.map(([sentence, , expected], at) => [sentence, expected, at] as const))("%s", (_, expected, at) => {
  const found = messages[at] ?? ["not linted"];
  if (expected === null) expect(found).toEqual([]);
  else expect(found.join("\n")).toContain(expected);
});

test("every room has walls", () => {
  expect(ROOMS.filter((room) => !WALLS.some(([walled]) => walled.split("/")[0] === room))).toEqual([]);
});
