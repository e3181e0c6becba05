/**
 * Sectigo Certificate Manager's API as far as validations go (REST manual 25.5, Admin API 26.7). Both its base paths, both versions and both
 * ways to authenticate lead to the same place, since clients disagree on all three.
 */
import { jsonObject } from "../call";
import type { Act, Call, CertificateAuthority, Route } from "../call";
import type { Perspectives } from "../perspectives";
import type { SectigoScenario } from "./scenario";
import { createAuthentication, SECTIGO_TOKEN_PATH } from "./authentication";
import { createChanges } from "./changes";
import { createChecks } from "./checks";
import { failureBody, methodNotAllowed, notFound } from "./errors";
import { connectorsAnswer, organizationsAnswer, reportAnswer } from "./directory";
import { createDomains } from "./domains";
import { createEstate } from "./estate";
import { createListing } from "./listing";
import { createStatus } from "./status";

const VALIDATION = /^\/(?:private\/)?api\/dcv\/(v1|v2)\/validation(\/.*)?$/;
const OTHERS = /^\/(?:private\/)?api\/(domain|organization|connector|report)\/v1(\/.*)?$/;
const OWN = /^\/(?:private\/)?api\//;

export function createSectigo(scenario: SectigoScenario, perspectives: Perspectives): CertificateAuthority {
  const acts: Act[] = [];
  const estate = createEstate(scenario.domains, scenario.behaviour.statusLagMs);
  const checks = createChecks(scenario, estate, perspectives);
  const authentication = createAuthentication(scenario);
  const listing = createListing(scenario, estate);
  const status = createStatus(scenario, estate);
  const changes = createChanges(scenario, estate, checks, acts);
  const domains = createDomains(scenario, estate, acts);

  function guarded(operation: string, allowed: string | readonly string[], call: Call, answer: Route["answer"]): Route {
    const methods = [allowed].flat();
    if (!methods.includes(call.method)) return route(null, call, () => methodNotAllowed(methods.join(", ")));
    return route(
      operation,
      call,
      (distortion) => authentication.refusal(call, distortion.tokenExpired) ?? answer(distortion),
    );
  }

  /** Everything beside validations. */
  function otherRouteOf(call: Call): Route | null {
    const [, resource, below = ""] = OTHERS.exec(call.path) ?? [];
    if (resource === "domain") {
      const found = domains(below, call);
      return found === null ? null : guarded(`sectigo.${found.operation}`, found.allowed, call, found.answer);
    }
    if (resource === "organization") {
      return guarded("sectigo.organizations", "GET", call, () => organizationsAnswer(below, scenario));
    }
    if (resource === "connector" && (below === "/dns" || below.startsWith("/dns/"))) {
      return guarded("sectigo.connectors", "GET", call, () => connectorsAnswer(below.slice(4), call, scenario));
    }
    if (resource === "report" && below === "/domains") {
      return guarded("sectigo.report", "POST", call, () => reportAnswer(call, estate));
    }
    return null;
  }

  function routeOf(call: Call): Route | null {
    if (call.path === SECTIGO_TOKEN_PATH) return route("sectigo.token", call, () => authentication.token(call));
    const [, matchedVersion, below = ""] = VALIDATION.exec(call.path) ?? [];
    if (matchedVersion === undefined) {
      return otherRouteOf(call) ?? (OWN.test(call.path) ? route(null, call, notFound) : null);
    }
    const version = matchedVersion === "v2" ? "v2" : "v1";
    if (below === "") {
      return guarded("sectigo.list", "GET", call, (distortion) => listing(call, version, distortion));
    }
    if (below === "/status") return guarded("sectigo.status", "POST", call, () => status(call, version));
    const change = changes.at(below, call, version);
    if (change === null) return route(null, call, notFound);
    return guarded(`sectigo.${change.operation}`, "POST", call, change.answer);
  }

  return { route: routeOf, settle: (asOf) => checks.settle(asOf), acts };
}

function route(operation: string | null, call: Call, answer: Route["answer"]): Route {
  return { operation, parameters: parametersOf(call), answer, failure: failureBody };
}

function parametersOf(call: Call): Readonly<Record<string, string>> {
  const body = Object.entries(jsonObject(call.body) ?? {}).filter(([, value]) => typeof value === "string");
  return Object.fromEntries([...call.query, ...(body as [string, string][])]);
}
