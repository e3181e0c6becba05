/** The list of domains: names in one form, defaults filled in, duplicates found. */
import { addressOf } from "../core/desired";
import type { DesiredDomain } from "../core/desired";
import type { Diagnostic } from "../core/diagnostic";
import { parseDomainName } from "../core/domain-name";
import { METHODS } from "../core/words";
import { didYouMean } from "../document/did-you-mean";
import type { Path, YamlDocument } from "../document/document";
import { barePublicSuffix } from "./public-suffix";
import { listIn, mappingIn, numberIn, textIn, wordIn } from "./written";
import type { Written } from "./written";

const REVALIDATE_WITHIN_DAYS = 30;

interface Context {
  readonly document: YamlDocument;
  readonly defaults: Written;
  readonly providerNames: readonly string[];
  readonly diagnostics: Diagnostic[];
}

export function normalizeDomains(
  document: YamlDocument,
  required: boolean,
): { domains: readonly DesiredDomain[]; diagnostics: readonly Diagnostic[] } {
  const root = mappingIn(document.value);
  const diagnostics: Diagnostic[] = [];
  const defaults = mappingIn(root.defaults);
  const providerNames = Object.keys(mappingIn(root.providers));
  const context: Context = { document, defaults, providerNames, diagnostics };
  if (required && root.domains === undefined) {
    diagnostics.push(document.diagnostic("missing-key", "error", 'the key "domains" is missing', []));
  } else if (required && Array.isArray(root.domains) && root.domains.length === 0) {
    const message = "no domain is declared, so nothing is checked";
    diagnostics.push(document.diagnostic("no-domains", "warning", message, ["domains"]));
  }
  checkProvider(context, textIn(defaults.provider), ["defaults", "provider"]);

  const byAddress = new Map<string, DesiredDomain>();
  for (const [index, entry] of listIn(root.domains).entries()) {
    const domain = normalizeDomain(context, entry, ["domains", index]);
    if (domain === null) continue;
    const address = addressOf(domain.provider, domain.name);
    const twin = byAddress.get(address);
    if (twin === undefined) {
      byAddress.set(address, domain);
    } else {
      const { file, line, column } = twin.place;
      const shown = domain.unicode === null ? `"${domain.name}"` : `"${domain.unicode}" (${domain.name})`;
      const message = `${shown} is declared at ${file}:${line}:${column} already; remove one of the two`;
      diagnostics.push({ ...document.diagnostic("duplicate-domain", "error", message, ["domains", index]) });
    }
  }
  return { domains: [...byAddress.values()], diagnostics };
}

function normalizeDomain(context: Context, entry: unknown, path: Path): DesiredDomain | null {
  const { document, defaults, providerNames, diagnostics } = context;
  const written: Written = typeof entry === "string" ? { name: entry } : mappingIn(entry);
  const name = textIn(written.name);
  if (name === null) return null; // the schema check has said so
  const namePath = typeof entry === "string" ? path : [...path, "name"];

  const own = textIn(written.provider);
  checkProvider(context, own, [...path, "provider"]);
  const provider = own ?? textIn(defaults.provider) ?? (providerNames.length === 1 ? (providerNames[0] ?? null) : null);
  if (provider === null && providerNames.length > 1) {
    const message = `"${name}" has no provider; add one of ${providerNames.join(", ")}, or set defaults.provider`;
    diagnostics.push(document.diagnostic("missing-provider", "error", message, path));
  }

  const parsed = parseDomainName(name);
  if (!parsed.ok) {
    diagnostics.push(document.diagnostic("bad-name", "error", `${JSON.stringify(name)} ${parsed.problem}`, namePath));
    return null;
  }
  const { domain } = parsed;
  const suffix = barePublicSuffix(domain.name);
  if (suffix !== null) {
    const message = `"${name}" is a public suffix (${suffix}), for which no CA may issue; add the label before it`;
    diagnostics.push(document.diagnostic("public-suffix", "error", message, namePath));
    return null;
  }
  if (provider === null) return null;
  const setting = (key: string): unknown => written[key] ?? defaults[key];
  return {
    ...domain,
    provider,
    method: wordIn(setting("method"), METHODS),
    owner: textIn(setting("owner")),
    certificateNo: certificateNo(written.certificateNo),
    revalidateWithinDays: numberIn(setting("revalidateWithinDays")) ?? REVALIDATE_WITHIN_DAYS,
    maxAgeDays: numberIn(setting("maxAgeDays")),
    place: document.placeOf(path),
  };
}

function checkProvider({ document, providerNames, diagnostics }: Context, provider: string | null, path: Path): void {
  if (provider === null || providerNames.includes(provider)) return;
  const known = providerNames.length === 0 ? "none is declared" : `declared are ${providerNames.join(", ")}`;
  const message = `there is no provider "${provider}" (${known})${didYouMean(provider, providerNames)}`;
  diagnostics.push(document.diagnostic("unknown-provider", "error", message, path));
}

function certificateNo(value: unknown): string | null {
  return typeof value === "number" ? String(value) : textIn(value);
}
