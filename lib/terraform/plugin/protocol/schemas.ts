/** What the provider consists of, on the wire. */
import type { PluginProvider, ProviderFunction } from "../provider";
import type { Attribute, Attributes, Schema } from "../schema";
import type { Sent } from "./messages";
import { mapValues, typeBytes, wireTypeOf } from "./value-types";

const MARKDOWN = 1;
const NESTED_LIST = 2;
const SINGLE_BLOCK = 1;

interface Blocks {
  readonly resources: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly dataSources: Readonly<Record<string, { readonly schema: Schema }>>;
}

export function providerSchema(
  provider: Pick<PluginProvider<unknown>, "schema" | "functions"> & Blocks,
): Sent<"ProviderSchema"> {
  return {
    provider: schemaToWire(provider.schema),
    resource_schemas: mapValues(provider.resources, ({ schema }) => schemaToWire(schema)),
    data_source_schemas: mapValues(provider.dataSources, ({ schema }) => schemaToWire(schema)),
    functions: functionsToWire(provider.functions),
    // A destroy is planned too, and Terraform may keep the schema for the next time that it starts the provider.
    server_capabilities: { plan_destroy: true, get_provider_schema_optional: true },
  };
}

export function functionsToWire(
  functions: Readonly<Record<string, ProviderFunction>>,
): Readonly<Record<string, Sent<"Function">>> {
  return mapValues(functions, ({ summary, description, parameters, returns }) => ({
    ...{ summary, description, description_kind: MARKDOWN },
    parameters: parameters.map(({ name, description, type }) => ({
      ...{ name, description, description_kind: MARKDOWN },
      ...{ type: typeBytes(wireTypeOf(type)) },
    })),
    return: { type: typeBytes(wireTypeOf(returns)) },
  }));
}

function schemaToWire({ version, description, attributes, blocks = {} }: Schema): Sent<"Schema"> {
  return {
    version,
    block: {
      ...blockToWire(description, attributes),
      block_types: Object.entries(blocks).map(([type_name, block]) => ({
        ...{ type_name, nesting: SINGLE_BLOCK },
        block: blockToWire(block.description, block.attributes),
      })),
    },
  };
}

function blockToWire(description: string, attributes: Attributes): Sent<"Block"> {
  return { description, description_kind: MARKDOWN, attributes: attributesToWire(attributes) };
}

function attributesToWire(attributes: Attributes): readonly Sent<"Attribute">[] {
  return Object.entries(attributes).map(([name, attribute]) => attributeToWire(name, attribute));
}

function attributeToWire(name: string, attribute: Attribute): Sent<"Attribute"> {
  const { description, mode, sensitive = false } = attribute;
  return {
    ...{ name, description, description_kind: MARKDOWN, sensitive },
    required: mode === "required",
    optional: mode === "optional" || mode === "optional-computed",
    computed: mode === "computed" || mode === "optional-computed",
    ...("type" in attribute
      ? { type: typeBytes(wireTypeOf(attribute.type)) }
      : {
          nested_type: { nesting: NESTED_LIST, attributes: attributesToWire(attribute.attributes) },
        }),
  };
}
