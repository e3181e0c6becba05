/** What the provider `dcv-reconciler/dcv` consists of. */
import type { PluginHost } from "./host";
import type { PluginProvider } from "./provider";

export function createDcvProvider({ log = () => undefined }: PluginHost): PluginProvider<object> {
  return {
    schema: { version: 0, description: "Keeps domain control validations (DCV) alive as code.", attributes: {} },
    ...{ resources: {}, dataSources: {}, functions: {} },
    validate: () => [],
    configure: async (_config, terraformVersion) => {
      log(`configured by Terraform ${terraformVersion}`);
      return { session: {}, diagnostics: [] };
    },
    close: async () => undefined,
  };
}
