/** What the documentation says of CAs is made from their modules, and no other code knows them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { SIMULATED_CAS } from "../../lib/simulator/registry";
import { REPOSITORY } from "../support/tables";
import { renderProvidersMarkdown } from "./providers-markdown";

test("docs/providers.md is made from the modules", () => {
  const page = join(REPOSITORY, "docs/providers.md");
  const text = renderProvidersMarkdown(PROVIDER_MODULES);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(page, text);
  else expect(readFileSync(page, "utf8")).toBe(text);
});

test("each module has a word, a folder and keys of its own", () => {
  const types = PROVIDER_MODULES.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
  const folders = readdirSync(join(REPOSITORY, "lib/providers"), { withFileTypes: true });
  expect(folders.filter((one) => one.isDirectory()).map(({ name }) => name)).toEqual(expect.arrayContaining(types));
  const keys = PROVIDER_MODULES.flatMap(({ domainKeys }) => Object.keys(domainKeys));
  expect(new Set(keys).size).toBe(keys.length);
  // The simulator can stand for each, at each of its addresses.
  for (const { type, addresses } of PROVIDER_MODULES) {
    const endpoints = SIMULATED_CAS.find((ca) => ca.type === type)?.endpoints ?? {};
    expect(Object.keys(endpoints)).toEqual(expect.arrayContaining(["url", ...addresses.map((path) => path.at(-1))]));
  }
});

test("only a CA's own folders and the registries name it", () => {
  const variables = PROVIDER_MODULES.flatMap(({ environment }) => environment.flat().map(({ name }) => name));
  const words = PROVIDER_MODULES.flatMap(({ type, hosts }) => [
    type,
    ...hosts.map((host) => host.replaceAll(".", "\\.")),
  ]);
  const names = new RegExp([...words, ...variables].join("|"), "i");
  const own = /^(providers|simulator)\/([a-z-]+\/.*|registry\.ts)$/;
  const lib = join(REPOSITORY, "lib");
  const isOwn = (path: string) => {
    const [, , below = ""] = own.exec(path) ?? [];
    return below === "registry.ts" || PROVIDER_MODULES.some(({ type }) => below.startsWith(`${type}/`));
  };
  const naming = readdirSync(lib, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
    .map((entry) => relative(lib, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !isOwn(path) && names.test(readFileSync(join(lib, path), "utf8")));
  expect(naming).toEqual([]);
});
