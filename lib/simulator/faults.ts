/** Which of a scenario's faults a call meets. */
import type { Answer } from "./answer";
import { jsonAnswer } from "./answer";
import type { Distortion, Route } from "./call";
import type { Fault, FaultEffect } from "./fault";

export type FaultFinder = (operation: string, parameters: Readonly<Record<string, string>>) => FaultEffect;

/**
 * Counts the calls that each fault matches and says what happens to this one. Every fault that matches and is active
 * applies; where two set the same key, the one listed first wins.
 */
export function createFaultFinder(faults: readonly Fault[]): FaultFinder {
  const matched = faults.map(() => 0);
  return (operation, parameters) => {
    const active = faults.filter((fault, index) => {
      if (!matches(fault, operation, parameters)) return false;
      const earlier = matched[index] ?? 0;
      matched[index] = earlier + 1;
      return earlier >= fault.after && earlier < fault.after + fault.times;
    });
    return Object.assign({}, ...active.map((fault) => fault.effect).reverse()) as FaultEffect;
  };
}

function matches(fault: Fault, operation: string, parameters: Readonly<Record<string, string>>): boolean {
  const isMeant = fault.on.endsWith("*") ? operation.startsWith(fault.on.slice(0, -1)) : operation === fault.on;
  return isMeant && Object.entries(fault.when).every(([name, value]) => parameters[name] === value);
}

/**
 * The answer that the effect leaves of the route's own. A status of 400 and more without a body gets the CA's own error
 * body, and then the call is carried out only where the fault says so (`acts`): no token is handed out with a 503.
 */
export async function faultyAnswer(route: Route, effect: FaultEffect): Promise<Answer> {
  const isRefused = effect.status !== undefined && effect.status >= 400;
  const own = isRefused && effect.acts !== true ? null : await route.answer(distortionOf(effect));
  const original = own === null || isRefused ? route.failure(effect.status ?? 500) : own;
  const replaced = effect.body === undefined ? original : bodyAnswer(original.status, effect.body);
  return {
    status: effect.status ?? replaced.status,
    headers: {
      ...replaced.headers,
      ...(effect.contentType === undefined ? {} : { "content-type": effect.contentType }),
      ...lowerCaseNames(effect.headers ?? {}),
    },
    body: effect.emptyBody === true ? "" : replaced.body,
  };
}

function distortionOf(effect: FaultEffect): Distortion {
  return {
    total: effect.total ?? null,
    omitTotal: effect.omitTotal ?? false,
    repeatPage: effect.repeatPage ?? false,
    shiftRows: effect.shiftRows ?? 0,
    maxRows: effect.maxRows ?? null,
    tokenExpired: effect.tokenExpired ?? false,
  };
}

/** Header names as an answer has them, so that one of a fault replaces the answer's own. */
function lowerCaseNames(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Text is sent as it stands, as HTML where it looks like it (a proxy's error page); anything else becomes JSON. */
function bodyAnswer(status: number, body: unknown): Answer {
  if (typeof body !== "string") return jsonAnswer(status, body);
  const type = body.trimStart().startsWith("<") ? "text/html" : "application/json";
  return { status, headers: { "content-type": type }, body };
}
