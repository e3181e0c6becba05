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

const TOPICS: readonly (readonly [string, (module: ProviderModule) => string])[] = [
  ["`type`", ({ type }) => `[\`${type}\`](#${type})`],
  ["what is read", ({ reads }) => reads],
  ["the date of a validation comes from", ({ validationDate }) => DATE_SOURCE[validationDate]],
  ["a validation covers (`coverage` sets it)", ({ coverage }) => COVERAGE[coverage]],
  ["methods", ({ methods }) => methods.join(", ")],
  [
    "challenge",
    ({ challenges }) =>
      Object.entries(challenges)
        .map((pair) => pair.join(" "))
        .join("<br>"),
  ],
  [
    "how `dcv apply` acts",
    ({ flows }) =>
      flowRows(flows)
        .map((row) => row.join(": "))
        .join("<br>") || NO_ACT,
  ],
  ["rate limits that are kept", ({ rateLimits }) => rateLimits.map(rateText).join(" and ") || NO_LIMIT],
  ["least privilege needed", ({ leastPrivilege }) => leastPrivilege],
];

const NO_ACT = "it cannot be asked; a running order is published and waited for";
const NO_LIMIT = "none is documented; where it refuses calls for their rate, they pause";

function rateText({ calls, ms }: ProviderModule["rateLimits"][number]): string {
  return `${calls} calls in ${ms / 1_000} seconds`;
}

export function renderProvidersMarkdown(modules: readonly ProviderModule[]): string {
  return [
    "# Providers",
    "<!-- Made from the provider modules (lib/providers/*/module.ts) by `npm run docs`; change them there. -->",
    "The CAs that `dcv` asks. Settings that every provider has stand in [domains-yaml.md](domains-yaml.md#providers).",
    table(
      ["", ...modules.map(({ title }) => title)],
      TOPICS.map(([topic, of]) => [topic, ...modules.map(of)]),
    ),
    ...modules.flatMap(section),
  ]
    .map((block) => `${block}\n`)
    .join("\n");
}

function section({ type, title, hosts, settings, domainKeys, environment }: ProviderModule) {
  return [
    `## ${type}`,
    `${title}. Credentials go to ${hosts.map((host) => `\`${host}\``).join(", ")}, to loopback, and to hosts in \`DCV_ALLOWED_HOSTS\`.`,
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

/** The methods of each flow that the CA can be asked for, and its steps. */
function flowRows(flows: ProviderModule["flows"]): readonly (readonly [string, string])[] {
  const methodsOf = (flow: string): string =>
    Object.entries(flows ?? {})
      .filter(([, own]) => own === flow)
      .map(([method]) => method)
      .join(", ");
  return Object.entries(FLOWS)
    .map(([flow, text]) => [methodsOf(flow), text] as const)
    .filter(([methods]) => methods !== "");
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
