/** Loads the rules that a configuration asks for, and checks that the rules which it names exist. */
import type { Config } from "../config/config";
import type { LoadedConfig } from "../config/load";
import type { Diagnostic, Place } from "../core/diagnostic";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import { didYouMean } from "../document/did-you-mean";
import { bounded } from "../document/problems";
import { quoted } from "../document/quoted";
import { builtInRuleIds, loadRules, readOwnRules } from "../policy/load";
import type { Rule } from "../policy/rule";
import { readTables, tablesFor } from "../policy/tables";
import type { PublishedTables } from "../policy/tables";
import { withExcerpts } from "./diagnostics";
import { longWindows } from "./long-windows";
import { PACKAGE_ROOT, POLICY_DIRECTORY, TABLES_DIRECTORY } from "./package-root";

/** The rules, and all diagnostics: those of the configuration, of the rules, and of the references between them. */
export async function loadReferences(
  loaded: LoadedConfig,
  cwd: string,
): Promise<{ rules: readonly Rule[]; diagnostics: readonly Diagnostic[] }> {
  const read = await loadRules(POLICY_DIRECTORY, loaded.mentioned?.policies.paths ?? [], cwd);
  return { rules: read.rules, diagnostics: allDiagnostics(loaded, read.diagnostics, read.ids) };
}

/** The same diagnostics but for those of the built-in rules, which are not read: that would take longer than the rest. */
export async function checkReferences(loaded: LoadedConfig, cwd: string, now: EpochMs): Promise<readonly Diagnostic[]> {
  const [builtIn, own, { tables }] = await Promise.all([
    builtInRuleIds(POLICY_DIRECTORY),
    readOwnRules(loaded.mentioned?.policies.paths ?? [], cwd),
    readTables(TABLES_DIRECTORY, PACKAGE_ROOT, "unchecked"),
  ]);
  const { config } = loaded;
  const ofWindows =
    config === null || tables === null ? [] : longWindows(config.domains, tablesOf(config, tables), now);
  return allDiagnostics(loaded, [...own.diagnostics, ...ofWindows], [...builtIn, ...own.ids]);
}

/** The tables with the limits of the file's CAs. */
export function tablesOf({ providers }: Pick<Config, "providers">, published: PublishedTables): Tables {
  return tablesFor(
    published,
    providers.map(({ settings, reuseLimit }) => ({ ...settings, reuseLimit })),
  );
}

function allDiagnostics(
  { mentioned, excerptAt, diagnostics }: LoadedConfig,
  ofRules: readonly Diagnostic[],
  ids: readonly string[],
): readonly Diagnostic[] {
  const dangling = mentioned === null ? [] : danglingReferences(mentioned, ids);
  return bounded([...diagnostics, ...withExcerpts([...ofRules, ...dangling], excerptAt)]);
}

function danglingReferences(
  { policies, waivers }: NonNullable<LoadedConfig["mentioned"]>,
  ids: readonly string[],
): readonly Diagnostic[] {
  const mentioned: readonly { rule: string; place: Place }[] = [...policies.levels, ...waivers];
  return mentioned
    .filter(({ rule }) => !ids.includes(rule))
    .map(({ rule, place }) => ({
      code: "unknown-rule",
      severity: "error",
      message: `there is no rule ${quoted(rule)}${didYouMean(rule, ids)}`,
      place,
      excerpt: null,
    }));
}
