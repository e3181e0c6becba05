/** What an apply of a `dcv_validation` does: nothing, where all was known at the plan; else it brings an order to its challenge. */
import { endClassOf } from "../../core/apply/apply-state";
import { isOrderOpen, markOf } from "../../core/apply/status-mark";
import type { LiveRecord } from "../../core/observation";
import { hasReached } from "./act-request";
import type { Acted } from "./act-request";
import { errorAt, ofFailure } from "./diagnostics";
import { domainArgument } from "./domain-argument";
import { challengeAttributes, NO_CHALLENGE, statusAttributes } from "./domain-attributes";
import type { ChallengeValues } from "./domain-attributes";
import { problemOfEnd } from "./end-problem";
import type { Engine } from "./engine";
import { challengeOfSeen, keptOf, privateOf, seenOf } from "./kept";
import type { Seen } from "./kept";
import { tooManyOrders } from "./plan-validation";
import type { ApplyRequest, CallContext, StateAnswer } from "./provider";
import { isUnknown, UNKNOWN } from "./schema";
import type { TfDiagnostic, TfObject, TfValue } from "./schema";
import { NOT_CONFIGURED } from "./session";
import type { Session } from "./session";
import { orderIdOf, orderMarkOf, parseOrderId } from "./situation";
import { timeoutOf } from "./timeouts";
import { DEFAULT_START_TIMEOUT } from "./validation-schema";

/** A create that fails leaves no state: the next one takes up what the CA has. */
export async function applyValidation(
  { prior, planned, private: stored }: ApplyRequest,
  { session, signal }: CallContext<Session>,
): Promise<StateAnswer> {
  const refuse = (diagnostics: readonly TfDiagnostic[]): StateAnswer => {
    return { state: prior, private: prior === null ? {} : stored, diagnostics };
  };
  if (!isUnknown(planned)) return { state: planned, private: stored, diagnostics: [] };
  const { engine } = session;
  if (engine === null) return refuse([NOT_CONFIGURED]);
  const argument = domainArgument(planned, engine.config);
  if (!argument.ok) return refuse(argument.diagnostics);
  const { domain, address } = argument;
  const kept = keptOf(stored);
  const { seen } = kept;
  if (seen === null) throw new Error("an apply rests on a plan");
  try {
    const orderId = kept.order?.id ?? newOrderId(address, seen);
    const challenge = kept.order === null ? null : challengeOfSeen(seen);
    if (kept.order !== null && challenge !== null) {
      const { record } = seen.baseline;
      // A create was planned anew just now; an update rests on the refresh.
      const reading =
        prior === null && record !== null
          ? { ...engine.judge(domain, record), known: kept.known }
          : await engine.read(domain, kept.known, signal);
      if (reading.change.live === null || reading.situation === "unknown") {
        return refuse([errorAt(null, `${address} could not be read`, reading.change.message)]);
      }
      return {
        state: { ...planned, order_id: orderId, ...statusAttributes(reading, prior), ...challenge },
        private: privateOf({ known: reading.known, order: kept.order, seen: seenOf(reading, engine.now(), seen) }),
        diagnostics: [],
      };
    }
    if (kept.order === null && engine.countOrder(address) !== null) return refuse([tooManyOrders(engine)]);
    const acted = await engine.start(
      {
        ...{ domain, baseline: seen.baseline, registers: planned["register"] === true },
        listedName: seen.baseline.record?.coveredBy ?? domain.name,
        token: parseOrderId(orderId)?.token ?? "",
        resumes: kept.order !== null,
        timeoutMs: timeoutOf(planned, prior === null ? "create" : "update", DEFAULT_START_TIMEOUT),
      },
      signal,
    );
    const { record } = acted;
    const values = valuesOf(acted);
    if (record === null || values === null || !isAsPlanned(planned, values)) {
      return refuse([failureOf(address, acted, signal)]);
    }
    return { ...stateFor(planned, orderId, values, record, engine, domain, seen, prior), diagnostics: [] };
  } catch (failure) {
    return refuse([ofFailure(failure, `${address} was not started`)]);
  }
}

/** Another one for each plan of a new order: what waits for the order must see that it is new, also where its challenge is not. */
function newOrderId(address: string, { baseline: { method, record, plannedAt } }: Seen): string {
  const mark = record === null ? "absent" : markOf({ kind: "present", domain: address, record });
  return orderIdOf(address, method, `${String(mark)} ${plannedAt}`);
}

function stateFor(
  planned: TfObject,
  orderId: string,
  values: ChallengeValues,
  record: LiveRecord,
  engine: Engine,
  domain: Parameters<Engine["judge"]>[0],
  before: Seen,
  prior: TfObject | null,
): Pick<StateAnswer, "state" | "private"> {
  const reading = engine.judge(domain, record);
  const order = { id: orderId, mark: orderMarkOf(record, isOrderOpen(record)) };
  return {
    state: { ...planned, order_id: orderId, ...statusAttributes(reading, prior), ...values },
    private: privateOf({ known: null, order, seen: seenOf(reading, engine.now(), before) }),
  };
}

/** Null where the order did not come to its challenge. */
function valuesOf(acted: Acted): ChallengeValues | null {
  if (!hasReached(acted)) return null;
  const { state, challenge } = acted;
  if (challenge !== null) return challengeAttributes(challenge);
  return state === "handed-over" ? NO_CHALLENGE : null;
}

/** Terraform holds the provider to what the plan knew: how many there are, and of which type. */
function isAsPlanned(planned: TfObject, values: ChallengeValues): boolean {
  const isLike = (before: TfValue, after: TfValue): boolean => {
    if (before === UNKNOWN) return true;
    if (!Array.isArray(before) || !Array.isArray(after)) return false;
    const [first, second]: readonly (readonly TfObject[])[] = [before as TfObject[], after as TfObject[]];
    return (
      first?.length === second?.length &&
      (first ?? []).every(({ type }, index) => type === UNKNOWN || type === second?.[index]?.["type"])
    );
  };
  return isLike(planned["records"] ?? [], values.records) && isLike(planned["files"] ?? [], values.files);
}

function failureOf(address: string, acted: Acted, signal: AbortSignal): TfDiagnostic {
  const { state, why, challenge } = acted;
  if (signal.aborted) {
    const detail =
      "Terraform stopped the provider. What was sent is in the journal, and the next apply goes on from there";
    return errorAt(null, `${address} was not started to its end`, detail);
  }
  if (endClassOf(state) === "good" && challenge === null) {
    const detail = `The CA says: ${why}. Plan again: what it has is taken up then`;
    return errorAt(null, `${address} was validated after the plan was made`, detail);
  }
  if (state === "publishing-by-hand" || endClassOf(state) === "good") {
    return errorAt(
      null,
      `The CA asks for another kind of record of ${address} than planned`,
      `It says: ${why}. Plan again`,
    );
  }
  return problemOfEnd(address, acted);
}
