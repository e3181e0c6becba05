/**
 * Every example of the documentation is run. A block
 *
 *     ```console
 *     $ dcv plan            is run in the repository, at noon of 2026-11-21, and must print what the block shows;
 *     $ echo $?             shows the exit code of the command before
 *     ```
 *
 * a ```yaml block is checked by what its first comment says it is: `# domains.yaml`, `# a rule`, `# a scenario`; others must
 * be YAML. `UPDATE_GOLDEN=1 npm run docs` writes the outputs anew; read the difference before you commit it.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseConfig } from "../../lib/config/load";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { describeRule } from "../../lib/policy/explain";
import { DOMAIN_FACTS } from "../../lib/policy/domain-facts";
import { WAIVER_FACTS } from "../../lib/policy/waiver-facts";
import { wholeBudget } from "../../lib/policy/budget";
import { parseRule } from "../../lib/policy/rule";
import { parseDocument } from "../../lib/document/document";
import { parseScenario } from "../../lib/simulator/scenario";
import { dcv } from "../support/cli";
import { at } from "../support/domains";
import { shippedRules } from "../support/rules";
import { REPOSITORY, writtenTables } from "../support/tables";
import { renderRulesMarkdown } from "./rules-markdown";

const NOW = at("2026-11-21T12:00:00Z");
/** Examples name the variables that must be set, and give them no defaults. */
const CREDENTIALS = Object.fromEntries(
  PROVIDER_MODULES.flatMap(({ environment }) => environment.flat())
    .filter(({ isOptional }) => !isOptional)
    .map(({ name }) => [name, "of-the-example"]),
);
const UPDATE = process.env.UPDATE_GOLDEN === "1";

const pages = [
  ...["README.md", "CONTRIBUTING.md"].map((name) => join(REPOSITORY, name)),
  ...markdownIn(join(REPOSITORY, "docs")),
  ...markdownIn(join(REPOSITORY, "examples")),
  ...markdownIn(join(REPOSITORY, "lib")),
];

function markdownIn(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md") && !entry.parentPath.includes("node_modules"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

interface Block {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

function blocks(language: string): readonly (readonly [string, Block])[] {
  return pages.flatMap((page) => {
    const content = readFileSync(page, "utf8");
    return [...content.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map((match) => {
      const line = content.slice(0, match.index).split("\n").length;
      return [`${relative(REPOSITORY, page)}:${line}`, { page, line, text: match[1] ?? "" }] as const;
    });
  });
}

/** The words of a command line; quotes keep blanks together. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

async function played(text: string): Promise<string> {
  let output = "";
  let code = 0;
  for (const [, command = ""] of text.matchAll(/^\$ (.*)$/gm)) {
    output += `$ ${command}\n`;
    if (command === "echo $?") {
      output += `${code}\n`;
      continue;
    }
    const [program, ...args] = words(command);
    if (program !== "dcv") throw new Error(`only dcv can be played, not ${program}`);
    const result = await dcv(args, { now: NOW });
    code = result.code;
    output += result.stderr + result.stdout;
  }
  return output;
}

test.each(blocks("console"))("%s prints what it shows", async (_, { page, text }) => {
  const output = await played(text);
  if (UPDATE)
    writeFileSync(
      page,
      readFileSync(page, "utf8").replace(text, () => output),
    );
  else expect(text).toBe(output);
});

test.each(blocks("yaml"))("%s is what it says it is", async (_, { text }) => {
  const context = {
    modules: PROVIDER_MODULES,
    env: CREDENTIALS,
    cwd: REPOSITORY,
    now: NOW,
    needs: "providers",
  } as const;
  const document = parseDocument(text, "example.yaml");
  const [, kind] = /^# (domains\.yaml|a rule|a scenario)/.exec(text) ?? [];
  switch (kind) {
    case "domains.yaml":
      return expect(parseConfig(text, "example.yaml", REPOSITORY, context).diagnostics).toEqual([]);
    case "a scenario":
      return expect(parseScenario(text, "example.yaml", NOW).diagnostics).toEqual([]);
    case "a rule":
      return expect((await parseRule(document, "own", wholeBudget())).diagnostics).toEqual([]);
    default:
      return expect(document.diagnostics).toEqual([]);
  }
});

test("docs/rules.md is made from policies/", async () => {
  const page = join(REPOSITORY, "docs/rules.md");
  const rules = (await shippedRules()).map((rule) => describeRule(rule, undefined));
  const text = renderRulesMarkdown(rules, { domain: DOMAIN_FACTS, waiver: WAIVER_FACTS }, await writtenTables());
  if (UPDATE) writeFileSync(page, text);
  else expect(readFileSync(page, "utf8")).toBe(text);
});

test("every decision record has a number of its own, and its heading begins with it", () => {
  const directory = join(REPOSITORY, "docs/decisions");
  const names = readdirSync(directory).sort();
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  const headings = names.map((name) => /^# (\d+)\. /.exec(readFileSync(join(directory, name), "utf8"))?.[1]);
  expect(headings).toEqual(names.map((_, index) => String(index + 1)));
});

test("every link between the pages leads somewhere", () => {
  const broken = pages.flatMap((page) => {
    const content = readFileSync(page, "utf8").replace(/^```[\s\S]*?^```$/gm, "");
    return [...content.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)/g)]
      .map(([, target = ""]) => join(page, "..", target))
      .filter((target) => !exists(target))
      .map((target) => `${relative(REPOSITORY, page)} → ${relative(REPOSITORY, target)}`);
  });
  expect(broken).toEqual([]);
});

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR";
  }
}
