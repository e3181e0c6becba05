/** Which parts of `domains.yaml` lie on lines that were touched: a name for each, since lines move and names stay. */
import { parseDomainName } from "../core/domain-name";
import type { TouchedParts, TouchedWaiver } from "../core/touched";
import type { Path, YamlDocument } from "../document/document";
import { asList, asMapping, asText, asWord } from "./loose-values";

/**
 * `lines` are the numbers of the touched lines, from 1. What is no entry of a list (the defaults, an anchor that others
 * repeat) touches everything. Comments and empty lines between the entries touch nothing.
 */
export function touchedParts(document: YamlDocument, lines: ReadonlySet<number>): TouchedParts {
  const unexplained = new Set([...lines].filter((line) => !SAYS_NOTHING.test(document.textOf(line))));
  let touchesAnchor = false;
  const touches = (path: Path): boolean => {
    const { first, last } = document.linesOf(path);
    let touched = false;
    let hasAnchor = false;
    for (let line = first; line <= last; line += 1) {
      unexplained.delete(line);
      touched ||= lines.has(line);
      hasAnchor ||= ANCHOR.test(document.textOf(line));
    }
    touchesAnchor ||= touched && hasAnchor;
    return touched;
  };
  const root = asMapping(document.value);
  const policies = asMapping(root.policies);
  const domains = asList(root.domains).filter((_, index) => touches(["domains", index]));
  const waivers = asList(root.waivers).filter((_, index) => touches(["waivers", index]));
  const providers = Object.keys(asMapping(root.providers)).filter((name) => touches(["providers", name]));
  const rules = Object.keys(asMapping(policies.rules)).filter((id) => touches(["policies", "rules", id]));
  const others = [
    ...Object.keys(root).filter((key) => !LISTS.includes(key)),
    ...Object.keys(policies).flatMap((key) => (key === "rules" ? [] : [["policies", key]])),
  ].map((path) => [path].flat());
  return {
    everything: others.some(touches) || touchesAnchor || unexplained.size > 0,
    domains: new Set(domains.flatMap((entry) => namesIn(asText(entry) ?? asText(asMapping(entry).name)))),
    waivers: waivers.flatMap(waiversIn),
    rules: new Set(rules),
    providers: new Set(providers),
  };
}

/** What is told apart by its entries. */
const LISTS: readonly string[] = ["domains", "waivers", "providers", "policies"];

/** Empty lines, comments, the line above a list, and the brackets around one. */
const SAYS_NOTHING = /^\s*(#|$|((domains|waivers|providers|policies|rules)\s*:\s*[[{]?|[\]}])\s*(#|$))/;

const ANCHOR = /(^|[\s,[{])&\S/;

function namesIn(written: string | null): readonly string[] {
  const parsed = parseDomainName(written ?? "");
  return parsed.ok ? [parsed.domain.name] : [];
}

function waiversIn(entry: unknown): readonly TouchedWaiver[] {
  const { rule, domain, match } = asMapping(entry);
  const named = asText(rule);
  if (named === null) return [];
  return namesIn(asText(domain)).map((name) => ({
    rule: named,
    domain: name,
    match: asWord(match, ["exact", "subdomains"]) ?? "exact",
  }));
}
