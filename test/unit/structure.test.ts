/** The files of lib import each other in one direction only: in a cycle no file can be read, moved or tested alone. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { preProcessFile } from "typescript";
import { REPOSITORY } from "../support/tables";

type Imports = ReadonlyMap<string, readonly string[]>;

/** What each TypeScript file below lib imports of the others; types and `import()` count as well. */
function importsOfLib(): Imports {
  const files = readdirSync(join(REPOSITORY, "lib"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
  return new Map(
    files.map((file) => {
      const { importedFiles } = preProcessFile(readFileSync(join(REPOSITORY, "lib", file), "utf8"), true, true);
      const targets = importedFiles
        .map(({ fileName }) => fileName)
        .filter((name) => name.startsWith("."))
        .map((name) => `${posix.join(posix.dirname(file), name)}.ts`);
      return [file, targets];
    }),
  );
}

/** Each cycle once, as the files that one walk along the imports comes through. */
function cyclesOf(imports: Imports): readonly string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) cycles.push([...trail.slice(start), file].join(" -> "));
    if (start !== -1 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return cycles;
}

test("a cycle is found, however long it is", () => {
  const imports = new Map([
    ["a.ts", ["b.ts", "c.ts"]],
    ["b.ts", ["c.ts"]],
    ["c.ts", ["d.ts"]],
    ["d.ts", ["b.ts"]],
    ["e.ts", ["a.ts", "e.ts"]],
  ]);
  expect(cyclesOf(imports)).toEqual(["b.ts -> c.ts -> d.ts -> b.ts", "e.ts -> e.ts"]);
});

test("every import of lib leads to a file of lib", () => {
  const imports = importsOfLib();
  expect(imports.size).toBeGreaterThan(100);
  const missing = [...imports].flatMap(([file, targets]) =>
    targets.filter((target) => !imports.has(target) && !target.endsWith(".json.ts")).map((target) => [file, target]),
  );
  expect(missing).toEqual([]);
});

test("no files of lib import each other in a cycle", () => {
  expect(cyclesOf(importsOfLib())).toEqual([]);
});
