/** `dcv list`: what one CA lists, asked directly. It needs the providers of a file, or no file at all. */
import { configFromEnvironment } from "../../config/from-environment";
import { loadConfig, parseConfig } from "../../config/load";
import type { LoadedConfig } from "../../config/load";
import type { ConfiguredProvider } from "../../config/config";
import { parseReferredName } from "../../core/domain-name";
import type { ListFilter } from "../../core/observation";
import { moduleOf } from "../../core/provider-module";
import { printable } from "../../core/printable";
import type { Selection } from "../../core/selection";
import { VALIDATION_STATUSES } from "../../core/vocabulary";
import { didYouMean } from "../../document/did-you-mean";
import type { LogLevel } from "../call-log";
import { configContext } from "../../run/config-file";
import { diagnosticsText, warningsText } from "../../run/diagnostics";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { readListing, wantedBy } from "../../run/list";
import { refuseUnknown } from "../../run/narrow";
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
  /** By name, owner and label. */
  readonly selection: Selection;
  /** Ask for the date of every validation, one call each. */
  readonly everyDate: boolean;
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
    domain: onlyName(options.selection.domains),
  };
  const { owners, labels } = options.selection;
  const isByFile = owners.length + labels.length > 0;
  if (isByFile && options.type !== null) throw new UserError("owners and labels stand in a file: leave --type out");
  const context = configContext(host, isByFile ? "domains" : "providers");
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
  const { providers, acknowledged, domains } = loaded.config;
  const provider = choose(providers, options.provider);
  const declared = domains.filter((domain) => domain.provider === provider.settings.name);
  const request = {
    ...{ provider, acknowledged, filter, everyDate: options.everyDate, deadlineMs: options.deadlineMs },
    isWanted: filter.domain === null ? wantedBy(options.selection, declared) : () => true,
  };
  const listing = await readListing(request, host, createProgress(host.stderr, options.logLevel));
  const unknown = listing.observations.flatMap((one) =>
    one.kind === "unknown" && !listing.warnings.includes(one.detail) ? [`${one.domain}: ${one.detail}`] : [],
  );
  host.stderr.write(warningsText([...listing.warnings, ...unknown]));
  if (listing.error !== null) host.stderr.write(`dcv: ${printable(listing.error)}\n`);
  const written = await writeOutputs("list", listing, outputs, options.color, host);
  return written && listing.complete ? EXIT.ok : EXIT.error;
}

function choose(providers: readonly ConfiguredProvider[], name: string | null): ConfiguredProvider {
  const names = providers.map(({ settings }) => settings.name);
  if (name !== null) refuseUnknown([name], names);
  const [chosen, ...others] = providers.filter(({ settings }) => name === null || settings.name === name);
  if (chosen !== undefined && others.length === 0) return chosen;
  throw new UserError(`choose a CA with --provider: ${names.join(", ")}`);
}

/** In any of its spellings: `Not validated`, `NOT_VALIDATED`. */
function statusOf(text: string): string {
  const word = text.trim().toUpperCase().replaceAll(/[ -]/g, "_");
  if (VALIDATION_STATUSES.some((known) => known === word)) return word;
  const known = VALIDATION_STATUSES.join(", ");
  throw new UserError(`there is no status "${text}" (${known})${didYouMean(word, VALIDATION_STATUSES)}`);
}

/** The one name, which the CA can be asked for alone; null for a pattern, and for several. */
function onlyName(patterns: readonly string[]): string | null {
  const [pattern = "", ...others] = patterns;
  if (pattern === "" || others.length > 0 || /[*?]/.test(pattern)) return null;
  const parsed = parseReferredName(pattern);
  if (!parsed.ok) throw new UserError(`--domain ${JSON.stringify(pattern)} ${parsed.problem}`);
  return parsed.domain.name;
}

function typesOf({ modules }: Host): string {
  return modules.map(({ type }) => type).join(" or ");
}

function isMissing({ diagnostics }: LoadedConfig): boolean {
  return diagnostics.some((one) => one.code === "no-such-file");
}
