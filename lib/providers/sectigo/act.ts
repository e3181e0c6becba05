/** What SCM can be asked to do for one name: start, submit, register. Sectigo REST manual, "Domain Control Validation", "Domain". */
import type { Actor, ActOutcome, ActRequest } from "../../core/acting";
import type { Method } from "../../core/vocabulary";
import { RECORD_METHODS } from "../../core/challenge-record";
import { ProviderError } from "../provider-error";
import { readChallenge } from "./challenge";
import type { SectigoClient } from "./client";
import { METHOD_FLOWS } from "./method-flows";
import { describeMismatch } from "../answer-schema";
import { isEmailChoice, isStartAnswer, isSubmitAnswer } from "./schema";
import type { StatusAnswer } from "./schema";
import type { ApiVersion, SectigoSettings } from "./settings";

/** The last part of the path of a start or a submission. */
const PATH_WORDS: Readonly<Record<Method, string>> = {
  CNAME: "cname",
  HTTP: "http",
  HTTPS: "https",
  TXT: "txt",
  PERSISTENT_TXT: "persistent-txt",
  EMAIL: "email",
};

const NO_DATES = { deadline: null, nextCheck: null };
const MAX_LISTED_ADDRESSES = 10;

export function createSectigoActor(settings: SectigoSettings, client: Pick<SectigoClient, "post" | "quote">): Actor {
  const { name: provider, apiVersions } = settings;

  const impossible = ({ domain }: ActRequest, why: string): ProviderError =>
    new ProviderError("Unsupported", `${provider}: ${domain}: ${why}`);
  const spelling = ({ listedAs, domain }: ActRequest): string => listedAs?.name ?? domain;
  // Only v2 has persistent records.
  const versionFor = (method: Method): ApiVersion => (method === "PERSISTENT_TXT" ? "v2" : apiVersions.act);
  const validation = (method: Method, below: string): string => `/dcv/${versionFor(method)}/validation/${below}`;

  /** Nothing is sent for what no CA would accept. */
  function refuseImpossible(request: ActRequest): void {
    const { method, domain, keys } = request;
    if ((method === "HTTP" || method === "HTTPS") && domain.startsWith("*.")) {
      throw impossible(request, `a wildcard cannot be validated by ${method}; declare CNAME or TXT for it`);
    }
    if (method === "EMAIL" && keys["email"] === undefined) {
      throw impossible(request, "EMAIL needs the address that is to confirm; add `email` to the domain");
    }
    if ((keys["dnsAgentUUID"] === undefined) !== (keys["dnsProviderName"] === undefined)) {
      throw impossible(request, "a DNS connector needs both `dnsAgentUUID` and `dnsProviderName`; add the other one");
    }
  }

  /** The CA has acted, and its answer says nothing that can be used. */
  function unusable(path: string, { domain }: ActRequest, problem: string): ProviderError {
    const message = `${provider}: POST ${path} (${domain}) was answered, but the answer ${problem}`;
    return new ProviderError("UnknownOutcome", `${message}; read the status before it is sent again`);
  }

  function challengeIn(answer: StatusAnswer, path: string, request: ActRequest): ActOutcome["challenge"] {
    const { method, domain } = request;
    // The other order modes say by themselves what they are.
    const orderMode = RECORD_METHODS.includes(method) ? method : null;
    const { challenge, problem } = readChallenge({ ...answer, orderMode }, domain, NO_DATES);
    if (problem !== null) throw unusable(path, request, problem);
    return challenge;
  }

  async function start(request: ActRequest, signal: AbortSignal): Promise<ActOutcome> {
    const { method } = request;
    refuseImpossible(request);
    if (METHOD_FLOWS[method] === "submit-first") {
      throw impossible(request, `${method} has no start: its record comes with the submission`);
    }
    const path = validation(method, `start/domain/${PATH_WORDS[method]}`);
    const { value } = await client.post(path, { domain: spelling(request) }, request.domain, signal);
    if (method === "EMAIL") return chosenAddress(value, path, request);
    if (!isStartAnswer(value)) throw unusable(path, request, describeMismatch(isStartAnswer));
    const challenge = challengeIn(value, path, request);
    if (challenge === null) throw unusable(path, request, "holds no challenge");
    return { challenge, orderId: null };
  }

  /** Listing the addresses changes nothing, so an answer that does not help is no unknown outcome. */
  function chosenAddress(value: unknown, path: string, request: ActRequest): ActOutcome {
    const email = request.keys["email"] ?? "";
    if (!isEmailChoice(value)) {
      const problem = `POST ${path} (${request.domain}) was answered, but the answer ${describeMismatch(isEmailChoice)}`;
      throw new ProviderError("UnexpectedResponse", `${provider}: ${problem}`);
    }
    const { emails = [], dcvEmails = [] } = value;
    const offered = [
      ...(emails ?? []),
      ...(dcvEmails ?? []).flatMap(({ adminEmails, dnsTxtEmails }) => [
        ...(adminEmails ?? []),
        ...(dnsTxtEmails ?? []),
      ]),
    ];
    if (!offered.some((address) => address.toLowerCase() === email.toLowerCase())) {
      const some = [...new Set(offered)].slice(0, MAX_LISTED_ADDRESSES).map(client.quote);
      const known = some.length === 0 ? "it offers none" : `it offers ${some.join(", ")}`;
      throw impossible(request, `the CA does not offer the declared address ${email}; ${known}`);
    }
    return { challenge: { email, ...NO_DATES }, orderId: null };
  }

  async function submit(request: ActRequest, signal: AbortSignal): Promise<ActOutcome> {
    const { method, keys, domain } = request;
    refuseImpossible(request);
    const path = validation(method, `submit/domain/${PATH_WORDS[method]}`);
    const { dnsAgentUUID, dnsProviderName } = keys;
    const takesConnector = method === "CNAME" || method === "TXT";
    const connector = takesConnector && dnsAgentUUID !== undefined ? { dnsAgentUUID, dnsProviderName } : {};
    const email = method === "EMAIL" ? { email: keys["email"] } : {};
    const { value } = await client.post(path, { domain: spelling(request), ...email, ...connector }, domain, signal);
    if (!isSubmitAnswer(value)) throw unusable(path, request, describeMismatch(isSubmitAnswer));
    const challenge =
      keys["email"] !== undefined && method === "EMAIL"
        ? { email: keys["email"], ...NO_DATES }
        : challengeIn(value, path, request);
    const { orderBackendId: id } = value;
    return { challenge, orderId: id == null || id === "" ? null : client.quote(String(id)) };
  }

  async function register(request: ActRequest, signal: AbortSignal): Promise<ActOutcome> {
    const org = request.keys["registerOrg"] ?? settings.department ?? settings.org;
    if (org === null) {
      throw impossible(request, "no organization to register it to; add `registerOrg` to it, or `org` to the provider");
    }
    const delegations = [{ orgId: Number(org), certTypes: ["SSL"] }];
    await client.post("/domain/v1", { name: request.domain, delegations }, request.domain, signal);
    return { challenge: null, orderId: null };
  }

  return { flowOf: (method) => METHOD_FLOWS[method], start, submit, register };
}
