/** Whom to ask for which name: ListDcvStatuses wants a certificate number and one domain. */
import type { ObserveRequest } from "../../core/observation";
import type { Certificate } from "./mapping";

export interface Question {
  readonly name: string;
  /** The certificates to ask about the name; their answers are read as one history. */
  readonly certificateNos: readonly string[];
}

/**
 * The declared names with the certificate that the file gives, else with every certificate that names them exactly, and
 * after them the listed names. A declared name that no certificate names is left out: it is absent. Certificates that
 * have failed or lapsed are asked only where no other names the domain, revoked and deleted ones never.
 */
export function questionsFor(
  certificates: readonly Certificate[],
  { declared, filter }: Pick<ObserveRequest, "declared" | "filter">,
): readonly Question[] {
  const live = numbersByName(certificates, "live");
  const lapsed = numbersByName(certificates, "lapsed");
  const given = new Map(declared.map(({ name, keys }) => [name, keys.certificateNo]));
  const names = new Set([...given.keys(), ...live.keys(), ...lapsed.keys()]);

  return [...names]
    .filter((name) => filter === null || filter.domain === null || filter.domain === name)
    .map((name) => {
      const number = given.get(name) ?? null;
      return { name, certificateNos: number === null ? (live.get(name) ?? lapsed.get(name) ?? []) : [number] };
    })
    .filter(({ certificateNos }) => certificateNos.length > 0);
}

function numbersByName(
  certificates: readonly Certificate[],
  state: Certificate["state"],
): ReadonlyMap<string, readonly string[]> {
  const numbers = new Map<string, string[]>();
  for (const certificate of certificates) {
    if (certificate.state !== state) continue;
    for (const name of certificate.names) {
      const known = numbers.get(name);
      if (known === undefined) numbers.set(name, [certificate.certificateNo]);
      else known.push(certificate.certificateNo);
    }
  }
  return numbers;
}
