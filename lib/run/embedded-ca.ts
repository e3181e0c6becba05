/** The CA that ships with the command, as a run sees it. It is handed in, so that this room does not load a server. */
import type { ProviderSettings } from "../core/provider-settings";

export interface EmbeddedCa {
  /** The same settings with addresses of the running server. */
  settingsFor(settings: ProviderSettings): ProviderSettings;
  close(): Promise<void>;
}
