/**
 * What a CA is to the rest of the program. Each CA has one module in its folder under `lib/providers`; all other rooms read
 * what they need from it and name no CA. A module is data and pure functions: only `open` loads the HTTP client.
 */
import type { TObject, TSchema } from "@sinclair/typebox";
import type { MethodFlow } from "./acting";
import type { Coverage } from "./coverage";
import type { Written } from "./loose-values";
import type { Provider } from "./provider";
import type { Method } from "./vocabulary";

/** How a CA is reached. */
export interface ConnectionSettings {
  /** The provider's name in the file, the first part of every address. */
  readonly name: string;
  /** Base URL without a trailing slash; `https`, or `http` to loopback; or `simulator`. */
  readonly url: string;
  /** How many calls may be under way at once. */
  readonly concurrency: number;
  /** Longest wait for one call, from its start to its last byte. */
  readonly timeoutMs: number;
  /** How often a failed read is tried again. */
  readonly retries: number;
}

/** The settings that every provider has, after defaults. */
export interface ProviderSettings extends ConnectionSettings {
  /** The word in `type`. */
  readonly type: string;
  /** How many domains a CA may list to be believed; twice the declared ones are believed in any case. */
  readonly maximumListed: number;
  readonly coverage: Coverage;
}

/** The shared settings as a module gets them; `url` is null where the file gives none. */
export interface SharedSettings extends Omit<ProviderSettings, "type" | "url"> {
  readonly url: string | null;
}

/** The path of a setting below its provider, such as `["auth", "tokenUrl"]`. */
export type SettingPath = readonly string[];

export interface SettingsProblem {
  /** Of the diagnostic, such as `bad-url`. */
  readonly code: string;
  readonly message: string;
  readonly path: SettingPath;
}

/** A variable that `dcv list --type` reads. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly path: SettingPath;
  /** Used where it is set; the others of its group must be set. */
  readonly isOptional: boolean;
}

/** What a person does at the CA itself, as sentences: for the steps that the program does not take. */
export interface OwnSteps {
  /** The CA does not know the domain. */
  readonly register: string;
  /** No order runs. */
  readonly start: string;
  /** The challenge is in place, and the CA must be asked to look. */
  readonly submit: string;
}

/** At most `calls` begin within any `ms` milliseconds. */
export interface RateLimit {
  readonly calls: number;
  readonly ms: number;
}

export interface ProviderModule<Settings extends ProviderSettings = ProviderSettings, Runtime = never> {
  /** The word in `type`. */
  readonly type: string;
  /** The name of the product, for people. */
  readonly title: string;
  /**
   * The keys of its settings as the file holds them, beside the shared ones. `default` and `description` stand in the
   * published schema and in the documentation, `expected` in messages.
   */
  readonly settings: TObject;
  /** Further keys that a domain at this CA may have. Their values reach the provider as texts, unread by other rooms. */
  readonly domainKeys: Readonly<Record<string, TSchema>>;
  /** The key among them whose value is `ListedAs.entry`; none unless given. */
  readonly entryKey?: string;
  /** The settings beside `url` that hold an address which credentials go to. */
  readonly addresses: readonly SettingPath[];
  /** The host names that its credentials may go to without permission of the environment. */
  readonly hosts: readonly string[];
  /**
   * The variables from which `dcv list --type` makes a configuration: the first group whose first variable is set, or else
   * the last group.
   */
  readonly environment: readonly (readonly EnvironmentVariable[])[];
  /** What a validation covers, unless the settings say otherwise. */
  readonly coverage: Coverage;
  /** The methods by which this CA validates. */
  readonly methods: readonly Method[];
  /** How the methods run that the CA can be asked for (`Provider.act`); absent for a CA that cannot be asked. */
  readonly flows?: Readonly<Partial<Record<Method, MethodFlow>>>;
  /** Where the date of a validation comes from: the row of the listing, a call for each domain, or nowhere. */
  readonly validationDate: "row" | "call" | "never";
  /** What is read and with how many calls, as a phrase. */
  readonly reads: string;
  /** Where a challenge of a method is put for `example.com`, as a phrase; Markdown. */
  readonly challenges: Readonly<Partial<Record<Method, string>>>;
  /** How many calls of one account the CA says that it accepts, and the client keeps to; empty where it does not say. */
  readonly rateLimits: readonly RateLimit[];
  readonly ownSteps: OwnSteps;
  /** The least rights with which everything can be read, as a sentence. */
  readonly leastPrivilege: string;
  /**
   * The settings after defaults. `written` may still hold anything: the schema check reports, but does not stop, so that
   * all problems come out in one run.
   */
  normalize(
    shared: SharedSettings,
    written: Written,
  ): { readonly settings: Settings; readonly problems: readonly SettingsProblem[] };
  /** What names the account at the CA: the same after a change of password. No secret. */
  accountId(settings: Settings): string;
  /**
   * Loads the client and makes the provider; sends nothing yet.
   * @throws ProviderError `Unsupported` when an address is neither https nor http to loopback, or holds credentials
   */
  open(settings: Settings, runtime: Runtime): Promise<Provider>;
}

export function moduleOf<Module extends Pick<ProviderModule, "type">>(
  modules: readonly Module[],
  type: string,
): Module {
  const found = modules.find((module) => module.type === type);
  if (found === undefined) throw new Error(`no module for the provider type "${type}"`);
  return found;
}

/** The steps at the CA itself, by the type of a provider. */
export function ownStepsOf(modules: readonly Pick<ProviderModule, "type" | "ownSteps">[]): (type: string) => OwnSteps {
  return (type) => moduleOf(modules, type).ownSteps;
}
