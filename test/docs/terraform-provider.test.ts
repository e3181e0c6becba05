/** `docs/terraform-provider` is made from the provider's schema, and from the examples that belong to it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { createDcvProvider } from "../../lib/terraform/plugin/dcv-provider";
import type { Attributes } from "../../lib/terraform/plugin/schema";
import { REPOSITORY } from "../support/tables";
import { renderProviderPages } from "./terraform-provider-markdown";

const DOCS = join(REPOSITORY, "docs/terraform-provider");
const EXAMPLES = join(REPOSITORY, "examples/terraform-provider");

const provider = createDcvProvider({
  ...{ env: {}, cwd: REPOSITORY, now: () => 0, modules: PROVIDER_MODULES, pid: 0 },
});

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath, one.name)))
    .sort();

test("the pages are made from the schema, and there are no others", () => {
  const used: string[] = [];
  const pages = renderProviderPages(provider, (path) => {
    if (!existsSync(join(EXAMPLES, path))) return null;
    used.push(path);
    return readFileSync(join(EXAMPLES, path), "utf8");
  });
  if (process.env.UPDATE_GOLDEN === "1") {
    rmSync(DOCS, { recursive: true, force: true });
    for (const [path, text] of Object.entries(pages)) {
      mkdirSync(dirname(join(DOCS, path)), { recursive: true });
      writeFileSync(join(DOCS, path), text);
    }
  }
  expect(Object.fromEntries(filesIn(DOCS).map((path) => [path, readFileSync(join(DOCS, path), "utf8")]))).toEqual(
    pages,
  );
  expect(filesIn(EXAMPLES)).toEqual(used.sort());
});

test("every block has an example, and every attribute says what it is", () => {
  const examples = [
    ...Object.keys(provider.resources).map((name) => `resources/${name}/resource.tf`),
    ...Object.keys(provider.dataSources).map((name) => `data-sources/${name}/data-source.tf`),
    ...Object.keys(provider.functions).map((name) => `functions/${name}/function.tf`),
  ];
  expect(examples.filter((path) => !existsSync(join(EXAMPLES, path)))).toEqual([]);
  const blocks = [provider, ...Object.values(provider.resources), ...Object.values(provider.dataSources)];
  expect(blocks.flatMap(({ schema }) => withoutSentence(schema.attributes))).toEqual([]);
});

function withoutSentence(attributes: Attributes): readonly string[] {
  return Object.entries(attributes).flatMap(([name, one]) => [
    ...(/^\S[^]*[.]$/.test(one.description) ? [] : [name]),
    ...("nesting" in one ? withoutSentence(one.attributes) : []),
  ]);
}
