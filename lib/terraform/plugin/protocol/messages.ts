/**
 * What Terraform and a provider send each other in plugin protocol 6: the calls and messages that we use. The names of the calls, of
 * the service and of the fields, and the numbers of the fields are the protocol's; the names of the messages do not travel. Fields
 * that we neither read nor set are left out, which protobuf allows.
 */
import { Root } from "protobufjs/light";
import type { IField, Type } from "protobufjs/light";

/** By message, each field: its number, and what it holds. An `int` is at most 2^31 - 1 here. */
const MESSAGES = {
  Nothing: {},
  DynamicValue: { msgpack: "1 bytes", json: "2 bytes" },
  Diagnostic: { severity: "1 int", summary: "2 string", detail: "3 string", attribute: "4 Path" },
  Path: { steps: "1 repeated Step" },
  Step: { attribute_name: "1 string", element_key_string: "2 string", element_key_int: "3 int" },
  RawState: { json: "1 bytes", flatmap: "2 map string" },

  Schema: { version: "1 int", block: "2 Block" },
  Block: {
    attributes: "2 repeated Attribute",
    block_types: "3 repeated NestedBlock",
    description: "4 string",
    description_kind: "5 int",
  },
  NestedBlock: { type_name: "1 string", block: "2 Block", nesting: "3 int" },
  Attribute: {
    name: "1 string",
    type: "2 bytes",
    description: "3 string",
    required: "4 bool",
    optional: "5 bool",
    computed: "6 bool",
    sensitive: "7 bool",
    description_kind: "8 int",
    deprecated: "9 bool",
    nested_type: "10 NestedType",
  },
  NestedType: { attributes: "1 repeated Attribute", nesting: "3 int" },
  Function: {
    parameters: "1 repeated Parameter",
    return: "3 Return",
    summary: "4 string",
    description: "5 string",
    description_kind: "6 int",
  },
  Parameter: {
    name: "1 string",
    type: "2 bytes",
    allow_null_value: "3 bool",
    description: "5 string",
    description_kind: "6 int",
  },
  Return: { type: "1 bytes" },
  Capabilities: { plan_destroy: "1 bool", get_provider_schema_optional: "2 bool" },

  ProviderSchema: {
    provider: "1 Schema",
    resource_schemas: "2 map Schema",
    data_source_schemas: "3 map Schema",
    diagnostics: "4 repeated Diagnostic",
    server_capabilities: "6 Capabilities",
    functions: "7 map Function",
  },
  ProviderConfig: { config: "1 DynamicValue" },
  ProviderConfigChecked: { diagnostics: "2 repeated Diagnostic" },
  TypedConfig: { type_name: "1 string", config: "2 DynamicValue" },
  Checked: { diagnostics: "1 repeated Diagnostic" },
  Configuration: { terraform_version: "1 string", config: "2 DynamicValue" },

  StoredState: { type_name: "1 string", version: "2 int", raw_state: "3 RawState" },
  UpgradedState: { upgraded_state: "1 DynamicValue", diagnostics: "2 repeated Diagnostic" },
  CurrentState: { type_name: "1 string", current_state: "2 DynamicValue", private: "3 bytes" },
  ReadState: { new_state: "1 DynamicValue", diagnostics: "2 repeated Diagnostic", private: "3 bytes" },
  Proposal: {
    type_name: "1 string",
    prior_state: "2 DynamicValue",
    proposed_new_state: "3 DynamicValue",
    config: "4 DynamicValue",
    prior_private: "5 bytes",
  },
  PlannedChange: {
    planned_state: "1 DynamicValue",
    requires_replace: "2 repeated Path",
    planned_private: "3 bytes",
    diagnostics: "4 repeated Diagnostic",
  },
  Planned: {
    type_name: "1 string",
    prior_state: "2 DynamicValue",
    planned_state: "3 DynamicValue",
    config: "4 DynamicValue",
    planned_private: "5 bytes",
  },
  Applied: { new_state: "1 DynamicValue", private: "2 bytes", diagnostics: "3 repeated Diagnostic" },
  ImportId: { type_name: "1 string", id: "2 string" },
  Imported: { imported_resources: "1 repeated ImportedResource", diagnostics: "2 repeated Diagnostic" },
  ImportedResource: { type_name: "1 string", state: "2 DynamicValue", private: "3 bytes" },
  DataRead: { state: "1 DynamicValue", diagnostics: "2 repeated Diagnostic" },

  Functions: { functions: "1 map Function", diagnostics: "2 repeated Diagnostic" },
  FunctionCall: { name: "1 string", arguments: "2 repeated DynamicValue" },
  FunctionResult: { result: "1 DynamicValue", error: "2 FunctionError" },
  FunctionError: { text: "1 string", function_argument: "2 int" },
  Stopped: { Error: "1 string" },
} as const;

