/** The simulated DNS as a CA's perspectives see it: each asks one of the servers, as resolvers in different networks do. */
import type { SimulatedDnsServer } from "./server";
import { fold, stringsOf } from "./zone-state";
import type { ServedRecord } from "./zone-state";

/** A chain of more aliases is not followed. */
const MAX_ALIASES = 8;

/**
 * The values of a record: the targets of CNAME records, or the joined strings of each TXT record, one character a byte. A server
 * that does not answer makes it fail.
 * @param perspective counts from 0; perspectives take the servers in turn
 */
export function createLookUp(
  servers: readonly SimulatedDnsServer[],
): (name: string, type: "CNAME" | "TXT", perspective: number) => Promise<readonly string[]> {
  return async (name, type, perspective) => {
    const server = servers[perspective % servers.length];
    let at = fold(name);
    for (let hop = 0; hop <= MAX_ALIASES; hop += 1) {
      const found = server?.answer(at, type) ?? null;
      if (found === null) throw new Error(`no server answers for ${at}`);
      const values = found.answers.filter((one) => one.type === type).map(valueOf);
      const alias = found.answers.find((one) => one.type === "CNAME");
      if (values.length > 0 || alias === undefined) return values;
      at = fold(String(alias.data));
    }
    return [];
  };
}

function valueOf({ type, data }: ServedRecord): string {
  return type === "TXT" ? stringsOf(data).join("") : fold(String(data));
}
