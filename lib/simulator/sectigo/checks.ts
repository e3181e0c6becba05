/** The CA looks for the challenges of submitted orders, at once and then at intervals, and validates what it finds. */
import type { EpochMs } from "../../core/time";
import { isCorroborated } from "../perspectives";
import type { Perspectives } from "../perspectives";
import { challengeOf } from "./challenge";
import type { Estate } from "./estate";
import { isStale, isSubmitted, validated } from "./orders";
import type { SectigoBehaviour, SectigoDomain, SectigoScenario } from "./scenario";

export interface Checks {
  /** Looks where a look is due. */
  settle(asOf: EpochMs): Promise<void>;
  /** Looks at the order of one domain at the next opportunity, whenever its next look is due. */
  hasten(name: string): void;
  /** Begins to look at the orders of a domain. */
  watch(name: string): void;
}

/** When the CA looks before an instant and after it; null before the first time. */
export function checkTimes(
  { submittedAt }: SectigoDomain,
  { firstCheckMs, checkIntervalMs }: SectigoBehaviour,
  asOf: EpochMs,
): { readonly last: EpochMs | null; readonly next: EpochMs } {
  const first = (submittedAt ?? 0) + firstCheckMs;
  const earlier = Math.floor((asOf - first) / checkIntervalMs);
  if (asOf < first) return { last: null, next: first };
  const last = first + earlier * checkIntervalMs;
  return { last, next: last + checkIntervalMs };
}

export function createChecks(scenario: SectigoScenario, estate: Estate, perspectives: Perspectives): Checks {
  const { behaviour } = scenario;
  const watched = new Set<string>();
  const hastened = new Set<string>();
  for (const domain of scenario.domains) {
    if (domain.orderStatus === "SUBMITTED" && canBeFound(domain)) watched.add(domain.domain);
  }

  /** Without a network to look at, most challenges are always missing, and need no check. */
  function canBeFound({ challenge }: SectigoDomain): boolean {
    const seesNothing = perspectives.lookUp === undefined && perspectives.fetchFile === undefined;
    return (challenge ?? (seesNothing ? behaviour.challenges : "found")) === "found";
  }

  async function isFound(domain: SectigoDomain): Promise<boolean> {
    if (domain.challenge !== null) return domain.challenge === "found";
    if (domain.usesConnector) return true;
    const { host, point, url, firstLine, secondLine } = challengeOf(domain);
    const { lookUp, fetchFile } = perspectives;
    if (host !== undefined && point !== undefined && lookUp !== undefined) {
      const isCname = domain.orderMethod === "CNAME";
      const form = isCname ? folded : (text: string) => text;
      return isCorroborated(behaviour.perspectives, async (perspective) => {
        const values = await lookUp(host, isCname ? "CNAME" : "TXT", perspective);
        return values.some((value) => form(value) === form(point));
      });
    }
    if (url !== undefined && fetchFile !== undefined) {
      const content = `${firstLine ?? ""}\n${secondLine ?? ""}`;
      return isCorroborated(
        behaviour.perspectives,
        async (perspective) => (await fetchFile(url, perspective))?.trim() === content,
      );
    }
    return behaviour.challenges === "found";
  }

  async function settleOne(name: string, asOf: EpochMs): Promise<void> {
    const domain = estate.current(name);
    if (domain === null || !isSubmitted(domain, asOf)) return void watched.delete(name);
    const { last } = checkTimes(domain, behaviour, asOf);
    const isDue = last !== null && (domain.checkedAt === null || domain.checkedAt < last);
    if (!isDue && !hastened.has(name)) return;
    hastened.delete(name);
    const found = await isFound(domain);
    // The order may have been cleared while the CA looked.
    if (estate.current(name) !== domain || isStale(domain, asOf)) return;
    const checked = { ...domain, checkedAt: asOf };
    estate.change(found ? validated(checked, asOf, behaviour.basisDays) : checked, asOf);
  }

  // One look at a time, so that no order is looked at twice for one time.
  let underWay: Promise<void> = Promise.resolve();
  return {
    settle(asOf) {
      if (watched.size === 0) return Promise.resolve();
      underWay = underWay.then(async () => {
        for (const name of [...watched]) await settleOne(name, asOf);
      });
      return underWay;
    },
    hasten: (name) => void hastened.add(name),
    watch: (name) => void watched.add(name),
  };
}

function folded(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}
