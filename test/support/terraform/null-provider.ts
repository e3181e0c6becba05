/** The null provider: `null_resource` with `id` and `triggers`. Other triggers ask for another resource. */
import { isDeepStrictEqual } from "node:util";
import type { PluginProvider } from "../../../lib/terraform/plugin/provider";
import { UNKNOWN } from "../../../lib/terraform/plugin/schema";
import type { TfObject } from "../../../lib/terraform/plugin/schema";
import { provider, resource } from "./stand-in";

export function nullProvider(): PluginProvider<object> {
  let created = 0;
  return provider({
    null_resource: resource(
      {
        id: { description: "A number.", mode: "computed", type: "string" },
        triggers: { description: "Any values.", mode: "optional", type: { map: "string" } },
      },
      {
        plan: (prior, config) => {
          if (prior !== null && isDeepStrictEqual(prior.triggers, config.triggers)) return { planned: prior };
          const planned: TfObject = { ...config, id: UNKNOWN };
          return prior === null ? { planned } : { planned, replacedBy: ["triggers"] };
        },
        apply: async (planned) => ({ ...planned, id: String((created += 1)) }),
      },
    ),
  });
}
