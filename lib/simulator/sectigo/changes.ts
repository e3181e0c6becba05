/** The calls below `/dcv/{version}/validation` that change something: start, submit, sync, clear, delete. */
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer, reshaped } from "../answer";
import type { Act, Call } from "../call";
import { readDomain, readDomainOrDomains, readDomains } from "./body";
import type { Body, Named } from "./body";
import { baseOf, challengeOf, orderNumber } from "./challenge";
import type { Checks } from "./checks";
import {
  inactiveDomain,
  invalidField,
  missingField,
  notAllowed,
  notAuthorized,
  unknownDomain,
  wrongStatus,
} from "./errors";
import type { Estate } from "./estate";
import { cleared, isSubmitted, started, submitted } from "./orders";
import { statusOf } from "./scenario";
import type { SectigoDomain, SectigoScenario } from "./scenario";
import { orderIdOf, statusFields } from "./status";
import { statusWord } from "./vocabulary";

type Version = "v1" | "v2";

export interface Change {
  readonly operation: "start" | "submit" | "sync" | "clear" | "delete";
  readonly answer: () => Answer | Promise<Answer>;
}

export interface Changes {
  /** Null for a path that the version does not have. */
  at(below: string, call: Call, version: Version): Change | null;
}

const METHOD_WORDS: ReadonlyMap<string, string> = new Map([
  ["cname", "CNAME"],
  ["http", "HTTP"],
  ["https", "HTTPS"],
  ["txt", "TXT"],
  ["email", "EMAIL"],
  ["persistent-txt", "PERSISTENT_TXT"],
]);

/** The local parts of addresses that may confirm a domain (Baseline Requirements 3.2.2.4.4). */
const ADMIN_PARTS = ["admin", "administrator", "hostmaster", "postmaster", "webmaster"];

const PATH = /^\/(?:(sync|clear|delete)|(start|submit|submit-bulk)\/domain\/([a-z-]+))$/;

