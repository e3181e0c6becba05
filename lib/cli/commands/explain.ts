/** `dcv explain`: a rule in words and how it comes out for each domain now, or everything that is known of one domain. */
import type { Change } from "../../core/change";
import { domainHistory } from "../../core/domain-history";
import type { Moment, Sighting } from "../../core/domain-history";
import type { Observation } from "../../core/observation";
import { didYouMean } from "../../document/did-you-mean";
import type { RuleSeverity } from "../../core/finding";
import { parseReferredName } from "../../core/domain-name";
import { nextStepOf } from "../../core/next-step";
import { moduleOf } from "../../core/provider-module";
import { limitsFor } from "../../core/tables";
import { wholeSecond } from "../../core/time";
import { describeRule, explainChange, explainRule } from "../../policy/explain";
import { loadRules } from "../../policy/load";
import type { Rule } from "../../policy/rule";
import { sentenceOf } from "../../report/describe-plan";
import { renderDomainStory } from "../../report/text/explain-domain";
import { renderExplanation, renderRuleList } from "../../report/text/explain";
import { diagnosticsText } from "../../run/diagnostics";
import type { LogLevel } from "../call-log";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { DEFAULT_CONFIG } from "../../run/config-file";
import { contextFor } from "../outputs";
import { POLICY_DIRECTORY } from "../../run/package-root";
import { createProgress } from "../progress";
import { readSightings } from "../../run/read-sightings";
import { judge, prepare } from "../../run/run";
import type { RunOptions } from "../../run/run";
import { providerIssuesText } from "../../run/provider-issues";
import { UserError } from "../../run/user-error";

export interface ExplainOptions extends RunOptions {
  readonly logLevel: LogLevel;
  /** The id of a rule, or the name of a declared domain; null: all rules, in a list. */
  readonly subject: string | null;
  /** States of earlier days, for the history of one domain. */
  readonly states: readonly string[];
  readonly color: boolean;
}

/** Where there is no `domains.yaml` and no other file was named, the built-in rules are explained, without domains. */
export async function explainCommand(options: ExplainOptions, host: Host): Promise<number> {
  const { subject } = options;
  // No id of a rule has a dot in it, and every domain name has one.
  if (subject !== null && subject.includes(".")) return explainDomain(subject, options, host);
  if (options.states.length > 0) throw new UserError("--state is for the history of one domain: name a domain");
  const { prepared, diagnostics } = await prepare(options, host);
  const isMissing = options.configPath === DEFAULT_CONFIG && diagnostics.some(({ code }) => code === "no-such-file");
  if (prepared === null && !isMissing) {
    host.stderr.write(diagnosticsText(diagnostics));
    return EXIT.error;
  }
  const rules = prepared?.rules ?? (await loadRules(POLICY_DIRECTORY, [], host.cwd)).rules;
  const levels = prepared?.levels ?? new Map<string, RuleSeverity>();
  if (options.subject === null) {
    host.stdout.write(renderRuleList(rules.map((rule) => describeRule(rule, levels.get(rule.id)))));
    return EXIT.ok;
  }
  const rule = ruleNamed(options.subject, rules);
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

/** Only this name is asked about. */
async function explainDomain(text: string, options: ExplainOptions, host: Host): Promise<number> {
  const parsed = parseReferredName(text);
  if (!parsed.ok) throw new UserError(`${JSON.stringify(text)} ${parsed.problem}`);
  const { name } = parsed.domain;
  const selection = { ...options.selection, domains: [name] };
  const { prepared, diagnostics } = await prepare({ ...options, selection }, host);
  if (prepared === null) {
    host.stderr.write(diagnosticsText(diagnostics));
    return EXIT.error;
  }
  const { rules, levels, tables, config, asOf } = prepared;
  const { plan } = await judge(prepared, options, host, createProgress(host.stderr, options.logLevel));
  const context = contextFor(host, options.color);
  for (const change of plan.changes.filter(({ domain }) => domain === name)) {
    const type = plan.providers.find((provider) => provider.name === change.provider)?.type;
    const own = type === undefined ? null : moduleOf(host.modules, type).ownSteps;
    const story = {
      ...{ change, asOf, rules: explainChange(change, rules, levels, plan, tables, config.waivers) },
      limits: limitsFor(tables, change.provider, change.live?.method ?? null, change.declared?.maxAgeDays ?? null),
      nextStep: sentenceOf(nextStepOf(change, null), own),
      history: options.states.length === 0 ? null : await historyOf(change, options.states, host),
    };
    host.stdout.write(renderDomainStory(story, context));
  }
  host.stderr.write(providerIssuesText(plan));
  return plan.complete ? EXIT.ok : EXIT.error;
}

/** From the states, and from what the CA says now. */
async function historyOf(change: Change, states: readonly string[], host: Host): Promise<readonly Moment[]> {
  const sightings = await readSightings(states, change, host);
  const { domain, live, action } = change;
  const observation: Observation | undefined = live === null ? undefined : { kind: "present", domain, record: live };
  const now: Sighting = { at: wholeSecond(host.now()), observation, complete: action !== "unknown" };
  return domainHistory([...sightings, now]);
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
