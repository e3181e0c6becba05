/** The forms in which a secret must be found, written without a look at how it is taken out. */

export interface SecretForm {
  readonly form: string;
  /** As a server that received the secret may send it back. */
  readonly shown: string;
  /** No text that holds one of these is harmless. */
  readonly pieces: readonly string[];
}

const inAddress = (text: string): string => encodeURIComponent(text);
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** How one character is written. */
const SPELLINGS: Readonly<Record<string, (character: string) => string>> = {
  "as it is": (character) => character,
  "in small letters": (character) => character.toLowerCase(),
  "in an address": inAddress,
  "in an address, small digits": (character) => inAddress(character).replace(/%../g, (escape) => escape.toLowerCase()),
  "in a form": (character) => new URLSearchParams([["", character]]).toString().slice(1),
  "in JSON": inJson,
  "in JSON, slashes escaped": (character) => (character === "/" ? "\\/" : inJson(character)),
  "in JSON, as browsers may embed it": (character) =>
    /[&<>']/.test(character) ? unicode(character) : inJson(character),
};

/** In Base64 at each place within a group of three bytes, as a part of a longer text; and alone. */
function base64Forms(secret: string): readonly SecretForm[] {
  return [...["", "x", "a:"].map((before) => [before, ":z"] as const), ["", ""] as const].flatMap(([before, after]) => {
    const standard = Buffer.from(`${before}${secret}${after}`).toString("base64");
    // The characters at the edges depend on what stands beside.
    const from = before === "" ? 0 : 4;
    const to = Buffer.from(`${before}${secret}`).toString("base64").length - 4;
    const name = `in Base64 ${after === "" ? "alone" : `after ${before.length} bytes`}`;
    return [
      [name, standard] as const,
      [`${name}, for addresses`, standard.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")] as const,
    ].map(([form, shown]) => ({ form, shown, pieces: windows([...shown.slice(from, to)], 12) }));
  });
}

export function secretForms(secret: string): readonly SecretForm[] {
  const spelled = Object.entries(SPELLINGS).map(([form, spell]) => {
    const signs = [...secret].map(spell);
    return { form, shown: signs.join(""), pieces: windows(signs, 8) };
  });
  const hexadecimal = Buffer.from(secret).toString("hex");
  const hex = [hexadecimal, hexadecimal.toUpperCase()].map((shown) => ({
    form: "in hexadecimal",
    shown,
    pieces: windows([...shown], 12),
  }));
  return [...spelled, ...base64Forms(secret), ...hex];
}

/** Every piece of so many signs. */
function windows(signs: readonly string[], length: number): readonly string[] {
  return Array.from({ length: Math.max(1, signs.length - length + 1) }, (_, index) =>
    signs.slice(index, index + length).join(""),
  );
}
