/**
 * What has changed between two plans of one estate, as events.
 *
 * `lib/notify` brings a change of state to people. `events.ts` finds what has changed, `message.ts` puts it into one message by owner,
 * `targets.ts` reads from the environment where it goes, `payloads.ts` writes it in the form of each target, and `send.ts` sends it
 * (`post.ts`, `mail.ts`). Nothing is sent where nothing has changed.
 */
import { newsOf } from "../core/news-of";
import type { LiveRecord, Observation } from "../core/observation";
import { compareText } from "../core/order";
import { parseDay, parseInstant } from "../core/time";
import type { NewsKind } from "../core/since";
import { newsText } from "../report/news";
import type { ChangeDocument, FindingDocument, PlanDocument } from "../report/plan-document";

/** What needs a person first. */
export const EVENT_KINDS = [
  "new-violation",
  "lapsed",
  "vanished",
  "provider-failed",
  "unreadable",
  "entered-window",
  "new-warning",
  "order-moved",
  "appeared",
  "changed",
  "revalidated",
  "resolved",
  "readable",
  "provider-recovered",
] as const satisfies readonly (NewsKind | "new-violation" | "new-warning" | "resolved" | `provider-${string}`)[];
export type EventKind = (typeof EVENT_KINDS)[number];

export interface NotifiedEvent {
  readonly kind: EventKind;
  readonly provider: string | null;
  /** Null where it is about a provider. */
  readonly domain: string | null;
  readonly owner: string | null;
  /** The rule of a finding. */
  readonly rule: string | null;
  /** A phrase that the name of the domain or of the provider stands before. */
  readonly text: string;
}

/**
 * Sorted by kind, then name. Of a plan of a part of the estate only that part is compared.
 * @param before the plan of before; null: only what the plan itself knows of the state of before counts (`state.since`)
 */
export function eventsSince(before: PlanDocument | null, after: PlanDocument): readonly NotifiedEvent[] {
  const owners = new Map([...(before?.changes ?? []), ...after.changes].map((one) => [one.address, ownerOf(one)]));
  const news =
    before === null
      ? (after.state?.since?.news ?? []).map(({ provider, domain, kind, detail }) => ({
          ...{ kind, provider, domain, rule: null, text: newsText({ kind, detail }) },
          owner: owners.get(`${provider}/${domain}`) ?? null,
        }))
      : changedDomains(before, after);
  const compared =
    before === null ? [] : [...changedFindings(before, after, owners), ...changedProviders(before, after)];
  return [...news, ...compared].sort(
    (a, b) =>
      EVENT_KINDS.indexOf(a.kind) - EVENT_KINDS.indexOf(b.kind) ||
      compareText(a.domain ?? "", b.domain ?? "") ||
      compareText(a.provider ?? "", b.provider ?? "") ||
      compareText(a.rule ?? "", b.rule ?? ""),
  );
}

function ownerOf({ declared }: ChangeDocument): string | null {
  return declared?.owner ?? null;
}

function changedDomains(before: PlanDocument, after: PlanDocument): readonly NotifiedEvent[] {
  const then = new Map(before.changes.map((one) => [one.address, one]));
  const now = new Map(after.changes.map((one) => [one.address, one]));
  const addresses = after.selection === null ? new Set([...then.keys(), ...now.keys()]) : new Set(now.keys());
  return [...addresses].flatMap((address): readonly NotifiedEvent[] => {
    const [old, recent] = [then.get(address), now.get(address)];
    const one = recent ?? old;
    if (one === undefined || !wasSeen(old, before, one.provider) || !wasSeen(recent, after, one.provider)) return [];
    const what = newsOf(observationOf(old), observationOf(recent)) ?? newsOfReason(old, recent);
    if (what === null) return [];
    const { provider, domain } = one;
    return [{ kind: what.kind, provider, domain, owner: ownerOf(one), rule: null, text: newsText(what) }];
  });
}

/** A name that a plan does not have was not listed, if everything could be read; of a part nothing is known of the others. */
function wasSeen(change: ChangeDocument | undefined, plan: PlanDocument, provider: string): boolean {
  if (change !== undefined) return true;
  return plan.selection === null && plan.providers.some(({ name, complete }) => name === provider && complete);
}

function observationOf(change: ChangeDocument | undefined): Observation | undefined {
  if (change === undefined) return undefined;
  const { domain, action, live, message } = change;
  const record = live === null ? null : recordOf(live);
  if (action === "unknown") return { kind: "unknown", domain, reason: "not_understood", detail: message, record };
  return record === null ? undefined : { kind: "present", domain, record };
}