export function createChanges(scenario: SectigoScenario, estate: Estate, checks: Checks, acts: Act[]): Changes {
  const { behaviour } = scenario;
  let submissions = 0;

  function note(operation: string, { domain, cycle }: SectigoDomain, at: EpochMs): void {
    acts.push({ operation: `sectigo.${operation}`, domain, cycle, at });
  }

  /** The domains that a call names, or why nothing is done for them. That one is missing comes before a missing privilege. */
  function found(
    read: Named,
    version: Version,
    what: string,
  ): { readonly body: Body; readonly domains: readonly SectigoDomain[] } | { readonly refusal: Answer } {
    if ("refusal" in read) return read;
    const domains: SectigoDomain[] = [];
    for (const name of read.names) {
      const domain = estate.current(name);
      if (domain === null) return { refusal: unknownDomain(version, name) };
      domains.push(domain);
    }
    if (behaviour.readOnly) return { refusal: notAuthorized(what) };
    const inactive = domains.find(({ isActive }) => !isActive);
    return inactive === undefined ? { body: read.body, domains } : { refusal: inactiveDomain(inactive.domain) };
  }

  function start(method: string, call: Call, version: Version): Answer {
    const read = method === "EMAIL" ? readDomainOrDomains(call.body) : readDomain(call.body);
    const target = found(read, version, "start");
    if ("refusal" in target) return target.refusal;
    const { domains } = target;
    if (method === "EMAIL") return emailChoice(domains);
    const [domain] = domains as [SectigoDomain];
    if (method === "TXT") {
      // The record of this method comes with the answer of the submission.
      return version === "v1" ? notAllowed("start") : jsonAnswer(200, { message: "Not required for TXT" });
    }
    if (isFile(method) && domain.domain.startsWith("*.")) return notAllowed("start");
    const next = started(domain, method, call.asOf, behaviour.tokens === "new");
    estate.change(next, call.asOf);
    note("start", domain, call.asOf);
    return jsonAnswer(200, challengeOf({ ...next, orderMethod: method }));
  }

  function emailChoice(domains: readonly SectigoDomain[]): Answer {
    const dcvEmails = domains.map(({ domain }) => ({
      domainName: domain,
      whoisEmails: [],
      adminEmails: adminEmails(domain),
      dnsTxtEmails: [],
    }));
    const [first, ...others] = dcvEmails.map(({ adminEmails }) => adminEmails);
    const emails = (first ?? []).filter((address) => others.every((list) => list.includes(address)));
    return jsonAnswer(200, { emails, dcvEmails });
  }

  function submit(method: string, isBulk: boolean, call: Call, version: Version): Answer {
    const read = isBulk ? readDomains(call.body) : readDomain(call.body);
    const target = found(read, version, "submit");
    if ("refusal" in target) return target.refusal;
    const { body, domains } = target;
    const refusal =
      domains.map((domain) => submissionRefusal(domain, method, body, call.asOf)).find((one) => one !== null) ?? null;
    if (refusal !== null) return refusal;
    const answers = domains.map((domain) => submitOne(domain, method, body, call, version));
    // A bulk answer has the order of the first domain and no record: the status of each domain has its own.
    return jsonAnswer(200, isBulk ? reshaped(answers[0] ?? {}, ["host", "point"], {}) : (answers[0] ?? {}));
  }

  function submissionRefusal(domain: SectigoDomain, method: string, body: Body, at: EpochMs): Answer | null {
    const { dnsAgentUUID: agent, dnsProviderName: provider, email } = body;
    if (isFile(method) && domain.domain.startsWith("*.")) return notAllowed("submit");
    if (agent !== undefined && agent !== null) {
      const connector = scenario.connectors.find(({ id }) => id === agent);
      if (connector === undefined) return invalidField("dnsAgentUUID");
      if (typeof provider !== "string" || !connector.providers.includes(provider))
        return invalidField("dnsProviderName");
    }
    if (method === "EMAIL") {
      if (email === undefined || email === null || email === "") return missingField("email");
      if (typeof email !== "string" || !adminEmails(domain.domain).includes(email.toLowerCase()))
        return invalidField("email");
    }
    if (isSubmitted(domain, at)) {
      const isSame = domain.orderMethod === method && behaviour.secondSubmit === "accept";
      return isSame ? null : wrongStatus(domain.domain, domain.orderStatus);
    }
    const isPrepared = domain.orderStatus === "AWAITING_SUBMISSION" && domain.orderMethod === method;
    return needsStart(method) && !isPrepared ? wrongStatus(domain.domain, domain.orderStatus) : null;
  }

  /** The fields of the answer. */
  function submitOne(
    domain: SectigoDomain,
    method: string,
    body: Body,
    call: Call,
    version: Version,
  ): Readonly<Record<string, unknown>> {
    let next = domain;
    if (!isSubmitted(domain, call.asOf)) {
      submissions += 1;
      const email = method === "EMAIL" ? String(body.email) : null;
      const usesConnector = body.dnsAgentUUID != null;
      const orderId = orderNumber(`submission ${submissions}`);
      next = submitted(domain, { method, orderId, email, usesConnector }, call.asOf);
      estate.change(next, call.asOf);
      checks.watch(domain.domain);
    }
    note("submit", domain, call.asOf);
    const { host, point, emailValidationReferenceNumber } = challengeOf(next);
    const record = method === "TXT" || method === "PERSISTENT_TXT" ? { host, point } : {};
    return {
      status: statusWord(statusOf(next, call.asOf), scenario.vocabulary[version]),
      orderStatus: statusWord(next.orderStatus, scenario.vocabulary[version]),
      message: "Submitted successfully",
      orderBackendId: orderIdOf(next),
      ...record,
      ...(method === "EMAIL" ? { emailValidationReferenceNumber } : {}),
    };
  }

  /** SCM asks the CA: what it shows is then what is. With `force` the CA looks for the challenge at once. */
  async function sync(call: Call, version: Version): Promise<Answer> {
    const target = found(readDomain(call.body), version, "sync");
    if ("refusal" in target) return target.refusal;
    const [domain] = target.domains as [SectigoDomain];
    if (call.query.get("force") === "true") {
      checks.hasten(domain.domain);
      await checks.settle(call.asOf);
    }
    estate.reveal(domain.domain);
    const fields = statusFields(estate.current(domain.domain) ?? domain, scenario, call.asOf, version);
    return jsonAnswer(200, version === "v1" ? fields : { status: fields.status });
  }

  function clear(call: Call, version: Version): Answer {
    const target = found(readDomain(call.body), version, "clear");
    if ("refusal" in target) return target.refusal;
    const [domain] = target.domains as [SectigoDomain];
    const next = cleared(domain, behaviour.clear);
    estate.change(next, call.asOf);
    note("clear", domain, call.asOf);
    const status = statusWord(statusOf(next, call.asOf), scenario.vocabulary[version]);
    const orderStatus = statusWord(next.orderStatus, scenario.vocabulary[version]);
    const message = `DCV status: ${status}; DCV order status: ${orderStatus}`;
    return jsonAnswer(200, { status, orderStatus, message });
  }

  function remove(call: Call, version: Version): Answer {
    const target = found(readDomain(call.body), version, "delete");
    if ("refusal" in target) return target.refusal;
    const [domain] = target.domains as [SectigoDomain];
    estate.change(cleared(domain, "all"), call.asOf);
    note("delete", domain, call.asOf);
    return { status: 200, headers: {}, body: "" };
  }

  return {
    at(below, call, version) {
      const [, whole, verb, word = ""] = PATH.exec(below) ?? [];
      if (whole === "sync") return { operation: "sync", answer: () => sync(call, version) };
      if (whole === "clear") return { operation: "clear", answer: () => clear(call, version) };
      if (whole === "delete") return { operation: "delete", answer: () => remove(call, version) };
      const method = METHOD_WORDS.get(word);
      if (verb === undefined || method === undefined) return null;
      const isPersistent = method === "PERSISTENT_TXT";
      if (isPersistent && version === "v1") return null;
      if (verb === "start") {
        return isPersistent ? null : { operation: "start", answer: () => start(method, call, version) };
      }
      const isBulk = verb === "submit-bulk";
      if (isBulk && !isPersistent && method !== "EMAIL") return null;
      return { operation: "submit", answer: () => submit(method, isBulk, call, version) };
    },
  };
}

function needsStart(method: string): boolean {
  return method === "CNAME" || isFile(method);
}

function isFile(method: string): boolean {
  return method === "HTTP" || method === "HTTPS";
}

function adminEmails(domain: string): readonly string[] {
  return ADMIN_PARTS.map((part) => `${part}@${baseOf(domain).toLowerCase()}`);
}
