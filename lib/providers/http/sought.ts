/** The forms in which a secret may come back, without the escapes around them. */
import { fullyUnescaped } from "./unescape";

/** What is looked for in each reading of a text. */
export interface Sought {
  /** Redacted wherever it stands. */
  readonly anywhere: readonly string[];
  /** Redacted where it stands as a word: a short one is a part of many a word. */
  readonly asWord: readonly string[];
  /** Hexadecimal digits in small letters, redacted wherever they stand, in small letters or capitals. */
  readonly digits: readonly string[];
}

/** Shorter ones would be found in ordinary words and numbers. */
const SHORTEST_CODE = 8;

/** @param accountNames no secrets, but a message may be read by many */
export function soughtFor(secrets: readonly string[], accountNames: readonly string[]): Sought {
  const [ofSecrets, ofNames] = [secrets.map(formsOf), accountNames.map(formsOf)];
  const codes = ofNames.flatMap(({ encoded }) => encoded);
  return {
    anywhere: [
      ...ofSecrets.flatMap(({ literal, encoded }) => [...literal, ...encoded]),
      ...codes.filter((code) => code.length >= SHORTEST_CODE),
    ],
    asWord: [...ofNames.flatMap(({ literal }) => literal), ...codes.filter((code) => code.length < SHORTEST_CODE)],
    digits: [...ofSecrets, ...ofNames].flatMap(({ digits }) => digits),
  };
}

/** How one secret may be written where no undoing of an escape brings it back. */
interface Forms {
  readonly literal: readonly string[];
  readonly encoded: readonly string[];
  readonly digits: readonly string[];
}

/**
 * In an HTML form, where a blank is a plus; with half a character replaced, as no address can hold it; undone itself,
 * where it looks escaped; in Base64 (RFC 4648, sections 4 and 5), alone or within a longer text; in hexadecimal digits.
 */
function formsOf(secret: string): Forms {
  if (secret === "") return { literal: [], encoded: [], digits: [] };
  const whole = Buffer.from(secret).toString();
  const literal = new Set([secret, whole, whole.replaceAll(" ", "+")]);
  for (const form of [...literal].map(fullyUnescaped)) if (form.length >= SHORTEST_CODE) literal.add(form);
  const written = [whole, JSON.stringify(whole).slice(1, -1), encodeURIComponent(whole), inForm(whole)];
  const texts = [...new Set(written)].map((text) => Buffer.from(text));
  // A header is sent in Latin-1 (RFC 9110, section 5.5).
  if (/[\x80-\xff]/.test(whole) && !/[^\x00-\xff]/.test(whole)) texts.push(Buffer.from(whole, "latin1"));
  return {
    literal: [...literal],
    encoded: [...new Set(texts.flatMap(base64Forms))],
    // The digits of three bytes are a number like any other.
    digits: texts.filter(({ length }) => length > 3).map((bytes) => bytes.toString("hex")),
  };
}

function inForm(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

/** Of a secret of three bytes a longer text in Base64 keeps three characters, which many words hold. */
const SHORTEST_PIECE = 4;

function base64Forms(bytes: Buffer): readonly string[] {
  const within = [0, 1, 2]
    .map((offset) => inLongerBase64(bytes, offset))
    .filter((form) => form.length >= SHORTEST_PIECE);
  // Padding says nothing.
  const base64 = [bytes.toString("base64").replace(/=+$/, ""), ...within];
  return [...base64, ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** The Base64 characters that these bytes alone decide where so many others stand before them in their group of three. */
function inLongerBase64(bytes: Buffer, offset: number): string {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  return padded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