function recordOf(live: NonNullable<ChangeDocument["live"]>): LiveRecord {
  const validatedAt = live.validated_at === null ? null : parseInstant(live.validated_at);
  return {
    status: live.status,
    method: live.method,
    orderStatus: live.order_status,
    orderMethod: live.order_method,
    orderSubmittedAt: null,
    validation: validatedAt === null ? null : { at: validatedAt, basis: "reported" },
    expiresAt: live.expires_on === null ? null : parseDay(live.expires_on),
  };
}

const ENDED: readonly ChangeDocument["reason"][] = ["expired", "reuse_limit_exceeded", "method_void"];

/** What time alone has done. */
function newsOfReason(
  old: ChangeDocument | undefined,
  recent: ChangeDocument | undefined,
): { readonly kind: NewsKind; readonly detail: string } | null {
  if (old === undefined || recent === undefined || old.reason === recent.reason) return null;
  if (ENDED.includes(recent.reason)) return ENDED.includes(old.reason) ? null : { kind: "lapsed", detail: "" };
  return recent.reason === "expiring" ? { kind: "entered-window", detail: "" } : null;
}

function changedFindings(
  before: PlanDocument,
  after: PlanDocument,
  owners: ReadonlyMap<string, string | null>,
): readonly NotifiedEvent[] {
  const then = openFindings(before);
  const now = openFindings(after);
  const changes = new Map(after.changes.map((one) => [one.address, one]));
  const addressOf = ({ provider, domain }: FindingDocument): string => `${provider ?? ""}/${domain}`;
  const eventOf = (kind: EventKind, finding: FindingDocument, text: string): NotifiedEvent => {
    const { provider, domain, rule } = finding;
    return { kind, provider, domain, owner: owners.get(addressOf(finding)) ?? null, rule, text };
  };
  const fresh = [...now].flatMap(([key, finding]): readonly NotifiedEvent[] => {
    const earlier = then.get(key);
    const isError = finding.severity === "error";
    if (earlier !== undefined && (earlier.severity === "error" || !isError)) return [];
    const [kind, level] = isError ? (["new-violation", "violates"] as const) : (["new-warning", "warned by"] as const);
    return [eventOf(kind, finding, `${level} ${finding.rule}: ${finding.message}`)];
  });
  const waived = new Set(after.findings.filter(({ waiver }) => waiver !== null).map(keyOf));
  const gone = [...then].flatMap(([key, finding]): readonly NotifiedEvent[] => {
    if (now.has(key)) return [];
    if (waived.has(key)) return [eventOf("resolved", finding, `a waiver accepts ${finding.rule}`)];
    if (!isJudged(finding, changes.get(addressOf(finding)), after)) return [];
    const phrase = finding.severity === "error" ? "no longer violates" : "no longer warned by";
    return [eventOf("resolved", finding, `${phrase} ${finding.rule}`)];
  });
  return [...fresh, ...gone];
}

/** Errors and warnings that no waiver accepts; an error replaces a warning of the same rule. */
function openFindings({ findings }: PlanDocument): ReadonlyMap<string, FindingDocument> {
  const open = new Map<string, FindingDocument>();
  for (const finding of findings) {
    if (finding.waiver !== null || finding.severity === "info") continue;
    const key = keyOf(finding);
    if (open.get(key)?.severity !== "error") open.set(key, finding);
  }
  return open;
}

function keyOf({ rule, provider, domain }: FindingDocument): string {
  return JSON.stringify([rule, provider, domain]);
}

/** What could not be seen is not resolved. */
function isJudged({ rule }: FindingDocument, change: ChangeDocument | undefined, plan: PlanDocument): boolean {
  if (change === undefined) return plan.complete && plan.selection === null;
  return change.action !== "unknown" && !change.unjudged.includes(rule);
}

function changedProviders(before: PlanDocument, after: PlanDocument): readonly NotifiedEvent[] {
  const then = new Map(before.providers.map((one) => [one.name, one.complete]));
  return after.providers.flatMap(({ name, complete, error }): readonly NotifiedEvent[] => {
    const wasComplete = then.get(name) ?? true;
    if (wasComplete === complete) return [];
    const about = { provider: name, domain: null, owner: null, rule: null };
    if (complete) return [{ ...about, kind: "provider-recovered", text: "can be read to the end again" }];
    return [{ ...about, kind: "provider-failed", text: error ?? "could not be read to the end" }];
  });
}
