/** The forms in which a secret is looked for in a text: what common software makes of a value that it sends back. */

/** Shorter codes occur by chance in ordinary words and numbers. */
const MIN_CODE_LENGTH = { base64: 6, hex: 8 };

/**
 * As it is; URL-encoded (RFC 3986) and in an HTML form; JSON-escaped (RFC 8259, section 7), also with `\/` and with `\u` for
 * all that is not plain ASCII; in Base64 (RFC 4648, sections 4 and 5), alone or within a longer text; in hexadecimal
 * digits. The search ignores case. Not found: escapes within escapes, other character sets, HTML references, parts.
 */
export function secretForms(secret: string): readonly string[] {
  const text = Buffer.from(secret).toString(); // half of a surrogate pair becomes U+FFFD, as on the wire
  const inForm = String(new URLSearchParams([["", text]])).slice(1);
  const inJson = JSON.stringify(text).slice(1, -1);
  const escaped = inJson.replace(/[^ -%(-;=?-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // A header is sent in Latin-1 (RFC 9110, section 5.5).
  const bytes = [Buffer.from(text), Buffer.from(text, "latin1")];
  return [
    ...[secret, encodeURIComponent(text), encodeURI(text), inForm, inJson, inJson.replaceAll("/", "\\/"), escaped],
    ...bytes.flatMap(base64Forms).filter(({ length }) => length >= MIN_CODE_LENGTH.base64),
    ...bytes.map((one) => one.toString("hex")).filter(({ length }) => length >= MIN_CODE_LENGTH.hex),
  ];
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
