/** Loads the rules that a configuration asks for, and checks that what it says of rules speaks of rules that exist. */
import type { LoadedConfig } from "../config/load";
import type { Diagnostic, Place } from "../core/diagnostic";
import { didYouMean } from "../document/did-you-mean";
import { bounded } from "../document/problems";
import { quoted } from "../document/quoted";
import { builtInRuleIds, loadRules, readOwnRules } from "../policy/load";
import type { Rule } from "../policy/rule";
import { withExcerpts } from "./diagnostics";
import { POLICY_DIRECTORY } from "./package-root";

/** The rules, and all diagnostics: those of the configuration, of the rules, and of the references between them. */
export async function loadReferences(
  loaded: LoadedConfig,
  cwd: string,
): Promise<{ rules: readonly Rule[]; diagnostics: readonly Diagnostic[] }> {
  const read = await loadRules(POLICY_DIRECTORY, loaded.mentioned?.policies.paths ?? [], cwd);
  return { rules: read.rules, diagnostics: allDiagnostics(loaded, read.diagnostics, read.ids) };
}

/** The same diagnostics but for those of the built-in rules, which are not read: that would take longer than the rest. */
export async function checkReferences(loaded: LoadedConfig, cwd: string): Promise<readonly Diagnostic[]> {
  const [builtIn, own] = await Promise.all([
    builtInRuleIds(POLICY_DIRECTORY),
    readOwnRules(loaded.mentioned?.policies.paths ?? [], cwd),
  ]);
  return allDiagnostics(loaded, own.diagnostics, [...builtIn, ...own.ids]);
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
