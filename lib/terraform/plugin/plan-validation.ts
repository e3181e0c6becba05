/**
 * The plan of a `dcv_validation`: what it takes up, and what only an apply can know.
 *
 * Terraform plans each change again when it applies it, and refuses the apply where a value that was known differs. An update plans by
 * what the refresh has seen, which is kept, so both plans are the same. A create keeps nothing: it reads the CA each time, so it plans as
 * known only how many records and files there are and of which type.
 */
import { isDeepStrictEqual } from "node:util";
import { methodProblem } from "../../core/coverage";
import type { Reason } from "../../core/vocabulary";
import type { Engine } from "./engine";
import type { JudgedReading } from "./reading";
import { errorAt, ofFailure, warningAt } from "./diagnostics";
import { domainArgument, isAnyUnknown, onlyAccount } from "./domain-argument";
import type { DomainArgument } from "./domain-argument";
import { countsOf, plannedChallenge, statusAttributes, UNKNOWN_STATUS } from "./domain-attributes";
import { challengeOfSeen, keptOf, markOfSeen, privateOf, seenOf } from "./kept";
import type { Kept } from "./kept";
import { methodProblems, orderProblem } from "./order-problems";
import type { CallContext, PlanAnswer, PlanRequest } from "./provider";
import { isMapping, UNKNOWN } from "./schema";
import type { AttributePath, TfDiagnostic, TfObject, TfValue } from "./schema";
import type { Session } from "./session";
import { isSameOrder, methodOfMark, orderIdOf } from "./situation";

const TERMS = ["domain", "account", "method", "revalidate_within_days"] as const;
const UNKNOWN_CHALLENGE: TfObject = { records: UNKNOWN, files: UNKNOWN };

/** Why an order is due although the last validation can still be used. */
const STILL_USABLE: readonly Reason[] = ["expiring", "method_drift"];

type KnownArgument = Extract<DomainArgument, { readonly ok: true }>;

export async function planValidation(request: PlanRequest, context: CallContext<Session>): Promise<PlanAnswer> {
  const { engine } = context.session;
  const { prior, config } = request;
  const { domain = null, method = null, revalidate_within_days = null, keys = null } = config;
  const { register = null, timeouts = null } = config;
  const account = config["account"] ?? prior?.["account"] ?? (engine === null ? null : onlyAccount(engine.config));
  const args: TfObject = {
    ...{ domain, method, revalidate_within_days, keys, register, timeouts },
    account: account ?? (engine === null ? UNKNOWN : null),
  };
  const answer = (planned: TfObject, kept: Kept | null, more: Partial<PlanAnswer> = {}): PlanAnswer => ({
    ...{ planned, requiresReplace: [], private: kept === null ? request.private : privateOf(kept), diagnostics: [] },
    ...more,
  });
  const open: TfObject = { ...args, id: UNKNOWN, order_id: UNKNOWN, ...UNKNOWN_STATUS, ...UNKNOWN_CHALLENGE };
  const moved = prior === null ? [] : replaced(prior, args);
  if (moved.length > 0) return answer(open, null, { requiresReplace: moved });
  if (engine === null) return answer(prior === null ? open : { ...prior, ...args }, null);
  if (isAnyUnknown(args, TERMS)) return answer(prior === null ? open : { ...open, id: prior["id"] ?? null }, null);
  const argument = domainArgument(args, engine.config);
  const refuse = (diagnostics: readonly TfDiagnostic[]): PlanAnswer => answer(prior ?? open, null, { diagnostics });
  if (!argument.ok) return refuse(argument.diagnostics);
  const ca = engine.caOf(argument.domain.provider);
  const problems = [...keyProblems(keys, Object.keys(ca.domainKeys)), ...methodProblems(ca, argument.domain.method)];
  if (problems.length > 0) return refuse(problems);
  const kept = keptOf(prior === null ? {} : request.private);
  const areSameTerms =
    prior !== null && TERMS.every((name) => isDeepStrictEqual(prior[name] ?? null, args[name] ?? null));
  try {
    const reading =
      areSameTerms && kept.seen !== null ? null : await readOrJudge(engine, argument, kept, context.signal);
    if (reading?.situation === "unknown") {
      return refuse([errorAt(null, `${argument.address} could not be read`, reading.change.message)]);
    }
    return await planFor({ prior, args, argument, kept, reading }, engine, answer, refuse);
  } catch (failure) {
    return refuse([ofFailure(failure, `${argument.address} could not be read`)]);
  }
}

/** Other arguments judge what the refresh has seen anew. */
async function readOrJudge(
  engine: Engine,
  { domain }: KnownArgument,
  { known, seen }: Kept,
  signal: AbortSignal,
): Promise<JudgedReading> {
  const record = seen?.baseline.record ?? null;
  if (record !== null) return { ...engine.judge(domain, record), known };
  const reading = await engine.read(domain, known, signal);
  return asBeforeThisProcess(engine, domain, reading);
}

/** In an apply a create is planned again: what this process has done since at the listed name must not make it another plan. */
function asBeforeThisProcess(engine: Engine, domain: KnownArgument["domain"], reading: JudgedReading): JudgedReading {
  const { name, provider } = domain;
  const listedName = reading.change.live?.coveredBy ?? name;
  const before = reading.situation === "unknown" ? null : engine.ownActOf(provider, listedName)?.before;
  if (before == null) return reading;
  const { coveredBy, ...record } = before;
  const asListed = listedName === name ? record : { ...record, coveredBy: coveredBy ?? listedName };
  return { ...engine.judge(domain, asListed), known: reading.known };
}

