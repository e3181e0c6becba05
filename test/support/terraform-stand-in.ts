/**
 * Terraform's part in memory: refresh, plan, and an apply that plans again and holds the provider to what it planned. A new provider process
 * serves each command, as in Terraform.
 */
import type { PluginProvider, PrivateState } from "../../lib/terraform/plugin/provider";
import { UNKNOWN } from "../../lib/terraform/plugin/schema";
import type { TfDiagnostic, TfObject, TfValue } from "../../lib/terraform/plugin/schema";
import type { Session } from "../../lib/terraform/plugin/session";

export interface Wanted {
  readonly type: string;
  readonly name: string;
  /** By the planned or applied values of the resources before it, by `type.name`. */
  readonly config: (others: Readonly<Record<string, TfObject>>) => TfObject;
}

export interface PlannedChange {
  readonly action: "create" | "update" | "replace" | "no-op";
  readonly planned: TfObject;
}

export interface CommandResult {
  readonly changes: Readonly<Record<string, PlannedChange>>;
  readonly diagnostics: readonly TfDiagnostic[];
}

export interface TerraformStandIn {
  /** By `type.name`. */
  readonly state: Map<string, { values: TfObject; kept: PrivateState }>;
  plan(wanted: readonly Wanted[]): Promise<CommandResult>;
  /**
   * Refreshes, plans and applies, in order; ends at the first error.
   * @param applied called when one is applied, before the next begins
   * @param between called after the plan, before it is applied
   * @throws where the provider does not keep to what it planned, as Terraform refuses it
   */
  apply(
    wanted: readonly Wanted[],
    applied?: (address: string, values: TfObject) => Promise<void>,
    signal?: AbortSignal,
    between?: () => Promise<void>,
  ): Promise<CommandResult>;
  import(type: string, name: string, id: string): Promise<readonly TfDiagnostic[]>;
}

