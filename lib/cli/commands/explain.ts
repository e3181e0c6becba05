/** `dcv explain`: a rule in words, and how it comes out for each domain now. */
import { didYouMean } from "../../document/did-you-mean";
import type { RuleSeverity } from "../../core/finding";
import { describeRule, explainRule } from "../../policy/explain";
import { loadRules } from "../../policy/load";
import type { Rule } from "../../policy/rule";
import { renderExplanation, renderRuleList } from "../../report/text/explain";
import { diagnosticsText } from "../../run/diagnostics";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { DEFAULT_CONFIG } from "../../run/config-file";
import { contextFor } from "../outputs";
import { POLICY_DIRECTORY } from "../../run/package-root";
import { createProgress } from "../progress";
import { judge, prepare } from "../../run/run";
import type { RunOptions } from "../../run/run";
import { providerIssuesText } from "../../run/provider-issues";
import { UserError } from "../../run/user-error";

export interface ExplainOptions extends RunOptions {
  readonly logLevel: LogLevel;
  /** Null: all rules, in a list. */
  readonly ruleId: string | null;
  readonly color: boolean;
}

/** Where there is no `domains.yaml` and no other file was named, the built-in rules are explained, without domains. */
export async function explainCommand(options: ExplainOptions, host: Host): Promise<number> {
  const { prepared, diagnostics } = await prepare(options, host);
  const isMissing = options.configPath === DEFAULT_CONFIG && diagnostics.some(({ code }) => code === "no-such-file");
  if (prepared === null && !isMissing) {
    host.stderr.write(diagnosticsText(diagnostics));
    return EXIT.error;
  }
  const rules = prepared?.rules ?? (await loadRules(POLICY_DIRECTORY, [], host.cwd)).rules;
  const levels = prepared?.levels ?? new Map<string, RuleSeverity>();
  if (options.ruleId === null) {
    host.stdout.write(renderRuleList(rules.map((rule) => describeRule(rule, levels.get(rule.id)))));
    return EXIT.ok;
  }
  const rule = ruleNamed(options.ruleId, rules);
  const context = contextFor(host, options.color);
  if (prepared === null) {
    const description = describeRule(rule, undefined);
    host.stdout.write(
      renderExplanation({ rule: description, subject: rule.subject, targets: null, notApplicable: 0 }, context),
    );
    return EXIT.ok;
  }
  const { plan } = await judge(prepared, options, host, createProgress(host.stderr, options.logLevel));
  const { tables, config } = prepared;
  host.stdout.write(renderExplanation(explainRule(rule, rules, levels, plan, tables, config.waivers), context));
  host.stderr.write(providerIssuesText(plan));
  return plan.complete ? EXIT.ok : EXIT.error;
}

function ruleNamed(id: string, rules: readonly Rule[]): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  const hint = didYouMean(
    id,
    rules.map((rule) => rule.id),
  );
  throw new UserError(`there is no rule "${id}"${hint}${hint === "" ? "; dcv explain --list shows all" : ""}`);
}
