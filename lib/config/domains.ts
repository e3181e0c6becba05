/** The list of domains: names in one form, defaults filled in, duplicates found. */
import { addressOf } from "../core/desired";
import type { DesiredDomain } from "../core/desired";
import type { Diagnostic, Place } from "../core/diagnostic";
import { parseDomainName } from "../core/domain-name";
import type { ProviderModule } from "../core/provider-module";
import { METHODS } from "../core/vocabulary";
import { didYouMean } from "../document/did-you-mean";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { quoted } from "../document/quoted";
import { DEFAULT_WINDOW_DAYS } from "../core/window";
import { MAX_PROVIDER_NAME_LENGTH } from "./domains-schema";
import { barePublicSuffix } from "./public-suffix";
import { asList, asMapping, asNumber, asText, asWord } from "../core/loose-values";
import type { Written } from "../core/loose-values";

/** So many provider names a message lists. */
const MAX_NAMES = 20;
interface Context {
  readonly document: YamlDocument;
  readonly defaults: Written;
  /** Those of the defaults, which entries without labels share. */
  readonly labels: DesiredDomain["labels"];
  readonly providerNames: ReadonlySet<string>;
  /** The keys that a domain may have for its CA, by provider name; without the providers whose type is unknown. */
  readonly keysOf: ReadonlyMap<string, readonly string[]>;
  /** The keys of all CAs. */
  readonly allKeys: readonly string[];
  readonly report: (code: string, message: () => string, path: Path) => void;
  readonly warn: Context["report"];
}

/** The domains of the files of one estate, added one file after the other. */
export interface DomainCollector {
  /** Adds the domains of a file, with its own defaults, in steps of some milliseconds. */
  add(document: YamlDocument): Generator<void, readonly Diagnostic[], void>;
  /** Those that can be read, in the order of the files. */
  found(): readonly DesiredDomain[];
}

/** So many entries are read between two steps. */
const ENTRIES_PER_STEP = 500;

/** `providers` is that part of the root file, as it is written. */
export function createDomainCollector(providers: unknown, modules: readonly ProviderModule[]): DomainCollector {
  const declared = Object.entries(asMapping(providers));
  const shared = {
    providerNames: new Set(declared.map(([name]) => name)),
    keysOf: new Map(
      declared.flatMap(([name, value]) => {
        const module = modules.find(({ type }) => type === asMapping(value).type);
        return module === undefined ? [] : [[name, Object.keys(module.domainKeys)]];
      }),
    ),
    allKeys: modules.flatMap(({ domainKeys }) => Object.keys(domainKeys)),
  };
  const byAddress = new Map<string, DesiredDomain>();
  return {
    *add(document) {
      const problems = createProblemList();
      const root = asMapping(document.value);
      const defaults = asMapping(root.defaults);
      const context: Context = {
        ...shared,
        document,
        defaults,
        labels: labelsIn(defaults.labels),
        report: (code, message, path) => problems.add(() => document.diagnostic(code, "error", message(), path)),
        warn: (code, message, path) => problems.add(() => document.diagnostic(code, "warning", message(), path)),
      };
      checkProvider(context, asText(context.defaults.provider), ["defaults", "provider"]);
      for (const [index, entry] of asList(root.domains).entries()) {
        if (index % ENTRIES_PER_STEP === ENTRIES_PER_STEP - 1) yield;
        const domain = normalizeDomain(context, entry, ["domains", index]);
        if (domain === null) continue;
        const address = addressOf(domain.provider, domain.name);
        const twin = byAddress.get(address);
        if (twin === undefined) byAddress.set(address, domain);
        else context.report("duplicate-domain", () => duplicate(domain, twin.place), ["domains", index]);
      }
      return problems.found();
    },
    found: () => [...byAddress.values()],
  };
}

function duplicate({ name, unicode }: DesiredDomain, { file, line, column }: Place): string {
  const shown = unicode === null ? `"${name}"` : `"${unicode}" (${name})`;
  return `${shown} is declared at ${file}:${line}:${column} already; remove one of the two`;
}

