/** What the body of a call says, or the error that it gets. */
import type { Answer } from "../answer";
import { jsonObject } from "../call";
import { invalidField, missingField, notAnObject } from "./errors";

export type Body = Readonly<Record<string, unknown>>;

/** A body with a domain name, or with several where that is allowed. */
export type Named = { readonly body: Body; readonly names: readonly string[] } | { readonly refusal: Answer };

/** `domain`. A `domains` that is null counts as left out: clients send it. */
export function readDomain(text: string): Named {
  const body = jsonObject(text);
  if (body === null) return { refusal: notAnObject() };
  const { domain } = body;
  if (domain === undefined || domain === null || domain === "") return { refusal: missingField("domain") };
  return isName(domain) ? { body, names: [domain] } : { refusal: invalidField("domain") };
}

/** `domains`, at least one. */
export function readDomains(text: string): Named {
  const body = jsonObject(text);
  if (body === null) return { refusal: notAnObject() };
  const { domains } = body;
  if (domains === undefined || domains === null) return { refusal: missingField("domains") };
  if (!Array.isArray(domains) || domains.length === 0 || !domains.every(isName)) {
    return { refusal: invalidField("domains") };
  }
  return { body, names: domains };
}

/** Either of them. */
export function readDomainOrDomains(text: string): Named {
  const domains = jsonObject(text)?.domains;
  return domains === undefined || domains === null ? readDomain(text) : readDomains(text);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length >= 3 && value.length <= 255;
}
