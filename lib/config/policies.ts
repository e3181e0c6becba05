/** The policy part: own rules, levels, enforcement and waivers. A waiver that is not whole is an error, never ignored. */
import { resolve } from "node:path";
import type { Diagnostic } from "../core/diagnostic";
import { isWildcard, parseReferredName } from "../core/domain-name";
import { DAY_MS, formatDay, parseDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Waiver } from "../core/waiver";
import type { YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { quoted } from "../document/quoted";
import type { Config } from "./config";
import { asList, asMapping, asNumber, asText, asWord } from "../core/loose-values";

const MAX_WAIVER_DAYS = 400;

/** As in the schema, which has said so: each of them is looked for, and shown. */
const MAX_PATHS = 100;
const MAX_PATH_LENGTH = 4096;

export function normalizePolicies(
  document: YamlDocument,
  directory: string,
  now: EpochMs,
): { policies: Config["policies"]; waivers: readonly Waiver[]; diagnostics: readonly Diagnostic[] } {
  const root = asMapping(document.value);
  const written = asMapping(root.policies);
  const paths = asList(written.paths)
    .slice(0, MAX_PATHS)
    .flatMap((value, index) => {
      const path = asText(value);
      return path === null || path.length > MAX_PATH_LENGTH
        ? []
        : [{ path: resolve(directory, path), place: document.placeOf(["policies", "paths", index]) }];
    });
  const levels = Object.entries(asMapping(written.rules)).flatMap(([rule, value]) => {
    const level = asWord(value, ["off", "info", "warning", "error"]);
    return level === null ? [] : [{ rule, level, place: document.placeOf(["policies", "rules", rule], "key") }];
  });
  const enforcement = asWord(written.enforcement, ["mandatory", "advisory"]) ?? "mandatory";
  const { waivers, diagnostics } = normalizeWaivers(document, now, asNumber(written.maxWaiverDays) ?? MAX_WAIVER_DAYS);
  return { policies: { paths, levels, enforcement }, waivers, diagnostics };
}

function normalizeWaivers(
  document: YamlDocument,
  now: EpochMs,
  maxDays: number,
): { waivers: readonly Waiver[]; diagnostics: readonly Diagnostic[] } {
  const problems = createProblemList();
  const waivers: Waiver[] = [];
  for (const [index, entry] of asList(asMapping(document.value).waivers).entries()) {
    const written = asMapping(entry);
    const refuse = (key: string, message: string): void => {
      problems.add(() => document.diagnostic("bad-waiver", "error", message, ["waivers", index, key]));
    };
    const [rule, name, reason, owner] = [written.rule, written.domain, written.reason, written.owner].map(asText);
    const expires = asText(written.expires);
    if (!rule || !name || !reason || !owner || expires === null) continue; // the schema check has said so
    const match = asWord(written.match, ["exact", "subdomains"]) ?? "exact";
    const parsed = parseReferredName(name);
    if (!parsed.ok) refuse("domain", `${quoted(name)} ${parsed.problem}`);
    else if (match === "subdomains" && !isWildcard(parsed.domain.name)) {
      refuse("domain", `with match: subdomains, write *.${parsed.domain.name}`);
    }
    const lastDay = parseDay(expires);
    if (lastDay !== null && lastDay > now + maxDays * DAY_MS) {
      const latest = formatDay(now + maxDays * DAY_MS);
      refuse("expires", `a waiver may end ${maxDays} days ahead at most, on ${latest} (policies.maxWaiverDays)`);
    }
    if (!parsed.ok || lastDay === null) continue; // the schema check has said what is no day
    const place = document.placeOf(["waivers", index]);
    waivers.push({ rule, domain: parsed.domain.name, match, reason, owner, lastDay, place });
  }
  return { waivers, diagnostics: problems.found() };
}