function normalizeDomain(context: Context, entry: unknown, path: Path): DesiredDomain | null {
  const { document, defaults, providerNames, report } = context;
  const written: Written = typeof entry === "string" ? { name: entry } : asMapping(entry);
  const name = asText(written.name);
  if (name === null) return null; // the schema check has said so
  const namePath = typeof entry === "string" ? path : [...path, "name"];

  const own = asText(written.provider);
  checkProvider(context, own, [...path, "provider"]);
  const provider = own ?? asText(defaults.provider) ?? onlyOne(providerNames);
  if (provider === null && providerNames.size > 1) {
    const add = (): string => `add one of ${someOf(providerNames)}, or set defaults.provider`;
    report("missing-provider", () => `${quoted(name)} has no provider; ${add()}`, path);
  }

  const parsed = parseDomainName(name);
  if (!parsed.ok) {
    report("bad-name", () => `${quoted(name)} ${parsed.problem}`, namePath);
    return null;
  }
  const { domain, doubt } = parsed;
  if (doubt !== null) {
    context.warn("unusual-name", () => `${quoted(name)} ${doubt}; check that its CA and registry accept it`, namePath);
  }
  const suffix = barePublicSuffix(domain.name);
  if (suffix !== null) {
    const message = `"${name}" is a public suffix (${suffix}), for which no CA may issue; add the label before it`;
    report("public-suffix", () => message, namePath);
    return null;
  }
  if (provider === null) return null;
  checkKeys(context, provider, written, path);
  const setting = (key: string): unknown => written[key] ?? defaults[key];
  return {
    name: domain.name,
    unicode: domain.unicode,
    provider,
    method: asWord(setting("method"), METHODS),
    owner: asText(setting("owner")),
    keys: typeof entry === "string" ? NO_KEYS : keysFor(context, provider, written),
    labels: written.labels === undefined ? context.labels : { ...context.labels, ...labelsIn(written.labels) },
    revalidateWithinDays: asNumber(setting("revalidateWithinDays")) ?? DEFAULT_WINDOW_DAYS,
    maxAgeDays: asNumber(setting("maxAgeDays")),
    place: document.placeOf(path),
  };
}

const NO_KEYS: DesiredDomain["keys"] = {};

function checkProvider({ providerNames, report }: Context, provider: string | null, path: Path): void {
  if (provider === null || providerNames.has(provider)) return;
  report(
    "unknown-provider",
    () => {
      const known = providerNames.size === 0 ? "none is declared" : `declared are ${someOf(providerNames)}`;
      return `there is no provider ${quoted(provider)} (${known})${didYouMean(provider, [...providerNames])}`;
    },
    path,
  );
}

/** The names, or the first of very many. */
function someOf(names: ReadonlySet<string>): string {
  const shown = [...names]
    .slice(0, MAX_NAMES)
    .map((name) => name.slice(0, MAX_PROVIDER_NAME_LENGTH))
    .join(", ");
  return names.size > MAX_NAMES ? `${shown} and ${names.size - MAX_NAMES} more` : shown;
}

function onlyOne(names: ReadonlySet<string>): string | null {
  return names.size === 1 ? ([...names][0] ?? null) : null;
}

/** The keys for the CA, as texts. A key that only another CA reads has been reported. */
function keysFor({ keysOf }: Context, provider: string, written: Written): Readonly<Record<string, string>> {
  const values = (keysOf.get(provider) ?? []).map((key) => [key, written[key]] as const);
  return Object.fromEntries(
    values.flatMap(([key, value]) => {
      const text = typeof value === "number" ? String(value) : asText(value);
      return text === null ? [] : [[key, text]];
    }),
  );
}

/** A key that belongs to another CA would be ignored. */
function checkKeys({ keysOf, allKeys, report }: Context, provider: string, written: Written, path: Path): void {
  const own = keysOf.get(provider);
  if (own === undefined) return;
  for (const key of allKeys) {
    if (own.includes(key) || written[key] === undefined) continue;
    const message = `"${key}" is a key of domains at another kind of CA than "${provider}"; remove it`;
    report("unknown-key", () => message, [...path, key]);
  }
}

function labelsIn(written: unknown): Readonly<Record<string, string>> {
  const labels = Object.entries(asMapping(written)).flatMap(
    ([key, value]) => (typeof value === "string" ? [[key, value] as const] : []), // the schema check has refused the others
  );
  return Object.fromEntries(labels);
}
