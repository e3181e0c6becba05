/**
 * `dcv_validation`: one domain whose validation is kept alive. In order: what it keeps (`kept.ts`), what a domain asks for
 * (`situation.ts`), its plan (`plan-validation.ts`) and what an apply does (`apply-validation.ts`).
 */
import { applyValidation } from "./apply-validation";
import { asWarning, errorAt, ofFailure, warningAt } from "./diagnostics";
import { argumentProblems, domainArgument } from "./domain-argument";
import { challengeAttributes, NO_CHALLENGE, statusAttributes } from "./domain-attributes";
import type { Engine } from "./engine";
import type { JudgedReading } from "./reading";
import { keptOf, knownAfter, privateOf, seenOf } from "./kept";
import { planValidation } from "./plan-validation";
import type { PrivateState, Resource, StateAnswer } from "./provider";
import type { TfDiagnostic, TfObject, TfValue } from "./schema";
import { NOT_CONFIGURED } from "./session";
import type { Session } from "./session";
import { methodOfMark, orderIdOf, orderMarkOf } from "./situation";
import { timeoutProblems } from "./timeouts";
import { upgradeState } from "./upgrade";
import { VALIDATION_SCHEMA } from "./validation-schema";

export const validationResource: Resource<Session> = {
  schema: VALIDATION_SCHEMA,
  upgrade: (_, stored) => upgradeState(VALIDATION_SCHEMA, stored),
  validate: (config) => [...argumentProblems(config), ...timeoutProblems(config)],
  async read(state, stored, { session, signal }) {
    const { engine } = session;
    // Without a configuration nothing can be read; the state says what was known last.
    if (engine === null) return { state, private: stored, diagnostics: [] };
    return readValidation(state, stored, engine, signal);
  },
  plan: planValidation,
  apply: applyValidation,
  planDestroy: (prior) => [
    warningAt(
      null,
      `${textOf(prior["id"])} is forgotten, and stays at the CA`,
      "Destroying it only stops dcv from renewing the validation: nothing is called at the CA, and nothing is removed there",
    ),
  ],
  async import(id, { session, signal }) {
    const { engine } = session;
    if (engine === null) return refused(null, {}, NOT_CONFIGURED);
    const [account, domain] = splitAddress(id);
    const argument = domainArgument({ account, domain }, engine.config);
    if (!argument.ok) {
      const [problem] = argument.diagnostics;
      const detail = `${problem?.summary ?? ""}. ${problem?.detail ?? ""} An id is account/domain, such as my-ca/www.example.com`;
      return refused(null, {}, errorAt(null, `${id} cannot be imported`, detail));
    }
    return importValidation(argument.address, argument.domain, engine, signal);
  },
};

function textOf(value: TfValue | undefined): string {
  return typeof value === "string" ? value : "The domain";
}

function splitAddress(id: string): readonly [string | null, string] {
  const slash = id.indexOf("/");
  return slash === -1 ? [null, id] : [id.slice(0, slash), id.slice(slash + 1)];
}

async function readValidation(
  state: TfObject,
  stored: PrivateState,
  engine: Engine,
  signal: AbortSignal,
): Promise<StateAnswer> {
  const argument = domainArgument(state, engine.config);
  // It can still be destroyed; a plan of it is refused.
  if (!argument.ok) return { state, private: stored, diagnostics: argument.diagnostics.map(asWarning) };
  const kept = keptOf(stored);
  const { domain, address } = argument;
  try {
    const reading = await engine.read(domain, kept.known, signal);
    const { change, situation } = reading;
    if (situation === "unknown") {
      return refused(state, stored, errorAt(null, `${address} could not be read`, change.message));
    }
    if (situation === "absent") return { state: null, private: {}, diagnostics: [] };
    return {
      state: { ...state, ...statusAttributes(reading, state), ...challengeOf(reading, state) },
      private: privateOf({
        ...kept,
        known: knownAfter(reading, kept.known, engine.now()),
        seen: seenOf(reading, engine.now(), kept.seen),
      }),
      diagnostics: doubtsOf(reading),
    };
  } catch (failure) {
    return refused(state, stored, ofFailure(failure, `${address} could not be read`));
  }
}

async function importValidation(
  address: string,
  domain: Parameters<Engine["read"]>[0],
  engine: Engine,
  signal: AbortSignal,
): Promise<StateAnswer> {
  try {
    const reading = await engine.read(domain, null, signal);
    const { change, situation } = reading;
    const { live, message } = change;
    if (live === null || situation === "unknown" || situation === "absent") {
      return refused(null, {}, errorAt(null, `${address} cannot be imported`, message));
    }
    const seen = seenOf(reading, engine.now(), null);
    const mark = orderMarkOf(live, situation === "pending");
    const id = orderIdOf(address, methodOfMark(mark, live, seen.baseline.method), mark);
    return {
      state: {
        ...{ domain: domain.name, account: domain.provider, method: seen.baseline.method },
        ...{ revalidate_within_days: null, keys: null, register: null, timeouts: null, id: address, order_id: id },
        ...statusAttributes(reading),
        ...challengeOf(reading, NO_CHALLENGE),
      },
      private: privateOf({ known: reading.known, order: { id, mark }, seen }),
      diagnostics: doubtsOf(reading),
    };
  } catch (failure) {
    return refused(null, {}, ofFailure(failure, `${address} cannot be imported`));
  }
}

/** The last challenge stays where the CA shows none: the record of a validation that is done need not go. */
function challengeOf({ change: { live } }: JudgedReading, otherwise: TfObject | typeof NO_CHALLENGE): TfObject {
  const shown = live?.challenge == null ? null : challengeAttributes(live.challenge);
  const { records = [], files = [] } = shown ?? otherwise;
  return { records, files };
}

/** A validation that cannot be judged is not due, and must not look good either. */
function doubtsOf({ change: { action, address, message } }: JudgedReading): readonly TfDiagnostic[] {
  return action === "unknown" ? [warningAt(null, `${address} cannot be judged`, message)] : [];
}

function refused(state: TfObject | null, stored: PrivateState, problem: TfDiagnostic): StateAnswer {
  return { state, private: stored, diagnostics: [problem] };
}
