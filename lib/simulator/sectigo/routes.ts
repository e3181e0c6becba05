/**
 * Sectigo Certificate Manager's DCV API (REST manual 25.5, Admin API 26.7). Both its base paths, both versions and both
 * ways to authenticate lead to the same place, since clients disagree on all three.
 */
import type { Answer } from "../answer";
import type { Call, CertificateAuthority, Distortion, Route } from "../call";
import type { SectigoScenario } from "./scenario";
import { createAuthentication, SECTIGO_TOKEN_PATH } from "./authentication";
import { failureBody, methodNotAllowed, notAuthorized, notFound } from "./errors";
import { createListing } from "./listing";
import { createStatus, jsonObject } from "./status";

const VALIDATION = /^\/(?:private\/)?api\/dcv\/(v1|v2)\/validation(\/.*)?$/;
const OWN = /^\/(?:private\/)?api\//;
const CHANGE =
  /^\/(?:sync|clear|delete|start\/domain\/(?:cname|https?|txt|email)|submit\/domain\/(?:cname|https?|txt|email|persistent-txt)|submit-bulk\/domain\/(?:email|persistent-txt))$/;

export function createSectigo(scenario: SectigoScenario): CertificateAuthority {
  const authentication = createAuthentication(scenario);
  const listing = createListing(scenario);
  const status = createStatus(scenario);

  const guarded = (call: Call, act: (distortion: Distortion) => Answer) => (distortion: Distortion) =>
    authentication.refusal(call, distortion.tokenExpired) ?? act(distortion);

  return (call) => {
    if (call.path === SECTIGO_TOKEN_PATH) return route("sectigo.token", call, () => authentication.token(call));
    const [, matchedVersion, below = ""] = VALIDATION.exec(call.path) ?? [];
    if (matchedVersion === undefined) return OWN.test(call.path) ? route(null, call, notFound) : null;
    const version = matchedVersion === "v2" ? "v2" : "v1";
    const isChange = CHANGE.test(below);
    if (below !== "" && below !== "/status" && !isChange) return route(null, call, notFound);
    const allowed = below === "" ? "GET" : "POST";
    if (call.method !== allowed) return route(null, call, () => methodNotAllowed(allowed));
    if (below === "") {
      return route(
        "sectigo.list",
        call,
        guarded(call, (distortion) => listing(call, version, distortion)),
      );
    }
    // The simulated estate is read only, as for an administrator without the privilege to change it.
    if (isChange) return route("sectigo.change", call, guarded(call, notAuthorized));
    return route(
      "sectigo.status",
      call,
      guarded(call, () => status(call, version)),
    );
  };
}

function route(operation: string | null, call: Call, answer: (distortion: Distortion) => Answer): Route {
  return { operation, parameters: parametersOf(call), answer, failure: failureBody };
}

function parametersOf(call: Call): Readonly<Record<string, string>> {
  const body = Object.entries(jsonObject(call.body) ?? {}).filter(([, value]) => typeof value === "string");
  return Object.fromEntries([...call.query, ...(body as [string, string][])]);
}
