/** Small providers for tests, in the words of ours. */
import type { PluginProvider, Resource } from "../../../lib/terraform/plugin/provider";
import type { Attributes, TfObject } from "../../../lib/terraform/plugin/schema";

export interface StandInPlan {
  readonly planned: TfObject;
  /** The attributes that ask for another resource. */
  readonly replacedBy?: readonly string[];
}

export interface Behaviour {
  readonly plan: (prior: TfObject | null, config: TfObject) => StandInPlan;
  readonly apply: (planned: TfObject, prior: TfObject | null, signal: AbortSignal) => Promise<TfObject>;
  /** Null where it is gone. Default: as it was. */
  readonly read?: (state: TfObject, signal: AbortSignal) => Promise<TfObject | null>;
  readonly destroy?: (state: TfObject, signal: AbortSignal) => Promise<void>;
}

/** Our own resources do nothing when they are destroyed, so only those of tests have this. */
export interface StandInResource extends Resource<object> {
  readonly destroy?: Behaviour["destroy"];
}

export function resource(
  attributes: Attributes,
  { plan, apply, read = async (state) => state, destroy }: Behaviour,
): StandInResource {
  return {
    ...(destroy === undefined ? {} : { destroy }),
    schema: { version: 0, description: "For tests.", attributes },
    validate: () => [],
    upgrade: () => ({}),
    planDestroy: () => [],
    import: async () => ({ state: null, private: {}, diagnostics: [] }),
    read: async (state, kept, { signal }) => ({ state: await read(state, signal), private: kept, diagnostics: [] }),
    plan: async ({ prior, config, private: kept }) => {
      const { planned, replacedBy = [] } = plan(prior, config);
      return { planned, requiresReplace: replacedBy.map((name) => [name]), private: kept, diagnostics: [] };
    },
    apply: async ({ planned, prior, private: kept }, { signal }) => ({
      state: await apply(planned, prior, signal),
      private: kept,
      diagnostics: [],
    }),
  };
}

/** Without settings. */
export function provider(resources: PluginProvider<object>["resources"]): PluginProvider<object> {
  return {
    schema: { version: 0, description: "For tests.", attributes: {} },
    resources,
    dataSources: {},
    functions: {},
    validate: () => [],
    configure: async () => ({ session: {}, diagnostics: [] }),
    close: async () => undefined,
  };
}