interface Known {
  readonly prior: TfObject | null;
  readonly args: TfObject;
  readonly argument: KnownArgument;
  readonly kept: Kept;
  /** Null where an update rests on what the refresh has seen and judged. */
  readonly reading: JudgedReading | null;
}

async function planFor(
  { prior, args, argument: { address, domain }, kept, reading }: Known,
  engine: Engine,
  answer: (planned: TfObject, kept: Kept, more?: Partial<PlanAnswer>) => PlanAnswer,
  refuse: (diagnostics: readonly TfDiagnostic[]) => PlanAnswer,
): Promise<PlanAnswer> {
  const seen = reading === null ? kept.seen : seenOf(reading, engine.now(), kept.seen);
  if (seen === null) throw new Error("a plan rests on a reading");
  const known = reading === null ? kept.known : reading.known;
  const { method, record } = seen.baseline;
  const isCovered = record?.coveredBy !== undefined;
  const base = { ...args, id: address };
  if (seen.situation === "due" || seen.situation === "absent") {
    if (method === null) {
      const detail = "The CA has used none for it, and neither the resource nor the file names one. Set method";
      return refuse([errorAt(["method"], `${address} needs a method`, detail)]);
    }
    const problem = methodProblem({ name: domain.name, method });
    if (problem !== null) return refuse([errorAt(["method"], `${address} cannot be validated by ${method}`, problem)]);
    const step = seen.situation === "due" ? "start" : "register";
    const obstacle = orderProblem(engine.caOf(domain.provider), address, method, step);
    if (obstacle !== null && (prior === null || !STILL_USABLE.includes(seen.baseline.reason)))
      return refuse([obstacle]);
    if (obstacle !== null) {
      // What can still be used holds up no plan of other resources.
      const status = reading === null ? {} : statusAttributes(reading, prior);
      const diagnostics = [{ ...obstacle, severity: "warning" as const }];
      return answer({ ...prior, ...base, ...status }, { ...kept, known, seen }, { diagnostics });
    }
    if (engine.countOrder(address) === "first") return refuse([tooManyOrders(engine)]);
    const planned: TfObject = { ...base, order_id: UNKNOWN, ...UNKNOWN_STATUS, ...plannedChallenge(method, isCovered) };
    const diagnostics = [
      ...(seen.situation === "absent" && args["register"] !== true ? [notListed(address)] : []),
      ...(await engine.journalWarning()),
    ];
    return answer(planned, { known, order: null, seen }, { diagnostics });
  }
  const mark = markOfSeen(seen);
  if (mark === null || record === null) throw new Error("a domain that is listed has a record");
  const isOwn = seen.situation === "valid" || (kept.order !== null && isSameOrder(kept.order.mark, mark));
  if (prior !== null && isOwn) {
    // An apply has nothing to do here: it only writes the arguments down.
    const status = reading === null ? {} : statusAttributes(reading, prior);
    return answer({ ...prior, ...base, ...status }, { ...kept, known, seen });
  }
  const id = orderIdOf(address, methodOfMark(mark, record, method), mark);
  const taken = { known, order: { id, mark }, seen };
  const challenge = challengeOfSeen(seen) ?? plannedChallenge(method, isCovered);
  if (prior === null) return answer({ ...base, order_id: UNKNOWN, ...UNKNOWN_STATUS, ...countsOf(challenge) }, taken);
  // The order may end before the apply, so what it leads to is not known.
  const status = seen.situation === "valid" && reading !== null ? statusAttributes(reading, prior) : UNKNOWN_STATUS;
  return answer({ ...base, order_id: id, ...status, ...challenge }, taken);
}

export function tooManyOrders({ maxOrders }: Engine): TfDiagnostic {
  const detail =
    "It is the bound of domains.yaml for one apply. Raise it there, or apply a part of the domains with -target";
  return errorAt(null, `There are more new orders than apply.maxChanges (${String(maxOrders)}) allows`, detail);
}

function keyProblems(keys: TfValue, known: readonly string[]): readonly TfDiagnostic[] {
  if (!isMapping(keys)) return [];
  const unknown = Object.keys(keys).filter((key) => !known.includes(key));
  const form = known.length === 0 ? "This CA has none" : `Write one of ${known.join(", ")}`;
  return unknown.map((key) =>
    errorAt(["keys", { key }], `${key} is not a key that a domain of this CA may have`, form),
  );
}

/** Another spelling of one name is the same domain. */
function replaced(prior: TfObject, args: TfObject): readonly AttributePath[] {
  return (["domain", "account"] as const)
    .filter((name) => prior[name] !== args[name])
    .filter((name) => name !== "domain" || typeof args[name] !== "string" || !isSpelling(args[name], prior[name]))
    .map((name) => [name]);
}

function isSpelling(text: string, other: unknown): boolean {
  const plain = (one: string): string => one.toLowerCase().replace(/\.$/, "");
  return typeof other === "string" && plain(text) === plain(other);
}

function notListed(address: string): TfDiagnostic {
  const detail =
    "The apply fails unless the domain is registered at the CA before; register = true lets the apply do that where the CA can be asked to";
  return warningAt(["register"], `${address} is not listed by the CA`, detail);
}
