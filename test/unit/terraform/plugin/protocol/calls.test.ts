/** The calls of the protocol over real gRPC: every one is answered, whatever it holds and whatever the provider does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, status } from "@grpc/grpc-js";
import type { Server, ServiceError } from "@grpc/grpc-js";
import { encode } from "@msgpack/msgpack";
import { createCalls } from "../../../../../lib/terraform/plugin/protocol/calls";
import type { Answering } from "../../../../../lib/terraform/plugin/protocol/calls";
import { createLog } from "../../../../../lib/terraform/plugin/protocol/log";
import { decodeMessage, encodeMessage, SERVICES } from "../../../../../lib/terraform/plugin/protocol/messages";
import type { Call, ProviderCalls, Received, Sent } from "../../../../../lib/terraform/plugin/protocol/messages";
import { startServer } from "../../../../../lib/terraform/plugin/protocol/server";
import { decodeValue } from "../../../../../lib/terraform/plugin/protocol/values";
import type { PluginProvider, Resource } from "../../../../../lib/terraform/plugin/provider";
import type { Schema, TfDiagnostic, TfObject } from "../../../../../lib/terraform/plugin/schema";
import { UNKNOWN } from "../../../../../lib/terraform/plugin/schema";

const SCHEMA: Schema = {
  version: 2,
  description: "For tests.",
  attributes: {
    id: { description: "", mode: "computed", type: "string" },
    does: { description: "", mode: "required", type: "string" },
  },
  blocks: {
    timeouts: { description: "", attributes: { create: { description: "", mode: "optional", type: "string" } } },
  },
};
const TYPE = ["object", { id: "string", does: "string", timeouts: ["object", { create: "string" }] }] as const;
const WARNING: TfDiagnostic = {
  ...{ severity: "warning", summary: "Look", detail: "There." },
  attribute: ["timeouts", "create", { key: "k" }, 3],
};

let seen: unknown[];
let aborted: string[];

/** Throws where `does` is `throw`, and waits for its end where it is `wait`. */
async function act(does: unknown, signal: AbortSignal): Promise<void> {
  if (does === "throw") throw new TypeError("x is not a function");
  if (does !== "wait") return;
  seen.push("waiting");
  await new Promise<void>((done) => signal.addEventListener("abort", () => done()));
  aborted.push(JSON.stringify(signal.reason));
}

const THING: Resource<object> = {
  schema: SCHEMA,
  validate: ({ does }) => (does === "warn" ? [WARNING] : []),
  upgrade: (version, stored) => ({ id: `upgraded from ${version}`, does: String(stored.did), timeouts: null }),
  planDestroy: () => [WARNING],
  import: async (id) => ({
    state: id === "none" ? null : { id, does: "" },
    private: { imported: true },
    diagnostics: [],
  }),
  async read(state, kept, { signal }) {
    await act(state.does, signal);
    return { state: state.does === "gone" ? null : state, private: kept, diagnostics: [] };
  },
  async plan(request, { signal }) {
    seen.push(request);
    await act(request.config.does, signal);
    const planned: TfObject = { ...request.config, id: UNKNOWN };
    return { planned, requiresReplace: [["does"]], private: { planned: 1 }, diagnostics: [] };
  },
  async apply({ planned, private: kept }, { signal }) {
    seen.push(kept);
    await act(planned.does, signal);
    const state: TfObject = planned.does === "wrong" ? { id: 1 } : { ...planned, id: "made" };
    return { state, private: { applied: true }, diagnostics: [] };
  },
};

const PROVIDER: PluginProvider<object> = {
  schema: {
    version: 0,
    description: "",
    attributes: { accounts: { description: "", mode: "optional", type: "dynamic" } },
  },
  resources: { thing: THING },
  dataSources: {
    thing: {
      schema: SCHEMA,
      validate: () => [],
      read: async (config, { signal }) => {
        await act(config.does, signal);
        return { state: config, diagnostics: [WARNING] };
      },
    },
  },
  functions: {
    half: {
      ...{ summary: "", description: "", returns: "number" },
      parameters: [{ name: "of", description: "", type: "number" }],
      call: async ([of]) => {
        if (typeof of !== "number") throw new Error("no number");
        return of % 2 === 0 ? { result: of / 2 } : { error: "it is odd", argument: 0 };
      },
    },
  },
  validate: () => [],
  configure: async (config) => {
    seen.push({ config });
    return { session: {}, diagnostics: [] };
  },
  close: async () => void seen.push("closed"),
};

