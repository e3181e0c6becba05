/** The certificate of this process for its connection with Terraform. Each process makes its own. */
import { generate } from "selfsigned";

export interface KeyPair {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly certificate: string;
}

/** A certificate counts from a whole second, so it begins a little earlier. */
const EARLIER_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @param now in milliseconds since 1970 */
export async function createCertificate(now: number): Promise<KeyPair> {
  const { private: key, cert: certificate } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now - EARLIER_MS),
    // An apply that waits for a CA may take hours.
    notAfterDate: new Date(now + 30 * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  return { key, certificate };
}
