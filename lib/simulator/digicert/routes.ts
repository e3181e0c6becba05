/** CertCentral's API for domains (Services API v2), below `/services/v2`. */
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";
import { jsonObject, pageOf } from "../call";
import type { Act, Call, CertificateAuthority, Distortion, Route } from "../call";
import type { Perspectives } from "../perspectives";
import { details, expirationCount, row, tokenField, validations } from "./answers";
import {
  digicertError,
  failureBody,
  invalidKey,
  missingPermission,
  noDomain,
  noRoute,
  notFoundInDns,
  tooManyCalls,
} from "./errors";
import { createEstate } from "./estate";
import type { Estate, HeldDomain } from "./estate";
import type { DigicertScenario } from "./scenario";

const BASE = "/services/v2";
const METHODS = ["email", "dns-cname-token", "dns-txt-token", "http-token", "http-token-static"];
const DOMAIN = /^\/domain\/(\d{1,15})(\/.*)?$/;
const LIST = /^(?:\/account\/subaccount\/(\d{1,15}))?\/domain$/;

export function createDigicert(scenario: DigicertScenario, perspectives: Perspectives): CertificateAuthority {
  const estate = createEstate(scenario, perspectives);
  const acts: Act[] = [];
  const calls: EpochMs[] = [];

  function isOverRate(now: EpochMs): boolean {
    calls.push(now);
    while (calls[0] !== undefined && calls[0] <= now - 5_000) calls.shift();
    return scenario.rateLimit && calls.length > 100;
  }

  function route(call: Call): Route | null {
    if (!call.path.startsWith(`${BASE}/`)) return null;
    const path = call.path.slice(BASE.length);
    const guarded = (operation: string | null, parameters: Route["parameters"], act: Route["answer"]): Route => ({
      operation,
      parameters,
      failure: failureBody,
      answer: (distortion) => {
        if (call.headers["x-dc-devkey"] !== scenario.apiKey) return invalidKey();
        if (isOverRate(call.receivedAt)) return tooManyCalls();
        return call.method !== "GET" && scenario.viewOnly ? missingPermission() : act(distortion);
      },
    });

    if (path === "/user/me" && call.method === "GET") {
      const access_roles = scenario.roles.map((name, index) => ({ id: index + 1, name }));
      return guarded("digicert.user", {}, () => jsonAnswer(200, { id: 1, username: "service", access_roles }));
    }
    if (path === "/container" && call.method === "GET") {
      const ids = [...new Set([1, ...scenario.domains.map(({ container }) => container)])];
      const containers = ids.map((id) => ({
        id,
        name: `Division ${id}`,
        parent_id: id === 1 ? 0 : 1,
        is_active: true,
      }));
      return guarded("digicert.container", {}, () => jsonAnswer(200, { containers }));
    }
    const [isList, subaccount] = LIST.exec(path) ?? [];
    if (isList !== undefined && call.method === "GET") {
      const parameters = Object.fromEntries(call.query);
      const below = subaccount === undefined ? null : Number(subaccount);
      return guarded("digicert.list", parameters, (distortion) => list(call, below, estate, scenario, distortion));
    }
    if (path === "/domain" && call.method === "POST") return guarded("digicert.change", {}, () => add(call, estate));
    if (path === "/domain/expiration-count" && call.method === "GET") {
      const count = () => jsonAnswer(200, expirationCount(estate.all(), call.asOf));
      return guarded("digicert.domain", {}, count);
    }
    const [, id, below = ""] = DOMAIN.exec(path) ?? [];
    const act = ACTIONS[`${call.method} ${below}`];
    if (id === undefined || act === undefined) return guarded(null, {}, noRoute);
    const operation = call.method === "GET" ? "digicert.domain" : "digicert.change";
    return guarded(operation, { id }, () => {
      const domain = estate.find(Number(id));
      if (domain === null) return noDomain();
      if (call.method !== "GET") {
        acts.push({
          operation: `digicert.${ACT_WORDS[below] ?? "change"}`,
          domain: domain.name,
          cycle: estate.cycleOf(domain),
          at: call.asOf,
        });
      }
      return act(domain, call, estate);
    });
  }

  return { route, settle: (asOf) => estate.settle(asOf), acts };
}

