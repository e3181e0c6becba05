/** `dcv list`: what one CA lists, asked directly. It needs the providers of a file, or no file at all. */
import { configFromEnvironment } from "../../config/from-environment";
import { loadConfig, parseConfig } from "../../config/load";
import type { LoadedConfig } from "../../config/load";
import type { Config, ConfiguredProvider } from "../../config/config";
import { parseReferredName } from "../../core/domain-name";
import type { ListFilter } from "../../core/observation";
import type { Listing } from "../../core/listing";
import { moduleOf } from "../../core/provider-module";
import { printable } from "../../core/printable";
import { compareText } from "../../core/order";
import { VALIDATION_STATUSES } from "../../core/vocabulary";
import { didYouMean } from "../../document/did-you-mean";
import type { LogLevel } from "../call-log";
import { configContext } from "../../run/config-file";
import { diagnosticsText } from "../../run/diagnostics";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { observeOne, plainListing } from "../../run/observe";
import { openProviders } from "../../run/open-providers";
import { parseOutputs, writeOutputs } from "../outputs";
import { createProgress } from "../progress";
import { UserError } from "../../run/user-error";

export interface ListOptions {
  readonly configPath: string;
  /** The provider's name in the file; null: the only one there is. */
  readonly provider: string | null;
  /** Use no file, but this kind of CA with credentials from the environment. */
  readonly type: string | null;
  readonly expiresInDays: number | null;
  readonly status: string | null;
  readonly domain: string | null;
  readonly outputs: readonly string[];
  readonly deadlineMs: number;
  readonly logLevel: LogLevel;
  readonly color: boolean;
}

export async function listCommand(options: ListOptions, host: Host): Promise<number> {
  const inputs = options.type === null ? [options.configPath] : [];
  const outputs = await parseOutputs("list", options.outputs, inputs, host.cwd);
  const filter: ListFilter = {
    expiresInDays: options.expiresInDays,
    status: options.status === null ? null : statusOf(options.status),
    domain: options.domain === null ? null : nameOf(options.domain),
  };
  const context = configContext(host, "providers");
  const loaded =
    options.type === null
      ? await loadConfig(options.configPath, context)
      : parseConfig(
          configFromEnvironment(moduleOf(host.modules, options.type), host.env),
          "environment",
          host.cwd,
          context,
        );
  host.stderr.write(diagnosticsText(loaded.diagnostics));
  if (loaded.config === null) {
    if (isMissing(loaded)) host.stderr.write(`without a file, name the kind of CA: dcv list --type ${typesOf(host)}\n`);
    return EXIT.error;
  }
  const listing = await list(
    choose(loaded.config.providers, options.provider),
    loaded.config.acknowledged,
    filter,
    options,
    host,
  );
  for (const warning of listing.warnings) host.stderr.write(`dcv: warning: ${printable(warning)}\n`);
  for (const one of listing.observations) {
    if (one.kind === "unknown" && !listing.warnings.includes(one.detail)) {
      host.stderr.write(`dcv: warning: ${printable(`${one.domain}: ${one.detail}`)}\n`);
    }
  }
  if (listing.error !== null) host.stderr.write(`dcv: ${printable(listing.error)}\n`);
  const written = await writeOutputs("list", listing, outputs, options.color, host);
  return written && listing.complete ? EXIT.ok : EXIT.error;
}

async function list(
  provider: ConfiguredProvider,
  acknowledged: Config["acknowledged"],
  filter: ListFilter,
  { deadlineMs, logLevel }: ListOptions,
  host: Host,
): Promise<Listing> {
  const progress = createProgress(host.stderr, logLevel);
  const opened = await openProviders([provider], host, progress, deadlineMs);
  try {
    const [open] = opened.providers;
    if (open === undefined) throw new Error("a provider that was opened is gone");
    const request = plainListing(filter, acknowledged, host.now());
    const { observed } = await observeOne(open, request, null, opened.signal, progress);
    const { name, type, complete, error, warnings, observations } = observed;
    const sorted = [...observations.values()].sort((a, b) => compareText(a.domain, b.domain));
    const isUnderstood = sorted.every((one) => one.kind !== "unknown");
    return { provider: name, type, complete: complete && isUnderstood, error, warnings, observations: sorted };
  } finally {
    progress.clear();
    await opened.close();
  }
}

function choose(providers: readonly ConfiguredProvider[], name: string | null): ConfiguredProvider {
  const names = providers.map(({ settings }) => settings.name);
  const chosen =
    name === null && providers.length === 1 ? providers[0] : providers.find((one) => one.settings.name === name);
  if (chosen !== undefined) return chosen;
  if (name === null) throw new UserError(`choose a CA with --provider: ${names.join(", ")}`);
  throw new UserError(`there is no provider "${name}" (declared are ${names.join(", ")})${didYouMean(name, names)}`);
}

/** In any of its spellings: `Not validated`, `NOT_VALIDATED`. */
function statusOf(text: string): string {
  const word = text.trim().toUpperCase().replaceAll(/[ -]/g, "_");
  if (VALIDATION_STATUSES.some((known) => known === word)) return word;
  const known = VALIDATION_STATUSES.join(", ");
  throw new UserError(`there is no status "${text}" (${known})${didYouMean(word, VALIDATION_STATUSES)}`);
}

function nameOf(text: string): string {
  const parsed = parseReferredName(text);
  if (!parsed.ok) throw new UserError(`--domain ${JSON.stringify(text)} ${parsed.problem}`);
  return parsed.domain.name;
}

function typesOf({ modules }: Host): string {
  return modules.map(({ type }) => type).join(" or ");
}

function isMissing({ diagnostics }: LoadedConfig): boolean {
  return diagnostics.some((one) => one.code === "no-such-file");
}
