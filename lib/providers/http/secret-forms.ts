/** The forms in which a secret is looked for in a text: what common software makes of a value that it sends back. */

/** Shorter codes occur by chance in ordinary words and numbers. */
const MIN_CODE_LENGTH = { base64: 6, hex: 8 };

/**
 * As it is; in small letters; URL-encoded (RFC 3986) and in an HTML form, with capital and small digits; JSON-escaped (RFC 8259, section 7),
 * also with `\/` and with `\u` for all that is not plain ASCII; in Base64 (RFC 4648, sections 4 and 5), alone or within a
 * longer text; in hexadecimal digits. Not found: escapes within escapes, other character sets, HTML references, parts.
 */
export function secretForms(secret: string): readonly string[] {
  const text = Buffer.from(secret).toString(); // half of a surrogate pair becomes U+FFFD, as on the wire
  const inUrls = [encodeURIComponent(text), encodeURI(text), String(new URLSearchParams([["", text]])).slice(1)];
  const inJson = JSON.stringify(text).slice(1, -1);
  // As a URL and a listing write a host, a name.
  const literal = [
    secret,
    secret.toLowerCase(),
    ...inUrls,
    ...inUrls.map(withSmallDigits),
    inJson,
    inJson.replaceAll("/", "\\/"),
  ];
  // A header is sent in Latin-1 (RFC 9110, section 5.5).
  const bytes = [Buffer.from(text), Buffer.from(text, "latin1")];
  const base64 = bytes.flatMap(base64Forms).filter(({ length }) => length >= MIN_CODE_LENGTH.base64);
  const hex = bytes.map((one) => one.toString("hex")).filter(({ length }) => length >= MIN_CODE_LENGTH.hex);
  return [
    ...new Set([...literal, withUnicodeEscapes(inJson), ...base64, ...hex, ...hex.map((one) => one.toUpperCase())]),
  ];
}

function withSmallDigits(url: string): string {
  return url.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase());
}

function withUnicodeEscapes(json: string): string {
  return json.replace(/[^ -%(-;=?-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The characters that these bytes alone decide, at each of the three offsets that they may have in a longer text. */
function base64Forms(bytes: Buffer): readonly string[] {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const alone = bytes.toString("base64").replace(/=+$/, "");
  return [alone, ...forms].flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}
