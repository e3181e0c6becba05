/** Short ways to write the rows of the fault matrix. */
import { DETAIL, HEALTHY_CALLS, HOSTS, LIST, type CaName } from "./fault-estate";
import type { FaultCase, Trouble } from "./fault-run";

export const CAS: readonly CaName[] = ["sectigo", "ncloud"];

/** A fault that can happen to any call of either CA. */
export interface AnyCallFault
  extends Pick<FaultCase, "fault" | "atLeastMs">, Pick<Trouble, "timeoutMs" | "deadlineSeconds"> {
  /** In the scenario's notation, without `on`. */
  readonly effect: string;
  /** What the error says of the call, for each CA where they differ; null when the fault is survived. */
  readonly says: RegExp | Readonly<Record<"sectigo" | "ncloud", RegExp>> | null;
  /** How often the call is made. */
  readonly tries: 1 | 2;
  /** Whether the calls that follow are known to be useless. */
  readonly hopeless?: true;
  /** Whether the client treats it as it treats another fault of the table, so that once is enough. */
  readonly listOnly?: true;
}

/**
 * Each fault at the first page of either CA's list, so that nothing is seen, and at the one call that tells the state
 * of the third domain, so that the rest is.
 */
export function atListAndDetail(faults: readonly AnyCallFault[]): readonly FaultCase[] {
  return faults.flatMap((one) =>
    CAS.flatMap((at) => [atList(one, at), ...(one.listOnly === true ? [] : [atDetail(one, at)])]),
  );
}

function atList(
  { fault, effect, says, tries, timeoutMs, deadlineSeconds, atLeastMs }: AnyCallFault,
  at: CaName,
): FaultCase {
  const first = at === "ncloud" ? "when: { page: 1 }" : "when: { position: 0 }";
  const error =
    says === null
      ? null
      : sentence(says, at, at === "ncloud" ? "GET /certificate/certificates " : "GET /dcv/v1/validation ");
  return {
    fault: `${fault}, for the list`,
    at,
    trouble: {
      faults: [`{ on: ${LIST[at]}, ${first}, ${effect} }`],
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

function atDetail({ fault, effect, says, tries, hopeless, timeoutMs }: AnyCallFault, at: CaName): FaultCase {
  const unasked = hopeless === true ? 2 : 0;
  const kind = at === "ncloud" ? "verification" : "status";
  const notMade = hopeless === true ? ", 2 were not made after that" : "";
  const error = says === null ? null : sentence(says, at, `: 1 of 5 ${kind} calls failed${notMade}; the first: `);
  return {
    fault: `${fault}, for one domain`,
    at,
    trouble: { faults: [`{ on: ${DETAIL[at]}, ${effect} }`], ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    error,
    unknown: error === null ? [] : hopeless === true ? ["c", "d", "e"] : ["c"],
    exit: error === null ? 0 : 1,
    calls: HEALTHY_CALLS[at] + tries - 1 - unasked,
  };
}

/** Both patterns, wherever they stand. */
function sentence(says: Exclude<AnyCallFault["says"], null>, at: CaName, call: string): RegExp {
  const said = says instanceof RegExp ? says : at === "ncloud" ? says.ncloud : says.sectigo;
  return new RegExp(`^(?=.*${call}).*(?:${said.source})`);
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
