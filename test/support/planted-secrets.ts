/** Credentials that can be told apart from everything else, and a search that finds them in whatever form they leak. */
import { secretForms } from "./secret-forms";

/** By environment variable. Signs that have to be escaped somewhere are in all that may hold them. */
export const SECRETS = {
  SCM_LOGIN: "Lg4xVq8-login.Zt6",
  SCM_PASSWORD: 'Pw7h/K+2&q"\\%zT9Rk5',
  SCM_CUSTOMER_URI: "Cu9wRt3-uri.Yb2",
  SCM_CLIENT_ID: "Ci5mNb7-id.Xd8",
  SCM_CLIENT_SECRET: 'Cs3j/Fv+6&u"\\%eG1Qn8',
  NCLOUD_ACCESS_KEY: "Ak5pLx0Zr7Qm9Vd2",
  NCLOUD_SECRET_KEY: 'Sk8d/Hb+4&y"\\%wL6Mc3',
  DIGICERT_API_KEY: 'Dk4t/Jv+9&z"\\%qR7Nf1',
} as const;

export const PROXY_PASSWORD = "Px2gTs7Wv5Jn";
export const PROXY_USER = "Pu8cKd3Hf6Lr";

/** Says where a secret stands in the text, as a line each: in any form, whole or in pieces. */
export function leaks(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  const lines = [...new Set(text.split("\n"))].join("\n"); // each once: most runs print the same ones
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const found = piecesOf(secret).find(({ piece }) => lines.includes(piece));
    if (found === undefined) return [];
    const at = lines.indexOf(found.piece);
    return [`${name} (${found.form}): …${lines.slice(Math.max(0, at - 60), at + 60)}…`];
  });
}

const known = new Map<string, readonly Piece[]>();

interface Piece {
  readonly form: string;
  readonly piece: string;
}

/** Each piece once: what is not escaped is the same in many a form. */
function piecesOf(secret: string): readonly Piece[] {
  const made = known.get(secret);
  if (made !== undefined) return made;
  const forms = new Map<string, string>();
  for (const { form, pieces } of secretForms(secret)) {
    for (const piece of pieces) if (!forms.has(piece)) forms.set(piece, form);
  }
  const all = [...forms].map(([piece, form]) => ({ form, piece }));
  known.set(secret, all);
  return all;
}
