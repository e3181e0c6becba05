/**
 * What the simulated CAs hold, and where they misbehave. A scenario is written as a small YAML (`schemas/scenario.schema.json`)
 * and becomes plain data, with every date an instant and every default filled in.
 */
import { Type } from "@sinclair/typebox";
import type { TSchema } from "@sinclair/typebox";
import type { Diagnostic } from "../core/diagnostic";
import type { EpochMs } from "../core/time";
import { compileSchema } from "../document/schema";
import { bounded } from "../document/problems";
import type { SchemaCheck } from "../document/schema";
import { parseDocument } from "../document/document";
import { faultSchema, faultsOf } from "./fault";
import type { Fault, FaultFile } from "./fault";
import { SIMULATED_CAS } from "./registry";
import { createScenarioReader } from "./scenario-reader";
import type { SimulatedCa } from "./simulated-ca";

export interface Scenario {
  /** The CAs answer as of this instant; null: as of the clock. */
  readonly now: EpochMs | null;
  /** What each CA holds, by type. A CA that is missing is not there at all: its paths are 404. */
  readonly cas: ReadonlyMap<string, unknown>;
  readonly faults: readonly Fault[];
}

/** @param cas the CAs that a scenario may hold */
export function scenarioSchema(cas: readonly SimulatedCa[] = SIMULATED_CAS): TSchema {
  const operations = cas.flatMap((ca) => ca.operations);
  const patterns = [...cas.map(({ type }) => `${type}.*`), "*"];
  return Type.Object(
    {
      version: Type.Unsafe<1>({ const: 1 }),
      now: Type.Optional(
        Type.String({
          expected: "an instant in quotes, such as 2026-11-21T00:00:00Z",
          description: "The CAs answer as of this instant, and relative dates count from it. Default: the clock",
        }),
      ),
      ...Object.fromEntries(cas.map(({ type, scenario }) => [type, Type.Optional(scenario)])),
      faults: Type.Optional(Type.Array(faultSchema([...operations, ...patterns]))),
    },
    { title: "Scenario of the embedded CA", additionalProperties: false },
  );
}

interface ScenarioFile {
  readonly [type: string]: unknown;
  readonly now?: string;
  readonly faults?: readonly FaultFile[];
}

/** Compiled on first use: most commands never read a scenario. */
const checks = new WeakMap<readonly SimulatedCa[], SchemaCheck>();

/**
 * Reads a scenario. Relative dates count from its own `now`, else from the `now` given. The scenario is null when a
 * diagnostic is an error; nothing is thrown.
 */
export function parseScenario(
  text: string,
  file: string,
  now: EpochMs,
  cas: readonly SimulatedCa[] = SIMULATED_CAS,
): { scenario: Scenario | null; diagnostics: readonly Diagnostic[] } {
  const document = parseDocument(text, file, ["version", "now", "faults"]);
  if (document.diagnostics.length > 0) return { scenario: null, diagnostics: document.diagnostics };
  const check = checks.get(cas) ?? compileSchema(scenarioSchema(cas));
  checks.set(cas, check);
  const violations = check(document);
  if (violations.length > 0) return { scenario: null, diagnostics: violations };

  const source = document.value as ScenarioFile;
  const reader = createScenarioReader(document, source.now, now);
  const scenario: Scenario = {
    now: reader.fixedNow,
    cas: new Map(
      cas.flatMap((ca) => (source[ca.type] === undefined ? [] : [[ca.type, ca.read(source[ca.type], reader)]])),
    ),
    faults: faultsOf(source.faults ?? []),
  };
  return reader.diagnostics.length > 0
    ? { scenario: null, diagnostics: bounded(reader.diagnostics) }
    : { scenario, diagnostics: [] };
}
