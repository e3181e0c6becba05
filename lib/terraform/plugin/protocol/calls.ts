/** The calls of the protocol, each answered by the provider. */
import { STOPPED } from "../provider";
import type { CallContext, PluginProvider, PrivateState, StateAnswer } from "../provider";
import type { Schema, TfDiagnostic, TfObject } from "../schema";
import { diagnosticsToWire, pathToWire } from "./diagnostics";
import { guarded } from "./faults";
import type { Running } from "./faults";
import type { Log } from "./log";
import type { Calls, Received, Sent } from "./messages";
import { functionsToWire, providerSchema } from "./schemas";
import { wireTypeOf, wireTypeOfBlock } from "./value-types";
import { decodeJson, decodeValue, encodeValue, fromJson, ValueError } from "./values";

export interface Answering {
  /** None of them throws. */
  readonly calls: Calls;
  /**
   * Ends what is still running, and closes the session.
   * @param outside an error outside of any call, which those that run then name
   */
  close(outside?: Error | null): Promise<void>;
}

type Value = Received<"DynamicValue"> | null;

export function createCalls<Session>(provider: PluginProvider<Session>, log: Log): Answering {
  const stopping = new AbortController();
  let session: Session | null = null;

  const stop = (): void => stopping.abort(STOPPED);
  const signalOf = (cancelled: AbortSignal): AbortSignal => AbortSignal.any([stopping.signal, cancelled]);
  const contextOf = (cancelled: AbortSignal): CallContext<Session> => {
    if (session === null) throw new Error("a call came before the provider was configured");
    return { session, signal: signalOf(cancelled) };
  };
  const resourceOf = ({ type_name }: { type_name: string }) => named(provider.resources, type_name, "resource");
  const dataSourceOf = ({ type_name }: { type_name: string }) => named(provider.dataSources, type_name, "data source");

  const calls: Calls = {
    GetProviderSchema: async () => providerSchema(provider),
    GetFunctions: async () => ({ functions: functionsToWire(provider.functions) }),

    StopProvider: async () => {
      log("info", "Terraform stops the provider");
      stop();
      return {};
    },

    ValidateProviderConfig: async ({ config }) => diagnosed(provider.validate(objectOf(config, provider.schema))),
    ValidateResourceConfig: async (request) => {
      const resource = resourceOf(request);
      return diagnosed(resource.validate(objectOf(request.config, resource.schema)));
    },
    ValidateDataResourceConfig: async (request) => {
      const dataSource = dataSourceOf(request);
      return diagnosed(dataSource.validate(objectOf(request.config, dataSource.schema)));
    },

    ConfigureProvider: async ({ config }, cancelled) => {
      const given = objectOf(config, provider.schema);
      const answer = await provider.configure(given, signalOf(cancelled));
      if (session !== null) await provider.close(session);
      session = answer.session;
      return diagnosed(answer.diagnostics);
    },

    UpgradeResourceState: async (request) => {
      const resource = resourceOf(request);
      const { schema } = resource;
      const json = request.raw_state?.json ?? new Uint8Array();
      const problem = problemOf(request.version, schema.version, json);
      if (problem !== null) return diagnosed([problem]);
      const state =
        request.version === schema.version
          ? (decodeJson(json, wireTypeOfBlock(schema)) as TfObject)
          : resource.upgrade(request.version, fromJson(json) as Readonly<Record<string, unknown>>);
      return { upgraded_state: stateToWire(state, schema) };
    },

    ReadResource: async (request, cancelled) => {
      const resource = resourceOf(request);
      const state = objectOf(request.current_state, resource.schema);
      const answer = await resource.read(state, privateOf(request.private), contextOf(cancelled));
      return answerToWire(answer, resource.schema);
    },

    PlanResourceChange: async (request, cancelled) => {
      const resource = resourceOf(request);
      const { schema } = resource;
      const prior = stateOf(request.prior_state, schema);
      if (stateOf(request.proposed_new_state, schema) === null) {
        const warnings = prior === null ? [] : resource.planDestroy(prior);
        return {
          ...{ planned_state: stateToWire(null, schema), planned_private: request.prior_private },
          ...diagnosed(warnings),
        };
      }
      const config = objectOf(request.config, schema);
      const known = { prior, config, private: privateOf(request.prior_private) };
      const answer = await resource.plan(known, contextOf(cancelled));
      return {
        planned_state: stateToWire(answer.planned, schema),
        requires_replace: answer.requiresReplace.map(pathToWire),
        planned_private: privateToWire(answer.private),
        ...diagnosed(answer.diagnostics),
      };
    },

    ApplyResourceChange: async (request, cancelled) => {
      const resource = resourceOf(request);
      const { schema } = resource;
      const prior = stateOf(request.prior_state, schema);
      const planned = stateOf(request.planned_state, schema);
      if (planned === null) return { new_state: stateToWire(null, schema) };
      const known = { prior, planned, private: privateOf(request.planned_private) };
      return answerToWire(await resource.apply(known, contextOf(cancelled)), schema);
    },

    ImportResourceState: async (request, cancelled) => {
      const resource = resourceOf(request);
      const answer = await resource.import(request.id, contextOf(cancelled));
      const { new_state, private: kept, diagnostics } = answerToWire(answer, resource.schema);
      const imported = { type_name: request.type_name, state: new_state, private: kept };
      return { imported_resources: answer.state === null ? [] : [imported], diagnostics };
    },

    ReadDataSource: async (request, cancelled) => {
      const dataSource = dataSourceOf(request);
      const answer = await dataSource.read(objectOf(request.config, dataSource.schema), contextOf(cancelled));
      return { state: stateToWire(answer.state, dataSource.schema), ...diagnosed(answer.diagnostics) };
    },

    CallFunction: async (request) => {
      const known = named(provider.functions, request.name, "function");
      const values = known.parameters.map(({ type }, index) =>
        decodeValue(request.arguments[index] ?? null, wireTypeOf(type)),
      );
      const answer = await known.call(values);
      if ("result" in answer) return { result: encodeValue(answer.result, wireTypeOf(known.returns)) };
      return { error: { text: answer.error, function_argument: answer.argument } };
    },
  };

  const running: Running = { calls: new Set(), outside: null };
  return {
    calls: guarded(calls, log, running),
    async close(outside = null) {
      running.outside = outside;
      stop();
      // What they have begun at a CA is written down before the session ends.
      while (running.calls.size > 0) await Promise.all(running.calls);
      if (session !== null) await provider.close(session);
      session = null;
    },
  };
}

