/**
 * Publishes by dynamic updates (RFC 2136) at the primary server of a zone. An update says NOERROR also where it did nothing: below a
 * zone cut, or beside a CNAME. Therefore each one has a prerequisite, and what it did is read back from the same server.
 */
import { parseDnsName, isWithin } from "../../core/dns-name";
import { createLimiter } from "../../concurrency/limiter";
import { add, ifExactly, ifNameFree, ifNone, remove } from "../update";
import type { UpdateStep } from "../update";
import { createPrimary } from "./primary";
import type { Primary, PrimaryOptions, SetView } from "./primary";
import type { CleanupResult, PresentResult, PublishedRecord, Publisher } from "./publisher";

/** A message of TCP holds 64 KiB. */
const MAX_UPDATE_BYTES = 60_000;
const MAX_TEXT_BYTES = 10_000;
const MAX_AT_ONCE = 4;

/** What the update of a record needs; or its result, where nothing has to be sent. */
type Plan<Result> =
  { readonly kind: "step"; readonly step: UpdateStep } | { readonly kind: "result"; readonly result: Result };

interface Task<Result> {
  plan(record: PublishedRecord, values: readonly string[]): Plan<Result>;
  /** What the values after an update mean. */
  judge(record: PublishedRecord, values: readonly string[]): Result;
  /** The state that the prerequisite asked for was not there. */
  conflict(record: PublishedRecord, rcode: string): Result;
}

/** Results that both tasks can have. */
interface Failed {
  readonly kind: "failed";
  readonly why: string;
}

export function createRfc2136Publisher(options: PrimaryOptions): Publisher {
  const primary = createPrimary(options);
  return {
    async obstacleFor(name, signal) {
      const view = await primary.read(name, "TXT", signal);
      return view.kind === "misplaced" ? view.why : null;
    },
    present: async (records, signal) => run(records, PRESENT, primary, options.zone, signal),
    cleanup: async (records, signal) => run(records, CLEANUP, primary, options.zone, signal),
  };
}

const PRESENT: Task<PresentResult> = {
  plan(record, values) {
    const { name, type, value, ttl, replaces = null } = record;
    if (values.includes(value)) return result({ kind: "already-there" });
    const isOld = replaces !== null && values.includes(replaces);
    const changes = [...(isOld ? [remove(name, type, replaces)] : []), add(record, ttl)];
    // Other texts may stay beside ours, but nothing may stand beside a CNAME.
    if (type === "TXT") return { kind: "step", step: { prerequisites: [ifNone(name, "CNAME")], changes } };
    if (values.length === 0) return { kind: "step", step: { prerequisites: [ifNameFree(name)], changes } };
    if (!isOld) return result({ kind: "conflict", why: `${name} has the CNAME ${values.join(", ")}` });
    return { kind: "step", step: { prerequisites: ifExactly(name, type, [replaces]), changes } };
  },
  judge: ({ name, value }, values) =>
    values.includes(value)
      ? { kind: "created" }
      : { kind: "failed", why: `the server accepted the update, but ${name} is not there afterwards` },
  conflict: ({ name, type }, rcode) => ({
    kind: "conflict",
    why: type === "TXT" ? `${name} is an alias (${rcode})` : `${name} has records of other types or values (${rcode})`,
  }),
};

const CLEANUP: Task<CleanupResult> = {
  plan({ name, type, value }, values) {
    if (values.length === 0) return result({ kind: "absent" });
    if (!values.includes(value)) return result({ kind: "conflict", why: `${name} has another value now` });
    const step = { prerequisites: ifExactly(name, type, values), changes: [remove(name, type, value)] };
    return { kind: "step", step };
  },
  judge: ({ name, value }, values) =>
    values.includes(value)
      ? { kind: "failed", why: `the server accepted the update, but ${name} is still there` }
      : { kind: "removed" },
  conflict: ({ name }, rcode) => ({ kind: "conflict", why: `${name} changed in the meantime (${rcode})` }),
};

/** A prerequisite did not hold (RFC 2136, section 3.2). */
const NOT_AS_REQUIRED: readonly string[] = ["YXDOMAIN", "YXRRSET", "NXDOMAIN", "NXRRSET"];

