/** What a saved plan and what was before come to, as a notification. */
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { ownStepsOf } from "../core/provider-module";
import { formatInstant } from "../core/time";
import { eventsSince } from "../notify/events";
import { messageOf } from "../notify/message";
import type { Notification } from "../notify/send";
import { describePlan } from "../report/describe-plan";
import type { PlanDocument } from "../report/plan-document";
import { wholeReadAt } from "../state/part-of-state";
import { STATE_FORMAT } from "../state/format";
import type { RunContext } from "./context";
import { diagnosticsText } from "./diagnostics";
import { VERSION } from "./package-root";
import type { Progress } from "./progress";
import { run } from "./run";
import type { RunOptions } from "./run";
import { readSavedPlan } from "./saved-plan";
import { DEFAULT_MAX_KNOWN_AGE_DAYS } from "./state-options";
import { readStateFile } from "./state-file";
import { UserError } from "./user-error";

export interface NotifySources {
  /** A saved plan, or `-`. */
  readonly plan: string;
  /** A saved plan or a state of before; null: the news that the plan has of the state it was made with. */
  readonly before: string | null;
}

/**
 * @param configured how a state of before is judged: by the files as they are now; called only for a state
 * @returns null where nothing has changed
 * @throws UserError where a source cannot be read, or the plan says nothing of before
 */
export async function notificationOf(
  sources: NotifySources,
  configured: () => Promise<RunOptions>,
  host: RunContext,
  progress: Progress,
): Promise<{ readonly notification: Notification | null; readonly since: string }> {
  const plan = await readPlan(sources.plan, host);
  const before = sources.before === null ? null : await readBefore(sources.before, plan, configured, host, progress);
  const since = before?.as_of ?? plan.state?.since?.at;
  if (since === undefined) {
    const advice = "give --before with a state or a plan of before, or a plan that was made with --state";
    throw new UserError(`${sources.plan}: the plan does not know what was before; ${advice}`);
  }
  if (before !== null && before.estate !== plan.estate) {
    throw new UserError(`${sources.before}: this is of another estate than the plan; compare plans of one estate`);
  }
  const events = eventsSince(before, plan);
  const message = messageOf(events, plan, since);
  return { notification: message === null ? null : { message, events, plan, since }, since };
}

async function readPlan(path: string, host: RunContext): Promise<PlanDocument> {
  const { plan, diagnostics } = await readSavedPlan(path, host);
  if (plan === null) throw new UserError(diagnosticsText(diagnostics));
  return plan;
}

async function readBefore(
  path: string,
  plan: PlanDocument,
  configured: () => Promise<RunOptions>,
  host: RunContext,
  progress: Progress,
): Promise<PlanDocument> {
  if (!(await isStateFile(resolve(host.cwd, path)))) return readPlan(path, host);
  if (plan.changes.some(({ evidence }) => evidence !== undefined)) {
    const advice = "give the plan of before in its place";
    throw new UserError(`${path}: a state does not hold what DNS said, and the plan judges that; ${advice}`);
  }
  // Judged as of its own time, and however old it is.
  const asOf = wholeReadAt(await readStateFile(path, host));
  const state = {
    path,
    refresh: false,
    maxStateAgeHours: Number.POSITIVE_INFINITY,
    maxKnownAgeDays: DEFAULT_MAX_KNOWN_AGE_DAYS,
  };
  const { judged, diagnostics } = await run({ ...(await configured()), asOf, state, asksDns: "never" }, host, progress);
  if (judged === null) throw new UserError(diagnosticsText(diagnostics));
  return { ...describePlan(judged, VERSION, ownStepsOf(host.modules)), as_of: formatInstant(asOf) };
}

/** By its first bytes; what cannot be opened is for the reader of plans to report. */
async function isStateFile(path: string): Promise<boolean> {
  const begin = `{"format":"${STATE_FORMAT}"`;
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(begin.length), 0, begin.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === begin;
  } finally {
    await file.close();
  }
}
