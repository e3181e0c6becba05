/** The configuration after defaults and environment: what a run works with. */
import type { Acknowledged } from "../core/acknowledged";
import type { DesiredDomain } from "../core/desired";
import type { DnsSettings } from "./dns";
import type { Place } from "../core/diagnostic";
import type { Enforcement } from "../core/finding";
import type { ProviderSettings } from "../core/provider-module";
import type { LimitStep } from "../core/reuse";
import type { Waiver } from "../core/waiver";
import type { Severity } from "../core/vocabulary";

export interface ConfiguredProvider {
  readonly settings: ProviderSettings;
  /** What this CA accepts, in the place of its published profile; null to use that. */
  readonly reuseLimit: readonly LimitStep[] | null;
  /** Fewer present than this share of the declared domains is taken for a mistake. */
  readonly minimumPresentPercent: number;
  /** Values of the environment below all providers. No message may hold them; numbers computed from them it may. */
  readonly secrets: ReadonlySet<string>;
}

export interface RuleLevel {
  readonly rule: string;
  readonly level: Severity | "off";
  readonly place: Place;
}

export interface Config {
  /** What outputs call the estate where there are several; null where the file does not name it. */
  readonly estate: string | null;
  readonly providers: readonly ConfiguredProvider[];
  readonly domains: readonly DesiredDomain[];
  readonly policies: {
    /** Absolute paths of the user's own rules, and the folder that no file of them may lie outside of. */
    readonly paths: readonly { readonly path: string; readonly place: Place; readonly boundary: string }[];
    readonly levels: readonly RuleLevel[];
    readonly enforcement: Enforcement;
  };
  readonly waivers: readonly Waiver[];
  readonly apply: {
    /** A plan with more changes is applied only where the command line says how many; null where the file does not say. */
    readonly maxChanges: number | null;
  };
  /** Which servers say what DNS holds; null where the file does not ask DNS. */
  readonly dns: DnsSettings | null;
  /** Names that a CA lists and that cannot be read. */
  readonly acknowledged: readonly Acknowledged[];
}
