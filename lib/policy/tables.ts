/** Reads `policies/tables`: reuse periods by date of issuance, validation methods, and what each CA itself accepts. */
import { join } from "node:path";
import type { Diagnostic } from "../core/diagnostic";
import type { LimitStep, ReuseLimit } from "../core/reuse";
import type { MethodFacts, Tables } from "../core/tables";
import { parseDay } from "../core/time";
import { parseDocument } from "../document/document";
import type { YamlDocument } from "../document/document";
import { readTextFile } from "../document/read";
import { compileSchema } from "../document/schema";
import { citationOf } from "./rule";
import { TABLE_SCHEMAS } from "./tables-schema";
import type { WrittenMethod, WrittenStep, WrittenTables } from "./tables-schema";

/** The tables as published, before they are tied to the providers of a file. */
export interface PublishedTables {
  readonly reusePeriods: ReuseLimit;
  readonly methods: Tables["methods"];
  /** By provider type. */
  readonly caProfiles: ReadonlyMap<string, ReuseLimit>;
  /** The domain names that a CA accepts in CAA records, by provider type. */
  readonly issuers: ReadonlyMap<string, readonly string[]>;
  readonly randomValue: Tables["randomValue"];
}

/** The tables as their files have them; null for one that is broken. */
export async function readWrittenTables(
  directory: string,
  cwd: string,
  check: "checked" | "unchecked" = "checked",
): Promise<{ readonly [Name in keyof WrittenTables]: Read<WrittenTables[Name]> }> {
  const [periods, methods, profiles] = await Promise.all([
    readTable("reuse-periods", directory, cwd, check),
    readTable("methods", directory, cwd, check),
    readTable("ca-profiles", directory, cwd, check),
  ]);
  return { "reuse-periods": periods, methods, "ca-profiles": profiles };
}

interface Read<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the three tables below `directory`; null with diagnostics when one of them is broken.
 * @param check `unchecked` leaves out the check of their shape, which takes longer than the rest
 */
export async function readTables(
  directory: string,
  cwd: string,
  check: "checked" | "unchecked" = "checked",
): Promise<{ tables: PublishedTables | null; diagnostics: readonly Diagnostic[] }> {
  const { "reuse-periods": periods, methods, "ca-profiles": profiles } = await readWrittenTables(directory, cwd, check);
  const diagnostics = [...periods.diagnostics, ...methods.diagnostics, ...profiles.diagnostics];
  if (periods.value === null || methods.value === null || profiles.value === null) return { tables: null, diagnostics };
  const { random_value: randomValue } = methods.value;
  const tables: PublishedTables = {
    reusePeriods: {
      kind: "baseline_requirements",
      source: shortCitation(periods.value.source.section, periods.value.source.ballot),
      steps: stepsOf(periods.value.periods),
    },
    methods: methodsByWord(methods.value.methods),
    caProfiles: new Map(
      profiles.value.profiles.map(({ type, source, steps }) => [type, { kind: "ca", source, steps: stepsOf(steps) }]),
    ),
    issuers: new Map(profiles.value.issuers.map(({ type, names }) => [type, names])),
    randomValue: { days: randomValue.days, citation: shortCitation(randomValue.section, undefined) },
  };
  return { tables, diagnostics };
}

/** Ties the CA profiles to the providers of a file, where a provider may bring a limit of its own. */
export function tablesFor(
  published: PublishedTables,
  providers: readonly {
    readonly name: string;
    readonly type: string;
    readonly reuseLimit: readonly LimitStep[] | null;
  }[],
): Tables {
  const caLimits = new Map<string, ReuseLimit>();
  for (const { name, type, reuseLimit } of providers) {
    const profile = published.caProfiles.get(type);
    if (reuseLimit !== null)
      caLimits.set(name, { kind: "ca", source: `reuseLimit of ${name} in this file`, steps: reuseLimit });
    else if (profile !== undefined) caLimits.set(name, profile);
  }
  const issuers = new Map(
    providers.flatMap(({ name, type }) => {
      const names = published.issuers.get(type);
      return names === undefined ? [] : [[name, names] as const];
    }),
  );
  const { reusePeriods, methods, randomValue } = published;
  return { reusePeriods, methods, caLimits, issuers, randomValue };
}

async function readTable<Name extends keyof WrittenTables>(
  name: Name,
  directory: string,
  cwd: string,
  check: "checked" | "unchecked",
): Promise<Read<WrittenTables[Name]>> {
  const read = await readTextFile(join(directory, `${name}.yaml`), cwd, null);
  if (!read.ok) return { value: null, diagnostics: read.diagnostics };
  const document: YamlDocument = parseDocument(read.text, read.file);
  const isWhole = document.diagnostics.length > 0 || check === "unchecked";
  const diagnostics = isWhole ? document.diagnostics : compileSchema(TABLE_SCHEMAS[name])(document);
  const isSound = diagnostics.length === 0;
  return { value: isSound ? (document.value as WrittenTables[Name]) : null, diagnostics };
}

function stepsOf(steps: readonly WrittenStep[]): readonly LimitStep[] {
  return steps
    .map(({ issued_from: from, days }) => ({ from: dayOr(from, Number.NEGATIVE_INFINITY), days }))
    .sort((a, b) => a.from - b.from);
}

function methodsByWord(methods: readonly WrittenMethod[]): ReadonlyMap<string, readonly MethodFacts[]> {
  const byWord = new Map<string, MethodFacts[]>();
  for (const written of methods) {
    const facts: MethodFacts = {
      wildcard: written.wildcard,
      sunsetFrom: dayOr(written.sunset_from, null),
      voidFrom: dayOr(written.void_from, null),
      reuseCapDays: written.reuse_cap_days ?? null,
      refreshedByCa: written.refreshed_by_ca ?? false,
      caaLabel: written.caa_label,
      citation: shortCitation(written.section, written.ballot),
    };
    byWord.set(written.word, [...(byWord.get(written.word) ?? []), facts]);
  }
  return byWord;
}

/** The schema has seen that the day exists. */
function dayOr<T>(day: string | null | undefined, otherwise: T): number | T {
  return day === null || day === undefined ? otherwise : Number(parseDay(day));
}

function shortCitation(section: string | number | undefined, ballot: string | undefined): string {
  return citationOf({
    document: "Baseline Requirements",
    ...(section === undefined ? {} : { section }),
    ...(ballot === undefined ? {} : { ballot }),
  });
}
