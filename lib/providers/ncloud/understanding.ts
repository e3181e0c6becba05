/** What the answers about one name mean for it. */
import { belongsTo } from "../../core/challenge-owner";
import { isWildcard } from "../../core/domain-name";
import type { Observation } from "../../core/observation";
import type { CallContext, Quoting } from "../call-context";
import { parseListedName } from "../../core/domain-name";
import { readHistory, type History } from "./history";
import { recordOf } from "./mapping";
import type { Answers, Question } from "./questions";
import type { NcloudSettings } from "./settings";
import { isVerificationEntry, type VerificationEntry } from "./schema";

export interface Understood {
  readonly observation: Observation;
  readonly warnings: readonly string[];
}

/** After an abort what is short is still understood; what would take long is left unknown. */
export async function understand(
  question: Question,
  answers: Answers,
  form: NcloudSettings["wildcardDomainAddress"],
  context: CallContext,
): Promise<Understood> {
  const { domain } = question;
  const place = `${context.provider}: ${domain}`;
  const readable = answers.entries.filter((entry): entry is VerificationEntry => isVerificationEntry(entry));
  try {
    const history = await readHistory(readable, domain, context);
    return judge(question, answers, history, readable.length === answers.entries.length, form, context);
  } catch (thrown) {
    if (!context.signal.aborted) throw thrown;
    const detail = `${place}: not read to the end, since the run was stopped`;
    return {
      observation: { kind: "unknown", domain, reason: "provider_unreachable", detail, record: null },
      warnings: [],
    };
  }
}

function judge(
  { domain, declared }: Question,
  { asked, empty, missing, contradictory, short, missed }: Answers,
  history: History,
  allReadable: boolean,
  form: NcloudSettings["wildcardDomainAddress"],
  context: CallContext,
): Understood {
  const place = `${context.provider}: ${domain}`;
  const challenges = readChallenges(domain, place, history, context);
  const found = recordOf(history);
  // The challenge of another domain would be published in the wrong zone.
  const record = found === null || challenges.problem === null ? found : { ...found, challenge: null };
  const contradiction = `${contradictory.join("; ")}, although the list of certificates has it`;
  const ignored = record !== null && contradictory.length > 0 ? [`${place}: ${contradiction}`] : [];
  const warnings = few([...history.warnings, ...challenges.warnings, ...ignored], place);
  const notUnderstood = (detail: string): Understood => ({
    observation: { kind: "unknown", domain, reason: "not_understood", detail, record },
    warnings: [detail, ...warnings],
  });

  if (missed !== null) {
    const reason = "provider_unreachable";
    return { observation: { kind: "unknown", domain, reason, detail: missed, record }, warnings };
  }
  if (short.length > 0) return notUnderstood(`${place}: ${short.join("; ")}`);
  if (!allReadable) return notUnderstood(`${place}: a verification has no readable validSn or validStatusCode`);
  if (history.problem !== null) return notUnderstood(history.problem);
  if (challenges.problem !== null) return notUnderstood(challenges.problem);
  if (record !== null) return { observation: { kind: "present", domain, record }, warnings };

  const hint = wildcardHint(domain, form);
  if (contradictory.length > 0) return notUnderstood(`${place}: ${contradiction}${hint ?? "; run again"}`);
  if (empty.length > 0) {
    // An imported certificate has no verification. Whether an empty list means that, the API does not say.
    const detail = `${place}: no verification of it at ${empty.join(", ")}${hint ?? "; an imported certificate has none"}`;
    if (declared) return notUnderstood(detail);
    return {
      observation: { kind: "absent", domain, detail },
      warnings: hint === null ? warnings : [detail, ...warnings],
    };
  }
  const detail =
    asked.length === 0
      ? `${context.provider} has no certificate that names ${domain}`
      : `${context.provider} has nothing for ${domain}: ${missing.join("; ")}`;
  return { observation: { kind: "absent", domain, detail }, warnings };
}

/** The API does not say how it wants a wildcard asked for. Null for other names. */
function wildcardHint(domain: string, form: NcloudSettings["wildcardDomainAddress"]): string | null {
  if (!isWildcard(domain)) return null;
  const other = form === "base" ? "wildcard" : "base";
  return `; try \`wildcardDomainAddress: ${other}\` in the settings of the provider`;
}

interface Challenges {
  /** Why the answer is not about the domain; null when it is. */
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

/**
 * The verifications that decide must be of this domain: entries carry no domain of their own, but the record of a
 * challenge does. How a challenge is named is documented by one sample only, so an owner that names no domain is no
 * problem.
 */
function readChallenges(
  domain: string,
  place: string,
  { current, lastSuccess }: History,
  { quote }: Quoting,
): Challenges {
  const names = new Set([current?.txtName ?? null, lastSuccess?.txtName ?? null].filter((name) => name !== null));
  const fits = [...names].map((name) => ({ name, fits: belongsTo(parseListedName(name) ?? "", domain) }));
  const said = (name: string): string => `${place}: the challenge "${quote(name)}"`;
  const foreign = fits.find((one) => one.fits === false);
  return {
    problem: foreign === undefined ? null : `${said(foreign.name)} belongs to another domain`,
    warnings: fits.filter((one) => one.fits === null).map(({ name }) => `${said(name)} names no domain`),
  };
}

/** More odd things of one domain than a person reads; there may be thousands of domains. */
const MAX_WARNINGS = 10;

function few(warnings: readonly string[], place: string): readonly string[] {
  const more = warnings.length - MAX_WARNINGS;
  return more <= 0 ? warnings : [...warnings.slice(0, MAX_WARNINGS), `${place}: and ${more} more warnings`];
}
