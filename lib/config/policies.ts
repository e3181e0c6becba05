/** The policy part: own rules, levels, enforcement and waivers. A waiver that is not whole is an error, never ignored. */
import { resolve } from "node:path";
import type { Diagnostic, Place } from "../core/diagnostic";
import { isWildcard, parseReferredName } from "../core/domain-name";
import { DAY_MS, formatDay, parseDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Waiver } from "../core/waiver";
import type { YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { quoted } from "../document/quoted";
import type { Config } from "./config";
import { barePublicSuffix, holdsPublicSuffixes } from "./public-suffix";
import { asList, asMapping, asNumber, asText, asWord } from "../core/loose-values";
import type { Written } from "../core/loose-values";

/** How far ahead a waiver may end, unless `policies.maxWaiverDays` says less. */
export const MAX_WAIVER_DAYS = 400;

/** As in the schema, which has reported more: each of them is looked for and shown. */
const MAX_PATHS = 100;
const MAX_PATH_LENGTH = 4096;

/** `directory` is what relative paths are relative to; no file outside of `boundary` is read. */
export function normalizePolicies(document: YamlDocument, directory: string, boundary: string): Config["policies"] {
  const written = asMapping(asMapping(document.value).policies);
  const paths = asList(written.paths)
    .slice(0, MAX_PATHS)
    .flatMap((value, index) => {
      const path = asText(value);
      return path === null || path.length > MAX_PATH_LENGTH
        ? []
        : [{ path: resolve(directory, path), place: document.placeOf(["policies", "paths", index]), boundary }];
    });
  const levels = Object.entries(asMapping(written.rules)).flatMap(([rule, value]) => {
    const level = asWord(value, ["off", "info", "warning", "error"]);
    return level === null ? [] : [{ rule, level, place: document.placeOf(["policies", "rules", rule], "key") }];
  });
  const enforcement = asWord(written.enforcement, ["mandatory", "advisory"]) ?? "mandatory";
  return { paths, levels, enforcement };
}

/** The waivers of the files of one estate, added one file after the other. */
export interface WaiverCollector {
  add(document: YamlDocument): readonly Diagnostic[];
  /** Those that can be read, in the order of the files. */
  found(): readonly Waiver[];
}

/** `maxWaiverDays` is that setting of the root file, as it is written. */
export function createWaiverCollector(maxWaiverDays: unknown, now: EpochMs): WaiverCollector {
  const maxDays = Math.min(asNumber(maxWaiverDays) ?? MAX_WAIVER_DAYS, MAX_WAIVER_DAYS);
  const found = new Map<string, Waiver>();
  return {
    add: (document) => {
      const problems = createProblemList();
      for (const [index, entry] of asList(asMapping(document.value).waivers).entries()) {
        const report: Report = (code, key, message) =>
          problems.add(() => document.diagnostic(code, "error", message, ["waivers", index, ...key]));
        const place = document.placeOf(["waivers", index]);
        const waiver = normalizeWaiver(asMapping(entry), place, now + maxDays * DAY_MS, maxDays, report);
        if (waiver === null) continue;
        const address = [waiver.rule, waiver.match, waiver.domain].join(" ");
        const twin = found.get(address);
        if (twin === undefined) found.set(address, waiver);
        else report("duplicate-waiver", [], duplicate(waiver, twin.place));
      }
      return problems.found();
    },
    found: () => [...found.values()],
  };
}

type Report = (code: string, key: readonly string[], message: string) => void;

function duplicate({ rule, domain }: Waiver, { file, line, column }: Place): string {
  return `"${rule}" is waived for "${domain}" at ${file}:${line}:${column} already; remove one of the two`;
}

/** Null for a waiver that is not whole, which has been reported. */
function normalizeWaiver(
  written: Written,
  place: Place,
  latest: EpochMs,
  maxDays: number,
  report: Report,
): Waiver | null {
  const [rule, name, reason, owner] = [written.rule, written.domain, written.reason, written.owner].map(asText);
  const expires = asText(written.expires);
  if (!rule || !name || !reason || !owner || expires === null) return null; // the schema check has reported it
  const match = asWord(written.match, ["exact", "subdomains"]) ?? "exact";
  const refuse = (key: string, message: string): void => report("bad-waiver", [key], message);
  const parsed = parseReferredName(name);
  if (!parsed.ok) refuse("domain", `${quoted(name)} ${parsed.problem}`);
  else if (isWildcard(parsed.domain.name) && barePublicSuffix(parsed.domain.name) !== null) {
    refuse(
      "domain",
      `${quoted(name)} stands for all names below a public suffix, those of others too; add the label before it`,
    );
  } else if (isWildcard(parsed.domain.name) && holdsPublicSuffixes(parsed.domain.name)) {
    refuse(
      "domain",
      `${quoted(name)} stands for all names below the public suffixes below it, those of others too; add the two labels before it`,
    );
  } else if (match === "subdomains" && !isWildcard(parsed.domain.name)) {
    refuse("domain", `with match: subdomains, write *.${parsed.domain.name}`);
  }
  const lastDay = parseDay(expires);
  if (lastDay !== null && lastDay > latest) {
    refuse(
      "expires",
      `a waiver may end ${maxDays} days ahead at most, on ${formatDay(latest)} (policies.maxWaiverDays)`,
    );
  }
  if (!parsed.ok || lastDay === null) return null; // the schema check has reported what is no day
  return { rule, domain: parsed.domain.name, match, reason, owner, lastDay, place };
}
