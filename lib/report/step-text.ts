/** The challenge and the next step of a domain, and its labels, as the outputs show them. */
import type { LiveDocument } from "./live-document";
import type { ChangeDocument, FindingDocument, PlanDocument } from "./plan-document";

/** A challenge in the parts that every kind of it has. */
export interface ChallengeParts {
  /** `CNAME` or `TXT`, `file`, or `e-mail`. */
  readonly type: string;
  /** Where it is published: the name of the record, the URL of the file, or the address that gets the e-mail. */
  readonly name: string;
  /** What is published there; null for an e-mail. */
  readonly value: string | null;
  readonly deadline: string | null;
  readonly nextCheck: string | null;
}

export function challengeParts(challenge: LiveDocument["challenge"] | undefined): ChallengeParts | null {
  if (challenge == null) return null;
  const dates = { deadline: challenge.deadline, nextCheck: challenge.next_check };
  if ("email" in challenge) return { type: "e-mail", name: challenge.email, value: null, ...dates };
  if ("url" in challenge) return { type: "file", name: challenge.url, value: challenge.content, ...dates };
  const type = challenge.method === "CNAME" ? "CNAME" : "TXT";
  return { type, name: challenge.name, value: challenge.value, ...dates };
}

/** `env=production; team=shop`, sorted by key. */
export function labelsText({ declared }: ChangeDocument): string {
  return Object.entries(declared?.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join("; ");
}

/** The change that a finding is about; undefined for a finding about the file itself. */
export type ChangeOf = (finding: Pick<FindingDocument, "provider" | "domain">) => ChangeDocument | undefined;

export function changesByFinding({ changes }: PlanDocument): ChangeOf {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  return ({ provider, domain }) => (provider === null ? undefined : byAddress.get(`${provider}/${domain}`));
}

/** `Next step: …`, as a paragraph below a finding; nothing where there is no step to take. */
export function nextStepLines(change: ChangeDocument | undefined): readonly string[] {
  return change === undefined || change.next_step.kind === "none" ? [] : [`Next step: ${change.next_step.text}`];
}
