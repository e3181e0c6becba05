/** `dcv init`: a new domains.yaml with the CAs and no domains, once their credentials are seen to work. */
import { lstat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { missingVariables, newDomainsFile } from "../../config/from-environment";
import type { ProviderDraft } from "../../config/from-environment";
import { parseConfig } from "../../config/load";
import { SIMULATOR_URL } from "../../core/base-url";
import { printable } from "../../core/printable";
import { moduleOf } from "../../core/provider-module";
import { didYouMean } from "../../document/did-you-mean";
import { boundaryOf } from "../../document/boundary";
import { displayName } from "../../document/read";
import { commandFor, configContext, DEFAULT_NAMES } from "../../run/config-file";
import { diagnosticsText, warningsText } from "../../run/diagnostics";
import { lookAt, lookText } from "../../run/look";
import { refuseToLeave } from "../../run/stay-inside";
import { UserError } from "../../run/user-error";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { createProgress } from "../progress";

export interface InitOptions {
  /** The kinds of CA; empty: ask for one. */
  readonly types: readonly string[];
  /** The name of the only provider in the file; null: its type. */
  readonly provider: string | null;
  /** The address of the only provider; null: from the environment, or the CA's own. */
  readonly url: string | null;
  /** The new file; null: domains.yaml. */
  readonly outputPath: string | null;
  readonly deadlineMs: number;
  readonly logLevel: LogLevel;
}

/** The credentials of the embedded CA. */
const EMBEDDED_CREDENTIAL = "demo";

export async function initCommand(options: InitOptions, host: Host): Promise<number> {
  const isPrinted = options.outputPath === "-";
  const path = resolve(host.cwd, isPrinted ? DEFAULT_NAMES[0] : (options.outputPath ?? DEFAULT_NAMES[0]));
  const file = isPrinted ? "standard output" : displayName(path, host.cwd);
  if (!isPrinted)
    await refuseToLeave(options.outputPath ?? DEFAULT_NAMES[0], await boundaryOf(path, host.cwd), host.cwd);
  if (!isPrinted) await refuseExisting(options.outputPath === null ? DEFAULT_NAMES : [options.outputPath], host);
  const drafts = await draftsOf(options, host);
  const isEmbedded = drafts.some(({ url }) => url === SIMULATOR_URL);
  if (!isEmbedded) requireCredentials(drafts, host);
  const text = newDomainsFile(drafts, host.env, isEmbedded ? EMBEDDED_CREDENTIAL : "");
  const { config, diagnostics } = parseConfig(text, file, dirname(path), configContext(host, "providers"));
  host.stderr.write(diagnosticsText(diagnostics));
  if (config === null) return EXIT.error;

  const looks = await lookAt(config.providers, host, createProgress(host.stderr, options.logLevel), options.deadlineMs);
  for (const look of looks) {
    host.stderr.write(warningsText(look.warnings));
    if (look.problem === null) (isPrinted ? host.stderr : host.stdout).write(`${lookText(look)}\n`);
    else host.stderr.write(`dcv: ${lookText(look)}\n`);
  }
  if (looks.some(({ problem }) => problem !== null)) {
    host.stderr.write(`dcv: ${printable(file)} is not written, since a CA cannot be used\n`);
    return EXIT.error;
  }
  if (isPrinted) {
    host.stdout.write(text);
    return EXIT.ok;
  }
  await writeNew(path, file, text);
  const next = printable(commandFor("dcv import", options.outputPath ?? DEFAULT_NAMES[0]));
  host.stdout.write(`${printable(file)} is written, without a domain yet and without a secret; next: ${next}\n`);
  return EXIT.ok;
}

async function refuseExisting(names: readonly string[], { cwd }: Host): Promise<void> {
  for (const name of names) {
    const found = await lstat(resolve(cwd, name)).catch(() => null);
    if (found !== null) throw new UserError(existsText(name));
  }
}

function existsText(file: string): string {
  return `${file} exists and is not replaced; add providers to it by hand, or name a new file with --output`;
}

/** Created by this call, or refused: between the first look and now another may have written it. */
async function writeNew(path: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(code === "EEXIST" ? existsText(file) : `${file} cannot be written (${code})`);
  }
}

async function draftsOf({ types, provider, url }: InitOptions, host: Host): Promise<readonly ProviderDraft[]> {
  if (types.length === 0) return askForDrafts({ provider, url }, host);
  if (types.length > 1 && (provider !== null || url !== null)) {
    throw new UserError(
      "--provider and --url belong to one --type; give one, or set the address of each by its variable",
    );
  }
  const [twice] = types.filter((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw new UserError(`--type ${twice} is given twice; give it once`);
  return types.map((type) => ({ module: moduleOf(host.modules, type), name: provider ?? type, url }));
}

async function askForDrafts(
  { provider, url }: Pick<InitOptions, "provider" | "url">,
  host: Host,
): Promise<readonly ProviderDraft[]> {
  const { ask, modules } = host;
  const types = modules.map(({ type }) => type);
  if (ask === null) throw new UserError(`name the kind of CA: --type ${types.join(" or --type ")}`);
  const kinds = modules.map(({ type, title }) => `  ${type}: ${title}\n`).join("");
  const type = await ask(`The CA that holds the domains is one of\n${kinds}Which one? `);
  if (!types.includes(type)) {
    throw new UserError(
      `there is no kind of CA ${JSON.stringify(type)} (${types.join(", ")})${didYouMean(type, types)}`,
    );
  }
  const name = provider ?? ((await ask(`Its name in the file [${type}]: `)) || type);
  const address = url ?? ((await ask("Its address [from the environment, or the CA's own]: ")) || null);
  return [{ module: moduleOf(modules, type), name, url: address }];
}

/** Credentials are never asked for: what is typed stays in the history of a terminal. */
function requireCredentials(drafts: readonly ProviderDraft[], { env }: Host): void {
  const missing = drafts.flatMap(({ module }) => {
    const ways = missingVariables(module, env);
    return ways.length === 0 ? [] : [`${module.title}: ${ways.map((names) => names.join(", ")).join("; or ")}`];
  });
  if (missing.length === 0) return;
  const advice = "dcv writes references to them into the file, never their values";
  throw new UserError(`set these environment variables and run again (${advice}):\n${missing.join("\n")}`);
}
