/**
 * `dcv_validation_submission`: waits until the records of an order are on every server, has the CA look, and waits for the validation. It
 * holds nothing at the CA: a refresh shows what the CA says of the domain, and plans nothing by it.
 */
import type { Config } from "../../config/config";
import { isOrderOpen } from "../../core/apply/status-mark";
import type { DesiredDomain } from "../../core/desired";
import { formatInstant } from "../../core/time";
import { asWarning, errorAt, ofFailure } from "./diagnostics";
import { domainArgument } from "./domain-argument";
import { statusAttributes } from "./domain-attributes";
import { problemOfEnd } from "./end-problem";
import type { JudgedReading } from "./reading";
import { keptOf, knownAfter, privateOf, seenOf } from "./kept";
import type { ApplyRequest, CallContext, PlanAnswer, PrivateState, Resource, StateAnswer } from "./provider";
import { UNKNOWN } from "./schema";
import type { Schema, TfDiagnostic, TfObject } from "./schema";
import { NOT_CONFIGURED } from "./session";
import type { Session } from "./session";
import { parseOrderId } from "./situation";
import type { OrderId } from "./situation";
import { timeoutOf, timeoutProblems } from "./timeouts";
import { upgradeState } from "./upgrade";

const DEFAULT_TIMEOUT = "45m";
const COMPUTED = ["id", "status", "validated_at", "usable_until"] as const;

const SCHEMA: Schema = {
  version: 0,
  description:
    "Completes the order of a `dcv_validation`: it waits until every authoritative server has the records, has the CA look, and waits until the domain is validated. Let it depend on what publishes the records. Where the domain is validated already, it does nothing.",
  attributes: {
    validation: {
      ...{ mode: "required", type: "string" },
      description:
        "The `order_id` of the `dcv_validation`. It changes with each new order, and then this completes that one.",
    },
    id: { mode: "computed", type: "string", description: "`account/domain`." },
    status: {
      mode: "computed",
      type: "string",
      description: "What the CA says of the domain: `VALIDATED` when the order is complete.",
    },
    validated_at: {
      ...{ mode: "computed", type: "string" },
      description: "When the CA validated the domain, as an RFC 3339 instant; null where it does not say.",
    },
    usable_until: {
      ...{ mode: "computed", type: "string" },
      description:
        "Until when the validation can be used, as an RFC 3339 instant; null where that is not known exactly.",
    },
  },
  blocks: {
    timeouts: {
      description: "How long to wait for the records and for the CA.",
      attributes: {
        create: { mode: "optional", type: "string", description: `Such as \`90m\`; ${DEFAULT_TIMEOUT} unless set.` },
        update: { mode: "optional", type: "string", description: "The same where a new order follows an earlier one." },
      },
    },
  },
};

const NO_ORDER_ID = errorAt(
  ["validation"],
  "validation is not the id of an order",
  "Give it the order_id of a dcv_validation",
);

export const submissionResource: Resource<Session> = {
  schema: SCHEMA,
  upgrade: (_, stored) => upgradeState(SCHEMA, stored),
  validate(config) {
    const { validation } = config;
    const isForeign = typeof validation === "string" && parseOrderId(validation) === null;
    return [...(isForeign ? [NO_ORDER_ID] : []), ...timeoutProblems(config)];
  },
  read: refresh,
  async plan({ prior, config, private: stored }): Promise<PlanAnswer> {
    const { validation = null, timeouts = null } = config;
    const args: TfObject = { validation, timeouts };
    const isSame = prior !== null && prior["validation"] === validation;
    const computed = Object.fromEntries(
      COMPUTED.map((name) => [name, isSame ? (prior[name] ?? null) : UNKNOWN] as const),
    );
    return {
      planned: { ...computed, ...args },
      requiresReplace: [],
      private: stored,
      diagnostics: validation === null ? [NO_ORDER_ID] : [],
    };
  },
  apply: complete,
  planDestroy: () => [],
  import: async (id) => {
    const detail =
      "It holds nothing at the CA. Leave it out of the import: its first apply finds the domain validated and does nothing";
    return {
      state: null,
      private: {},
      diagnostics: [errorAt(null, `${id} cannot be imported as a submission`, detail)],
    };
  },
};

