/** Credentials that can be told apart from everything else, and a search that finds them in whatever form they leak. */

/** By environment variable. Signs that have to be escaped somewhere are in all that may hold them. */
export const SECRETS = {
  SCM_LOGIN: "Lg4xVq8-login.Zt6",
  SCM_PASSWORD: 'Pw7h/K+2&q"\\%zT9Rk5',
  SCM_CUSTOMER_URI: "Cu9wRt3-uri.Yb2",
  SCM_CLIENT_ID: "Ci5mNb7-id.Xd8",
  SCM_CLIENT_SECRET: 'Cs3j/Fv+6&u"\\%eG1Qn8',
  NCLOUD_ACCESS_KEY: "Ak5pLx0Zr7Qm9Vd2",
  NCLOUD_SECRET_KEY: 'Sk8d/Hb+4&y"\\%wL6Mc3',
} as const;

export const PROXY_PASSWORD = "Px2gTs7Wv5Jn";
export const PROXY_USER = "Pu8cKd3Hf6Lr";

/** Shorter pieces are found by chance; what is escaped holds less of a secret. */
const SHORTEST_PIECE = { plain: 8, escaped: 12 };

interface Form {
  readonly form: string;
  /** No text that holds this is harmless. */
  readonly piece: string;
}

/**
 * Says where a secret stands in the text, as a line each: as it is, escaped once or twice for JSON, in an address or a
 * form, in Base64 at any position of a longer text, in hexadecimal, each of them also reversed or in pieces.
 */
export function leaks(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const found = piecesOf(secret).find(({ piece }) => text.includes(piece));
    if (found === undefined) return [];
    const at = text.indexOf(found.piece);
    return [`${name} (${found.form}): …${text.slice(Math.max(0, at - 60), at + 60)}…`];
  });
}

const known = new Map<string, readonly Form[]>();

function piecesOf(secret: string): readonly Form[] {
  const made = known.get(secret) ?? formsOf(secret);
  known.set(secret, made);
  return made;
}

function formsOf(secret: string): readonly Form[] {
  const json = (text: string): string => JSON.stringify(text).slice(1, -1);
  const inBase64 = [0, 1, 2].map((before) =>
    // The characters at the edges depend on what stands beside.
    Buffer.from(`${"-".repeat(before)}${secret}`)
      .toString("base64")
      .slice(before === 0 ? 0 : 4, -4),
  );
  const hex = Buffer.from(secret).toString("hex");
  const forms: Readonly<Record<string, readonly string[]>> = {
    "as it is": [secret],
    "JSON-escaped": [json(secret), json(json(secret))],
    "URL-encoded": [encodeURIComponent(secret), encodeURI(secret), new URLSearchParams([["", secret]]).toString()],
    Base64: [...inBase64, ...inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))],
    hexadecimal: [hex, hex.toUpperCase()],
  };
  return Object.entries(forms).flatMap(([form, texts]) => {
    const length = form === "as it is" ? SHORTEST_PIECE.plain : SHORTEST_PIECE.escaped;
    return texts.flatMap((text) => [
      ...windows(text, length).map((piece) => ({ form, piece })),
      ...windows([...text].reverse().join(""), length).map((piece) => ({ form: `${form}, reversed`, piece })),
    ]);
  });
}

/** Every piece of the text that has this length. */
function windows(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.max(1, text.length - length + 1) }, (_, index) => text.slice(index, index + length));
}
