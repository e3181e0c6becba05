/** What the simulator knows of a CA beside its scenario. */
import type { CertificateAuthority } from "./call";
import type { Scenario } from "./scenario";

export interface SimulatedCa {
  /** The word in `type` of a provider. */
  readonly type: string;
  /** What follows the simulator's URL in each address of a provider's settings, by the name of the setting. */
  readonly endpoints: { readonly url: string } & Readonly<Record<string, string>>;
  /** The CA as the scenario describes it; null when it describes none. */
  create(scenario: Scenario): CertificateAuthority | null;
}
