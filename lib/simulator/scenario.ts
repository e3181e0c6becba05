/**
 * What a simulated CA holds, and where it misbehaves. A scenario is written as a small YAML (`scenario.schema.json`)
 * and becomes this plain data, with every date an instant and every default filled in.
 */
import type { Diagnostic } from "../core/diagnostic";
import type { EpochMs } from "../core/time";
import { compileSchema } from "../document/schema";
import { bounded } from "../document/problems";
import type { SchemaCheck } from "../document/schema";
import { parseDocument } from "../document/document";
import type { ScenarioFile } from "./scenario-file";
import { faultsOf, ncloudScenario, sectigoScenario } from "./scenario-defaults";
import { createScenarioReader } from "./scenario-reader";
import scenarioSchema from "./scenario.schema.json";
import type { Vocabulary } from "./sectigo/vocabulary";

export interface Scenario {
  /** The fixed instant that data is told as of; null: the clock's. */
  readonly now: EpochMs | null;
  /** Null: the CA is not there at all, and its paths are 404. */
  readonly sectigo: SectigoScenario | null;
  readonly ncloud: NcloudScenario | null;
  readonly faults: readonly Fault[];
}

export interface SectigoScenario {
  readonly auth: {
    readonly login: string;
    readonly password: string;
    readonly customerUri: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  readonly tokenLifetimeSeconds: number;
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
  /** What a `size` above the maximum gets: a 400, or a page of the maximum size. */
  readonly oversizedPages: "refuse" | "clamp";
  readonly vocabulary: { readonly v1: Vocabulary; readonly v2: Vocabulary };
  /** Sorted by name, which is the order of the listing. */
  readonly domains: readonly SectigoDomain[];
}

export interface SectigoDomain {
  readonly domain: string;
  readonly status: string;
  readonly method: string | null;
  readonly validatedAt: EpochMs | null;
  readonly expiresAt: EpochMs | null;
  readonly orderStatus: string;
  readonly orderMethod: string | null;
  readonly submittedAt: EpochMs | null;
  readonly org: number | null;
  readonly department: number | null;
  /** Keys left out of the row of the listing, then keys put into it as they stand; below, the same for the status. */
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly statusOmit: readonly string[];
  readonly statusExtra: Readonly<Record<string, unknown>>;
}

export interface NcloudScenario {
  readonly auth: { readonly accessKey: string; readonly secretKey: string };
  /** The key belongs to a sub-account: everything is refused with an empty 403. */
  readonly subAccountKey: boolean;
  readonly defaultPageSize: number;
  /** Null: as large as asked for. */
  readonly maxPageSize: number | null;
  readonly wildcardDomainAddress: "wildcard" | "base";
  readonly dnsNames: "text" | "list";
  /** Whether ListDcvStatuses has the fields about e-mail, which came in September 2026. */
  readonly emailVerification: boolean;
  readonly certificates: readonly NcloudCertificate[];
}

export interface NcloudCertificate {
  readonly certificateNo: number;
  readonly name: string;
  readonly domains: readonly string[];
  readonly statusCode: string;
  readonly kind: "cloud" | "advanced";
  readonly orderId: string | number | null;
  readonly validations: readonly NcloudValidation[];
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface NcloudValidation {
  readonly domain: string;
  /** A number in the vendor's example, text in its table: served as the scenario has it. */
  readonly validSn: string | number;
  readonly requestSn: string;
  readonly status: string;
  readonly validYn: string;
  readonly registeredAt: EpochMs | null;
  readonly validatedAt: EpochMs | null;
  readonly txtName: string;
  readonly txtValue: string;
  readonly txtId: string | number | null;
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface Fault {
  /** An operation, or `sectigo.*`, `ncloud.*`, `*`. */
  readonly on: string;
  /** Parameters that the call must have, by name. */
  readonly when: Readonly<Record<string, string>>;
  /** Matching calls that pass before the fault begins, and how many it then meets. */
  readonly after: number;
  readonly times: number;
  readonly effect: FaultEffect;
}

export interface FaultEffect {
  readonly delayMs?: number;
  readonly status?: number;
  /** Text, or anything else to be sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Half of the body, then the connection ends. */
  readonly cutBody?: boolean;
  /** Half of the body, then nothing more, ever. */
  readonly stallBody?: boolean;
  /** The connection ends without an answer. */
  readonly refuse?: boolean;
  /** There is never an answer. */
  readonly hang?: boolean;
  readonly emptyBody?: boolean;
  /** A wrong total, or none. */
  readonly total?: number;
  readonly omitTotal?: boolean;
  /** The first page, whatever page was asked for. */
  readonly repeatPage?: boolean;
  /** The page begins so many rows later (or, below 0, earlier), as when rows came or went since the page before. */
  readonly shiftRows?: number;
  /** The page holds at most so many rows, whatever its size. */
  readonly maxRows?: number;
  /** The bearer token of this call is no longer good. */
  readonly tokenExpired?: boolean;
}

let checkSchema: SchemaCheck | null = null;

/**
 * Reads a scenario. Relative dates count from its own `now`, else from the `now` given. The scenario is null when a
 * diagnostic is an error; nothing is thrown.
 */
export function parseScenario(
  text: string,
  file: string,
  now: EpochMs,
): { scenario: Scenario | null; diagnostics: readonly Diagnostic[] } {
  const document = parseDocument(text, file, ["version", "now", "faults"]);
  if (document.diagnostics.length > 0) return { scenario: null, diagnostics: document.diagnostics };
  // Compiled on first use: most commands never read a scenario.
  checkSchema ??= compileSchema(scenarioSchema);
  const violations = checkSchema(document);
  if (violations.length > 0) return { scenario: null, diagnostics: violations };

  const source = document.value as ScenarioFile;
  const reader = createScenarioReader(document, source.now, now);
  const scenario: Scenario = {
    now: reader.fixedNow,
    sectigo: source.sectigo === undefined ? null : sectigoScenario(source.sectigo, reader),
    ncloud: source.ncloud === undefined ? null : ncloudScenario(source.ncloud, reader),
    faults: faultsOf(source.faults ?? []),
  };
  return reader.diagnostics.length > 0
    ? { scenario: null, diagnostics: bounded(reader.diagnostics) }
    : { scenario, diagnostics: [] };
}
