/** Short ways to write the rows of the fault matrix. */
import { HEALTHY_CALLS, HOSTS, PROVIDERS, providerOf, READS, type CaName, type ProviderName } from "./fault-estate";
import type { FaultCase, Trouble } from "./fault-run";

/** A fault that can happen to any call of any CA. */
export interface AnyCallFault
  extends Pick<FaultCase, "fault" | "atLeastMs">, Pick<Trouble, "timeoutMs" | "deadlineSeconds"> {
  /** In the scenario's notation, without `on`. */
  readonly effect: string;
  /** What the error says of the call, for each CA where they differ; null when the fault is survived. */
  readonly says: RegExp | Readonly<Record<ProviderName, RegExp>> | null;
  /** How often the call is made. */
  readonly tries: 1 | 2;
  /** Whether the calls that follow are known to be useless. */
  readonly hopeless?: true;
  /** Whether the client treats it as it treats another fault of the table, so that once is enough. */
  readonly listOnly?: true;
}

/**
 * Each fault at the first page of each CA's list, so that nothing is seen, and at the one call that tells the state
 * of the third domain, so that the rest is.
 */
export function atListAndDetail(faults: readonly AnyCallFault[]): readonly FaultCase[] {
  return faults.flatMap((one) =>
    PROVIDERS.flatMap((at) => [atList(one, at), ...(one.listOnly === true ? [] : [atDetail(one, at)])]),
  );
}

function atList(
  { fault, effect, says, tries, timeoutMs, deadlineSeconds, atLeastMs }: AnyCallFault,
  at: ProviderName,
): FaultCase {
  const error = says === null ? null : sentence(says, at, READS[at].listCall);
  return {
    fault: `${fault}, for the list`,
    at,
    trouble: {
      ...onPage(at, 1, effect),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    },
    error,
    unknown: error === null ? [] : HOSTS,
    exit: error === null ? 0 : 1,
    calls: error === null ? HEALTHY_CALLS[at] + tries - 1 : tries,
    ...(atLeastMs === undefined ? {} : { atLeastMs }),
  };
}

function atDetail({ fault, effect, says, tries, hopeless, timeoutMs }: AnyCallFault, at: ProviderName): FaultCase {
  const unasked = hopeless === true ? 2 : 0;
  const notMade = hopeless === true ? ", 2 were not made after that" : "";
  const error =
    says === null ? null : sentence(says, at, `: 1 of 5 ${READS[at].detailCalls} failed${notMade}; the first: `);
  return {
    fault: `${fault}, for one domain`,
    at,
    trouble: { faults: [`{ on: ${READS[at].detail}, ${effect} }`], ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    error,
    unknown: error === null ? [] : hopeless === true ? ["c", "d", "e"] : ["c"],
    exit: error === null ? 0 : 1,
    calls: HEALTHY_CALLS[at] + tries - 1 - unasked,
  };
}

/** Both patterns, wherever they stand. */
function sentence(says: Exclude<AnyCallFault["says"], null>, at: ProviderName, call: string): RegExp {
  const said = says instanceof RegExp ? says : says[at];
  return new RegExp(`^(?=.*${call}).*(?:${said.source})`);
}

/** A fault of every page of the list. */
export function onList(at: CaName, effect: string): Pick<Trouble, "faults"> & { readonly faults: readonly string[] } {
  return { faults: [`{ on: ${READS[providerOf(at)].list}, ${effect} }`] };
}

/** A fault of the n-th page of the list, counted from 1. */
export function onPage(at: CaName, n: number, effect: string): ReturnType<typeof onList> {
  return onList(at, `when: { ${READS[providerOf(at)].page(n)} }, ${effect}`);
}

/** A row for a fault after which the run is not complete. */
export function incomplete(
  fault: string,
  at: CaName,
  trouble: Trouble,
  rest: Pick<FaultCase, "error" | "calls"> & Partial<FaultCase>,
): FaultCase {
  return { fault, at, trouble, unknown: HOSTS, exit: 1, ...rest };
}

/** A row for a fault that is survived. */
export function survived(fault: string, at: CaName, trouble: Trouble, rest: Partial<FaultCase> = {}): FaultCase {
  return { fault, at, trouble, error: null, unknown: [], exit: 0, calls: HEALTHY_CALLS[at], ...rest };
}