/** By service and call: the message that is sent, and the one that answers it. */
export const SERVICES = {
  "tfplugin6.Provider": {
    GetProviderSchema: ["Nothing", "ProviderSchema"],
    ValidateProviderConfig: ["ProviderConfig", "ProviderConfigChecked"],
    ConfigureProvider: ["Configuration", "Checked"],
    ValidateResourceConfig: ["TypedConfig", "Checked"],
    ValidateDataResourceConfig: ["TypedConfig", "Checked"],
    UpgradeResourceState: ["StoredState", "UpgradedState"],
    ReadResource: ["CurrentState", "ReadState"],
    PlanResourceChange: ["Proposal", "PlannedChange"],
    ApplyResourceChange: ["Planned", "Applied"],
    ImportResourceState: ["ImportId", "Imported"],
    ReadDataSource: ["TypedConfig", "DataRead"],
    GetFunctions: ["Nothing", "Functions"],
    CallFunction: ["FunctionCall", "FunctionResult"],
    StopProvider: ["Nothing", "Stopped"],
  },
  // Of the plugin, not of the provider in it: ends the process.
  "plugin.GRPCController": { Shutdown: ["Nothing", "Nothing"] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly [MessageName, MessageName]>>>>;

export type MessageName = keyof typeof MESSAGES;
export type ProviderCalls = (typeof SERVICES)["tfplugin6.Provider"];
export type Call = keyof ProviderCalls;
export type Request<C extends Call> = Received<ProviderCalls[C][0]>;
export type Answer<C extends Call> = Sent<ProviderCalls[C][1]>;

export type Calls = {
  /** @param cancelled aborted when Terraform gives up the call */
  readonly [C in Call]: (request: Request<C>, cancelled: AbortSignal) => Promise<Answer<C>>;
};

interface Scalars {
  readonly string: string;
  readonly bytes: Uint8Array;
  readonly bool: boolean;
  readonly int: number;
}

/** As it is sent: a field that is left out, or null, has its default. */
export type Sent<N extends MessageName> = {
  readonly [F in keyof (typeof MESSAGES)[N]]?: SentField<(typeof MESSAGES)[N][F]> | null;
};
type SentField<T> = T extends `${number} repeated ${infer K}`
  ? readonly SentOne<K>[]
  : T extends `${number} map ${infer K}`
    ? Readonly<Record<string, SentOne<K>>>
    : T extends `${number} ${infer K}`
      ? SentOne<K>
      : never;
type SentOne<K> = K extends keyof Scalars ? Scalars[K] : K extends MessageName ? Sent<K> : never;

/** As it is received: every field is there, a message that was left out as null. */
export type Received<N extends MessageName> = {
  readonly [F in keyof (typeof MESSAGES)[N]]: ReceivedField<(typeof MESSAGES)[N][F]>;
};
type ReceivedField<T> = T extends `${number} repeated ${infer K}`
  ? readonly ReceivedOne<K>[]
  : T extends `${number} map ${infer K}`
    ? Readonly<Record<string, ReceivedOne<K>>>
    : T extends `${number} ${infer K}`
      ? K extends keyof Scalars
        ? Scalars[K]
        : ReceivedOne<K> | null
      : never;
type ReceivedOne<K> = K extends keyof Scalars ? Scalars[K] : K extends MessageName ? Received<K> : never;

const ROOT = Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      { fields: Object.fromEntries(Object.entries<string>(fields).map(([field, text]) => [field, fieldOf(text)])) },
    ]),
  ),
});

function fieldOf(text: string): IField {
  const [number, ...words] = text.split(" ");
  const field = { id: Number(number), type: words.at(-1)?.replace(/^int$/, "int32") ?? "" };
  if (words[0] === "map") return { ...field, keyType: "string" } as IField;
  return words[0] === "repeated" ? { ...field, rule: "repeated" } : field;
}

const types = new Map<MessageName, Type>();

/** What is looked up once is compiled once. */
function typeOf(name: MessageName): Type {
  const known = types.get(name);
  if (known !== undefined) return known;
  const type = ROOT.lookupType(name);
  types.set(name, type);
  return type;
}

export function encodeMessage<N extends MessageName>(name: N, message: Sent<N>): Buffer {
  const type = typeOf(name);
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}

/** Throws where the bytes are not such a message. */
export function decodeMessage<N extends MessageName>(name: N, bytes: Uint8Array): Received<N> {
  const type = typeOf(name);
  return type.toObject(type.decode(bytes), { defaults: true }) as Received<N>;
}
