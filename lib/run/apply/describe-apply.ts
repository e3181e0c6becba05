/** What an apply came to, as the document that its outputs are made of. */
import { endClassOf } from "../../core/apply/apply-state";
import type { EndState } from "../../core/apply/apply-state";
import { formatInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { APPLY_FORMAT_VERSION } from "../../report/apply-document";
import type { ApplyDocument } from "../../report/apply-document";
import { describeLive } from "../../report/live-document";
import type { PlanDocument } from "../../report/plan-document";
import type { RunContext } from "../context";
import { VERSION } from "../package-root";
import type { Cleaned } from "./clean-up";
import { planIdOf } from "./items";
import type { ChosenChanges } from "./items";
import type { ApplyOptions } from "./options";
import type { ChangeEnd } from "./ports";

export function describeApply(
  plan: PlanDocument,
  { changed, leftOut }: ChosenChanges,
  ends: readonly ChangeEnd[],
  cleaned: Cleaned,
  violated: boolean,
  { isDryRun }: ApplyOptions,
  startedAt: EpochMs,
  host: RunContext,
): ApplyDocument {
  const others = (all: typeof changed, state: EndState) =>
    all.map(({ address, domain, why }) => {
      const provider = address.slice(0, address.length - domain.length - 1);
      return { address, domain, provider, state, why, live: null };
    });
  const changes = [
    ...ends.map(({ item, state, why, record }) => ({
      address: item.baseline.address,
      domain: item.declared.name,
      provider: item.declared.provider,
      ...{ state, why, live: record === null ? null : describeLive(record) },
    })),
    ...others(changed, "changed-since-plan"),
    ...others(leftOut, "waiting"),
  ];
  const classes = changes.map(({ state }) => endClassOf(state));
  const summary = {
    good: classes.filter((one) => one === "good").length,
    pending: classes.filter((one) => one === "pending").length,
    bad: classes.filter((one) => one === "bad").length,
  };
  return {
    format_version: APPLY_FORMAT_VERSION,
    tool: { name: "dcv", version: VERSION },
    estate: plan.estate,
    plan: planIdOf(plan),
    dry_run: isDryRun,
    started_at: formatInstant(startedAt),
    ended_at: formatInstant(host.now()),
    ...{ changes, cleaned, violated, summary },
  };
}