function named<T>(all: Readonly<Record<string, T>>, name: string, kind: string): T {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw new Error(`there is no ${kind} ${JSON.stringify(name)}`);
  return found;
}

function diagnosed(diagnostics: readonly TfDiagnostic[]): { readonly diagnostics: readonly Sent<"Diagnostic">[] } {
  return { diagnostics: diagnosticsToWire(diagnostics) };
}

function stateOf(value: Value, schema: Schema): TfObject | null {
  const state = decodeValue(value, wireTypeOfBlock(schema));
  if (typeof state === "symbol") throw new ValueError([], "a known object");
  return state as TfObject | null;
}

function objectOf(value: Value, schema: Schema): TfObject {
  const state = stateOf(value, schema);
  if (state === null) throw new ValueError([], "an object");
  return state;
}

function stateToWire(state: TfObject | null, schema: Schema): Sent<"DynamicValue"> {
  return encodeValue(state, wireTypeOfBlock(schema));
}

function answerToWire(answer: StateAnswer, schema: Schema) {
  return {
    new_state: stateToWire(answer.state, schema),
    private: privateToWire(answer.private),
    ...diagnosed(answer.diagnostics),
  };
}

function privateOf(bytes: Uint8Array): PrivateState {
  return bytes.length === 0 ? {} : (fromJson(bytes) as PrivateState);
}

function privateToWire(kept: PrivateState): Uint8Array {
  return Buffer.from(JSON.stringify(kept));
}

/** Why a stored state cannot be brought to the present version; null where it can. */
function problemOf(version: number, present: number, json: Uint8Array): TfDiagnostic | null {
  if (version > present)
    return {
      severity: "error",
      summary: "A later release of this provider wrote the state",
      detail: `Version ${version} of the resource's schema wrote it, and this release knows versions up to ${present}. Install that release with \`dcv terraform install\`, and run \`terraform init -upgrade\`.`,
    };
  if (json.length > 0) return null;
  return {
    severity: "error",
    summary: "The state has a form that this provider never wrote",
    detail: "It is the form of Terraform 0.11. Remove the resource from the state and import it again.",
  };
}
