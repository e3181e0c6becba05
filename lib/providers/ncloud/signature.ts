/** API Gateway signature v2. Ncloud API guide, "Common Certificate Manager headers". */
import { createHmac } from "node:crypto";

export interface SigningKey {
  readonly accessKey: string;
  /** Used as text: it is not base64, whatever it looks like. */
  readonly secretKey: string;
}

/**
 * HMAC-SHA256 over method, request target, timestamp and access key, in base64.
 * @param target path with `/api/v2` and query, without scheme and host: the very bytes that go on the wire
 * @param timestampMs the very text of the timestamp header; more than five minutes off the gateway's clock is refused
 */
export function signRequest(method: string, target: string, timestampMs: string, key: SigningKey): string {
  const message = `${method} ${target}\n${timestampMs}\n${key.accessKey}`;
  return createHmac("sha256", Buffer.from(key.secretKey, "utf8")).update(message, "utf8").digest("base64");
}