async function refresh(
  state: TfObject,
  stored: PrivateState,
  { session: { engine }, signal }: CallContext<Session>,
): Promise<StateAnswer> {
  const keep = (diagnostics: readonly TfDiagnostic[]): StateAnswer => ({ state, private: stored, diagnostics });
  if (engine === null) return keep([]);
  const subject = subjectOf(state, engine.config);
  // It can still be destroyed; what it takes is planned with dcv_validation.
  if ("severity" in subject) return keep([asWarning(subject)]);
  const { domain, address } = subject;
  const { known } = keptOf(stored);
  try {
    const reading = await engine.read(domain, known, signal);
    if (reading.situation === "unknown") {
      return keep([errorAt(null, `${address} could not be read`, reading.change.message)]);
    }
    if (reading.situation === "absent") return keep([]);
    return {
      state: doneState(state, address, reading),
      private: privateOf({ known: knownAfter(reading, known, engine.now()), order: null, seen: null }),
      diagnostics: [],
    };
  } catch (failure) {
    return keep([ofFailure(failure, `${address} could not be read`)]);
  }
}

interface Subject {
  readonly domain: DesiredDomain;
  readonly address: string;
  readonly order: OrderId;
}

/** Whether a new order is due is for `dcv_validation` to say: here a validation serves as long as it can be used. */
function subjectOf({ validation }: TfObject, config: Config): Subject | TfDiagnostic {
  const order = parseOrderId(typeof validation === "string" ? validation : "");
  const [account = "", domainName = ""] = order?.address.split("/") ?? [];
  const argument = domainArgument({ domain: domainName, account, revalidate_within_days: 0 }, config);
  if (order === null || !argument.ok) {
    const detail = argument.ok ? "" : (argument.diagnostics[0]?.detail ?? "");
    return errorAt(["validation"], "validation is of no domain of this provider", detail);
  }
  return { domain: { ...argument.domain, method: order.method }, address: argument.address, order };
}

async function complete(
  { prior, planned, private: stored }: ApplyRequest,
  { session, signal }: CallContext<Session>,
): Promise<StateAnswer> {
  const refuse = (diagnostics: readonly TfDiagnostic[]): StateAnswer => {
    return { state: prior, private: stored, diagnostics };
  };
  if (COMPUTED.every((name) => planned[name] !== UNKNOWN)) return { state: planned, private: stored, diagnostics: [] };
  const { engine } = session;
  if (engine === null) return refuse([NOT_CONFIGURED]);
  const subject = subjectOf(planned, engine.config);
  if ("severity" in subject) return refuse([subject]);
  const { domain, address, order } = subject;
  try {
    const reading = await engine.read(domain, null, signal);
    const { live } = reading.change;
    if (live === null || reading.situation === "unknown") {
      return refuse([errorAt(null, `${address} could not be read`, reading.change.message)]);
    }
    if (order.method === null || !isOrderOpen(live)) {
      if (reading.situation === "valid") {
        const kept = privateOf({ known: reading.known, order: null, seen: null });
        return { state: doneState(planned, address, reading), private: kept, diagnostics: [] };
      }
      const detail = `The CA says: ${reading.change.message}. Plan again: dcv_validation starts a new order where one is due`;
      return refuse([errorAt(null, `${address} has no order to complete`, detail)]);
    }
    const timeoutMs = timeoutOf(planned, prior === null ? "create" : "update", DEFAULT_TIMEOUT);
    const until = engine.now() + timeoutMs;
    const { baseline } = seenOf(reading, engine.now(), null);
    const identity = { domain, baseline, registers: false, resumes: true, token: order.token };
    const acted = await engine.finish(
      {
        ...{ ...identity, timeoutMs },
        listedName: live.coveredBy ?? domain.name,
      },
      signal,
    );
    const { state, why, record } = acted;
    if ((state === "validated" || state === "already-done") && record !== null) {
      const done = engine.judge(domain, record);
      return { state: doneState(planned, address, done), private: {}, diagnostics: [] };
    }
    if (signal.aborted) return refuse([stoppedAt(address)]);
    const isLate = engine.now() + 1000 >= until || state === "waiting" || state === "publishing-by-hand";
    if (!isLate) return refuse([problemOfEnd(address, acted)]);
    const detail = `At ${formatInstant(engine.now())}: ${why}. The next apply goes on from there`;
    return refuse([errorAt(null, `${address} was not validated within its timeout`, detail)]);
  } catch (failure) {
    return refuse([ofFailure(failure, `${address} was not completed`)]);
  }
}

function doneState(planned: TfObject, id: string, reading: JudgedReading): TfObject {
  const { status = null, validated_at = null, usable_until = null } = statusAttributes(reading);
  return { ...planned, id, status, validated_at, usable_until };
}

function stoppedAt(address: string): TfDiagnostic {
  const detail = "Terraform stopped the provider. No new call is sent, and the next apply goes on from there";
  return errorAt(null, `${address} was not completed`, detail);
}
