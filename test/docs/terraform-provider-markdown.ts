/** The provider's schema as pages in the layout of the Terraform registry. */
import type { PluginProvider, ProviderFunction } from "../../lib/terraform/plugin/provider";
import type { Attribute, Attributes, Schema, TfType } from "../../lib/terraform/plugin/schema";

/** Reads a file of `examples/terraform-provider`; null where there is none. */
export type ReadExample = (path: string) => string | null;

/** By path below `docs/terraform-provider`. */
export type Pages = Readonly<Record<string, string>>;

/** What of a provider its pages are made of. */
type Described = Pick<PluginProvider<unknown>, "schema" | "functions"> & {
  readonly [kind in "resources" | "dataSources"]: Readonly<Record<string, { readonly schema: Schema }>>;
};

export function renderProviderPages(
  { schema, resources, dataSources, functions }: Described,
  example: ReadExample,
): Pages {
  const index = page({
    title: "dcv Provider",
    description: schema.description,
    heading: "dcv Provider",
    parts: [...exampleUsage(example("provider/provider.tf")), ...schemaParts(schema)],
  });
  return Object.fromEntries([
    ["index.md", index],
    ...Object.entries(resources).map(([name, one]) => [
      `resources/${shortName(name)}.md`,
      resourcePage(name, one.schema),
    ]),
    ...Object.entries(dataSources).map(([name, one]) => [
      `data-sources/${shortName(name)}.md`,
      dataSourcePage(name, one.schema),
    ]),
    ...Object.entries(functions).map(([name, one]) => [`functions/${name}.md`, functionPage(name, one, example)]),
  ]) as Pages;

  function resourcePage(name: string, { description, ...blocks }: Schema): string {
    const importing = example(`resources/${name}/import.sh`);
    const ofImport =
      importing === null ? [] : ["## Import", "By the account and the domain:", fenced("shell", importing)];
    return page({
      ...{ title: `${name} Resource - dcv`, heading: `${name} (Resource)`, description },
      parts: [...exampleUsage(example(`resources/${name}/resource.tf`)), ...schemaParts(blocks), ...ofImport],
    });
  }

  function dataSourcePage(name: string, { description, ...blocks }: Schema): string {
    return page({
      ...{ title: `${name} Data Source - dcv`, heading: `${name} (Data Source)`, description },
      parts: [...exampleUsage(example(`data-sources/${name}/data-source.tf`)), ...schemaParts(blocks)],
    });
  }
}

function functionPage(
  name: string,
  { summary, description, parameters, returns }: ProviderFunction,
  example: ReadExample,
): string {
  const signature = parameters.map((one) => `${one.name} ${typeText(one.type).toLowerCase()}`).join(", ");
  return page({
    ...{ title: `${name} function - dcv`, heading: `function: ${name}`, description: `${summary}. ${description}` },
    parts: [
      ...exampleUsage(example(`functions/${name}/function.tf`)),
      "## Signature",
      fenced("text", `${name}(${signature}) ${typeText(returns).toLowerCase()}\n`),
      "## Arguments",
      parameters
        .map((one, index) => `${index + 1}. \`${one.name}\` (${typeText(one.type)}) ${one.description}`)
        .join("\n"),
    ],
  });
}

interface Page {
  readonly title: string;
  readonly heading: string;
  readonly description: string;
  readonly parts: readonly string[];
}

const MADE = "<!-- Made from the schema in lib/terraform/plugin by `npm run docs`; change it there. -->";

function page({ title, heading, description, parts }: Page): string {
  const front = [
    "---",
    `page_title: ${JSON.stringify(title)}`,
    'subcategory: ""',
    "description: |-",
    `  ${description}`,
    "---",
  ];
  return `${[front.join("\n"), MADE, `# ${heading}`, description, ...parts].join("\n\n")}\n`;
}

function exampleUsage(text: string | null): readonly string[] {
  return text === null ? [] : ["## Example Usage", fenced("terraform", text)];
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\``;
}

function schemaParts({ attributes, blocks = {} }: Pick<Schema, "attributes" | "blocks">): readonly string[] {
  const nestedBlocks = Object.entries(blocks).map(([name, block]) => ({
    ...{ name, anchor: `nestedblock--${name}`, attributes: block.attributes },
    line: `- \`${name}\` (Block, Optional) ${block.description} ${below(`nestedblock--${name}`)}`,
  }));
  const nested = Object.entries(attributes).flatMap(([name, one]) =>
    "nesting" in one ? [{ name, anchor: `nestedatt--${name}`, attributes: one.attributes }] : [],
  );
  return [
    "## Schema",
    ...groups(
      attributes,
      "### ",
      nestedBlocks.map(({ line }) => line),
    ),
    ...[...nestedBlocks, ...nested].flatMap(({ name, anchor, attributes: inner }) => [
      `<a id="${anchor}"></a>`,
      `### Nested Schema for \`${name}\``,
      ...groups(inner, "", []),
    ]),
  ];
}

/** By who sets them, each group by name, as the registry has it. */
function groups(attributes: Attributes, heading: "### " | "", optionalBlocks: readonly string[]): readonly string[] {
  const listed = (isOf: (one: Attribute) => boolean): readonly string[] =>
    Object.entries(attributes)
      .filter(([, one]) => isOf(one))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => attributeLine(name, one));
  const byGroup = [
    ["Required", listed(({ mode }) => mode === "required")],
    ["Optional", [...listed(({ mode }) => mode.startsWith("optional")), ...optionalBlocks]],
    ["Read-Only", listed(({ mode }) => mode === "computed")],
  ] as const;
  return byGroup.flatMap(([group, lines]) =>
    lines.length === 0 ? [] : [heading === "" ? `${group}:` : `${heading}${group}`, lines.join("\n")],
  );
}

function attributeLine(name: string, attribute: Attribute): string {
  const flags = [
    "type" in attribute ? typeText(attribute.type) : "Attributes List",
    ...(attribute.sensitive === true ? ["Sensitive"] : []),
  ];
  const more = "nesting" in attribute ? ` ${below(`nestedatt--${name}`)}` : "";
  return `- \`${name}\` (${flags.join(", ")}) ${attribute.description}${more}`;
}

function below(anchor: string): string {
  return `(see [below for nested schema](#${anchor}))`;
}

function typeText(type: TfType): string {
  if (type === "bool") return "Boolean";
  if (typeof type === "string") return `${type[0]?.toUpperCase()}${type.slice(1)}`;
  if ("list" in type) return `List of ${typeText(type.list)}`;
  return "map" in type ? `Map of ${typeText(type.map)}` : "Object";
}

function shortName(name: string): string {
  return name.replace(/^dcv_/, "");
}
