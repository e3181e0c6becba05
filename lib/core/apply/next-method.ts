/** By which method the next order of a domain is. */
import { isCoveringMethod } from "../coverage";
import type { LiveRecord } from "../observation";
import { METHODS } from "../vocabulary";
import type { Method } from "../vocabulary";
import { isOrderOpen } from "./status-mark";

/**
 * Null where neither the file nor the CA says one of ours. At the name that covers a domain, an order that runs serves by whatever method
 * it is, if its validation will cover the domain: others may have published for it.
 */
export function nextMethod(declared: Method | null, record: LiveRecord | null): Method | null {
  const [ordered, last] = [methodWord(record?.orderMethod), methodWord(record?.method)];
  if (record?.coveredBy === undefined) return declared ?? ordered ?? last;
  const wanted = isOrderOpen(record) ? [ordered, declared, last] : [declared, ordered, last];
  return wanted.find((method) => method !== null && isCoveringMethod(method)) ?? null;
}

function methodWord(text: string | null | undefined): Method | null {
  return METHODS.find((method) => method === text) ?? null;
}