let directory: string;
let server: Server;
let client: Client;
let answering: Answering;
let log: string[];
let isShutDown: boolean;

beforeEach(async () => {
  [seen, aborted, log, isShutDown] = [[], [], [], false];
  directory = mkdtempSync(join(tmpdir(), "dcv-calls-"));
  const address = `unix:${join(directory, "s")}`;
  answering = createCalls(
    PROVIDER,
    createLog(
      (line) => log.push(line),
      () => 0,
    ),
  );
  server = await startServer({ calls: answering.calls, shutDown: () => (isShutDown = true), tls: null }, address);
  client = new Client(address, credentials.createInsecure());
});
afterEach(() => {
  client.close();
  server.forceShutdown();
  rmSync(directory, { recursive: true });
});

function send(path: string, bytes: Buffer, onCall: (cancel: () => void) => void = () => undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const same = (buffer: Buffer): Buffer => buffer;
    const call = client.makeUnaryRequest(path, same, same, bytes, (error: ServiceError | null, answer?: Buffer) =>
      error === null ? resolve(answer ?? Buffer.alloc(0)) : reject(error),
    );
    onCall(() => call.cancel());
  });
}

async function ask<C extends Call>(
  call: C,
  request: Sent<ProviderCalls[C][0]>,
  onCall?: (cancel: () => void) => void,
): Promise<Received<ProviderCalls[C][1]>> {
  const [sent, answered]: readonly [ProviderCalls[C][0], ProviderCalls[C][1]] = SERVICES["tfplugin6.Provider"][call];
  const bytes = await send(`/tfplugin6.Provider/${call}`, encodeMessage(sent, request), onCall);
  return decodeMessage(answered, bytes);
}

const configured = () => ask("ConfigureProvider", { terraform_version: "1.11.4", config: { msgpack: encode({}) } });
const state = (does: string) => ({ msgpack: encode({ id: "a", does, timeouts: null }) });
const NOTHING = { msgpack: encode(null) };
const valueOf = (value: Received<"DynamicValue"> | null) => decodeValue(value, TYPE);
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const problems = ({ diagnostics }: { diagnostics: readonly Received<"Diagnostic">[] }) =>
  diagnostics.map(({ severity, summary, detail }) => `${severity === 1 ? "error" : "warning"}: ${summary}: ${detail}`);

test("the schema, with its blocks and its functions", async () => {
  const { resource_schemas, functions, server_capabilities } = await ask("GetProviderSchema", {});
  const block = resource_schemas.thing?.block;
  expect(resource_schemas.thing?.version).toBe(2);
  expect(
    block?.attributes.map(({ name, type, required, computed }) => [name, textOf(type), required, computed]),
  ).toEqual([
    ["id", '"string"', false, true],
    ["does", '"string"', true, false],
  ]);
  expect(block?.block_types.map(({ type_name, nesting }) => [type_name, nesting])).toEqual([["timeouts", 1]]);
  expect(Object.keys(functions)).toEqual(["half"]);
  expect(Object.keys((await ask("GetFunctions", {})).functions)).toEqual(["half"]);
  expect(server_capabilities).toEqual({ plan_destroy: true, get_provider_schema_optional: true });
});

test("a diagnostic has the path of its attribute", async () => {
  const { diagnostics } = await ask("ValidateResourceConfig", { type_name: "thing", config: state("warn") });
  expect(diagnostics.map(({ severity, attribute }) => [severity, attribute?.steps])).toEqual([
    [
      2,
      [
        { attribute_name: "timeouts", element_key_string: "", element_key_int: 0 },
        { attribute_name: "create", element_key_string: "", element_key_int: 0 },
        { attribute_name: "", element_key_string: "k", element_key_int: 0 },
        { attribute_name: "", element_key_string: "", element_key_int: 3 },
      ],
    ],
  ]);
});

