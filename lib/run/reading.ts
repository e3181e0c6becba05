/** What one provider said, as it comes in, and what it comes to: the same for a CA that is asked and for a state that is read. */
import { unacknowledged, unreadableNamesProblem } from "../core/acknowledged";
import type { Acknowledged } from "../core/acknowledged";
import { matchesFilter, withEstimatedDate, withoutContradiction } from "../core/inspection";
import type { InspectionContext } from "../core/inspection";
import { createRecordPool, withShared } from "../core/record-pool";
import type { DatePolicy, ListFilter, Observation, UnreadableRow } from "../core/observation";
import { counted } from "../core/printable";
import type { ObservedProvider } from "../core/reconcile";

/** What is wanted of one provider. */
export interface Question extends Omit<InspectionContext, "dates" | "entryKey" | "coverage"> {
  /** Null: everything that the account sees. */
  readonly filter: ListFilter | null;
  /** Names that cannot be read and do not make the listing incomplete. */
  readonly acknowledged: readonly Acknowledged[];
}

export interface Reading {
  readonly take: (observation: Observation) => void;
  readonly warn: (warnings: readonly string[]) => void;
  readonly fail: (error: string) => void;
  readonly cannotRead: (rows: readonly UnreadableRow[]) => void;
  readonly observed: () => ObservedProvider;
}

export function createReading(
  provider: {
    readonly name: string;
    readonly type: string;
    readonly account: string;
    readonly warnings: readonly string[];
    readonly dates: DatePolicy;
  },
  { desired, filter, asOf, acknowledged }: Pick<Question, "desired" | "filter" | "asOf" | "acknowledged">,
): Reading {
  const declared = new Set(desired.map(({ name }) => name));
  const pool = createRecordPool();
  const observations = new Map<string, Observation>();
  const warnings: string[] = [];
  let omitted = 0;
  const errors = new Set<string>();
  const unreadable: UnreadableRow[] = [];

  function warn(more: readonly string[]): void {
    for (const warning of more) {
      if (warnings.length < MAX_WARNINGS) warnings.push(warning);
      else omitted += 1;
    }
  }
  warn(provider.warnings);

  return {
    take(observation) {
      const isDeclared = declared.has(observation.domain);
      const dated = isDeclared ? withEstimatedDate(observation, provider.dates, asOf) : observation;
      const own = withoutContradiction(dated, provider.name, asOf);
      // What follows from a record is computed once for all that share it.
      const sound = own.kind === "absent" ? own : withShared(own, pool);
      if (matchesFilter(sound, filter)) observations.set(sound.domain, sound);
    },
    warn,
    fail: (error) => void errors.add(error),
    cannotRead: (rows) => void unreadable.push(...rows),
    observed() {
      const { name, type, account } = provider;
      const open = unacknowledged(unreadable, acknowledged, asOf);
      warn(open.map(({ problem }) => problem));
      if (open.length > 0) errors.add(`${name}: ${unreadableNamesProblem(open.map((row) => row.name))}`);
      const more = omitted === 0 ? [] : [`and ${counted(omitted, "more warning")}`];
      const error = errors.size === 0 ? null : [...errors].join("; ");
      return {
        name,
        type,
        account,
        complete: error === null,
        error,
        observations,
        warnings: [...warnings.sort(), ...more],
      };
    },
  };
}

/** More than a person reads; a CA may send as many odd rows as it likes. */
export const MAX_WARNINGS = 1000;
