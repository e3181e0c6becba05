/** What docs/architecture.md and CONTRIBUTING.md say of the code is true of the code. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { FORMAT_NAMES } from "../../lib/report/registry";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import { REPOSITORY } from "../support/tables";

const read = (path: string): string => readFileSync(join(REPOSITORY, path), "utf8");

/** The cells of each row of the table whose head begins with this cell. */
function tableOf(page: string, head: string): readonly (readonly string[])[] {
  const table = new RegExp(`^\\| ${head} .*\\n\\|[ -|]*\\n((?:\\|.*\\n)+)`, "m").exec(read(page))?.[1];
  if (table === undefined) throw new Error(`${page} has no table that begins with ${head}`);
  return table
    .trim()
    .split("\n")
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const codeIn = (text: string): readonly string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);

describe("docs/architecture.md", () => {
  const rooms = tableOf("docs/architecture.md", "room");
  const names = rooms.map(([room = ""]) => room.replaceAll("`", "").replace("lib/", ""));

  test("lists every room of lib", () => {
    const folders = readdirSync(join(REPOSITORY, "lib"), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    // A room with two programs has two rows.
    const listed = new Set(names.map((name) => name.split("/")[0]));
    expect([...listed].toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  test.each(rooms)("%s: %s begins by saying what the room does, in twenty lines", (room, link = "") => {
    const path = /\(\.\.\/(.*)\)/.exec(link)?.[1] ?? "";
    expect(path.startsWith(`${room.replaceAll("`", "")}/`)).toBe(true);
    const [head = ""] = /^\/\*\*[^]*?\*\//.exec(read(path)) ?? [];
    expect(head).toContain(room.replaceAll("`", "")); // it names the room
    const lines = head.split("\n").length;
    expect(lines).toBeGreaterThanOrEqual(4);
    expect(lines).toBeLessThanOrEqual(20);
    // The files it leads to exist, in the room or in a folder of it.
    const folder = join(REPOSITORY, path.slice(0, path.lastIndexOf("/")));
    const files = ["policies", ...readdirSync(folder, { recursive: true, encoding: "utf8" })];
    const named = codeIn(head).filter((code) => /^[\w-]+(\.ts|\/)$/.test(code));
    const missing = named.filter((one) => !files.some((file) => `/${file}/`.endsWith(`/${one.replace(/\/$/, "")}/`)));
    expect(missing).toEqual([]);
  });

  test("says what each room may import, as lint does", () => {
    const config = read("eslint.config.mjs");
    for (const [index, [, , , imports = ""]] of rooms.entries()) {
      const name = names[index] ?? "";
      const listed = new RegExp(`^ {2}"?${name}"?: \\{[^}]*?rooms: (\\[[^\\]]*\\]|ROOMS)`, "m").exec(config)?.[1] ?? "";
      const allowed = [...listed.matchAll(/"(\w+)"/g)].map(([, room = ""]) => room);
      const said = imports === "nothing" ? [] : imports.split(", ");
      expect([name, said.toSorted()]).toEqual([name, listed === "ROOMS" ? ["all"] : allowed.toSorted()]);
      // Rooms stand below what they import.
      expect([name, allowed.filter((room) => names.indexOf(room) > index)]).toEqual([name, []]);
    }
  });

  test("names files that exist", () => {
    const paths = codeIn(read("docs/architecture.md")).filter((code) => /^[\w.-]+\/[\w./-]+$/.test(code));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => ["", "lib"].every((root) => !existsSync(join(REPOSITORY, root, path))))).toEqual([]);
  });
});

describe("CONTRIBUTING.md, where things go", () => {
  const rows = tableOf("CONTRIBUTING.md", "to add");
  const row = (what: string): string => rows.find(([name]) => name === what)?.[1] ?? "";

  test("every path that it names exists", () => {
    const paths = codeIn(rows.flat().join(" ")).filter((code) => code.includes("/"));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });

  test("a CA: each has its module and its simulator, and a line in both registries", () => {
    expect(codeIn(row("a CA"))).toEqual(["lib/providers", "module.ts", "lib/simulator", "registry.ts"]);
    const types = PROVIDER_MODULES.map(({ type }) => type);
    expect(SIMULATED_CAS.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
    const foldersWith = (room: string, file: string): readonly string[] =>
      readdirSync(join(REPOSITORY, room)).filter((name) => existsSync(join(REPOSITORY, room, name, file)));
    expect(foldersWith("lib/providers", "module.ts")).toEqual(types.toSorted());
    expect(foldersWith("lib/simulator", "simulated.ts")).toEqual(types.toSorted());
  });

  test("an output format: each is a file or a folder of lib/report, one line of its registry, and has golden files", () => {
    expect(codeIn(row("an output format"))).toEqual(["lib/report", "registry.ts"]);
    const registry = read("lib/report/registry.ts");
    const golden = readdirSync(join(REPOSITORY, "test/golden/every-action")).filter((file) =>
      file.startsWith("expected."),
    );
    expect(golden).toHaveLength(FORMAT_NAMES.length);
    for (const format of FORMAT_NAMES) {
      if (format.startsWith("records-")) continue; // of the registry in `records/`
      const file =
        new RegExp(`^ {2}"?${format}"?: \\{(?:\\n {4}.*)*?import\\("\\./([\\w/-]+)"\\)`, "m").exec(registry)?.[1] ?? "";
      expect([format, existsSync(join(REPOSITORY, "lib/report", `${file}.ts`))]).toEqual([format, true]);
    }
  });

  test("a rule: each is a file in policies, with a condition, and is in the table of its test", () => {
    expect(codeIn(row("a rule"))).toEqual(
      expect.arrayContaining(["policies/", "condition", "test/unit/policy/built-in-rules.test.ts"]),
    );
    const tests = read("test/unit/policy/built-in-rules.test.ts");
    const rules = readdirSync(join(REPOSITORY, "policies")).filter((file) => file.endsWith(".yaml"));
    expect(rules.length).toBeGreaterThan(10);
    for (const file of rules) {
      const id = file.replace(".yaml", "");
      const text = read(`policies/${file}`);
      expect([id, /^id: (.*)$/m.exec(text)?.[1], /^condition:/m.test(text)]).toEqual([id, id, true]);
      expect([id, tests.includes(id)]).toEqual([id, true]);
    }
  });
});
