/**
 * Changes at CertCentral. A live token is never replaced: it may have been published. Services API v2, "Submit for
 * validation" and "Check DCV".
 */
import type { Actor, ActOutcome, ActRequest } from "../../core/acting";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import type { DigicertClient } from "./client";
import { challengeOf, methodWordOf } from "./mapping";
import { METHOD_FLOWS } from "./method-flows";
import { isDomainInfo, type DcvToken } from "./schema";
import type { DigicertSettings } from "./settings";

export function createActor(
  settings: DigicertSettings,
  client: DigicertClient,
  { now }: Pick<ProviderRuntime, "now">,
): Actor {
  function unsupported(what: string): ProviderError {
    return new ProviderError("Unsupported", `${settings.name}: ${what}`);
  }

  /** One call: a check of the token that counts, or a new submission where there is none. */
  async function submit({ domain, listedAs, method }: ActRequest, signal: AbortSignal): Promise<ActOutcome> {
    const id = listedAs?.entry ?? null;
    const word = methodWordOf(method);
    if (id === null || listedAs === null) throw unsupported(`CertCentral does not list ${domain}; add it there`);
    if (word === null || METHOD_FLOWS[method] === undefined)
      throw unsupported(`CertCentral cannot be asked for ${method}`);
    const info = await client.fetchInfo(id, listedAs.name, signal);
    const live = info.dcv_method === word ? challengeOf(info, domain, settings.cname, now()) : null;
    if (live !== null) {
      await client.change("PUT", `/domain/${id}/dcv/validate-token`, domain, null, signal);
      return { challenge: live, orderId: null };
    }
    const body = { validations: [{ type: "ov" }, { type: "ev" }], dcv_method: word };
    const answer = await client.change("POST", `/domain/${id}/validation`, domain, body, signal);
    const token = tokenOf(answer, info.id, info.name);
    const challenge = challengeOf({ dcv_token: token, dcv_method: word }, domain, settings.cname, now());
    return { challenge, orderId: null };
  }

  return {
    flowOf: (method) => METHOD_FLOWS[method] ?? null,
    start: (request, signal) => submit(request, signal),
    submit,
  };
}

function tokenOf(answer: unknown, id: number, name: string): DcvToken | null {
  const info: unknown = { ...(answer as object | null), id, name };
  return isDomainInfo(info) ? (info.dcv_token ?? null) : null;
}
