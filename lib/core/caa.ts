/**
 * What CAA records permit a CA: RFC 8659, with the parameters of RFC 8657. CAs SHOULD honour the parameters today and MUST from
 * 2027-03-15 (Baseline Requirements, ballot SC-098), so a set of records is judged once for each.
 */

export interface CaaRecord {
  readonly flags: number;
  readonly tag: string;
  /** One character a byte. */
  readonly value: string;
}

/** Who asks for a certificate, in the terms that CAA knows. */
export interface CaaApplicant {
  /** Domain names that the CA accepts in `issue` and `issuewild`, in lower case. */
  readonly issuers: readonly string[];
  /** Labels of the methods that may be used, such as `ca-tbr-7`; null when it is not known. */
  readonly methods: readonly string[] | null;
  /** URI of the account at the CA; null when it is not known. */
  readonly account: string | null;
}

export interface CaaJudgement {
  /** `unknown` where a parameter restricts something that is not known here. It is no permission. */
  readonly outcome: "allowed" | "forbidden" | "unknown";
  /** The record that decides, or why none permits, as a phrase. */
  readonly why: string;
}

const UNDERSTOOD = ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"];

/**
 * @param records the relevant record set: that of the first name with any, climbing from the name without its `*.`
 * @param parametersBind whether `accounturi` and `validationmethods` restrict
 */
export function judgeCaa(
  records: readonly CaaRecord[],
  isWildcard: boolean,
  applicant: CaaApplicant,
  parametersBind: boolean,
): CaaJudgement {
  if (records.length === 0) return allowed("no CAA record restricts issuance");
  const critical = records.find(({ flags, tag }) => (flags & 128) !== 0 && !UNDERSTOOD.includes(tag.toLowerCase()));
  if (critical !== undefined) return forbidden(`the critical property "${critical.tag}" is not understood`);
  const relevant = relevantRecords(records, isWildcard);
  if (relevant.length === 0) return allowed("no CAA record restricts issuance");
  const judgements = relevant.map((record) => judgeRecord(record, applicant, parametersBind));
  return (
    judgements.find(({ outcome }) => outcome === "allowed") ??
    judgements.find(({ outcome }) => outcome === "unknown") ??
    forbidden(judgements.map(({ why }) => why).join("; "))
  );
}

/** Domain names of CAs that the records permit, those of parameters left out; empty where none is, or none is needed. */
export function permittedIssuers(records: readonly CaaRecord[], isWildcard: boolean): readonly string[] {
  const issuers = relevantRecords(records, isWildcard).map(({ value }) => parseIssueValue(value)?.issuer ?? "");
  return [...new Set(issuers.filter((issuer) => issuer !== ""))].sort();
}

/** `issuewild` takes the place of `issue` for a wildcard name. */
function relevantRecords(records: readonly CaaRecord[], isWildcard: boolean): readonly CaaRecord[] {
  const wild = recordsWith(records, "issuewild");
  return isWildcard && wild.length > 0 ? wild : recordsWith(records, "issue");
}

function recordsWith(records: readonly CaaRecord[], tag: string): readonly CaaRecord[] {
  return records.filter((record) => record.tag.toLowerCase() === tag);
}

function judgeRecord({ tag, value }: CaaRecord, applicant: CaaApplicant, parametersBind: boolean): CaaJudgement {
  const shown = `${tag} "${value}"`;
  const parsed = parseIssueValue(value);
  if (parsed === null || !applicant.issuers.includes(parsed.issuer)) return forbidden(shown);
  if (!parametersBind) return allowed(shown);
  const account = judgeAccount(parsed.parameters.get("accounturi"), applicant.account);
  const method = judgeMethods(parsed.parameters.get("validationmethods"), applicant.methods);
  if (account === "forbidden" || method === "forbidden") return forbidden(shown);
  return { outcome: account === "unknown" || method === "unknown" ? "unknown" : "allowed", why: shown };
}

type Outcome = CaaJudgement["outcome"];

/** A parameter that is given twice is unsatisfiable (RFC 8657, sections 3 and 4). */
function judgeAccount(values: readonly string[] | undefined, account: string | null): Outcome {
  if (values === undefined) return "allowed";
  if (values.length > 1) return "forbidden";
  return account === null ? "unknown" : values[0] === account ? "allowed" : "forbidden";
}

function judgeMethods(values: readonly string[] | undefined, methods: readonly string[] | null): Outcome {
  if (values === undefined) return "allowed";
  if (values.length > 1) return "forbidden";
  if (methods === null) return "unknown";
  const permitted = values.join().split(",");
  const usable = methods.filter((method) => permitted.includes(method));
  return usable.length === 0 ? "forbidden" : usable.length === methods.length ? "allowed" : "unknown";
}

export interface IssueValue {
  /** Empty: no CA at all. */
  readonly issuer: string;
  readonly parameters: ReadonlyMap<string, readonly string[]>;
}

const ISSUER = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)?$/;
const PARAMETER = /^([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]*)$/;

/** RFC 8659, section 4.2; null for what is malformed. */
export function parseIssueValue(value: string): IssueValue | null {
  const parts = value.split(";").map(withoutBlanks);
  const issuer = parts.slice(0, 1).join();
  if (!ISSUER.test(issuer)) return null;
  const parameters = new Map<string, readonly string[]>();
  for (const part of parts.slice(1).filter((one) => one !== "")) {
    const [, tag, setting = ""] = PARAMETER.exec(part) ?? [];
    if (tag === undefined) return null;
    parameters.set(tag.toLowerCase(), [...(parameters.get(tag.toLowerCase()) ?? []), setting]);
  }
  return { issuer: issuer.toLowerCase(), parameters };
}

/** Blanks and tabs only: other white space is malformed. */
function withoutBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

function allowed(why: string): CaaJudgement {
  return { outcome: "allowed", why };
}

function forbidden(why: string): CaaJudgement {
  return { outcome: "forbidden", why };
}
