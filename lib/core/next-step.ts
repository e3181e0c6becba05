/** What must happen next to one domain, as data for programs and as a sentence for people. */
import type { Change } from "./change";
import type { Evidence } from "./evidence";
import type { Challenge, FileChallenge, RecordChallenge } from "./observation";
import { formatDay, formatInstant } from "./time";
import type { EpochMs } from "./time";

export const NEXT_STEP_KINDS = [
  "none",
  /** The CA does not know the domain, or lists it as switched off. */
  "register",
  /** No order runs. */
  "start",
  /** The challenge must appear where the CA looks. */
  "publish",
  /** It cannot succeed as DNS is now. */
  "fix-dns",
  /** The record is there; the CA must be asked to look. */
  "submit",
  /** The CA is at work. */
  "wait",
  "confirm-email",
] as const;
export type NextStepKind = (typeof NEXT_STEP_KINDS)[number];

export interface NextStep {
  readonly kind: NextStepKind;
  /** What the CA waits for; null where it waits for nothing, or has not said what. */
  readonly challenge: Challenge | null;
  /** By when it must be done: the end of the order, or of the usable validation where that is first; null where neither is known. */
  readonly by: EpochMs | null;
  /** For `wait`: when the CA looks next; null where it does not say. */
  readonly until: EpochMs | null;
  /** For `fix-dns`: what is wrong, as a sentence. */
  readonly problem: string | null;
}

const NOTHING: NextStep = { kind: "none", challenge: null, by: null, until: null, problem: null };

/**
 * The step that the state of the order and of DNS ask for. Evidence that is unknown or unreachable changes nothing.
 * @param evidence null where DNS was not asked
 */
export function nextStepOf(change: Pick<Change, "action" | "live" | "reuse">, evidence: Evidence | null): NextStep {
  const { action, live, reuse } = change;
  if (action === "no-op" || action === "undeclared" || action === "unknown") return NOTHING;
  if (live === null || live.status === "INACTIVE") return { ...NOTHING, kind: "register" };
  const isPending = live.orderStatus === "SUBMITTED" || live.orderStatus === "AWAITING_SUBMISSION";
  const challenge = live.challenge ?? null;
  // An order that is stale has to be started anew: its challenge can no longer succeed.
  if (!isPending || (action !== "await" && live.orderStatus === "SUBMITTED")) return { ...NOTHING, kind: "start" };
  const isSubmitted = live.orderStatus === "SUBMITTED";
  if (challenge === null) return isSubmitted ? { ...NOTHING, kind: "wait" } : { ...NOTHING, kind: "submit" };
  const step = { ...NOTHING, challenge, by: earlier(challenge.deadline, usableEnd(reuse)) };
  const afterPublishing: NextStep = isSubmitted
    ? { ...step, kind: "wait", until: challenge.nextCheck }
    : { ...step, kind: "submit" };
  if ("email" in challenge) return isSubmitted ? { ...step, kind: "confirm-email" } : { ...step, kind: "submit" };
  const problem = evidence === null ? null : dnsProblem(evidence);
  if (problem !== null) return { ...step, kind: "fix-dns", problem };
  return evidence?.record?.state === "published" ? afterPublishing : { ...step, kind: "publish" };
}

/** The end of a validation that is still usable and that the CA does not repeat by itself. */
function usableEnd(reuse: Change["reuse"]): EpochMs | null {
  return reuse?.leftMs != null && reuse.leftMs > 0 && !reuse.refreshedByCa ? reuse.usableUntil : null;
}

function earlier(a: EpochMs | null, b: EpochMs | null): EpochMs | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** What keeps the CA from finding the record, as a sentence; null where DNS shows nothing of the kind. */
function dnsProblem(evidence: Evidence): string | null {
  return dnsObstacle(evidence) ?? recordProblem(evidence.record);
}

/** What keeps the CA from validating whatever is published, as a sentence; null where DNS shows nothing of the kind. */
export function dnsObstacle({ zone, caa, dnssec }: Evidence): string | null {
  if (zone.name !== null && !zone.delegated) return `the domain is not delegated; the closest zone is ${zone.name}`;
  if (dnssec === "bogus") return "the DNSSEC signatures of the zone are not valid, so no CA accepts its answers";
  if (caa.today === "forbidden")
    return `the CAA records of ${caa.at ?? "the domain"} do not permit this CA: ${caa.why}`;
  return null;
}

/** What is wrong with the record beside that it is missing, as a phrase; null where nothing is. */
export function recordProblem(record: Evidence["record"]): string | null {
  switch (record?.state) {
    case "masked":
      return `a wildcard answers in place of ${record.name} with ${record.maskedBy ?? "another value"}`;
    case "elsewhere":
      return `${record.name} is an alias; publish the record at ${record.chain.at(-1) ?? "the end of the chain"}`;
    case "different":
      return `${record.name} has another value: ${valuesOf(record.views).join(", ")}`;
    case "lagging":
      return `${record.name} is not on every server yet: ${withoutIt(record.views, record.want).join(", ")}`;
    default:
      return null;
  }
}

type Views = NonNullable<Evidence["record"]>["views"];

function valuesOf(views: Views): readonly string[] {
  return [...new Set(views.flatMap(({ values }) => values))];
}

function withoutIt(views: Views, want: string): readonly string[] {
  return views
    .filter(({ values }) => !values.includes(want))
    .map(({ server, serial }) => (serial === null ? server : `${server} has serial ${serial}`));
}

/**
 * The step as a sentence without relative times; empty for `none`.
 * @param own what to do at the CA itself for `register`, `start` and `submit`, as a sentence
 */
export function nextStepText(step: NextStep, own: string): string {
  const by = step.by === null ? "" : ` by ${formatDay(step.by)}`;
  const ends = orderEnds(step);
  switch (step.kind) {
    case "none":
      return "";
    case "register":
    case "start":
    case "submit":
      return own;
    case "publish":
      return `Publish ${challengeText(step.challenge)}${by}${ends}`;
    case "fix-dns":
      return `Fix DNS${by}: ${step.problem ?? "see the evidence"}${ends}`;
    case "wait":
      return step.until === null
        ? "Wait for the CA"
        : `Wait for the CA, which looks next on ${formatInstant(step.until)}`;
    case "confirm-email":
      return `Confirm the e-mail to ${emailOf(step.challenge)}${by}${ends}`;
  }
}

/** The day on which the order ends, where that is another one than that of the step. */
function orderEnds({ by, challenge }: NextStep): string {
  const end = challenge?.deadline ?? null;
  return end === null || by === null || formatDay(end) === formatDay(by) ? "" : `; the order ends on ${formatDay(end)}`;
}

/** `_x.example.com CNAME target.ca.example`, or the address of a file and its content. */
export function challengeText(challenge: Challenge | null): string {
  if (challenge === null || "email" in challenge) return "what the CA asks for";
  return "url" in challenge ? fileText(challenge) : recordText(challenge);
}

function recordText({ method, name, value }: RecordChallenge): string {
  return method === "CNAME" ? `${name} CNAME ${value}` : `${name} TXT ${JSON.stringify(value)}`;
}

function fileText({ url, content }: FileChallenge): string {
  return `at ${url} the text ${JSON.stringify(content)}`;
}

function emailOf(challenge: Challenge | null): string {
  return challenge !== null && "email" in challenge ? challenge.email : "the address of the order";
}
