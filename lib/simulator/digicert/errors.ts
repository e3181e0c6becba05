/** CertCentral's error bodies. Services API v2, "Errors". */
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";

export function digicertError(status: number, code: string, message: string): Answer {
  return jsonAnswer(status, { errors: [{ code, message }] });
}

export const invalidKey = (): Answer =>
  digicertError(403, "access_denied|access_denied_invalid_key", "Access denied due to access_denied_invalid_key.");

export const missingPermission = (): Answer =>
  digicertError(403, "access_denied|missing_permission", "The user is missing the permission for this action.");

export const noRoute = (): Answer => digicertError(404, "not_found|route", "The specified route could not be found.");

export const noDomain = (): Answer => digicertError(404, "not_found|domain", "The domain could not be found.");

export const tooManyCalls = (): Answer =>
  digicertError(429, "request_limit_exceeded", "Service unavailable, please limit request volume");

/** What a check says that finds nothing, by CertCentral's word for the method. */
export function notFoundInDns(method: string | null): Answer {
  if (method === "dns-txt-token") {
    const message = "Could not find a valid TXT record for one or more domains.";
    return digicertError(400, "invalid_dns_txt", message);
  }
  if (method?.startsWith("http-token") === true) {
    const message = "Could not find the random value at the expected file location for one or more domains.";
    return digicertError(400, "file_random_value_not_found", message);
  }
  return digicertError(400, "invalid_dns_cname", "Could not find a valid CNAME record for one or more domains.");
}

/** The body for an HTTP status that a fault asks for. */
export function failureBody(status: number): Answer {
  if (status === 401 || status === 403) return { ...invalidKey(), status };
  if (status === 429) return tooManyCalls();
  return digicertError(status, "service_unavailable", "Service unavailable");
}
