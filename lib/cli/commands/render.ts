/** `dcv render`: a saved plan in any format, without asking a CA and without judging it anew. */
import { resolve } from "node:path";
import type { Diagnostic, Place } from "../../core/diagnostic";
import { counted } from "../../core/printable";
import { parseInstant, wholeDays } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { STANDARD_INPUT } from "../../config/sources";
import { decodeText } from "../../document/decode";
import { readTextFile } from "../../document/read";
import type { ReadResult } from "../../document/read";
import { readStandardInput } from "../../run/config-file";
import { parsePlan } from "../../report/parse-plan";
import type { PlanDocument } from "../../report/plan-document";
import { diagnosticsText } from "../../run/diagnostics";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, writeOutputs } from "../outputs";

export interface RenderOptions {
  /** The saved plan, relative to the host's directory or absolute. */
  readonly planPath: string;
  readonly outputs: readonly string[];
  readonly color: boolean;
}

/** Room for some 100,000 domains with a few findings each. */
const SAVED_PLAN = { kind: "saved plan", maxBytes: 400 * 1024 * 1024, whenTooLarge: "this cannot be a plan" } as const;

/** Its exit code says whether everything was written; what the plan says was the exit code of the run that made it. */
export async function renderCommand(options: RenderOptions, host: Host): Promise<number> {
  const inputs = options.planPath === STANDARD_INPUT ? [] : [options.planPath];
  const outputs = await parseOutputs("plan", options.outputs, inputs, host.cwd);
  const plan = await readPlan(options.planPath, host);
  if (plan === null) return EXIT.error;
  host.stderr.write(ageText(plan, host.now()));
  return (await writeOutputs("plan", plan, outputs, options.color, host)) ? EXIT.ok : EXIT.error;
}

/** Empty for a plan of the last 24 hours, or for a date to come. */
function ageText({ as_of }: PlanDocument, now: EpochMs): string {
  const asOf = parseInstant(as_of);
  const days = asOf === null ? 0 : wholeDays(now - asOf);
  return days < 1 ? "" : `dcv: the plan is ${counted(days, "day")} old (as of ${as_of})\n`;
}

/** Null where it is no plan; the reasons are on standard error then. */
async function readPlan(planPath: string, host: Host): Promise<PlanDocument | null> {
  const read =
    planPath === STANDARD_INPUT
      ? await readPlanFromInput(host)
      : await readTextFile(resolve(host.cwd, planPath), host.cwd, null, SAVED_PLAN);
  if (!read.ok) {
    host.stderr.write(diagnosticsText(read.diagnostics));
    return null;
  }
  const parsed = parsePlan(read.text);
  if (parsed.plan !== null) return parsed.plan;
  const place = placeAt(read.text, parsed.offset, read.file);
  host.stderr.write(diagnosticsText(parsed.problems.map((message) => badPlan(message, place))));
  return null;
}

async function readPlanFromInput(host: Host): Promise<ReadResult> {
  const file = "standard input";
  const bytes = await readStandardInput(host, SAVED_PLAN.maxBytes);
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

function placeAt(text: string, offset: number | null, file: string): Place {
  const before = text.slice(0, offset ?? 0).split("\n");
  return { file, line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
