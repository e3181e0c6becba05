/** The changes of a saved plan that an apply is about, and why a plan or a change is refused. */
import { createHash } from "node:crypto";
import type { Config } from "../../config/config";
import { DEFAULT_MAX_CHANGES } from "../../config/domains-schema";
import { nextMethod } from "../../core/apply/next-method";
import type { Baseline } from "../../core/apply/situation";
import { SIMULATOR_URL } from "../../core/base-url";
import { addressOf } from "../../core/desired";
import type { DesiredDomain } from "../../core/desired";
import { baseName, isWildcard } from "../../core/domain-name";
import { nearestTo } from "../../document/did-you-mean";
import { printable } from "../../core/printable";
import { parseInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { liveOf } from "../../report/live-document";
import type { ChangeDocument, PlanDocument } from "../../report/plan-document";
import { accountFingerprint } from "../../providers/account-fingerprint";
import { moduleOf } from "../../core/provider-module";
import type { RunContext } from "../context";
import { accountOf } from "../open-providers";
import type { OpenProvider } from "../open-providers";
import { UserError } from "../user-error";
import { itemOf } from "./item";
import type { ApplyOptions } from "./options";
import type { ApplyItem } from "./ports";

/** A plan may be made on a machine whose clock is ahead. */
const MAX_CLOCK_SKEW_MS = 10 * 60_000;

export function planIdOf(plan: PlanDocument): string {
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 16);
}

/** By name, for the providers of the plan. */
export function accountsOf(plan: PlanDocument): ReadonlyMap<string, string> {
  return new Map(plan.providers.flatMap(({ name, account }) => (account === undefined ? [] : [[name, account]])));
}

/** @throws UserError where nothing of this plan may be applied */
export function refusePlan(plan: PlanDocument, config: Config, now: EpochMs, host: RunContext): void {
  const problems: string[] = [];
  if (plan.verdict === "error") problems.push("not everything could be seen when the plan was made; make it anew");
  const asOf = parseInstant(plan.as_of) ?? Number.NaN;
  if (!(asOf <= now + MAX_CLOCK_SKEW_MS)) {
    problems.push(`the plan is as of ${plan.as_of}, which has not come yet; make one without --as-of`);
  }
  const names = plan.providers.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push("the plan lists a provider twice; make it anew");
  // The account is checked by the provider of a change, and the domain is found by its address.
  const moved = plan.changes.find(({ address, provider, domain }) => address !== addressOf(provider, domain));
  if (moved !== undefined) problems.push(`${moved.address}: its provider or domain is another; make the plan anew`);
  for (const { name, type, account } of plan.providers) {
    const settings = config.providers.find((provider) => provider.settings.name === name)?.settings;
    if (settings?.type !== type) problems.push(`${name}: the file has no such provider; make the plan anew`);
    else if (account === undefined)
      problems.push(`${name}: the plan does not say of which account it is; make it anew`);
    else if (account !== accountOf(settings, host)) {
      const ofEmbedded = accountFingerprint(SIMULATOR_URL, moduleOf(host.modules, type).accountId(settings));
      const why =
        account === ofEmbedded
          ? "the plan was made with the embedded CA, and the file names a real one"
          : "the plan was made with another account or another address of this CA";
      problems.push(`${name}: ${why}; make it anew`);
    }
  }
  if (problems.length > 0) throw new UserError(problems.map(printable).join("\n"));
}

/** A change that is not begun, and why. */
export interface NotBegun {
  readonly address: string;
  readonly domain: string;
  readonly why: string;
}

export interface ChosenChanges {
  /** The most urgent first. */
  readonly items: readonly ApplyItem[];
  /** What the file says otherwise than the plan. */
  readonly changed: readonly NotBegun[];
  /** Left out by the limit. */
  readonly leftOut: readonly NotBegun[];
}