async function run<Result>(
  records: readonly PublishedRecord[],
  task: Task<Result>,
  primary: Primary,
  zone: string,
  signal: AbortSignal,
): Promise<readonly (Result | Failed)[]> {
  const results = new Map<PublishedRecord, Result | Failed>();
  const steps = new Map<PublishedRecord, UpdateStep>();
  const limiter = createLimiter(MAX_AT_ONCE);

  const readAll = async (which: readonly PublishedRecord[], then: (one: PublishedRecord, seen: SetView) => void) => {
    const reading = which.map(async (one) => {
      const view = await limiter.run(NEVER, () => primary.read(one.name, one.type, signal));
      then(one, view);
    });
    await Promise.all(reading);
  };

  const distinct = onePerName(records, results);
  for (const record of distinct) {
    if (record.value.length > MAX_TEXT_BYTES) results.set(record, failed(`the value of ${record.name} is too long`));
    else if (!isWithin(record.name, zone)) results.set(record, failed(`${record.name} is not in the zone ${zone}`));
  }
  await readAll(
    distinct.filter((record) => !results.has(record)),
    (record, view) => {
      if (view.kind !== "values") return void results.set(record, failed(view.why));
      const plan = task.plan(record, view.values);
      if (plan.kind === "result") results.set(record, plan.result);
      else steps.set(record, plan.step);
    },
  );

  async function send(batch: readonly PublishedRecord[]): Promise<void> {
    const outcome = await primary.update(
      batch.flatMap((record) => steps.get(record) ?? []),
      signal,
    );
    if (outcome.kind === "answer" && NOT_AS_REQUIRED.includes(outcome.rcode) && batch.length > 1) {
      // One record keeps back all others of its message: each has to be sent alone.
      for (const record of batch) await send([record]);
      return;
    }
    if (outcome.kind === "refused") return batch.forEach((record) => results.set(record, failed(outcome.why)));
    await readAll(batch, (record, view) => {
      if (view.kind !== "values") results.set(record, failed(view.why));
      else if (outcome.kind === "answer" && outcome.rcode === "NOERROR")
        results.set(record, task.judge(record, view.values));
      else if (outcome.kind === "answer" && NOT_AS_REQUIRED.includes(outcome.rcode)) {
        const again = task.plan(record, view.values);
        results.set(record, again.kind === "result" ? again.result : task.conflict(record, outcome.rcode));
      } else {
        // The answer is lost or not understood. What is there now says whether the update took effect.
        const why = outcome.kind === "answer" ? `the server refuses the update (${outcome.rcode})` : outcome.why;
        const judged = task.judge(record, view.values);
        results.set(record, isFailed(judged) ? failed(why) : judged);
      }
    });
  }

  for (const batch of inMessages(distinct, steps)) await send(batch);
  const byKey = new Map(distinct.map((record) => [keyOf(record), record]));
  return records.map((record) => {
    const found = results.get(record) ?? results.get(byKey.get(keyOf(record)) ?? record);
    return found ?? failed("nothing was done");
  });
}

/** The records that have a step, as many in each list as one message holds. */
function inMessages(
  records: readonly PublishedRecord[],
  steps: ReadonlyMap<PublishedRecord, UpdateStep>,
): readonly (readonly PublishedRecord[])[] {
  const batches: PublishedRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const step = steps.get(record);
    if (step === undefined) continue;
    const size = [...step.prerequisites, ...step.changes].reduce((sum, { length }) => sum + length, 0);
    if (size > room || batches.length === 0) {
      batches.push([]);
      room = MAX_UPDATE_BYTES;
    }
    room -= size;
    batches.at(-1)?.push(record);
  }
  return batches;
}

const NEVER = new AbortController().signal;

/** Equal records once; of two CNAME records of one name the second would replace the first, so it is a conflict. */
function onePerName<Result>(
  records: readonly PublishedRecord[],
  results: Map<PublishedRecord, Result | Failed>,
): readonly PublishedRecord[] {
  const known = new Map<string, PublishedRecord>();
  const targets = new Map<string, string>();
  for (const record of records) {
    const { name, type, value } = record;
    const target = targets.get(name);
    if (type === "CNAME" && target !== undefined && target !== value) {
      results.set(record, failed(`${name} is to have two values, and a CNAME can have one`));
      continue;
    }
    if (type === "CNAME") targets.set(name, value);
    if (!known.has(keyOf(record))) known.set(keyOf(record), record);
  }
  return [...known.values()];
}

function keyOf({ name, type, value }: PublishedRecord): string {
  return JSON.stringify([parseDnsName(name) ?? name, type, value]);
}

function isFailed(one: unknown): boolean {
  return (one as { readonly kind: string }).kind === "failed";
}

function failed(why: string): Failed {
  return { kind: "failed", why };
}

function result<Result>(one: Result): Plan<Result> {
  return { kind: "result", result: one };
}
