/** What the package holds, and what of it can be imported. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createProgram } from "../../lib/cli/main";
import { processHost } from "../../lib/cli/process-host";
import { REPOSITORY } from "../support/tables";

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

const packed = new Set(
  (
    JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: REPOSITORY, encoding: "utf8" }),
    ) as readonly Packed[]
  ).flatMap(({ files }) => files.map(({ path }) => path)),
);

test("every file that a help text names is in the package", () => {
  const program = createProgram(processHost(), () => undefined);
  const texts = program.commands.map((command) => {
    let text = "";
    command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
    return text;
  });
  const named = texts.flatMap((text) => text.match(/\b(?:examples|docs)\/[\w./-]+\w/g) ?? []);
  expect(named).toContain("examples/scenarios/outage.yaml");
  expect(named.filter((path) => !packed.has(path))).toEqual([]);
});

test.each(["README.md", "CHANGELOG.md", "LICENSE", "man/dcv.1", "docs/ci.md", "policies/dcv-reuse-limit.yaml"])(
  "%s is in the package",
  (path) => expect(packed).toContain(path),
);

test("tests and sources are not in the package", () => {
  expect([...packed].filter((path) => /^test\/|^lib\/.*\.ts$|^bench\//.test(path))).toEqual([]);
});

test("only the public door, the construct and the schemas can be imported", () => {
  const { exports } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as {
    exports: Record<string, string | { types: string; default: string }>;
  };
  expect(Object.keys(exports)).toEqual([".", "./terraform", "./schemas/*", "./package.json"]);
  const targets = Object.values(exports).flatMap((one) => (typeof one === "string" ? [] : Object.values(one)));
  expect(targets.filter((target) => !existsSync(join(REPOSITORY, target)))).toEqual([]);
  const load = (name: string): string =>
    execFileSync(process.execPath, ["-p", `Object.keys(require(${JSON.stringify(name)})).join()`], {
      cwd: REPOSITORY,
      encoding: "utf8",
    }).trim();
  expect(load("dcv-reconciler").split(",")).toContain("planForStack");
  expect(load("dcv-reconciler/terraform").split(",")).toContain("DcvPlan");
  expect(() => load("dcv-reconciler/dist/lib/cli/main")).toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
});
