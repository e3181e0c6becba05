/** The provider `dcv-reconciler/dcv`: its block, resources, data sources and functions. */
import { domainDataSource } from "./data-domain";
import { planDataSource } from "./data-plan";
import { providerFunctions } from "./functions";
import { runContextOf } from "./host";
import type { PluginHost } from "./host";
import type { PluginProvider } from "./provider";
import { actingOptionsOf, PROVIDER_SCHEMA, providerBlockProblems } from "./provider-block";
import { isUnknown } from "./schema";
import type { Session } from "./session";
import { submissionResource } from "./submission";
import { validationResource } from "./validation";

export function createDcvProvider(host: PluginHost): PluginProvider<Session> {
  return {
    schema: PROVIDER_SCHEMA,
    resources: { dcv_validation: validationResource, dcv_validation_submission: submissionResource },
    dataSources: { dcv_domain: domainDataSource, dcv_plan: planDataSource },
    functions: providerFunctions(host.modules),
    validate: providerBlockProblems,
    async configure(block, signal) {
      const problems = providerBlockProblems(block);
      if (problems.length > 0) return { session: null, diagnostics: problems };
      if (Object.values(block).some(isUnknown)) return { session: { engine: null }, diagnostics: [] };
      // Terraform starts the provider for its schema as well, which needs none of this.
      const { readConfiguration } = await import("./configuration");
      const { accountOf } = await import("../../run/open-providers");
      const { createEngine } = await import("./engine");
      const context = runContextOf(host, host.modules, signal);
      const { configuration, diagnostics } = await readConfiguration(block, context);
      if (configuration === null) return { session: null, diagnostics };
      const accounts = configuration.config.providers.map(({ settings }) => accountOf(settings, context));
      const engine = await createEngine(configuration, actingOptionsOf(block, host.env, accounts), host);
      return { session: { engine }, diagnostics };
    },
    close: async ({ engine }) => engine?.close(),
  };
}
