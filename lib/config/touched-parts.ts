/**
 * What differs between two versions of the configuration, by value: quotes, comments, indentation and the order of entries say
 * nothing. An entry counts with its file's defaults, so that a default touches the entries that it reaches and no others.
 */
import { parseReferredName } from "../core/domain-name";
import type { ChangedParts, ChangedWaiver } from "../core/changed-parts";
import { asList, asMapping, asText, asWord } from "../core/loose-values";
import type { Written } from "../core/loose-values";

/**
 * `before` and `after` are the values of all files of an estate as they were parsed, the root file first, with aliases resolved
 * and references left as they are. In which file an entry stands says nothing.
 */
export function touchedParts(before: readonly unknown[], after: readonly unknown[]): ChangedParts {
  const [filesThen, filesNow] = [before.map(asMapping), after.map(asMapping)];
  const [then = {}, now = {}] = [filesThen[0], filesNow[0]];
  const [policiesThen, policiesNow] = [asMapping(then.policies), asMapping(now.policies)];
  return {
    everything:
      changedKeys(then, now).some((key) => !READ_BY_ENTRY.includes(key) && !isIgnored(key)) ||
      changedKeys(policiesThen, policiesNow).some((key) => key !== "rules"),
    domains: new Set([
      ...changedEntries(filesThen, filesNow, "domains").flatMap(({ name }) => namesIn(name)),
      ...changedEntries(filesThen, filesNow, "acknowledged").flatMap(({ name }) => namesIn(name)),
    ]),
    waivers: changedEntries(filesThen, filesNow, "waivers").flatMap(waiversIn),
    rules: new Set(changedKeys(asMapping(policiesThen.rules), asMapping(policiesNow.rules))),
    providers: new Set(changedKeys(asMapping(then.providers), asMapping(now.providers))),
  };
}

/** Keys whose values are compared part by part, and `apply`, which changes no plan. The files that `include` names are compared themselves. */
const READ_BY_ENTRY: readonly string[] = [
  "include",
  "defaults",
  "domains",
  "waivers",
  "acknowledged",
  "providers",
  "policies",
  "apply",
];

/** Keys of the user's own at the top of a file, in its defaults and in entries. Elsewhere `x-ca` is a name like any other. */
function isIgnored(key: string): boolean {
  return key.startsWith("x-");
}

function changedKeys(before: Written, after: Written): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => canonical(before[key]) !== canonical(after[key]));
}

/** For each list the key whose value is a domain name, of which each spelling is the same; an acknowledged text is exact. */
const NAME_OF = { domains: "name", waivers: "domain", acknowledged: null } as const;

type List = keyof typeof NAME_OF;

/** The entries of either version that the other does not have; the same entry twice counts twice. */
function changedEntries(before: readonly Written[], after: readonly Written[], list: List): readonly Written[] {
  const [then, now] = [before, after].map((files) => files.flatMap((file) => entriesIn(file, list)));
  const counts = new Map<string, number>();
  for (const { text } of now ?? []) counts.set(text, (counts.get(text) ?? 0) + 1);
  const removed = (then ?? []).filter(({ text }) => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
  const added = (now ?? []).filter(({ text }) => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left > 0;
  });
  return [...removed, ...added].map(({ entry }) => entry);
}

function entriesIn(file: Written, list: List): readonly { readonly entry: Written; readonly text: string }[] {
  const defaults = list === "domains" ? asMapping(file.defaults) : {};
  const name = NAME_OF[list];
  return asList(file[list]).map((value) => {
    const entry = typeof value === "string" ? { name: value } : asMapping(value);
    const whole: Written = { ...defaults, ...entry };
    const labels = { ...asMapping(defaults.labels), ...asMapping(entry.labels) };
    const read = Object.entries({ ...whole, labels }).filter(([key]) => !isIgnored(key));
    const named = name === null ? {} : { [name]: namesIn(whole[name])[0] ?? whole[name] };
    return { entry, text: canonical({ ...Object.fromEntries(read), ...named }) };
  });
}

/** One text for equal values: keys in one order. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) => {
      if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ""
  );
}

function namesIn(written: unknown): readonly string[] {
  const parsed = parseReferredName(asText(written) ?? "");
  if (parsed.ok) return [parsed.domain.name];
  return typeof written === "string" ? [written.toLowerCase()] : [];
}

function waiversIn({ rule, domain, match }: Written): readonly ChangedWaiver[] {
  const named = asText(rule);
  if (named === null) return [];
  return namesIn(domain).map((name) => ({
    rule: named,
    domain: name,
    match: asWord(match, ["exact", "subdomains"]) ?? "exact",
  }));
}