export function createTerraformStandIn(start: () => PluginProvider<Session>, block: TfObject): TerraformStandIn {
  const state: TerraformStandIn["state"] = new Map();
  const never = new AbortController().signal;

  async function withProvider<T>(
    work: (provider: PluginProvider<Session>, session: Session) => Promise<T>,
    refused: (diagnostics: readonly TfDiagnostic[]) => T,
  ): Promise<T> {
    const provider = start();
    const { session, diagnostics } = await provider.configure(block, never);
    if (session === null) return refused(diagnostics);
    try {
      return await work(provider, session);
    } finally {
      await provider.close(session);
    }
  }

  async function plan(wanted: readonly Wanted[]): Promise<CommandResult> {
    return withProvider(
      async (provider, session) => {
        const diagnostics: TfDiagnostic[] = [];
        const changes: Record<string, PlannedChange> = {};
        const others: Record<string, TfObject> = {};
        for (const one of wanted) {
          const address = `${one.type}.${one.name}`;
          const resource = resourceOf(provider, one.type);
          const known = state.get(address);
          if (known !== undefined) {
            const read = await resource.read(known.values, known.kept, { session, signal: never });
            diagnostics.push(...read.diagnostics);
            if (read.state === null) state.delete(address);
            else state.set(address, { values: json(read.state), kept: json(read.private) });
          }
          const planned = await planOne(provider, session, one, others);
          diagnostics.push(...planned.diagnostics);
          changes[address] = planned.change;
          others[address] = planned.change.planned;
        }
        return { changes, diagnostics };
      },
      (diagnostics) => ({ changes: {}, diagnostics }),
    );
  }

  async function planOne(
    provider: PluginProvider<Session>,
    session: Session,
    { type, name, config: configOf }: Wanted,
    others: Readonly<Record<string, TfObject>>,
  ) {
    const resource = resourceOf(provider, type);
    const config = { ...nulls(resource.schema.attributes), timeouts: null, ...configOf(others) };
    const problems = resource.validate(config);
    let known = state.get(`${type}.${name}`) ?? null;
    const request = () => {
      const prior = known?.values ?? null;
      return { prior, config, private: known?.kept ?? {} };
    };
    let answer = await resource.plan(request(), { session, signal: never });
    let action: PlannedChange["action"] = known === null ? "create" : "update";
    if (answer.requiresReplace.length > 0) {
      known = null;
      action = "replace";
      answer = await resource.plan(request(), { session, signal: never });
    }
    const { planned } = answer;
    for (const [key, value] of Object.entries(config)) {
      if (value !== null && text(planned[key]) !== text(value)) throw new Error(`${type}.${key}: planned otherwise`);
    }
    const keys = [...Object.keys(resource.schema.attributes), ...Object.keys(resource.schema.blocks ?? {})];
    expect(Object.keys(planned).sort()).toEqual(keys.sort());
    if (known !== null && isEqual(planned, known.values)) action = "no-op";
    const change: PlannedChange = { action, planned };
    return {
      change,
      prior: known?.values ?? null,
      kept: answer.private,
      diagnostics: [...problems, ...answer.diagnostics],
    };
  }

  return {
    state,
    plan,
    async apply(wanted, applied = () => Promise.resolve(), signal = never, between = () => Promise.resolve()) {
      const first = await plan(wanted);
      if (first.diagnostics.some(({ severity }) => severity === "error")) return first;
      await between();
      const diagnostics: TfDiagnostic[] = [...first.diagnostics];
      return withProvider(
        async (provider, session) => {
          const others: Record<string, TfObject> = {};
          for (const one of wanted) {
            const address = `${one.type}.${one.name}`;
            const before = first.changes[address];
            const again = await planOne(provider, session, one, others);
            diagnostics.push(...again.diagnostics.filter(({ severity }) => severity === "error"));
            if (before === undefined || !conforms(before.planned, again.change.planned)) {
              throw new Error(
                `inconsistent final plan of ${address}: ${text(before?.planned)} became ${text(again.change.planned)}`,
              );
            }
            if (again.change.action !== "no-op") {
              const { prior, kept } = again;
              const { planned } = again.change;
              const request = { prior, planned, private: json(kept) };
              const done = await resourceOf(provider, one.type).apply(request, { session, signal });
              diagnostics.push(...done.diagnostics);
              if (done.state !== null) state.set(address, { values: json(done.state), kept: json(done.private) });
              if (done.diagnostics.some(({ severity }) => severity === "error")) return { ...first, diagnostics };
              if (done.state === null || !conforms(planned, done.state)) {
                throw new Error(`inconsistent result of ${address}: ${text(planned)} became ${text(done.state)}`);
              }
            }
            const values = state.get(address)?.values ?? {};
            others[address] = values;
            await applied(address, values);
          }
          return { ...first, diagnostics };
        },
        (refused) => ({ ...first, diagnostics: refused }),
      );
    },
    import: (type, name, id) =>
      withProvider(
        async (provider, session) => {
          const imported = await resourceOf(provider, type).import(id, { session, signal: never });
          if (imported.state !== null) {
            state.set(`${type}.${name}`, { values: json(imported.state), kept: json(imported.private) });
          }
          return imported.diagnostics;
        },
        (diagnostics) => diagnostics,
      ),
  };
}

function resourceOf(provider: PluginProvider<Session>, type: string) {
  const resource = provider.resources[type];
  if (resource === undefined) throw new Error(`there is no resource ${type}`);
  return resource;
}

function nulls(attributes: Readonly<Record<string, { readonly mode: string }>>): TfObject {
  return Object.fromEntries(Object.keys(attributes).map((key) => [key, null] as const));
}

/** Whether every value that was known before is the same now. */
function conforms(before: TfValue, after: TfValue): boolean {
  if (before === UNKNOWN) return true;
  if (Array.isArray(before)) {
    const items = before as readonly TfValue[];
    return (
      Array.isArray(after) &&
      after.length === items.length &&
      items.every((item, at) => conforms(item, after[at] as TfValue))
    );
  }
  if (typeof before === "object" && before !== null) {
    if (typeof after !== "object" || after === null) return false;
    return Object.entries(before).every(([key, value]) => conforms(value, (after as TfObject)[key] ?? null));
  }
  return before === after;
}

function isEqual(a: TfValue, b: TfValue): boolean {
  return text(a) === text(b) && !text(a).includes("(unknown)");
}

function text(value: unknown): string {
  const sorted = (one: unknown): unknown => {
    if (one === UNKNOWN) return "(unknown)";
    if (Array.isArray(one)) return one.map(sorted);
    if (typeof one !== "object" || one === null) return one ?? null;
    return Object.fromEntries(
      Object.entries(one)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  };
  return JSON.stringify(sorted(value));
}

/** A state goes through a file. */
function json<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
