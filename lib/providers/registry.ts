/** The CAs that this build knows. A new CA is one folder beside this file and one line below. */
import type { ProviderModule, ProviderSettings } from "../core/provider-module";
import { ncloudModule } from "./ncloud/module";
import type { ProviderRuntime } from "./runtime";
import { sectigoModule } from "./sectigo/module";

/** A module that can be opened. Rooms that only read settings and facts take a plain `ProviderModule`. */
export type OpenableModule = ProviderModule<ProviderSettings, ProviderRuntime>;

export const PROVIDER_MODULES: readonly OpenableModule[] = [sectigoModule, ncloudModule];
