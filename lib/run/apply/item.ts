/** One domain of an apply, with what its CA takes. */
import type { Actor } from "../../core/acting";
import type { Baseline } from "../../core/apply/situation";
import type { DesiredDomain } from "../../core/desired";
import { METHODS } from "../../core/vocabulary";
import type { ApplyItem } from "./ports";

/** @param registers whether a domain that the CA lacks is to be registered there, where it can be asked to */
export function itemOf(
  baseline: Baseline,
  declared: DesiredDomain,
  act: Actor | undefined,
  registers: boolean,
): Omit<ApplyItem, "after"> {
  return {
    ...{ baseline, declared, listedName: baseline.record?.coveredBy ?? declared.name },
    flow: baseline.method === null ? null : (act?.flowOf(baseline.method) ?? null),
    methods: METHODS.filter((method) => (act?.flowOf(method) ?? null) !== null),
    registers: registers && act?.register !== undefined,
  };
}
