/** A whole HTTP answer. Its body is read as JSON, or described without a quotation. */
import { jsonBoundsProblem } from "./json-bounds";

export type Headers = Readonly<Record<string, string>>;

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "empty" }
  /** `what` is a phrase such as `an HTML page`. */
  | { readonly kind: "other"; readonly what: string };

export interface Answer {
  readonly status: number;
  /** Names in lower case; of a repeated header its one value, or its different values with commas. */
  readonly headers: Readonly<Partial<Record<string, string>>>;
  readonly body: Body;
}

/** Whether the body would have to be decompressed (RFC 9110, section 8.4). */
export function isCompressed(headers: Answer["headers"]): boolean {
  return (headers["content-encoding"] ?? "identity").trim().toLowerCase() !== "identity";
}

/** Reads a body by its content, not by its content type: JSON also arrives as text/plain. */
export function parseBody(bytes: Buffer): Body {
  const text = new TextDecoder().decode(bytes).trim();
  if (text === "") return { kind: "empty" };
  // Any other JSON is a single value.
  const problem = /^[[{]/.test(text) ? jsonBoundsProblem(bytes) : null;
  if (problem !== null) return { kind: "other", what: problem };
  try {
    return { kind: "json", value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own message quotes the body, so it is dropped.
    return { kind: "other", what: describeText(text) };
  }
}

function describeText(text: string): string {
  if (/^[[{]/.test(text)) return "JSON that breaks off or is malformed";
  if (/^<(?:!doctype html|html|head|body)/i.test(text)) return "an HTML page";
  if (text.startsWith("<")) return "XML or HTML";
  return "text that is not JSON";
}

/** The body in a phrase, for messages. */
export function describeBody(body: Body): string {
  switch (body.kind) {
    case "json":
      return "JSON of another shape";
    case "empty":
      return "an empty body";
    case "other":
      return body.what;
  }
}
