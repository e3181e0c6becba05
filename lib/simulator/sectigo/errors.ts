/** Sectigo's error bodies, `{"code", "description"}`, with the codes of the SCM REST API manual's table. */
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

export const missingField = (name: string): Answer => sectigoError(400, -7, `Required field '${name}' is missing`);

export const invalidField = (name: string): Answer => sectigoError(400, -1601, `Invalid value of field '${name}'`);

/** v2 documents a 404 with an error body for an entity that does not exist; v1 documents only 400. */
export const unknownDomain = (version: "v1" | "v2"): Answer =>
  sectigoError(version === "v2" ? 404 : 400, -727, "Domain does not exist");

export const notAuthorized = (): Answer => sectigoError(400, -25, "You are not authorized to execute this operation");

export const methodNotAllowed = (allowed: string): Answer =>
  sectigoError(405, -1, "Request method is not supported", { allow: allowed });

export const notFound = (): Answer => sectigoError(404, -1, "No such resource");

/** The body for an HTTP status that a fault asks for. */
export function failureBody(status: number): Answer {
  if (status === 401) return sectigoError(401, -16, "Unknown user");
  if (status === 500) return sectigoError(500, -2, "Internal error");
  if (status === 503) return sectigoError(503, -195, "CA is not available, try again later");
  return sectigoError(status, -1, "Unknown error");
}