/** @throws UserError for an address that the plan does not have, and for more changes than may be applied unasked */
export function chooseChanges(
  plan: PlanDocument,
  config: Config,
  providers: readonly OpenProvider[],
  { only, limit, registers }: ApplyOptions,
): ChosenChanges {
  const addresses = plan.changes.map(({ address }) => address);
  for (const one of only) {
    if (addresses.includes(one)) continue;
    throw new UserError(printable(`--only ${one}: the plan has no such change${hintFor(one, plan)}`));
  }
  const wanted = plan.changes
    .filter(({ action }) => action === "validate" || action === "revalidate" || action === "await")
    .filter(({ address }) => only.length === 0 || only.includes(address))
    .sort(byUrgency);
  const maxChanges = config.apply.maxChanges ?? DEFAULT_MAX_CHANGES;
  if (limit === null && only.length === 0 && wanted.length > maxChanges) {
    const advice = "say with --limit how many to apply, name some with --only, or raise apply.maxChanges of the file";
    throw new UserError(`the plan has ${wanted.length} changes, more than ${maxChanges}; ${advice}`);
  }
  const declared = new Map(config.domains.map((domain) => [addressOf(domain.provider, domain.name), domain]));
  const chosen = wanted.slice(0, limit ?? wanted.length);
  const items: Omit<ApplyItem, "after">[] = [];
  const changed: NotBegun[] = [];
  for (const change of chosen) {
    const domain = declared.get(change.address);
    const why = declarationProblem(change, domain);
    if (domain === undefined || why !== null) {
      changed.push({ address: change.address, domain: change.domain, why: why ?? "" });
      continue;
    }
    const act = providers.find(({ name }) => name === change.provider)?.act;
    const baseline = baselineOf(change, domain, parseInstant(plan.as_of) ?? 0);
    items.push(itemOf(baseline, domain, act, registers));
  }
  const leftOut = wanted.slice(chosen.length).map(({ address, domain }) => {
    return { address, domain, why: `not among the first ${chosen.length} (--limit)` };
  });
  const after = firstOf(items);
  return { items: items.map((item) => ({ ...item, after: after(item) })), changed, leftOut };
}

/** The addresses that were meant: often the provider is left out. */
function hintFor(text: string, { changes }: PlanDocument): string {
  const wordOf = ({ address, domain }: ChangeDocument): string => (text.includes("/") ? address : domain);
  const word = nearestTo(text, changes.map(wordOf));
  const meant = changes.filter((change) => wordOf(change) === word).map(({ address }) => address);
  return meant.length === 0 ? "" : `; did you mean ${meant.map((one) => `"${one}"`).join(" or ")}?`;
}

/**
 * Which item comes before another. One call serves all names that one listed name covers: the listed name itself makes it, or where it
 * is not among them, the first of them. There is no circle: only a wildcard that is listed itself waits for its base.
 */
function firstOf(items: readonly Omit<ApplyItem, "after">[]): (item: Omit<ApplyItem, "after">) => string | null {
  const addresses = new Set(items.map(({ baseline }) => baseline.address));
  const firsts = new Map<string, string>();
  for (const { declared, listedName, baseline } of items) {
    const listed = addressOf(declared.provider, listedName);
    if (!firsts.has(listed)) firsts.set(listed, addresses.has(listed) ? listed : baseline.address);
  }
  return ({ declared: { name, provider }, listedName, baseline: { address } }) => {
    const first = firsts.get(addressOf(provider, listedName)) ?? address;
    if (first !== address) return first;
    if (!isWildcard(name) || listedName !== name) return null;
    const base = addressOf(provider, baseName(name));
    return addresses.has(base) ? base : null;
  };
}

function byUrgency(a: ChangeDocument, b: ChangeDocument): number {
  const days = ({ reuse }: ChangeDocument): number => reuse?.days_left ?? Number.NEGATIVE_INFINITY;
  const [first, second] = [days(a), days(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a.address < b.address ? -1 : 1;
}

function declarationProblem({ declared }: ChangeDocument, domain: DesiredDomain | undefined): string | null {
  if (declared === null || domain === undefined)
    return "since the plan was made: the file does not declare it any more";
  if (declared.method === domain.method) return null;
  const words = [declared.method ?? "none", domain.method ?? "none"];
  return `since the plan was made: the declared method was ${words[0]} and is ${words[1]}`;
}

function baselineOf({ address, reason, live }: ChangeDocument, domain: DesiredDomain, plannedAt: EpochMs): Baseline {
  const record = live === null ? null : liveOf(live);
  const method = nextMethod(domain.method, record);
  return { address, reason, method, record, plannedAt, place: domain.place };
}