test("a plan has what is not known, and what it keeps reaches the apply", async () => {
  await configured();
  const request = {
    type_name: "thing",
    prior_state: NOTHING,
    proposed_new_state: state("make"),
    config: state("make"),
  };
  const planned = await ask("PlanResourceChange", request);
  expect(seen.at(-1)).toMatchObject({ prior: null, config: { does: "make" }, private: {} });
  expect(valueOf(planned.planned_state)).toEqual({ id: UNKNOWN, does: "make", timeouts: null });
  expect(planned.requires_replace.map(({ steps }) => steps.map((step) => step.attribute_name))).toEqual([["does"]]);
  const applied = await ask("ApplyResourceChange", {
    ...{ type_name: "thing", prior_state: NOTHING, config: state("make") },
    ...{ planned_state: planned.planned_state, planned_private: planned.planned_private },
  });
  expect(seen.at(-1)).toEqual({ planned: 1 });
  expect(valueOf(applied.new_state)).toEqual({ id: "made", does: "make", timeouts: null });
  expect(textOf(applied.private)).toBe('{"applied":true}');
});

test("a destroy warns when it is planned, and calls nothing when it is applied", async () => {
  await configured();
  const planned = await ask("PlanResourceChange", {
    type_name: "thing",
    prior_state: state("x"),
    proposed_new_state: NOTHING,
  });
  expect(problems(planned)).toEqual(["warning: Look: There."]);
  expect(valueOf(planned.planned_state)).toBeNull();
  const applied = await ask("ApplyResourceChange", {
    type_name: "thing",
    prior_state: state("throw"),
    planned_state: NOTHING,
  });
  expect([valueOf(applied.new_state), applied.diagnostics]).toEqual([null, []]);
});

test("a resource that is gone is null; what was kept beside it stays as it was", async () => {
  await configured();
  const request = { type_name: "thing", private: Buffer.from('{"row":7}') };
  expect(valueOf((await ask("ReadResource", { ...request, current_state: state("gone") })).new_state)).toBeNull();
  const read = await ask("ReadResource", { ...request, current_state: state("x") });
  expect([valueOf(read.new_state), textOf(read.private)]).toEqual([
    { id: "a", does: "x", timeouts: null },
    '{"row":7}',
  ]);
});

test("an import answers with the resource, or without any", async () => {
  await configured();
  const { imported_resources } = await ask("ImportResourceState", { type_name: "thing", id: "account/domain" });
  expect(imported_resources.map((one) => [one.type_name, valueOf(one.state), textOf(one.private)])).toEqual([
    ["thing", { id: "account/domain", does: "", timeouts: null }, '{"imported":true}'],
  ]);
  expect((await ask("ImportResourceState", { type_name: "thing", id: "none" })).imported_resources).toEqual([]);
});

test("a data source answers with a state and what is to be said", async () => {
  await configured();
  const read = await ask("ReadDataSource", { type_name: "thing", config: state("x") });
  expect([valueOf(read.state), problems(read)]).toEqual([
    { id: "a", does: "x", timeouts: null },
    ["warning: Look: There."],
  ]);
});

test.each([
  ["a result", encode(8), { result: 4 }],
  ["a problem with its argument", encode(7), { text: "it is odd", argument: 0 }],
  ["a fault", encode(null), { text: "The provider has a bug: CallFunction: Error: no number.", argument: 0 }],
  ["an argument of the wrong type", encode([]), { text: "A value does not have the type", argument: 0 }],
])("a function answers with %s", async (_, argument, expected) => {
  const { result, error } = await ask("CallFunction", { name: "half", arguments: [{ msgpack: argument }] });
  const answer =
    error === null
      ? { result: decodeValue(result, "number") }
      : { text: error.text, argument: error.function_argument };
  const text = "text" in expected ? { text: expect.stringContaining(expected.text ?? "") } : {};
  expect(answer).toEqual({ ...expected, ...text });
});

