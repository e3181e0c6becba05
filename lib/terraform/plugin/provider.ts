/**
 * `lib/terraform/plugin` is the native Terraform provider, a program of its own that Terraform starts.
 *
 * Here is what the provider is to the protocol: data sources, resources and functions as plain objects. They get decoded values and know
 * nothing of gRPC.
 *
 * A value that holds `UNKNOWN` reaches `validate` and `plan` only, and the provider's own configuration. Nothing throws but by a fault of
 * this program: what the user can repair is a diagnostic.
 */
import type { Interruption } from "../../run/context";
import type { AttributePath, Schema, TfDiagnostic, TfObject, TfType, TfValue } from "./schema";

/** What the provider keeps beside the state of a resource, unseen by users; plain JSON without secrets. */
export type PrivateState = Readonly<Record<string, unknown>>;

/** The reason with which calls are aborted: a run ends for it at once. */
export const STOPPED: Interruption = { kind: "interruption", signal: "SIGINT" };

export interface CallContext<Session> {
  readonly session: Session;
  /** Aborted with `STOPPED` when Terraform stops the provider, or gives up the call. */
  readonly signal: AbortSignal;
}

export interface Diagnosed {
  readonly diagnostics: readonly TfDiagnostic[];
}

export interface StateAnswer extends Diagnosed {
  /** Null: it does not exist any more. With errors, what holds in spite of them. */
  readonly state: TfObject | null;
  readonly private: PrivateState;
}

export interface PlanRequest {
  /** Null for one that is new. */
  readonly prior: TfObject | null;
  readonly config: TfObject;
  readonly private: PrivateState;
}

export interface PlanAnswer extends Diagnosed {
  readonly planned: TfObject;
  readonly requiresReplace: readonly AttributePath[];
  /** Reaches `apply`. */
  readonly private: PrivateState;
}

export interface ApplyRequest {
  readonly prior: TfObject | null;
  readonly planned: TfObject;
  readonly private: PrivateState;
}

export interface Resource<Session> {
  readonly schema: Schema;
  /** A state of an earlier version, as JSON, in the shape of the present one. */
  upgrade(version: number, stored: Readonly<Record<string, unknown>>): TfObject;
  validate(config: TfObject): readonly TfDiagnostic[];
  read(state: TfObject, kept: PrivateState, context: CallContext<Session>): Promise<StateAnswer>;
  plan(request: PlanRequest, context: CallContext<Session>): Promise<PlanAnswer>;
  /** Creates and updates. */
  apply(request: ApplyRequest, context: CallContext<Session>): Promise<StateAnswer>;
  /** What is said when the plan is to destroy it; nothing is done then but to forget it. */
  planDestroy(prior: TfObject): readonly TfDiagnostic[];
  import(id: string, context: CallContext<Session>): Promise<StateAnswer>;
}

export interface DataSource<Session> {
  readonly schema: Schema;
  validate(config: TfObject): readonly TfDiagnostic[];
  read(config: TfObject, context: CallContext<Session>): Promise<Diagnosed & { readonly state: TfObject | null }>;
}

export interface FunctionParameter {
  readonly name: string;
  readonly description: string;
  readonly type: TfType;
}

export interface ProviderFunction {
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: TfType;
  /** Arguments are known. */
  call(values: readonly TfValue[]): Promise<FunctionAnswer>;
}

/** `argument` counts from 0. */
export type FunctionAnswer = { readonly result: TfValue } | { readonly error: string; readonly argument: number };

export interface PluginProvider<Session> {
  readonly schema: Schema;
  readonly resources: Readonly<Record<string, Resource<Session>>>;
  readonly dataSources: Readonly<Record<string, DataSource<Session>>>;
  readonly functions: Readonly<Record<string, ProviderFunction>>;
  validate(config: TfObject): readonly TfDiagnostic[];
  configure(config: TfObject, signal: AbortSignal): Promise<Diagnosed & { readonly session: Session | null }>;
  /** Before the program ends. */
  close(session: Session): Promise<void>;
}
