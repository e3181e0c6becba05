/** The two layers that refuse a call: the API gateway and the service behind it. Ncloud API guide, "error handling". */
import type { Quoting } from "../call-context";
import type { Answer } from "../http/answer";
import type { Objection } from "../http/failure";
import { isGatewayRefusal, isServiceResult, type ServiceResult } from "./schema";

/** Codes of the service for "there is nothing of that kind": an answer, not a failure. */
export const NOTHING_FOUND: readonly string[] = ["1006", "2200"];

/** The service's own result, whether it stands at the top or under `responseError`; null when there is none. */
export function serviceResultOf(
  value: unknown,
): { readonly returnCode: string; readonly returnMessage: string } | null {
  const nested = typeof value === "object" && value !== null && "responseError" in value ? value.responseError : null;
  const result: ServiceResult | null = isServiceResult(value) ? value : isServiceResult(nested) ? nested : null;
  if (result === null) return null;
  return { returnCode: String(result.returnCode), returnMessage: result.returnMessage ?? "" };
}

/** Success is HTTP 2xx and JSON and `returnCode` 0; HTTP 200 alone proves nothing. Null for a success. */
export function judgeAnswer({ status, headers, body }: Answer, context: Quoting): Objection | null {
  const value = body.kind === "json" ? body.value : null;
  if (isGatewayRefusal(value)) return judgeGateway(status, value.error, context);

  const result = serviceResultOf(value);
  const ok = status >= 200 && status < 300;
  if (result !== null) {
    if (ok && (result.returnCode === "0" || NOTHING_FOUND.includes(result.returnCode))) return null;
    const said = `${context.quote(result.returnMessage)} (returnCode ${context.quote(result.returnCode)})`.trim();
    const advice = "the documentation of Ncloud explains the code";
    if (ok) return { code: "UnexpectedResponse", said, advice };
    return status === 400 || status === 404 ? { said, advice } : { said };
  }
  if (ok) return body.kind === "json" ? { code: "UnexpectedResponse", said: "JSON without a returnCode" } : null;
  if (status === 403 && body.kind === "empty" && headers["x-ncp-apigw-response-origin"] === "ENDPOINT") {
    const said = "refused by the service behind the gateway, without a reason";
    return { code: "Unauthorized", said, advice: "this API may need a key of the main account, not of a sub-account" };
  }
  if (status === 401 || status === 403) return { advice: "check accessKey and secretKey" };
  return null;
}

function judgeGateway(
  status: number,
  error: { readonly errorCode: string | number; readonly message?: string | null; readonly details?: string | null },
  { quote }: Quoting,
): Objection {
  const code = String(error.errorCode);
  const texts = [error.message, error.details].filter((part) => part !== null && part !== undefined && part !== "");
  const said = `${quote(texts.join(": ")) || "refused by the gateway"} (errorCode ${quote(code)})`;
  if (status >= 200 && status < 300) return { code: "UnexpectedResponse", said };
  switch (code) {
    case "200": {
      const advice = "check accessKey, secretKey and this machine's clock (five minutes off is refused)";
      return { code: "Unauthorized", said, advice, retry: "at-once" };
    }
    case "210":
      return {
        code: "Unauthorized",
        said,
        advice: "this key may not call Certificate Manager; give it the permission",
      };
    case "400":
      // HTTP 429 with this code is a used-up quota, which waiting a moment does not refill.
      return status === 429
        ? { said, advice: "the quota of calls is used up; raise it or run later", retry: "never" }
        : { said };
    case "100":
      return {
        said,
        advice: "the gateway refused the request as it stands; the documentation of Ncloud explains the code",
      };
    default:
      return { said };
  }
}
