import type { Config } from "../config/config";
import type { Comparison } from "../core/changed-parts";
import type { RuleSeverity } from "../core/finding";
import type { PartialView } from "../core/selection";
import type { Tables } from "../core/tables";
import type { EpochMs } from "../core/time";
import type { Rule } from "../policy/rule";

/** Everything that was read before any CA is asked. */
export interface Prepared {
  /** Narrowed to what the run is about. */
  readonly config: Config;
  /** Null where that is the whole estate. */
  readonly partial: PartialView | null;
  readonly rules: readonly Rule[];
  readonly levels: ReadonlyMap<string, RuleSeverity>;
  readonly tables: Tables;
  readonly asOf: EpochMs;
  readonly comparison: Comparison | null;
}
