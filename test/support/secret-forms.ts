/** Every form in which a secret may come back, written without a look at how it is taken out. */

export interface SecretForm {
  readonly form: string;
  /** As somebody who was told the secret shows it. */
  readonly shown: string;
  /** No text that holds one of these is harmless. */
  readonly pieces: readonly string[];
}

/** Shorter pieces are found by chance; what is encoded by groups of bits holds less of a secret. */
const SHORTEST_PIECE = { spelled: 8, encoded: 12 };

/** A secret as a row of signs, one for each of its characters, and what stands around it. */
interface Spelled {
  readonly signs: readonly string[];
  readonly before: string;
  readonly behind: string;
}

const NAMES: Readonly<Record<string, string>> = {
  "/": "sol",
  "+": "plus",
  "&": "amp",
  '"': "quot",
  "\\": "bsol",
  "%": "percnt",
  "=": "equals",
  ".": "period",
  ":": "colon",
};

const code = (character: string): number => character.charCodeAt(0);
const digits = (character: string, base: 10 | 16, width: number): string =>
  code(character).toString(base).padStart(width, "0");
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const inAddress = (text: string): string => encodeURIComponent(text);

/** How one character is written. Where only some are escaped, it is those that are no letters or digits. */
const SPELLINGS: Readonly<Record<string, (character: string) => string>> = {
  "as it is": (character) => character,
  "in JSON": inJson,
  "in JSON in JSON": (character) => inJson(inJson(character)),
  "in JSON, slashes escaped": (character) => (character === "/" ? "\\/" : inJson(character)),
  "in an address": inAddress,
  "in a whole address": encodeURI,
  "in a form": (character) => new URLSearchParams([["", character]]).toString().slice(1),
  "percent-encoded": (character) => `%${digits(character, 16, 2).toUpperCase()}`,
  "percent-encoded in small letters": (character) => `%${digits(character, 16, 2)}`,
  "as \\u": (character) => `\\u${digits(character, 16, 4)}`,
  "as \\u{}": (character) => `\\u{${digits(character, 16, 1)}}`,
  "as \\x": (character) => `\\x${digits(character, 16, 2)}`,
  "some as \\u": some((character) => `\\u${digits(character, 16, 4).toUpperCase()}`),
  "in HTML": (character) => ({ "&": "&amp;", '"': "&quot;" })[character] ?? character,
  "as names": (character) => (NAMES[character] === undefined ? character : `&${NAMES[character]};`),
  "as decimal references": (character) => `&#${digits(character, 10, 1)};`,
  "some as decimal references": some((character) => `&#${digits(character, 10, 1)};`),
  "as decimal references with zeros": (character) => `&#${digits(character, 10, 7)};`,
  "as hexadecimal references": (character) => `&#x${digits(character, 16, 1)};`,
  "as hexadecimal references in capitals, with zeros": (character) => `&#X${digits(character, 16, 6).toUpperCase()};`,
  "some as hexadecimal references": some((character) => `&#x${digits(character, 16, 1)};`),
};

function some(spell: (character: string) => string): (character: string) => string {
  return (character) => (/[A-Za-z0-9]/.test(character) ? character : spell(character));
}

/** In Base64 at each place within a group of three bytes, as a part of a longer text; and alone. */
function base64Forms(secret: string): readonly (readonly [string, Spelled])[] {
  return [...["", "x", "a:"].map((before) => [before, ":z"] as const), ["", ""] as const].flatMap(
    ([before, behind]) => {
      const longer = Buffer.from(`${before}${secret}${behind}`).toString("base64");
      // The characters at the edges depend on what stands beside.
      const from = before === "" ? 0 : 4;
      const to = Buffer.from(`${before}${secret}`).toString("base64").length - 4;
      const spelled = (all: string): Spelled => ({
        signs: [...all.slice(from, to)],
        before: all.slice(0, from),
        behind: all.slice(to),
      });
      const name = `in Base64 ${behind === "" ? "alone" : `behind ${before.length} bytes`}`;
      return [
        [name, spelled(longer)],
        [`${name}, for addresses`, spelled(longer.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""))],
      ] as const;
    },
  );
}

function hexForms(secret: string): readonly (readonly [string, Spelled])[] {
  const hexadecimal = Buffer.from(secret).toString("hex");
  const spelled = (all: string): Spelled => ({ signs: [...all], before: "", behind: "" });
  return [
    ["in hexadecimal", spelled(hexadecimal)],
    ["in hexadecimal capitals", spelled(hexadecimal.toUpperCase())],
    ["in hexadecimal, small letters and capitals", spelled(mixed(hexadecimal))],
  ];
}

function mixed(text: string): string {
  return [...text].map((sign, index) => (index % 2 === 0 ? sign : sign.toUpperCase())).join("");
}

/** Each form, and each of them in an address, once and twice. */
export function secretForms(secret: string): readonly SecretForm[] {
  const bySign = Object.entries(SPELLINGS).map(
    ([form, spell]) => [form, { signs: [...secret].map(spell), before: "", behind: "" }] as const,
  );
  const byBits = [...base64Forms(secret), ...hexForms(secret)];
  const forms = [
    ...bySign.map(([form, spelled]) => ({ form, spelled, length: SHORTEST_PIECE.spelled })),
    ...byBits.map(([form, spelled]) => ({ form, spelled, length: SHORTEST_PIECE.encoded })),
  ];
  return forms.flatMap(({ form, spelled, length }) => [
    made(form, spelled, length),
    made(`${form}, in an address`, mapped(spelled, inAddress), length),
    made(`${form}, in an address in an address`, mapped(mapped(spelled, inAddress), inAddress), length),
  ]);
}

function made(form: string, { signs, before, behind }: Spelled, length: number): SecretForm {
  const backwards = signs.map((sign) => [...sign].reverse().join("")).reverse();
  return {
    form,
    shown: before + signs.join("") + behind,
    pieces: [...windows(signs, length), ...windows(backwards, length)],
  };
}

function mapped({ signs, before, behind }: Spelled, spell: (text: string) => string): Spelled {
  return { signs: signs.map(spell), before: spell(before), behind: spell(behind) };
}

/** Every piece of so many signs. */
function windows(signs: readonly string[], length: number): readonly string[] {
  return Array.from({ length: Math.max(1, signs.length - length + 1) }, (_, index) =>
    signs.slice(index, index + length).join(""),
  );
}
