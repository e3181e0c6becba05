/** `/domain/v1`: the names that the account holds, registered, suspended and removed apart from their validation. */
import { formatDay } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";
import { jsonObject } from "../call";
import type { Act, Call } from "../call";
import { invalidField, missingField, notAnObject, notAuthorized, sectigoError, unknownDomain } from "./errors";
import type { Estate } from "./estate";
import { pageAnswer, wholeNumber } from "./paging";
import { statusOf, UNTOUCHED } from "./scenario";
import type { SectigoDomain, SectigoScenario } from "./scenario";
import { methodWord } from "./vocabulary";

export interface DomainCall {
  readonly operation: "domains" | "register";
  /** The one HTTP method of the path; more than one where a path has several. */
  readonly allowed: readonly string[];
  readonly answer: () => Answer;
}

const MIN_NAME = 4;
const MAX_NAME = 255;
const LABELS = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]+$/i;
const EMPTY = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  body: "",
});

/** @returns null for a path that is not there */
export function createDomains(
  scenario: SectigoScenario,
  estate: Estate,
  acts: Act[],
): (below: string, call: Call) => DomainCall | null {
  const { organizations, behaviour } = scenario;
  const units = new Set(organizations.flatMap(({ id, departments }) => [id, ...departments.map((one) => one.id)]));

  function list(call: Call): Answer {
    const name = (call.query.get("name") ?? "").toLowerCase();
    const state = (call.query.get("state") ?? "").toLowerCase();
    const status = (call.query.get("status") ?? "").toLowerCase();
    const org = wholeNumber(call.query, "orgId");
    if (org === "invalid") return invalidField("orgId");
    const found = estate.rows(call.asOf).filter(
      (domain) =>
        domain.domain.toLowerCase().includes(name) &&
        (state === "" || (state === "active") === domain.isActive) &&
        // Every delegation of the simulated account is approved.
        (status === "" || status === "approved") &&
        (org === null || domain.org === org || domain.department === org),
    );
    return pageAnswer(call.query, found, scenario, ({ id, domain }) => ({ id, name: domain }));
  }

  function show(domain: SectigoDomain, asOf: EpochMs): Answer {
    const { method, validatedAt, expiresAt } = domain;
    const orgId = domain.department ?? domain.org ?? organizations[0]?.id;
    return jsonAnswer(200, {
      id: domain.id,
      name: domain.domain,
      delegationStatus: "ACTIVE",
      state: domain.isActive ? "ACTIVE" : "SUSPENDED",
      validationStatus: statusOf(domain, asOf),
      ...(method === null ? {} : { validationMethod: methodWord(method, "labels") }),
      ...(validatedAt === null ? {} : { dcvValidation: formatDay(validatedAt) }),
      ...(expiresAt === null ? {} : { dcvExpiration: formatDay(expiresAt) }),
      delegations: [{ orgId, certTypes: ["SSL"], domainCertificateRequestPrivileges: [], status: "ACTIVE" }],
      ctLogMonitoring: { enabled: false },
    });
  }

  function register(call: Call): Answer {
    const body = jsonObject(call.body);
    if (body === null) return notAnObject();
    const { name, delegations, active } = body;
    if (name === undefined || name === null || name === "") return missingField("name");
    const refusal = typeof name === "string" ? nameProblem(name) : invalidField("name");
    if (refusal !== null || typeof name !== "string") return refusal ?? invalidField("name");
    if (behaviour.readOnly) return notAuthorized("create");
    if (!Array.isArray(delegations) || delegations.length === 0) {
      return sectigoError(400, -709, "Please delegate domain to at least one organization or department.");
    }
    const ids = delegations.map((one: unknown) => (one as { orgId?: unknown } | null)?.orgId);
    const unknown = ids.find((id) => typeof id !== "number" || !units.has(id));
    if (unknown !== undefined || ids.includes(undefined)) {
      return sectigoError(400, -1023, `Organization '${String(unknown)}' not found.`);
    }
    if (estate.current(name) !== null) return sectigoError(400, -700, "Such domain already exists");
    const [first] = ids as number[];
    const owner = organizations.find(({ id, departments }) => id === first || departments.some((d) => d.id === first));
    const added = estate.add({
      ...UNTOUCHED,
      domain: name,
      org: owner?.id ?? null,
      department: owner?.id === first ? null : (first ?? null),
      // A boolean in the manual, a text in the OpenAPI document.
      isActive: active !== false && active !== "false",
    });
    acts.push({ operation: "sectigo.register", domain: name, cycle: 0, at: call.asOf });
    return EMPTY(201, { location: `${call.origin}${call.path}/${added.id}` });
  }

  function changed(domain: SectigoDomain, what: string, call: Call): Answer {
    if (behaviour.readOnly) return notAuthorized(what);
    if (what === "delete") {
      estate.remove(domain.domain);
      return EMPTY(204);
    }
    if (what === "activate" || what === "suspend") {
      estate.change({ ...domain, isActive: what === "activate" }, call.asOf);
      estate.reveal(domain.domain);
      return EMPTY(200);
    }
    const text = "This operation cannot be performed as the delegation status is other than 'Requested'.";
    return sectigoError(400, -705, text);
  }

  return (below, call) => {
    if (below === "") {
      return call.method === "POST"
        ? { operation: "register", allowed: ["POST"], answer: () => register(call) }
        : { operation: "domains", allowed: ["GET", "POST"], answer: () => list(call) };
    }
    const [, id = "", verb = ""] =
      /^\/(\d{1,9})(?:\/(activate|suspend|delegation\/approve|delegation\/reject))?$/.exec(below) ?? [];
    if (id === "") return null;
    const at = (answer: (domain: SectigoDomain) => Answer) => (): Answer => {
      const domain = estate.byId(Number(id));
      return domain === null ? unknownDomain("v2", id) : answer(domain);
    };
    const operation = "domains";
    if (verb === "activate" || verb === "suspend") {
      return { operation, allowed: ["PUT"], answer: at((domain) => changed(domain, verb, call)) };
    }
    if (verb !== "") return { operation, allowed: ["POST"], answer: at((domain) => changed(domain, verb, call)) };
    const answer =
      call.method === "DELETE"
        ? at((domain) => changed(domain, "delete", call))
        : at((domain) => show(estate.shown(domain.domain, call.asOf) ?? domain, call.asOf));
    return { operation, allowed: ["GET", "DELETE"], answer };
  };
}

function nameProblem(name: string): Answer | null {
  if (name.length < MIN_NAME) {
    return sectigoError(400, -712, `The domain name should be at least ${MIN_NAME} characters in length.`);
  }
  if (name.length > MAX_NAME) {
    return sectigoError(400, -713, `The domain name should be at most ${MAX_NAME} characters in length.`);
  }
  if (!name.includes(".")) return sectigoError(400, -714, "The domain name should have at least 1 dots.");
  return LABELS.test(name) ? null : sectigoError(400, -732, "Invalid domain name.");
}