describe("a stored state", () => {
  const upgrade = (version: number, json: string) =>
    ask("UpgradeResourceState", { type_name: "thing", version, raw_state: { json: Buffer.from(json) } });

  test("of an earlier version is upgraded", async () => {
    const { upgraded_state, diagnostics } = await upgrade(0, '{"did":"x"}');
    expect([valueOf(upgraded_state), diagnostics]).toEqual([{ id: "upgraded from 0", does: "x", timeouts: null }, []]);
  });

  test("of this version is read by the schema", async () => {
    const { upgraded_state } = await upgrade(2, '{"id":"a","does":"x","old":[1]}');
    expect(valueOf(upgraded_state)).toEqual({ id: "a", does: "x", timeouts: null });
  });

  test.each([
    ["of a later version", 3, '{"id":"a"}', "A later release of this provider wrote the state"],
    ["of Terraform 0.11", 2, "", "The state has a form that this provider never wrote"],
    ["that is no JSON", 2, "{", "A value does not have the type that the schema gives it"],
    ["that another program has edited", 2, '{"id":[]}', "UpgradeResourceState: id: expected a string"],
  ])("%s is one error", async (_, version, json, problem) => {
    const answer = await upgrade(version, json);
    expect(problems(answer)).toEqual([expect.stringMatching(`^error: .*${problem}`)]);
  });
});

