/** How the simulated CAs look for a challenge: from several places of the network, as CAs must (Baseline Requirements, 3.2.2.9). */

export interface Perspectives {
  /**
   * The values of a record as one perspective sees them: the targets of CNAME records, or the joined strings of each TXT record, one
   * character a byte. Empty where there is none; a rejection counts as none.
   * @param name as the CA writes it, with a trailing dot
   * @param perspective counts from 0, which is the CA's own network
   */
  readonly lookUp?: (name: string, type: "CNAME" | "TXT", perspective: number) => Promise<readonly string[]>;
  /** The text of a file; null where there is none; a rejection counts as none. */
  readonly fetchFile?: (url: string, perspective: number) => Promise<string | null>;
}

/** Whether the CA's own network sees it, and enough of the remote ones do (Baseline Requirements, 3.2.2.9). */
export async function isCorroborated(count: number, sees: (perspective: number) => Promise<boolean>): Promise<boolean> {
  const seen = await Promise.all(Array.from({ length: count }, (_, index) => sees(index).catch(() => false)));
  const [own = false, ...remote] = seen;
  return own && remote.filter((one) => !one).length <= allowedMisses(remote.length);
}

/** Of two to five remote perspectives one may fail to see a challenge, of six or more two. */
function allowedMisses(remote: number): number {
  return remote < 2 ? 0 : remote < 6 ? 1 : 2;
}
