/** Ncloud's API gateway: five headers, signature v2, a clock within five minutes, and its own shape of errors. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";
import type { Call } from "../call";
import type { NcloudScenario } from "./scenario";

const MAX_SKEW_MS = 5 * 60_000;

/**
 * base64(HMAC-SHA256(secret key, `METHOD target\ntimestamp\naccess key`)). `target` is path and query exactly as they
 * travel, and the secret key is text, not base64. https://api.ncloud-docs.com/docs/common-ncpapi
 */
export function signatureV2(
  method: string,
  target: string,
  timestampMs: string,
  keys: { readonly accessKey: string; readonly secretKey: string },
): string {
  const signed = `${method} ${target}\n${timestampMs}\n${keys.accessKey}`;
  return createHmac("sha256", keys.secretKey).update(signed, "utf8").digest("base64");
}

/** Null when the call may pass to the service. */
export function gatewayRefusal(call: Call, scenario: NcloudScenario): Answer | null {
  const timestamp = textOf(call, "x-ncp-apigw-timestamp");
  const accessKey = textOf(call, "x-ncp-iam-access-key");
  const signature = textOf(call, "x-ncp-apigw-signature-v2");
  if (timestamp === "" || accessKey === "" || signature === "") {
    return notAuthenticated("Authentication information are missing.");
  }
  if (!isJson(call.headers["content-type"]) || !isJson(call.headers.accept)) {
    return gatewayError(400, "100", "Bad Request Exception", "Content-Type and Accept must be application/json.");
  }
  const skewMs = /^\d{1,15}$/.test(timestamp) ? Math.abs(call.receivedAt - Number(timestamp)) : Infinity;
  const expected = signatureV2(call.method, call.target, timestamp, scenario.auth);
  if (skewMs > MAX_SKEW_MS || accessKey !== scenario.auth.accessKey || !isSame(signature, expected)) {
    return notAuthenticated("Invalid authentication information.");
  }
  // Seen with sub-account keys: the service behind the gateway refuses, and says nothing but where it came from.
  if (scenario.subAccountKey) return { status: 403, headers: { "x-ncp-apigw-response-origin": "ENDPOINT" }, body: "" };
  return null;
}

/** The gateway's codes are its own and no HTTP statuses. */
export function gatewayError(status: number, errorCode: string, message: string, details: string): Answer {
  return jsonAnswer(status, { error: { errorCode, message, details } }, { "x-ncp-apigw-response-origin": "APIGW" });
}

/** The gateway's error for an HTTP status that a fault asks for. */
export function gatewayFailure(status: number): Answer {
  const [errorCode, message] = FAILURES[status] ?? ["900", "Unexpected Error"];
  return gatewayError(status, errorCode, message, `Simulated HTTP ${status}.`);
}

/** The gateway's table of error codes, https://api-gov.ncloud-docs.com/docs/api-call-lgc-errorhandling */
const FAILURES: Readonly<Record<number, readonly [errorCode: string, message: string]>> = {
  400: ["100", "Bad Request Exception"],
  401: ["200", "Authentication Failed"],
  403: ["210", "Permission Denied"],
  404: ["300", "Not Found Exception"],
  413: ["430", "Request Entity Too Large"],
  429: ["410", "Throttle Limited"],
  503: ["500", "Endpoint Error"],
  504: ["510", "Endpoint Timeout"],
};

function notAuthenticated(details: string): Answer {
  return gatewayError(401, "200", "Authentication Failed", details);
}

function textOf(call: Call, name: string): string {
  const value = call.headers[name];
  return typeof value === "string" ? value : "";
}

function isJson(header: string | undefined): boolean {
  return (header ?? "").toLowerCase().includes("application/json");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
