/** The CA's side of an apply: reads what is due, and makes one call. */
import type { ActRequest, Actor } from "../../core/acting";
import type { ListedAs, Observation } from "../../core/observation";
import { inspectCovered } from "../inspect-covered";
import type { OpenProvider } from "../open-providers";
import type { ApplyPorts, CallFailure } from "./ports";

/** @param signal of reads; a call is ended by `callSignal` alone, so that its answer can be noted */
export function caPorts(
  provider: OpenProvider,
  signal: AbortSignal,
  callSignal: AbortSignal,
): Pick<ApplyPorts, "readStatus" | "prepareCall" | "call"> {
  const spellings = new Map<string, ListedAs>();

  /** Of several rows of one name the last counts, as for a plan. */
  async function findSpelling(domain: string): Promise<void> {
    if (spellings.has(domain)) return;
    let found: ListedAs | null = null;
    const filter = { expiresInDays: null, status: null, domain };
    for await (const { rows } of provider.list({ filter, expected: [] }, signal)) {
      found = rows.findLast((row) => row.domain === domain)?.listedAs[0] ?? found;
    }
    if (found !== null) spellings.set(domain, found);
  }

  return {
    async readStatus(items) {
      const domains = items.map(({ declared }) => declared);
      const answers = new Map<string, Observation>();
      let failure: CallFailure | null = null;
      try {
        for await (const { observations } of inspectCovered(provider, domains, signal)) {
          for (const observation of observations) answers.set(observation.domain, observation);
        }
      } catch (error) {
        if (!signal.aborted) failure = failureOf(error);
      }
      const detail = failure?.message ?? `${provider.name}: not asked, since the run was stopped`;
      const missed = (domain: string): Observation => {
        return { kind: "unknown", domain, reason: "provider_unreachable", detail, record: null };
      };
      return { statuses: items.map(({ declared: { name } }) => answers.get(name) ?? missed(name)), failure };
    },

    async prepareCall({ listedName }, call) {
      try {
        if (call !== "register") await findSpelling(listedName);
        return null;
      } catch (error) {
        return failureOf(error);
      }
    },

    async call({ baseline: { method }, declared, listedName: domain }, call) {
      const { act } = provider;
      if (act === undefined || method === null) throw new Error("a call to a CA that takes none");
      try {
        const listedAs = call === "register" ? null : (spellings.get(domain) ?? null);
        const request: ActRequest = { domain, listedAs, keys: declared.keys, method };
        return { outcome: await functionOf(act, call)(request, callSignal) };
      } catch (error) {
        return { failure: failureOf(error) };
      }
    },
  };
}

function functionOf(act: Actor, call: "register" | "start" | "submit"): Actor["start"] {
  if (call === "start") return (request, signal) => act.start(request, signal);
  if (call === "submit") return (request, signal) => act.submit(request, signal);
  return (request, signal) => {
    if (act.register === undefined) throw new Error("a call to a CA that does not take it");
    return act.register(request, signal);
  };
}

/** An abort in the middle of a call leaves its outcome unknown. */
function failureOf(error: unknown): CallFailure {
  if (!(error instanceof Error)) return { code: "UnknownOutcome", message: "the run was stopped" };
  if (error.name === "ProviderError")
    return { code: (error as Error & { readonly code: string }).code, message: error.message };
  if (error.name === "AbortError" || error.name === "TimeoutError")
    return { code: "UnknownOutcome", message: "the run was stopped" };
  throw error;
}