describe("what goes wrong", () => {
  beforeEach(configured);

  test("in a read keeps the state, names the bug, and leaves the rest to the log", async () => {
    const request = { type_name: "thing", current_state: state("throw"), private: Buffer.from('{"row":7}') };
    const read = await ask("ReadResource", request);
    expect(problems(read)).toEqual([
      "error: The provider has a bug: ReadResource: TypeError: x is not a function. Please report it. With TF_LOG=error, Terraform shows where it happened.",
    ]);
    expect([valueOf(read.new_state), textOf(read.private)]).toEqual([
      { id: "a", does: "throw", timeouts: null },
      '{"row":7}',
    ]);
    expect(JSON.parse(log.at(-1) ?? "")).toMatchObject({
      ...{ "@level": "error", "@message": "ReadResource: TypeError: x is not a function" },
      ...{ "@timestamp": "1970-01-01T00:00:00.000000Z", stack: expect.stringContaining("calls.test.ts") },
    });
  });

  test("in an apply keeps the state that was there, and the next call works", async () => {
    const request = { type_name: "thing", prior_state: state("before"), config: state("x") };
    for (const does of ["throw", "wrong"]) {
      const applied = await ask("ApplyResourceChange", {
        ...request,
        planned_state: state(does),
        planned_private: Buffer.from("{}"),
      });
      expect(valueOf(applied.new_state)).toMatchObject({ does: "before" });
      expect(problems(applied)).toHaveLength(1);
    }
    const applied = await ask("ApplyResourceChange", { ...request, planned_state: state("x") });
    expect([valueOf(applied.new_state), applied.diagnostics]).toEqual([{ id: "made", does: "x", timeouts: null }, []]);
  });

  test.each<
    [name: string, call: "ReadResource" | "PlanResourceChange" | "ReadDataSource", request: object, problem: string]
  >([
    ["no value where an object must be", "ReadResource", { type_name: "thing" }, "expected an object"],
    [
      "an unknown object",
      "ReadResource",
      { type_name: "thing", current_state: { msgpack: Buffer.from("d40000", "hex") } },
      "expected a known object",
    ],
    [
      "an attribute of another type",
      "ReadDataSource",
      { type_name: "thing", config: { msgpack: encode({ does: [1] }) } },
      "does: expected a string",
    ],
    [
      "bytes that are no value",
      "PlanResourceChange",
      { type_name: "thing", prior_state: { msgpack: Buffer.from("c1", "hex") } },
      "expected a value in MessagePack",
    ],
    [
      "private data that is no JSON",
      "ReadResource",
      { type_name: "thing", current_state: state("x"), private: Buffer.from("{") },
      "expected a value in JSON",
    ],
    [
      "a type that does not exist",
      "ReadResource",
      { type_name: "toString", current_state: state("x") },
      'there is no resource "toString"',
    ],
  ])("%s is one error", async (_, call, request, problem) => {
    expect(problems(await ask(call, request))).toEqual([expect.stringMatching(`^error: .*: ${problem}`)]);
  });

  test("bytes that are no message are refused, and the next call works", async () => {
    const garbage = Buffer.from("ffffffffffffffffffffff", "hex");
    await expect(send("/tfplugin6.Provider/ReadResource", garbage)).rejects.toMatchObject({ code: status.INTERNAL });
    await expect(send("/tfplugin6.Provider/None", garbage)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    expect((await ask("ReadResource", { type_name: "thing", current_state: state("x") })).diagnostics).toEqual([]);
  });
});

test("a call before the provider is configured is one error", async () => {
  const read = await ask("ReadResource", { type_name: "thing", current_state: state("x") });
  expect(problems(read)).toEqual([expect.stringContaining("before the provider was configured")]);
});

test("StopProvider aborts every call, as an interruption, and they still answer", async () => {
  await configured();
  const calls = [
    ask("ReadResource", { type_name: "thing", current_state: state("wait") }),
    ask("ReadDataSource", { type_name: "thing", config: state("wait") }),
  ];
  while (seen.filter((one) => one === "waiting").length < 2) await new Promise(setImmediate);
  await ask("StopProvider", {});
  await Promise.all(calls);
  const reason = JSON.stringify({ kind: "interruption", signal: "SIGINT" });
  expect(aborted).toEqual([reason, reason]);
  // What comes later is aborted from its start.
  const late = await ask("ReadDataSource", { type_name: "thing", config: state("x") });
  expect(late.diagnostics).toHaveLength(1);
});

test("a call that Terraform gives up is aborted alone", async () => {
  await configured();
  const request = { type_name: "thing", current_state: state("wait") };
  let cancel = (): void => undefined;
  const call = ask("ReadResource", request, (one) => (cancel = one));
  while (!seen.includes("waiting")) await new Promise(setImmediate);
  cancel();
  await expect(call).rejects.toMatchObject({ code: status.CANCELLED });
  while (aborted.length === 0) await new Promise(setImmediate);
  expect((await ask("ReadResource", { type_name: "thing", current_state: state("x") })).diagnostics).toEqual([]);
});

test("another configuration closes the session before, and an end closes the last", async () => {
  const closed = () => seen.filter((one) => one === "closed").length;
  await configured();
  expect(closed()).toBe(0);
  await configured();
  expect(closed()).toBe(1);
  await answering.close();
  await answering.close();
  expect(closed()).toBe(2);
});

test("an end aborts what is running, and closes the session after it was answered", async () => {
  await configured();
  const call = ask("ReadResource", { type_name: "thing", current_state: state("wait") });
  while (!seen.includes("waiting")) await new Promise(setImmediate);
  seen.length = 0;
  const closed = answering.close().then(() => aborted.length);
  expect(seen).toEqual([]);
  expect(await closed).toBe(1);
  expect(seen).toEqual(["closed"]);
  expect((await call).diagnostics).toEqual([]);
});

test("an error outside any call is named by those that run, beside what they say themselves", async () => {
  await configured();
  const call = ask("ReadDataSource", { type_name: "thing", config: state("wait") });
  while (!seen.includes("waiting")) await new Promise(setImmediate);
  await answering.close(new RangeError("outside"));
  expect(problems(await call)).toEqual([
    "warning: Look: There.",
    expect.stringContaining("error: The provider has a bug: ReadDataSource: RangeError: outside."),
  ]);
});

test("Shutdown is answered", async () => {
  await send("/plugin.GRPCController/Shutdown", Buffer.alloc(0));
  expect(isShutDown).toBe(true);
});
