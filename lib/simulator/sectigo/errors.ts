/** Sectigo's error bodies, `{"code", "description"}`: codes and texts of the SCM REST API manual's table (25.5). */
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";

/** Which HTTP status goes with which code is documented only for a few; the rest is 400, as for "bad request". */
export function sectigoError(
  status: number,
  code: number,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, { code, description }, headers);
}

export const missingField = (name: string): Answer => sectigoError(400, -7, `${name} is required but missing.`);

export const invalidField = (name: string): Answer => sectigoError(400, -1601, `Field '${name}' has invalid value.`);

/** v2 documents a 404 with an error body for an entity that does not exist; v1 documents only 400. */
export const unknownDomain = (version: "v1" | "v2", name: string): Answer =>
  sectigoError(version === "v2" ? 404 : 400, -727, `The domain '${name}' does not exist.`);

export const inactiveDomain = (name: string): Answer => sectigoError(400, -715, `The domain '${name}' is inactive.`);

/** @param status the word that is in the way */
export const wrongStatus = (name: string, status: string): Answer =>
  sectigoError(
    400,
    -724,
    `The request for '${name}' cannot be processed since it's domain validation status is ${status}.`,
  );

export const notAllowed = (operation: string): Answer =>
  sectigoError(400, -738, `Access denied. You are not allowed to perform the ${operation} operation on this domain.`);

/** @param what the operation */
export const notAuthorized = (what: string): Answer =>
  sectigoError(400, -25, `You are not authorized to execute ${what}`);

export const notAnObject = (): Answer => sectigoError(400, -1, "Unknown error.");

export const methodNotAllowed = (allowed: string): Answer =>
  sectigoError(405, -1, "Request method is not supported", { allow: allowed });

export const notFound = (): Answer => sectigoError(404, -1, "No such resource");

export const UNKNOWN_USER = "Unknown user";

/** The body for an HTTP status that a fault asks for. */
export function failureBody(status: number): Answer {
  if (status === 401) return sectigoError(401, -16, UNKNOWN_USER);
  if (status === 500) return sectigoError(500, -2, "Internal error. Please contact Support for details.");
  if (status === 503) return sectigoError(503, -195, "CA is not available now. Please try again later.");
  return sectigoError(status, -1, "Unknown error.");
}
