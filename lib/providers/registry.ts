/**
 * The CAs that this build knows. A new CA is one folder beside this file and one line below.
 *
 * `lib/providers` observes validations at a CA and translates them into our words. A CA is one folder with a `module.ts`: its settings,
 * hosts, coverage and `open`. What CAs have in common is beside the folders: HTTP with retries, tokens and redaction (`http/`),
 * pages (`page-collector.ts`), failures by consequence (`provider-error.ts`).
 */
import type { ProviderModule, ProviderSettings } from "../core/provider-module";
import { digicertModule } from "./digicert/module";
import { ncloudModule } from "./ncloud/module";
import type { ProviderRuntime } from "./runtime";
import { sectigoModule } from "./sectigo/module";

/** A module that can be opened. Rooms that only read settings and facts take a plain `ProviderModule`. */
export type OpenableModule = ProviderModule<ProviderSettings, ProviderRuntime>;

export const PROVIDER_MODULES: readonly OpenableModule[] = [sectigoModule, ncloudModule, digicertModule];
