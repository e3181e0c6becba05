/** The arguments that name a domain, as what is wanted of it: the entry of the file where there is one, else defaults. */
import type { Config } from "../../config/config";
import { addressOf } from "../../core/desired";
import type { Place } from "../../core/diagnostic";
import type { DesiredDomain } from "../../core/desired";
import { parseDomainName } from "../../core/domain-name";
import { DEFAULT_WINDOW_DAYS } from "../../core/window";
import { METHODS } from "../../core/vocabulary";
import type { Method } from "../../core/vocabulary";
import { errorAt } from "./diagnostics";
import { isMapping, UNKNOWN } from "./schema";
import type { AttributePath, TfDiagnostic, TfObject, TfValue } from "./schema";

/** A domain that Terraform declares has no place in a file of ours. */
export const NO_PLACE: Place = { file: "the configuration of Terraform", line: 1, column: 1 };

export type DomainArgument =
  | { readonly ok: true; readonly domain: DesiredDomain; readonly address: string }
  | { readonly ok: false; readonly diagnostics: readonly TfDiagnostic[] };

/** @param values known `domain`, `account`, `method`, `revalidate_within_days` and `keys`; null for what is not given */
export function domainArgument(values: TfObject, { providers, domains }: Config): DomainArgument {
  const refuse = (attribute: AttributePath, summary: string, detail: string): DomainArgument => {
    return { ok: false, diagnostics: [errorAt(attribute, summary, detail)] };
  };
  const names = providers.map(({ settings }) => settings.name);
  const { domain, account = null, method = null, revalidate_within_days: window = null, keys = null } = values;
  const text = typeof domain === "string" ? domain : "";
  const parsed = parseDomainName(text);
  if (!parsed.ok) return { ok: false, diagnostics: domainProblems(text) };
  const [only, second] = names;
  if (account === null && (only === undefined || second !== undefined)) {
    return refuse(["account"], "account is missing", `Name one of ${names.join(", ")}`);
  }
  const provider = typeof account === "string" ? account : (only ?? "");
  if (!names.includes(provider)) {
    return refuse(["account"], "There is no such account", `Name one of ${names.join(", ")}`);
  }
  const { name, unicode } = parsed.domain;
  const declared = domains.find((one) => one.provider === provider && one.name === name);
  const defaults = { owner: null, keys: {}, labels: {}, maxAgeDays: null, place: NO_PLACE };
  return {
    ok: true,
    address: addressOf(provider, name),
    domain: {
      ...defaults,
      ...declared,
      ...{ name, unicode, provider, keys: { ...declared?.keys, ...textsOf(keys) } },
      method: methodWord(method) ?? declared?.method ?? null,
      revalidateWithinDays:
        typeof window === "number" ? window : (declared?.revalidateWithinDays ?? DEFAULT_WINDOW_DAYS),
    },
  };
}

function textsOf(keys: TfValue): Readonly<Record<string, string>> {
  if (!isMapping(keys)) return {};
  return Object.fromEntries(
    Object.entries(keys).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

export function methodWord(value: TfValue | undefined): Method | null {
  return METHODS.find((word) => word === value) ?? null;
}

/** The account of the configuration where the argument leaves it out; null where there are several. */
export function onlyAccount({ providers }: Config): string | null {
  const [only, second] = providers;
  return only === undefined || second !== undefined ? null : only.settings.name;
}

/** Problems of arguments that need no configuration of the provider. */
export function argumentProblems(config: TfObject): readonly TfDiagnostic[] {
  const { domain = null, method = null, revalidate_within_days: window = null } = config;
  const problems: TfDiagnostic[] = [];
  if (typeof domain === "string") problems.push(...domainProblems(domain));
  if (typeof method === "string" && methodWord(method) === null) {
    problems.push(errorAt(["method"], "There is no such method", `Write one of ${METHODS.join(", ")}`));
  }
  if (typeof window === "number" && !(Number.isInteger(window) && window >= 0 && window <= MAX_WINDOW_DAYS)) {
    const detail = `Write a whole number of days from 0 to ${MAX_WINDOW_DAYS}`;
    problems.push(errorAt(["revalidate_within_days"], "The window is not a number of days", detail));
  }
  return problems;
}

function domainProblems(text: string): readonly TfDiagnostic[] {
  const parsed = parseDomainName(text);
  return parsed.ok
    ? []
    : [errorAt(["domain"], "The domain name is not valid", `${JSON.stringify(text)} ${parsed.problem}`)];
}

const MAX_WINDOW_DAYS = 398;

/** Whether an argument is known after apply only. */
export function isAnyUnknown(values: TfObject, names: readonly string[]): boolean {
  return names.some((name) => values[name] === UNKNOWN);
}
