/** The provider modules as a page of the documentation. */
import type { TSchema } from "@sinclair/typebox";
import type { ProviderModule } from "../../lib/core/provider-module";

const COVERAGE = {
  entry: "the one name that it was made for",
  "authorization-domain": "the name and every name below it",
} as const;

const DATE_SOURCE = {
  row: "the listing",
  call: "one call for each domain",
  never: "nothing; the CA does not say",
} as const;

const FLOWS = {
  "start-first": "start, publish, submit; then the CA looks",
  "submit-first": "submit, publish; the CA looks from the submission on",
  email: "the CA sends a message to the `email` of the domain; a person confirms it",
} as const;

export function renderProvidersMarkdown(modules: readonly ProviderModule[]): string {
  return [
    "# Providers",
    "<!-- Made from the provider modules (lib/providers/*/module.ts) by `npm run docs`; change them there. -->",
    "The CAs that `dcv` asks. Settings that every provider has stand in [domains-yaml.md](domains-yaml.md#providers).",
    table(
      ["type", "CA", "methods", "a validation covers", "its date comes from"],
      modules.map(({ type, title, methods, coverage, validationDate }) => [
        `[\`${type}\`](#${type})`,
        title,
        methods.join(", "),
        COVERAGE[coverage],
        DATE_SOURCE[validationDate],
      ]),
    ),
    ...modules.flatMap(section),
  ]
    .map((block) => `${block}\n`)
    .join("\n");
}

function section({ type, title, hosts, leastPrivilege, settings, domainKeys, environment, flows }: ProviderModule) {
  return [
    `## ${type}`,
    `${title}. Credentials go to ${hosts.map((host) => `\`${host}\``).join(", ")}, to loopback, and to hosts in \`DCV_ALLOWED_HOSTS\`.`,
    `Least privilege: ${leastPrivilege}`,
    table(["setting", "default", ""], keysOf(settings)),
    ...(Object.keys(domainKeys).length === 0
      ? []
      : [
          "Further keys of a domain:",
          table(
            ["key", ""],
            Object.entries(domainKeys).map(([key, schema]) => [`\`${key}\``, described(schema)]),
          ),
        ]),
    ...acting(flows),
    `\`dcv list --type ${type}\` needs no file. It reads the variables${environment.length > 1 ? " of the first table whose first variable is set" : ""}:`,
    ...environment.map((group) =>
      table(
        ["variables", "for"],
        group.map(({ name, path, isOptional }) => [
          `\`${name}\``,
          `\`${path.join(".")}\`${isOptional ? ", where it differs" : ""}`,
        ]),
      ),
    ),
  ];
}

/** What `dcv apply` can ask the CA for. */
function acting(flows: ProviderModule["flows"]): readonly string[] {
  if (flows === undefined) {
    return [
      "`dcv apply` cannot ask this CA to start or to look: it publishes what a running order waits for, and waits.",
    ];
  }
  const rows = Object.entries(FLOWS).map(([flow, text]) => [
    Object.entries(flows)
      .filter(([, own]) => own === flow)
      .map(([method]) => method)
      .join(", "),
    text,
  ]);
  return [
    "What `dcv apply` asks for, one call at a time, at most one a second, and none a second time:",
    table(
      ["methods", "steps"],
      rows.filter(([methods]) => methods !== ""),
    ),
  ];
}

/** The settings of an object schema, those of objects within it as `outer.inner`. */
function keysOf(schema: TSchema, prefix = ""): readonly (readonly string[])[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, TSchema>>;
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = prefix + key;
    const fallback =
      property.default === undefined ? (required.includes(key) ? "needed" : "") : `\`${property.default}\``;
    const inner = keysOf(property, `${name}.`);
    const description = described(property);
    return [...(inner.length > 0 && description === "" ? [] : [[`\`${name}\``, fallback, description]]), ...inner];
  });
}

function described(schema: TSchema): string {
  const words = schema.enum as readonly string[] | undefined;
  const choice = words === undefined ? "" : ` One of ${words.map((word) => `\`${word}\``).join(", ")}.`;
  return `${schema.description ?? ""}${choice}`.trim();
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
