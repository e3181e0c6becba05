/** Reads a plan that was saved as JSON, from a file or from standard input. */
import { resolve } from "node:path";
import type { Diagnostic, Place } from "../core/diagnostic";
import { STANDARD_INPUT } from "../config/sources";
import { decodeText } from "../document/decode";
import { linesOf } from "../document/lines";
import { readTextFile } from "../document/read";
import type { ReadResult } from "../document/read";
import { parsePlan } from "../report/parse-plan";
import type { PlanDocument } from "../report/plan-document";
import { readStandardInput } from "./config-file";
import type { RunContext } from "./context";

/** Room for some 100,000 domains with a few findings each. */
const SAVED_PLAN = { kind: "saved plan", maxBytes: 400 * 1024 * 1024, whenTooLarge: "this cannot be a plan" } as const;

export type SavedPlan =
  | { readonly plan: PlanDocument; readonly diagnostics: readonly [] }
  /** It is no plan; why, is in the diagnostics. */
  | { readonly plan: null; readonly diagnostics: readonly Diagnostic[] };

/** @param path relative to the context's directory or absolute; `-` for standard input */
export async function readSavedPlan(path: string, context: RunContext): Promise<SavedPlan> {
  const read =
    path === STANDARD_INPUT
      ? await readPlanFromInput(context)
      : await readTextFile(resolve(context.cwd, path), context.cwd, null, SAVED_PLAN);
  if (!read.ok) return { plan: null, diagnostics: read.diagnostics };
  const parsed = parsePlan(read.text);
  if (parsed.plan !== null) return { plan: parsed.plan, diagnostics: [] };
  const place = { file: read.file, ...linesOf(read.text).placeAt(parsed.offset ?? 0) };
  return { plan: null, diagnostics: parsed.problems.map((message) => badPlan(message, place)) };
}

async function readPlanFromInput(context: RunContext): Promise<ReadResult> {
  const file = "standard input";
  const bytes = await readStandardInput(context, SAVED_PLAN.maxBytes);
  if (bytes === null)
    return { ok: false, diagnostics: [badPlan("too large for a plan", { file, line: 1, column: 1 })] };
  const decoded = decodeText(bytes);
  if (decoded.ok) return { ok: true, text: decoded.text, file };
  const { code, message, line, column } = decoded;
  return { ok: false, diagnostics: [{ ...badPlan(message, { file, line, column }), code }] };
}

function badPlan(message: string, place: Place): Diagnostic {
  return { code: "bad-plan", severity: "error", message, place, excerpt: null };
}