function list(
  { query }: Call,
  subaccount: number | null,
  estate: Estate,
  { maxPageSize }: DigicertScenario,
  distortion: Distortion,
): Answer {
  const search = query.get("filters[search]");
  const status = query.get("filters[status]");
  const method = query.get("filters[dcv_method]");
  const container = query.get("container_id");
  const found = estate
    .all()
    .filter(
      (domain) =>
        domain.subaccount === subaccount &&
        (search === null || isMatch(domain.name, search)) &&
        (status === null || domain.active === (status === "active")) &&
        (method === null || domain.method === method) &&
        (container === null || String(domain.container) === container),
    );
  const number = (name: string, otherwise: number): number => {
    const text = query.get(name) ?? "";
    return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
  };
  const limit = Math.min(number("limit", maxPageSize), maxPageSize);
  const offset = number("offset", 0);
  const domains = pageOf(found, offset, limit, distortion).map((domain) => row(domain, query));
  const total = distortion.omitTotal ? {} : { total: distortion.total ?? found.length };
  return jsonAnswer(200, { domains, page: { ...total, limit, offset } });
}

/** An exact name, or any part of one after a percent sign. */
function isMatch(name: string, search: string): boolean {
  return search.startsWith("%") ? name.includes(search.slice(1)) : name === search;
}

/** What counts as asking CertCentral to validate. */
const ACT_WORDS: Readonly<Record<string, string>> = { "/validation": "submit", "/dcv/validate-token": "check" };

type Action = (domain: HeldDomain, call: Call, estate: Estate) => Answer | Promise<Answer>;

const ACTIONS: Readonly<Record<string, Action>> = {
  "GET ": (domain, { query }) => jsonAnswer(200, details(domain, query)),
  "GET /validation": (domain) => jsonAnswer(200, validations(domain)),
  "POST /validation": (domain, call, estate) => {
    const method = methodOf(call.body);
    if (method === "unknown") return badMethod();
    return jsonAnswer(201, tokenField(estate.submit(domain, method, call.asOf)));
  },
  "PUT /dcv/method": (domain, { body }, estate) => {
    const method = methodOf(body);
    if (method === null || method === "unknown") return badMethod();
    return jsonAnswer(200, tokenField(estate.setMethod(domain, method)));
  },
  "POST /dcv/token": (domain, call, estate) => {
    if (domain.method === null || domain.method === "email") return badMethod();
    const { dcv_token: token } = tokenField(estate.newToken(domain, call.asOf)) as {
      dcv_token: Record<string, unknown>;
    };
    return jsonAnswer(201, token);
  },
  "PUT /dcv/validate-token": async (domain, call, estate) => {
    const checked = await estate.check(domain, call.asOf);
    if (checked === null) return notFoundInDns(domain.method);
    return jsonAnswer(200, { token: domain.token, status: "active" });
  },
};

function add({ body, asOf }: Call, estate: Estate): Answer {
  const { name, keep_www: keepWww } = jsonObject(body) ?? {};
  if (typeof name !== "string" || name === "") return digicertError(400, "bad_request_format", "name is missing");
  const isHeld = estate.all().some((domain) => domain.name === name);
  if (isHeld) return digicertError(400, "domain_already_exists", "A domain of this name does already exist.");
  const method = methodOf(body) ?? "dns-cname-token";
  if (method === "unknown") return badMethod();
  const kept = method.startsWith("http") || keepWww === true ? name : name.replace(/^www\./, "");
  const domain = estate.add(kept, method, asOf);
  return jsonAnswer(201, { id: domain.id, ...tokenField(domain) });
}

const badMethod = (): Answer => digicertError(400, "invalid_dcv_method", "The DCV method is not valid.");

/** Null where none is given. */
function methodOf(body: string): string | null {
  const { dcv_method: method } = jsonObject(body) ?? {};
  if (method === undefined) return null;
  return typeof method === "string" && METHODS.includes(method) ? method : "unknown";
}
