/** Whether policy is still violated after an apply: the findings of the plan, judged anew for the domains that were validated. */
import { addressOf } from "../../core/desired";
import { NO_SELECTION } from "../../core/selection";
import type { PlanDocument } from "../../report/plan-document";
import type { RunContext } from "../context";
import { narrow } from "../narrow";
import type { Prepared } from "../prepared";
import type { Progress } from "../progress";
import { judge } from "../run";
import type { RunOptions } from "../run";
import type { ChangeEnd } from "./ports";

export async function isViolatedAfter(
  plan: PlanDocument,
  ends: readonly ChangeEnd[],
  prepared: Prepared,
  options: RunOptions,
  host: RunContext,
  progress: Progress,
): Promise<boolean> {
  if (plan.verdict !== "violation") return false;
  // Findings about domains that the user chose not to wait for do not fail the run.
  const handedOver = new Set(
    ends.filter(({ state }) => state === "handed-over").map(({ item }) => item.baseline.address),
  );
  const done = new Map(
    ends
      .filter(({ state }) => state === "validated" || state === "already-done")
      .map(({ item }) => [item.baseline.address, item.declared]),
  );
  const counting = plan.findings
    .filter(({ severity, waiver }) => severity === "error" && waiver === null)
    .filter(({ changed }) => plan.changed_since?.only_changed !== true || changed === true)
    .filter(({ provider, domain }) => provider === null || !handedOver.has(addressOf(provider, domain)));
  if (counting.length === 0) return false;
  const isDone = ({ provider, domain }: (typeof counting)[number]): boolean =>
    provider !== null && done.has(addressOf(provider, domain));
  if (!counting.every(isDone)) return true;
  if (host.interrupted.aborted) return true;
  const names = counting.map(({ domain }) => domain);
  const selection = { ...NO_SELECTION, domains: [...new Set(names)] };
  const narrowed = narrow(prepared.config, { ...options, selection }, null);
  const judged = await judge({ ...prepared, ...narrowed, asOf: host.now() }, options, host, progress);
  return judged.verdict === "violation" || judged.verdict === "error";
}
