/** Checks a document against a JSON Schema and says every violation in words, each at its place. */
import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Diagnostic } from "../core/diagnostic";
import type { Path, YamlDocument } from "./document";
import { parseDay } from "../core/time";
import { didYouMean, nearestTo } from "./did-you-mean";
import { createProblemList } from "./problems";
import { quoted } from "./quoted";

/** The violations in the order of the schema, cut as by `bounded`. */
export type SchemaCheck = (document: YamlDocument) => readonly Diagnostic[];

/**
 * Compiles a draft-07 schema without references, as TypeBox makes it, into a check; the format `date` is a day that exists. Beside JSON Schema it knows one
 * annotation, `expected`: what a value should look like, as a phrase ("a date such as 2027-01-31") that messages use where
 * a pattern or a bound says no.
 */
export function compileSchema(schema: object): SchemaCheck {
  const validate: ValidateFunction = ajv().compile(schema);
  return (document) => {
    if (validate(document.value)) return [];
    const errors = (validate.errors ?? []).filter((error) => !WRAPPERS.has(error.keyword));
    const problems = createProblemList();
    for (const error of errors) problems.add(() => diagnose(error, document));
    return distinct(problems.found());
  };
}

let shared: Ajv | null = null;

/** One for all schemas. Ours are checked against the meta-schema by a test, which here would cost 40 ms at every start. */
function ajv(): Ajv {
  if (shared !== null) return shared;
  const startsFast = { meta: false, validateSchema: false, code: { optimize: false } } as const;
  shared = new Ajv({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false, ...startsFast });
  shared.addVocabulary(["expected"]);
  shared.addFormat("date", (text) => parseDay(text) !== null);
  return shared;
}

/** Keywords that only repeat what a keyword inside them has already said. */
const WRAPPERS = new Set(["if", "allOf", "propertyNames"]);

function diagnose(error: ErrorObject, document: YamlDocument): Diagnostic {
  const path = pathOf(error.instancePath, document.value);
  const say = (code: string, message: string, at: Path = path, part: "key" | "value" = "value"): Diagnostic =>
    document.diagnostic(code, "error", message, at, part);
  const params = error.params as Record<string, unknown>;
  const parent = (error.parentSchema ?? {}) as { properties?: object; expected?: string };

  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const hint = didYouMean(key, Object.keys(parent.properties ?? {}));
      // Among credentials a key may be one itself, its colon misplaced.
      const subject = path.includes("auth") ? "unknown key under auth" : `unknown key ${quoted(key)}`;
      return say("unknown-key", subject + hint, [...path, key], "key");
    }
    case "required": {
      const missing = String(params.missingProperty);
      const slip = misspelt(missing, error, path);
      if (slip === null) return say("missing-key", `the key "${missing}" is missing`);
      return say("unknown-key", `unknown key ${quoted(slip)}; did you mean "${missing}"?`, [...path, slip], "key");
    }
    case "type":
      return say("wrong-type", `expected ${parent.expected ?? typeNames(params.type)}, found ${describe(error.data)}`);
    case "enum":
    case "const": {
      const allowed = (params.allowedValues ?? [params.allowedValue]) as unknown[];
      const isSecret = document.isSecret(path);
      const isQuotedNumber = allowed.some((one) => typeof one === "number" && String(one) === error.data);
      if (isQuotedNumber && !isSecret)
        return say("wrong-type", `expected the number ${String(error.data)}; remove the quotes`);
      const found = shown(error.data, path, document);
      const hint = typeof error.data === "string" && !isSecret ? didYouMean(error.data, allowed.map(String)) : "";
      return say("bad-value", `${found} is not one of ${allowed.map(String).join(", ")}${hint}`);
    }
    default: {
      const expected = parent.expected === undefined ? String(error.message) : `expected ${parent.expected}`;
      const isKey = error.propertyName !== undefined;
      const subject = shown(isKey ? error.propertyName : error.data, path, document);
      const at: Path = isKey ? [...path, String(error.propertyName)] : path;
      return say("bad-value", `${subject}: ${expected}`, at, isKey ? "key" : "value");
    }
  }
}

/** The key that stands in the place of a missing one; null where the schema itself refuses it, or it may be a credential. */
function misspelt(missing: string, { data, parentSchema = {} }: ErrorObject, path: Path): string | null {
  const { properties = {}, additionalProperties } = parentSchema as {
    properties?: object;
    additionalProperties?: unknown;
  };
  if (additionalProperties === false || path.includes("auth")) return null;
  const known = Object.keys(properties);
  const unknown = Object.keys(data ?? {}).filter((key) => !known.includes(key));
  return nearestTo(missing, unknown);
}

function pathOf(pointer: string, root: unknown): Path {
  const steps = pointer.split("/").slice(1);
  let value = root;
  return steps.map((escaped) => {
    const step = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    const key = Array.isArray(value) ? Number(step) : step;
    value = (value as Record<string | number, unknown> | null | undefined)?.[key];
    return key;
  });
}

/** The value in quotes; never one that stands among credentials, or that came from the environment. */
function shown(value: unknown, path: Path, document: YamlDocument): string {
  if (path.includes("auth") || document.isSecret(path)) return "this value";
  // Beyond this its digits are no longer those that were written.
  if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) return "this number";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? quoted(value) : describe(value);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}

const TYPE_NAMES: Record<string, string> = {
  object: "a mapping (key: value)",
  array: "a list",
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  null: "nothing",
};

function typeNames(type: unknown): string {
  return (Array.isArray(type) ? type : [type]).map((name) => TYPE_NAMES[String(name)] ?? String(name)).join(" or ");
}

function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const one of diagnostics) seen.set(`${one.place.line}:${one.place.column}:${one.code}:${one.message}`, one);
  return [...seen.values()];
}
