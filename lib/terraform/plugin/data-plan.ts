/** `data.dcv_plan`: the run of `dcv plan`, with its verdict, for conditions of the user's own. */
import { addressOf } from "../../core/desired";
import type { JudgedPlan, MarkedFinding } from "../../core/finding";
import { counted } from "../../core/printable";
import { isNotUnderstood } from "../../run/provider-issues";
import { errorAt, ofDiagnostic, ofFailure } from "./diagnostics";
import { usableUntil } from "./domain-attributes";
import type { DataSource } from "./provider";
import type { TfDiagnostic, TfObject } from "./schema";
import { NOT_CONFIGURED } from "./session";
import type { Session } from "./session";
import { needsOrder, situationOf } from "./situation";

/** More than a person reads at once. */
const MAX_SHOWN = 20;

const text = (description: string) => ({ mode: "computed", type: "string", description }) as const;

export const planDataSource: DataSource<Session> = {
  schema: {
    version: 0,
    description:
      "Compares `domains.yaml` with what the CAs say and judges it by policy, as `dcv plan` does. A plan in which not everything could be seen is an error.",
    attributes: {
      enforce: {
        ...{ mode: "optional", type: "bool" },
        description:
          "Whether a violation of policy is an error. Without it, write a postcondition on `verdict` or `findings`.",
      },
      verdict: text("`pass`, `changes` or `violation`."),
      complete: {
        mode: "computed",
        type: "bool",
        description: "Whether everything was seen; true, since anything else is an error.",
      },
      needs_revalidation: {
        ...{ mode: "computed", type: { list: "string" } },
        description:
          "The addresses (`account/domain`) of the declared domains for which a new order is due, as `needs_revalidation` of `dcv_domain` says it of one.",
      },
      changes: {
        ...{ mode: "computed", nesting: "list" },
        description: "One for each domain, sorted by account and name.",
        attributes: {
          address: text("`account/domain`."),
          domain: text("The domain name."),
          account: text("The account."),
          action: text("`no-op`, `validate`, `revalidate`, `await`, `undeclared` or `unknown`."),
          reason: text("Why, as a word for programs, such as `expiring`."),
          message: text("Why, as a sentence."),
          usable_until: text(
            "Until when the validation can be used, as an RFC 3339 instant; null where that is not known exactly.",
          ),
        },
      },
      findings: {
        ...{ mode: "computed", nesting: "list" },
        description:
          "What policy says. Nothing in it moves by the day; the sentence that says what is wrong may name the day, so it is shown by `enforce` and `dcv plan` alone.",
        attributes: {
          rule: text("The id of the rule."),
          severity: text("`error`, `warning` or `info`."),
          address: text("`account/domain`; null for a finding about the file."),
          title: text("What the rule is about."),
          remediation: text("What to do, as a sentence."),
          citation: text("What the rule rests on."),
          waived: { mode: "computed", type: "bool", description: "Whether a waiver accepts it." },
        },
      },
    },
  },
  validate: () => [],
  async read(config, { session, signal }) {
    const { engine } = session;
    if (engine === null) return { state: null, diagnostics: [NOT_CONFIGURED] };
    if (engine.configPath === null) {
      const detail =
        "The accounts stand in the provider block, which declares no domains. Name a domains.yaml in its config";
      return { state: null, diagnostics: [errorAt(null, "dcv_plan needs a domains.yaml", detail)] };
    }
    const isEnforced = config["enforce"] === true;
    try {
      const { judged, diagnostics } = await engine.plan(engine.configPath, isEnforced ? "mandatory" : null, signal);
      const ofFiles = diagnostics.map((one) => ofDiagnostic(one, []));
      if (judged === null) return { state: null, diagnostics: ofFiles };
      const problems = problemsOf(judged, isEnforced);
      const isRefused = problems.length > 0;
      return { state: isRefused ? null : stateOf(judged, config), diagnostics: [...ofFiles, ...problems] };
    } catch (failure) {
      return { state: null, diagnostics: [ofFailure(failure, "The domains could not be planned")] };
    }
  },
};

function problemsOf(judged: JudgedPlan, isEnforced: boolean): readonly TfDiagnostic[] {
  const { plan, findings } = judged;
  if (!plan.complete) {
    const ofCas = plan.providers.flatMap(({ error }) => (error === null ? [] : [error]));
    const ofDomains = plan.changes.filter(isNotUnderstood).map(({ address, message }) => `${address}: ${message}`);
    return [errorAt(null, "Not everything could be seen", lines([...ofCas, ...ofDomains]))];
  }
  if (!isEnforced || judged.verdict !== "violation") return [];
  const violations = findings.filter(({ severity, waiver }) => severity === "error" && waiver === null);
  const summary = `${counted(violations.length, "finding")} violate policy`.replace(
    /^1 finding violate/,
    "1 finding violates",
  );
  return [errorAt(null, summary, lines(violations.map(findingLine)))];
}

function findingLine({ rule, domain, provider, message, remediation }: MarkedFinding): string {
  const address = provider === null ? domain : addressOf(provider, domain);
  return `${address}: ${message} (${rule}). ${remediation}`;
}

function lines(all: readonly string[]): string {
  const more = all.length - MAX_SHOWN;
  return [...all.slice(0, MAX_SHOWN), ...(more > 0 ? [`and ${more} more; dcv plan shows them all`] : [])].join("\n");
}

function stateOf({ plan, verdict, findings, rules }: JudgedPlan, config: TfObject): TfObject {
  const titles = new Map(rules.map(({ rule, title }) => [rule, title]));
  return {
    enforce: config["enforce"] ?? null,
    ...{ verdict, complete: plan.complete },
    needs_revalidation: plan.changes
      // Which change another record would make is asked only of one that needs no order.
      .filter((change) => change.declared !== null && needsOrder(situationOf(change, () => change)))
      .map(({ address }) => address),
    changes: plan.changes.map((change) => {
      const { address, domain, provider, action, reason, message } = change;
      return { address, domain, account: provider, action, reason, message, usable_until: usableUntil(change) };
    }),
    findings: findings.map(({ rule, severity, domain, provider, remediation, citation, waiver }) => ({
      ...{ rule, severity, title: titles.get(rule) ?? null, remediation, citation, waived: waiver !== null },
      address: provider === null ? null : addressOf(provider, domain),
    })),
  };
}
