/**
 * Changes at CertCentral. Where a random value of the method counts, nothing is sent that could replace it: it may have been published. That
 * a submission with another method keeps it is assumed (README.md). Services API v2, "Submit for validation" and "Check DCV".
 */
import type { Actor, ActOutcome, ActRequest } from "../../core/acting";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import type { DigicertClient } from "./client";
import { challengeOf, liveTokenOf, methodWordOf, type LiveToken } from "./mapping";
import { METHOD_FLOWS } from "./method-flows";
import { isDomainInfo, type DomainInfo } from "./schema";
import type { DigicertSettings } from "./settings";

export function createActor(
  settings: DigicertSettings,
  client: DigicertClient,
  { now }: Pick<ProviderRuntime, "now">,
): Actor {
  function unsupported(what: string): ProviderError {
    return new ProviderError("Unsupported", `${settings.name}: ${what}`);
  }

  /**
   * One call: a check now where a random value of the method counts, or else a submission, which sets the method and makes a random
   * value where none counts.
   */
  async function submit({ domain, listedAs, method }: ActRequest, signal: AbortSignal): Promise<ActOutcome> {
    const id = listedAs?.entry ?? null;
    const word = methodWordOf(method);
    if (id === null || listedAs === null) throw unsupported(`CertCentral does not list ${domain}; add it there`);
    if (word === null || METHOD_FLOWS[method] === undefined)
      throw unsupported(`CertCentral cannot be asked for ${method}`);
    const info = await client.fetchInfo(id, listedAs.name, signal);
    const live = liveTokenOf(info, now());
    const outcome = (token: LiveToken | null): ActOutcome => {
      const challenge = token === null ? null : challengeOf(token, method, domain, settings.cname);
      return { challenge, orderId: null };
    };
    if (live !== null && info.dcv_method === word) {
      await client.change("PUT", `/domain/${id}/dcv/validate-token`, domain, null, signal);
      return outcome(live);
    }
    const body = { validations: kindsOf(info).map((type) => ({ type })), dcv_method: word };
    const answer = await client.change("POST", `/domain/${id}/validation`, domain, body, signal);
    const given: unknown = { ...(answer as object | null), id: info.id, name: info.name };
    return outcome(isDomainInfo(given) ? liveTokenOf(given, now()) : null);
  }

  return {
    flowOf: (method) => METHOD_FLOWS[method] ?? null,
    start: (request, signal) => submit(request, signal),
    submit,
  };
}

/** Those that the domain has already: another one would begin the validation of its organization too. */
function kindsOf({ validations }: Pick<DomainInfo, "validations">): readonly string[] {
  const kinds = (validations ?? []).map(({ type }) => type).filter((type) => typeof type === "string");
  return kinds.length === 0 ? ["ov", "ev"] : kinds;
}
