/** The text of a file with the entries that it lacks, for `dcv import`: domains, and what is accepted because no file can declare it. */
import { isDeepStrictEqual } from "node:util";
import { canBeAcknowledged } from "../config/acknowledged";
import type { Config } from "../config/config";
import { MAX_WAIVER_DAYS } from "../config/policies";
import { barePublicSuffix } from "../config/public-suffix";
import { withoutReferences } from "../config/substitute";
import { addressOf } from "../core/desired";
import type { Place } from "../core/diagnostic";
import { asList, asMapping, asNumber, asText } from "../core/loose-values";
import { isWildcard } from "../core/domain-name";
import { printable } from "../core/printable";
import { compareText } from "../core/order";
import { DAY_MS, formatDay } from "../core/time";
import type { Method } from "../core/vocabulary";
import { waiverCovers } from "../core/waiver";
import { parseDocument } from "../document/document";
import type { YamlDocument } from "../document/document";
import { insertItems } from "../document/insert-items";
import type { NewItem } from "../document/insert-items";
import { linesOf } from "../document/lines";
import { unifiedDiff } from "../document/unified-diff";
import { missingEntries } from "./import-entries";
import type { Entries, LiveName } from "./import-entries";
import { UserError } from "./user-error";
import type { UnreadableName } from "./import-live";
import type { Target } from "./import-target";

/** A domain of the estate. */
export interface ImportedDomain {
  /** The name of the provider in the file. */
  readonly provider: string;
  /** Lower-case A-label name, possibly with a leading `*.`. */
  readonly domain: string;
}

export interface Methodless {
  readonly count: number;
  readonly first: { readonly domain: string; readonly place: Place };
  /** One that their CA can be asked for. */
  readonly method: Method;
}

export interface Merged {
  /** Absolute. */
  readonly path: string;
  /** As messages show it. */
  readonly file: string;
  /** The bytes of the file as they are; null where it does not exist. */
  readonly before: Buffer | null;
  /** The bytes as they should be. */
  readonly after: Buffer;
  /** Empty where nothing is to be added. */
  readonly diff: string;
  /** The domains that are added. */
  readonly added: readonly ImportedDomain[];
  /** How many names are waived or acknowledged, since no file may declare them. */
  readonly accepted: number;
  /** Names that can be neither declared nor waived, a sentence each. */
  readonly refused: readonly string[];
  /** How many domains are declared then. */
  readonly declared: number;
  /** Added domains that no apply can order, since they have no method; null for none. */
  readonly methodless: Methodless | null;
  /** The pattern that `include` of the configuration lacks; null where the file is read. */
  readonly toInclude: string | null;
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff", "utf8");

/** For so long a name that cannot be declared is accepted, unless the file allows less. */
const ACCEPTED_DAYS = 90;

/** @param orderable for each provider that takes orders, a method of its CA */
export function merge(
  live: readonly LiveName[],
  unreadable: readonly UnreadableName[],
  target: Target,
  config: Config,
  now: number,
  orderable: ReadonlyMap<string, Method>,
): Merged {
  const defaults = asMapping(target.value.defaults);
  const [only] = config.providers;
  const entries = missingEntries(live, {
    declared: new Set(config.domains.map(({ provider, name }) => addressOf(provider, name))),
    provider: asText(defaults.provider) ?? (config.providers.length === 1 ? (only?.settings.name ?? null) : null),
    method: asText(defaults.method),
  });
  const maxDays = asNumber(asMapping(target.root.policies).maxWaiverDays) ?? MAX_WAIVER_DAYS;
  const acceptance = {
    owner: asText(defaults.owner) ?? "unassigned",
    expires: formatDay(now + Math.min(ACCEPTED_DAYS, maxDays) * DAY_MS),
  };
  const isTooWide = ({ domain }: Undeclarable): boolean => isWildcard(domain) && barePublicSuffix(domain) !== null;
  const refused = entries.undeclarable.filter(isTooWide);
  const waivers = waiversFor(
    entries.undeclarable.filter((one) => !isTooWide(one)),
    config,
    acceptance,
  );
  const known = new Set(config.acknowledged.map(({ name }) => name));
  const unknown = unreadable.filter(({ name }) => !known.has(name));
  const nameless = unknown.filter(({ name }) => !canBeAcknowledged(name));
  const acknowledged = acknowledgementsFor(
    unknown.filter(({ name }) => canBeAcknowledged(name)),
    acceptance,
  );
  const lists: readonly (readonly [key: string, items: readonly NewItem[]])[] = [
    ["domains", entries.domains],
    ["waivers", waivers],
    ["acknowledged", acknowledged],
  ];
  const after = lists.reduce((text, [key, items]) => inserted(text, key, items, target.file), target.text);
  const document = verify(target, after, lists);
  const isMarked = target.bytes?.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) === true;
  return {
    path: target.path,
    file: target.file,
    before: target.bytes,
    after: Buffer.concat([...(isMarked ? [BYTE_ORDER_MARK] : []), Buffer.from(after, "utf8")]),
    diff: unifiedDiff(target.file, target.text, after, target.isShown),
    added: entries.added,
    accepted: waivers.length + acknowledged.length,
    refused: [
      ...refused.map(
        ({ domain, provider, problem }) =>
          `${addressOf(provider, domain)}: it ${problem} and can be neither declared nor waived; remove it at the CA`,
      ),
      ...nameless.map(
        ({ name, provider }) =>
          `${provider}: a row with the name ${JSON.stringify(name)} can be neither declared nor acknowledged; correct it at the CA`,
      ),
    ],
    declared: config.domains.length + entries.domains.length,
    methodless: methodlessIn(entries, target, document, orderable),
    toInclude: after === target.text ? null : target.toInclude,
  };
}

