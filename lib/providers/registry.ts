/** The one way to a provider. A new CA is one folder beside this file and one case below. */
import type { Provider } from "../core/observation";
import type { ProviderSettings } from "../core/provider-settings";
import type { ProviderRuntime } from "./runtime";

/**
 * Makes the provider that the settings describe; loads no other CA's code and sends nothing yet.
 * @throws ProviderError `Unsupported` when a URL is neither https nor http to loopback, or carries credentials.
 */
export async function createProvider(settings: ProviderSettings, runtime: ProviderRuntime): Promise<Provider> {
  switch (settings.type) {
    case "sectigo": {
      const { createSectigoProvider } = await import("./sectigo/provider");
      return createSectigoProvider(settings, runtime);
    }
    case "ncloud": {
      const { createNcloudProvider } = await import("./ncloud/provider");
      return createNcloudProvider(settings, runtime);
    }
  }
}
