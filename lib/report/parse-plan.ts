/** Reads a saved plan again: the text that `--output json` wrote, checked against the schema that describes it. */
import { Ajv } from "ajv";
import type { ErrorObject } from "ajv";
import { printable } from "../core/printable";
import { parseDay, parseInstant } from "../core/time";
import { contradictionsOf } from "./plan-contradictions";
import { FORMAT_VERSION, PLAN_SCHEMA } from "./plan-document";
import type { PlanDocument } from "./plan-document";

export type ParsedPlan =
  | { readonly plan: PlanDocument }
  /** A sentence a problem. `offset` is where in the text it lies, where that is known. */
  | { readonly plan: null; readonly problems: readonly string[]; readonly offset: number | null };

const ADVICE = "give it what `dcv plan --output json=PATH` wrote";
const CHANGED = "dcv wrote no such plan: it was changed later; make it anew";

/** What the formats of the schema mean: an instant or a day that exists. */
export const PLAN_FORMATS = {
  "date-time": (text: string): boolean => parseInstant(text) !== null,
  date: (text: string): boolean => parseDay(text) !== null,
};

/** Never throws on bad input: what is wrong is in `problems`. */
export function parsePlan(text: string): ParsedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [, position] = / at position (\d+)/.exec((error as Error).message) ?? [];
    return refused([`not JSON; ${ADVICE}`], position === undefined ? null : Number(position));
  }
  const version = versionOf(value);
  if (version === null) return refused([`not a plan of dcv; ${ADVICE}`], null);
  if (version !== FORMAT_VERSION) {
    return refused(
      [`format version ${JSON.stringify(version)}; this dcv reads ${FORMAT_VERSION}, so make it anew`],
      null,
    );
  }
  // It stops at the first violation: all of them of a large file would take a hundred times its size in memory.
  const check = new Ajv({ strictTypes: false, formats: PLAN_FORMATS }).compile<PlanDocument>(PLAN_SCHEMA);
  if (!check(value)) return refused(problemsOf(check.errors ?? []), null);
  const twice = repeatedAddress(value);
  if (twice !== null) return refused([`${printable(twice)} stands in it twice`], null);
  const contradictions = contradictionsOf(value);
  return contradictions.length === 0 ? { plan: value } : refused([...contradictions, CHANGED], null);
}

function refused(problems: readonly string[], offset: number | null): ParsedPlan {
  return { plan: null, problems, offset };
}

function versionOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const { format_version: version } = value as { readonly format_version?: unknown };
  return typeof version === "string" ? version : null;
}

/** A change is found by its address. */
function repeatedAddress({ changes }: PlanDocument): string | null {
  const seen = new Set<string>();
  for (const { address } of changes) {
    if (seen.has(address)) return address;
    seen.add(address);
  }
  return null;
}

/** `/changes/0/action must be equal to one of the allowed values`. */
function problemsOf(errors: readonly ErrorObject[]): readonly string[] {
  // What `if` says of its `else` is said by the keyword in it already.
  return errors
    .filter(({ keyword }) => keyword !== "if")
    .map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? ""}`);
}