function methodlessIn(
  { added }: Entries,
  { value }: Target,
  document: YamlDocument,
  orderable: ReadonlyMap<string, Method>,
): Methodless | null {
  const concerned = added.filter(({ method, provider }) => method === null && orderable.has(provider));
  const [first] = concerned;
  const method = orderable.get(first?.provider ?? "");
  if (first === undefined || method === undefined) return null;
  const place = document.placeOf(["domains", asList(value.domains).length + added.indexOf(first)]);
  return { count: concerned.length, first: { domain: first.domain, place }, method };
}

const RULE = "undeclared-domain";

interface Acceptance {
  readonly owner: string;
  readonly expires: string;
}

type Undeclarable = ReturnType<typeof missingEntries>["undeclarable"][number];

/** A name that a CA lists and that no file may declare is waived; one that is waived already, or judged by no rule, is not. */
function waiversFor(
  undeclarable: readonly Undeclarable[],
  { waivers, policies }: Config,
  { owner, expires }: Acceptance,
): readonly NewItem[] {
  if (policies.levels.some(({ rule, level }) => rule === RULE && level === "off")) return [];
  const open = undeclarable.filter(({ domain }) => !waivers.some((waiver) => waiverCovers(waiver, RULE, domain)));
  return [...new Map(open.map((one) => [one.domain, one])).values()].map(({ domain, provider, problem }) => ({
    value: { rule: RULE, domain, reason: foundAt(provider), owner, expires },
    comment: printable(`It cannot be declared: it ${problem}.`),
  }));
}

function acknowledgementsFor(
  unreadable: readonly UnreadableName[],
  { owner, expires }: Acceptance,
): readonly NewItem[] {
  const names = new Map(unreadable.map((one) => [one.name, one]));
  return [...names.values()]
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name, provider }) => ({
      value: { name: withoutReferences(name), reason: foundAt(provider), owner, expires },
      comment: "It cannot be declared: it is not a domain name.",
    }));
}

/** The reason until a person gives a better one. */
function foundAt(provider: string): string {
  return `found at ${provider} by dcv import; not looked at yet`;
}

function inserted(text: string, key: string, items: readonly NewItem[], file: string): string {
  const result = insertItems(text, key, items);
  if (result.ok) return result.text;
  const { line, column } = linesOf(text).placeAt(result.offset);
  throw new UserError(`${file}:${line}:${column}: ${result.problem}`);
}

/** The new text must say what the old one says, and the new items after it; otherwise it is not written. */
function verify(
  { file, text, value }: Target,
  after: string,
  lists: readonly (readonly [string, readonly NewItem[]])[],
): YamlDocument {
  const expected: Record<string, unknown> = { ...value };
  for (const [key, items] of lists) {
    if (items.length > 0) expected[key] = [...asList(value[key]), ...items.map((item) => item.value)];
  }
  const document = parseDocument(after, file);
  if (text === after || isDeepStrictEqual(document.value, expected)) return document;
  const advice = "add one entry to it by hand, on a line of its own, and run again";
  throw new UserError(`${file}: the new entries cannot be added without changing what else the file says; ${advice}`);
}
