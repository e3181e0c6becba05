/** The CA that ships with the command, as a run sees it. It is handed in, so that this room does not load a server. */
import type { ProviderSettings } from "../core/provider-module";

export interface EmbeddedCa {
  /**
   * Settings whose url is `simulator`, with the addresses of the running server.
   * @throws UserError when the server stands for no CA of this type
   */
  settingsFor(settings: ProviderSettings): ProviderSettings;
  close(): Promise<void>;
}
