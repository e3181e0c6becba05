/** A key that signs DNS messages (TSIG, RFC 8945), as text: the form of `nsupdate -y` and `kdig -y`. */
import { parseDnsName } from "./dns-name";

/** HMAC-MD5 is not there: RFC 8945 forbids it. */
const TSIG_ALGORITHMS = ["hmac-sha256", "hmac-sha384", "hmac-sha512", "hmac-sha1"] as const;
export type TsigAlgorithm = (typeof TSIG_ALGORITHMS)[number];

export interface TsigKey {
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  /** In Base64. */
  readonly secret: string;
}

/** 128 bits: a shorter secret could be guessed from a message that it signed. */
const MIN_SECRET_BYTES = 16;

export type ParsedTsigKey =
  | { readonly ok: true; readonly key: TsigKey }
  /** `problem` is a sentence. It quotes nothing, because the text may hold a secret. */
  | { readonly ok: false; readonly problem: string };

/** Reads `ALGORITHM:NAME:SECRET`, or `NAME:SECRET` for HMAC-SHA256. */
export function parseTsigKey(text: string): ParsedTsigKey {
  const refuse = (problem: string): ParsedTsigKey => ({ ok: false, problem });
  const parts = text.trim().split(":");
  if (parts.length !== 2 && parts.length !== 3) return refuse("write NAME:SECRET or ALGORITHM:NAME:SECRET");
  const [word, nameText, secret] = [parts.slice(0, -2).join(), parts.slice(-2, -1).join(), parts.slice(-1).join()];
  const algorithm = word === "" ? "hmac-sha256" : TSIG_ALGORITHMS.find((one) => one === word.toLowerCase());
  if (algorithm === undefined) return refuse(`the algorithm is none of ${TSIG_ALGORITHMS.join(", ")}`);
  const name = parseDnsName(nameText);
  if (name === null) return refuse("the name of the key is not a name of DNS");
  const bytes = bytesInBase64(secret);
  if (bytes === null) return refuse("the secret is not Base64");
  if (bytes < MIN_SECRET_BYTES)
    return refuse(`the secret has ${bytes} bytes; it must have at least ${MIN_SECRET_BYTES}`);
  return { ok: true, key: { name, algorithm, secret } };
}

function bytesInBase64(text: string): number | null {
  const [, digits, padding] = /^([A-Za-z\d+/]+)(={0,2})$/.exec(text) ?? [];
  if (digits === undefined || padding === undefined || (digits.length + padding.length) % 4 !== 0) return null;
  return (digits.length * 3) >> 2;
}
