/** The providers: addresses checked, defaults filled in. What is particular to a CA is done by its module. */
import { ALLOWED_HOSTS_VARIABLE, isAllowedAddress, parseBaseUrl, SIMULATOR_URL } from "../core/base-url";
import { COVERAGES } from "../core/coverage";
import type { Diagnostic } from "../core/diagnostic";
import { asList, asMapping, asNumber, asText, asWord } from "../core/loose-values";
import type { Written } from "../core/loose-values";
import type { ProviderModule, SettingPath, SharedSettings } from "../core/provider-module";
import type { LimitStep } from "../core/reuse";
import { parseDay } from "../core/time";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import type { ConfiguredProvider } from "./config";
import { sharedDefault } from "./provider-schema";
import type { Environment } from "./substitute";

/**
 * @param env only `DCV_ALLOWED_HOSTS` is read from it
 * @param secrets values of the environment that the document holds
 */
export function normalizeProviders(
  document: YamlDocument,
  modules: readonly ProviderModule[],
  env: Environment,
  secrets: ReadonlySet<string>,
): {
  providers: readonly ConfiguredProvider[];
  diagnostics: readonly Diagnostic[];
} {
  const problems = createProblemList();
  const providers: ConfiguredProvider[] = [];
  for (const [name, value] of Object.entries(asMapping(asMapping(document.value).providers))) {
    const written = asMapping(value);
    const module = modules.find(({ type }) => type === written.type);
    if (module === undefined) continue; // the schema check has said so
    const path: Path = ["providers", name];
    const report = (code: string, message: string, at: Path): void =>
      problems.add(() => document.diagnostic(code, "error", message, [...path, ...at]));
    const { settings, problems: ofSettings } = module.normalize(sharedSettings(name, written, module), written);
    for (const problem of ofSettings) report(problem.code, problem.message, problem.path);
    for (const at of [["url"], ...module.addresses]) {
      if (ofSettings.some((problem) => problem.path.join() === at.join())) continue;
      const problem = addressProblem(at, written, module, env[ALLOWED_HOSTS_VARIABLE]);
      if (problem !== null) report(problem.code, problem.message, at);
    }
    const reuseLimit = reuseLimitOf(written.reuseLimit);
    const problem = reuseLimit === null ? null : limitProblem(reuseLimit);
    if (problem !== null) report("bad-value", problem, ["reuseLimit"]);
    const minimumPresentPercent = asNumber(written.minimumPresentPercent) ?? sharedDefault("minimumPresentPercent");
    providers.push({ settings, reuseLimit, minimumPresentPercent, secrets });
  }
  return { providers, diagnostics: problems.found() };
}

function sharedSettings(
  name: string,
  written: Written,
  { coverage }: Pick<ProviderModule, "coverage">,
): SharedSettings {
  const numberAt = (key: Parameters<typeof sharedDefault>[0]): number => asNumber(written[key]) ?? sharedDefault(key);
  return {
    name,
    url: asText(written.url)?.replace(/\/+$/, "") ?? null,
    concurrency: numberAt("concurrency"),
    timeoutMs: numberAt("timeoutSeconds") * 1000,
    retries: numberAt("retries"),
    maximumListed: numberAt("maximumListed"),
    coverage: asWord(written.coverage, COVERAGES) ?? coverage,
  };
}

/** What is wrong with an address of the file. The message never quotes it: it may hold credentials. */
function addressProblem(
  path: SettingPath,
  written: Written,
  { title, hosts }: ProviderModule,
  allowedHosts: string | undefined,
): { readonly code: string; readonly message: string } | null {
  const address = asText(path.reduce<unknown>((value, key) => asMapping(value)[key], written));
  // A reference that could not be filled in has its own diagnostic.
  if (address === null || address.includes("${")) return null;
  if (address === SIMULATOR_URL && asText(written.url) === SIMULATOR_URL) return null;
  const parsed = parseBaseUrl(address);
  if (!parsed.ok) {
    const orSimulator = path.join() === "url" ? `, or ${SIMULATOR_URL} for the embedded CA` : "";
    const isNoUrl = !URL.canParse(address);
    return { code: "bad-url", message: `the address ${parsed.problem}${isNoUrl ? orSimulator : ""}` };
  }
  if (isAllowedAddress(parsed.url, hosts, allowedHosts)) return null;
  const only = `the credentials of ${title} go only to its own hosts (${hosts.join(", ")}) and to loopback`;
  const advice = `to allow this host too, name it in the environment variable ${ALLOWED_HOSTS_VARIABLE}`;
  return { code: "host-not-allowed", message: `${only}; ${advice}` };
}

function reuseLimitOf(value: unknown): readonly LimitStep[] | null {
  if (!Array.isArray(value)) return null;
  return asList(value)
    .map(asMapping)
    .map(({ issuedFrom, days }) => ({
      from: parseDay(asText(issuedFrom) ?? "") ?? Number.NEGATIVE_INFINITY,
      days: asNumber(days) ?? 0,
    }))
    .sort((a, b) => a.from - b.from);
}

/** What is wrong with steps that stand in the order of their days of issuance. */
function limitProblem(steps: readonly LimitStep[]): string | null {
  for (const [index, { from, days }] of steps.entries()) {
    const before = steps[index - 1];
    if (from === before?.from) return "two steps begin on the same day; keep one of them";
    if (days > (before?.days ?? days)) {
      return "the days rise with time; a limit that has cut a validation off cannot make it usable again";
    }
  }
  return null;
}
