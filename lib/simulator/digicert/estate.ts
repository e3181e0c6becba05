/** The domains of a simulated CertCentral while it runs: tokens, submissions, and what a look at the record comes to. */
import { createHash } from "node:crypto";
import { isCorroborated } from "../perspectives";
import type { Perspectives } from "../perspectives";
import { DAY_MS } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { DigicertDomain, DigicertScenario } from "./scenario";

export interface HeldDomain extends DigicertDomain {
  readonly token: string | null;
  readonly tokenEndsAt: EpochMs | null;
}

export interface Estate {
  /** Looks for every pending record that is due a look. */
  settle(now: EpochMs): Promise<void>;
  all(): readonly HeldDomain[];
  find(id: number): HeldDomain | null;
  /** A token that still counts stays. */
  submit(domain: HeldDomain, method: string | null, now: EpochMs): HeldDomain;
  /** The old token no longer counts. */
  newToken(domain: HeldDomain, now: EpochMs): HeldDomain;
  setMethod(domain: HeldDomain, method: string): HeldDomain;
  /** Null where nothing was found. */
  check(domain: HeldDomain, now: EpochMs): Promise<HeldDomain | null>;
  add(name: string, method: string, now: EpochMs): HeldDomain;
  /** How many validations of the domain have ended while the simulator ran. */
  cycleOf(domain: HeldDomain): number;
}

const TOKEN_MS = 30 * DAY_MS;
const POLLING_MS = 10 * DAY_MS;

export function createEstate(scenario: DigicertScenario, perspectives: Perspectives): Estate {
  const held = new Map<number, HeldDomain>();
  const cycles = new Map<number, number>();
  let made = 0;
  const keep = (domain: HeldDomain): HeldDomain => {
    held.set(domain.id, domain);
    return domain;
  };
  /** Each is another, and the same in each run. */
  const makeToken = (id: number): string => {
    made += 1;
    return createHash("sha256").update(`${id} ${made}`).digest("hex").slice(0, 32);
  };
  for (const domain of scenario.domains) {
    const { submittedAt, id } = domain;
    keep({
      ...domain,
      token: submittedAt === null ? null : makeToken(id),
      tokenEndsAt: submittedAt === null ? null : submittedAt + TOKEN_MS,
    });
  }

  function withToken(domain: HeldDomain, now: EpochMs): HeldDomain {
    return { ...domain, token: makeToken(domain.id), tokenEndsAt: now + TOKEN_MS };
  }

  function validated(domain: HeldDomain, now: EpochMs): HeldDomain {
    cycles.set(domain.id, (cycles.get(domain.id) ?? 0) + 1);
    const expiresAt = now + scenario.expirationBasisDays * DAY_MS;
    return keep({ ...domain, validatedAt: now, expiresAt, token: null, tokenEndsAt: null });
  }

  /** As many perspectives as the Baseline Requirements ask for from 2026-12-15. */
  async function isSeen({ found, token, method, name }: HeldDomain): Promise<boolean> {
    const { lookUp, fetchFile } = perspectives;
    if (found !== null) return found;
    if (token === null) return false;
    const url = `http://${name}/.well-known/pki-validation/fileauth.txt`;
    return isCorroborated(6, async (perspective) => {
      switch (method) {
        case "dns-cname-token": {
          const targets = (await lookUp?.(`_dnsauth.${name}.`, "CNAME", perspective)) ?? [];
          return targets.some((target) => target.replace(/\.$/, "").toLowerCase() === `${token}.dcv.digicert.com`);
        }
        case "dns-txt-token":
          return ((await lookUp?.(`${name}.`, "TXT", perspective)) ?? []).includes(token);
        default:
          return (await fetchFile?.(url, perspective))?.trim() === token;
      }
    });
  }

  return {
    async settle(now) {
      for (const domain of [...held.values()]) {
        const { submittedAt } = domain;
        if (submittedAt === null || !isPending(domain) || now <= submittedAt || now - submittedAt > POLLING_MS)
          continue;
        if (await isSeen(domain)) validated(domain, now);
      }
    },
    all: () => [...held.values()],
    find: (id) => held.get(id) ?? null,
    cycleOf: ({ id }) => cycles.get(id) ?? 0,
    submit(domain, method, now) {
      const isLive = domain.token !== null && (domain.tokenEndsAt ?? 0) > now;
      const submitted = { ...domain, method: method ?? domain.method, submittedAt: now };
      return keep(isLive ? submitted : withToken(submitted, now));
    },
    newToken: (domain, now) => keep(withToken(domain, now)),
    setMethod: (domain, method) => keep({ ...domain, method }),
    async check(domain, now) {
      const isLive = domain.token !== null && (domain.tokenEndsAt ?? 0) > now;
      if (!isLive || !(await isSeen(domain))) {
        if (scenario.checkRestartsPolling) keep({ ...domain, submittedAt: now });
        return null;
      }
      return validated(domain, now);
    },
    add(name, method, now) {
      const id = Math.max(1000, ...held.keys()) + 1;
      const blank = { active: true, validatedAt: null, expiresAt: null, container: 1, subaccount: null, found: null };
      const domain = { id, name, method, ...blank, submittedAt: now, omit: [], extra: {}, token: null };
      return keep(withToken({ ...domain, tokenEndsAt: null }, now));
    },
  };
}

export function isPending({ submittedAt, validatedAt }: DigicertDomain): boolean {
  return submittedAt !== null && (validatedAt === null || submittedAt > validatedAt);
}
