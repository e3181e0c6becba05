/** A first look at CAs: are they reached, do the credentials suffice, and what do they see? Nothing is listed or planned. */
import type { ConfiguredProvider } from "../config/config";
import type { Access } from "../core/observation";
import { counted, printable } from "../core/printable";
import type { RunContext } from "./context";
import { explain } from "./observe";
import { eachProvider } from "./open-providers";
import type { Progress } from "./progress";

export interface Look {
  /** The name of the provider in the file. */
  readonly provider: string;
  /** Null where the CA could not be asked, or refused. */
  readonly access: Access | null;
  /** Why it is not ready for use, as a sentence without secrets; null where it is. */
  readonly problem: string | null;
  /** By how much its clock is ahead of ours; null where it does not say. */
  readonly clockSkewMs: number | null;
  /** What is to be said of it in any case. */
  readonly warnings: readonly string[];
}

/** A CA refuses a signed request that is older, and a token counts as expired too soon. */
const MAX_CLOCK_SKEW_MS = 5 * 60 * 1000;

/** Asks all of them at once. The order is that of the configuration. */
export async function lookAt(
  providers: readonly ConfiguredProvider[],
  host: RunContext,
  progress: Progress,
  deadlineMs: number,
): Promise<readonly Look[]> {
  const skews = new Map<string, number>();
  const listening: Progress = {
    ...progress,
    called(call) {
      if (call.clockSkewMs !== null) skews.set(call.provider, call.clockSkewMs);
      progress.called(call);
    },
  };
  return eachProvider(providers, host, listening, deadlineMs, async ({ name, warnings, access }, signal) => {
    try {
      const seen = await access(signal);
      const clockSkewMs = skews.get(name) ?? null;
      const problem = skewProblem(name, clockSkewMs);
      return { provider: name, access: seen, problem, clockSkewMs, warnings };
    } catch (failure) {
      const problem = explain(failure, name, signal);
      return { provider: name, access: null, problem, clockSkewMs: skews.get(name) ?? null, warnings };
    }
  });
}

function skewProblem(name: string, skewMs: number | null): string | null {
  if (skewMs === null || Math.abs(skewMs) <= MAX_CLOCK_SKEW_MS) return null;
  return `${name}: ${clockText(skewMs)}; set the clock of this machine, or requests are refused`;
}

/** What was seen, on one line without its end: `my-ca: 300 domains visible; may list …; account fingerprint 6f0c…`. */
export function lookText({ provider, access, problem, clockSkewMs }: Look): string {
  if (problem !== null || access === null) return printable(problem ?? `${provider}: not asked`);
  const parts = [
    access.domains === null ? "the CA reports no number of domains" : `${counted(access.domains, "domain")} visible`,
    `may ${access.rights.join(", ")}`,
    ...(access.role === null ? [] : [`role ${access.role}`]),
    clockSkewMs === null ? "clock not compared" : clockText(clockSkewMs),
    // It differs between accounts, and reveals nothing of the credentials.
    `account fingerprint ${access.account}`,
  ];
  return printable(`${provider}: ${parts.join("; ")}`);
}

/** To the second: the Date header has no more. */
function clockText(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds <= 1) return "clocks agree";
  return `its clock is ${counted(seconds, "second")} ${skewMs > 0 ? "ahead of" : "behind"} ours`;
}
