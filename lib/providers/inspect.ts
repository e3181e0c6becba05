/** The second phase of reading at a CA: what its list does not say of a name, by a call or more for each. */
import { inParallel } from "../concurrency/in-parallel";
import { parseDomainName } from "../core/domain-name";
import type {
  InspectTarget,
  ListBatch,
  ListedRow,
  LiveRecord,
  Observation,
  ObservationBatch,
  UnreadableRow,
} from "../core/observation";
import type { ConnectionSettings } from "../core/provider-module";
import { createCallTally, type CallTally } from "./call-tally";
import { ProviderError } from "./provider-error";

/**
 * Inspects each name, as many at once as the settings say.
 * @param kind names the calls in the singular, such as `status call`
 * @throws ProviderError for all calls that failed, after everything else was yielded
 */
export async function* inspectEach(
  targets: readonly InspectTarget[],
  { name, concurrency }: Pick<ConnectionSettings, "name" | "concurrency">,
  kind: string,
  signal: AbortSignal,
  inspectOne: (target: InspectTarget, tally: CallTally, signal: AbortSignal) => Promise<ObservationBatch>,
): AsyncGenerator<ObservationBatch> {
  const tally = createCallTally(name, kind);
  yield* inParallel(targets, concurrency, signal, (target, live) => inspectOne(target, tally, live));
  signal.throwIfAborted();
  const failure = tally.failure();
  if (failure !== null) throw failure;
}

/** What was read of one name. */
export interface ReadRecord {
  readonly record: LiveRecord;
  /** Why the state is not known, in one sentence; null when it is. */
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

/** How a CA whose list has the state of each name is asked for the rest of it. */
export interface RowReader {
  /** Null where the CA does not list the name. */
  readonly find: (domain: string, signal: AbortSignal) => Promise<ListedRow | null>;
  /** Whether the row needs no call. */
  readonly isWhole: (record: LiveRecord) => boolean;
  readonly read: (domain: string, record: LiveRecord, row: ListedRow, signal: AbortSignal) => Promise<ReadRecord>;
}

/** A call that fails leaves the row of the list, and no date: an estimate would read like an answer. */
export async function inspectRow(
  { domain, row }: Pick<InspectTarget, "domain" | "row">,
  { find, isWhole, read }: RowReader,
  tally: CallTally,
  signal: AbortSignal,
): Promise<ObservationBatch> {
  const found = row === null ? await tally.call(() => find(domain, signal), signal) : { value: row };
  if ("missed" in found) return unreachable(domain, null, found.missed);
  if (found.value === null) return said({ kind: "absent", domain, detail: null });
  const { record, problem } = found.value;
  if (record === null || problem !== null) {
    return said({ kind: "unknown", domain, reason: "not_understood", detail: problem ?? "", record });
  }
  if (isWhole(record)) return said({ kind: "present", domain, record });
  const listed = found.value;
  const answer = await tally.call(() => read(domain, record, listed, signal), signal);
  if ("missed" in answer) return unreachable(domain, record, answer.missed);
  const { record: whole, problem: detail, warnings } = answer.value;
  if (detail === null) return said({ kind: "present", domain, record: whole }, warnings);
  return said({ kind: "unknown", domain, reason: "not_understood", detail, record: whole }, warnings);
}

function said(observation: Observation, warnings: readonly string[] = []): ObservationBatch {
  return { observations: [observation], warnings };
}

export function unreachable(domain: string, record: LiveRecord | null, detail: string): ObservationBatch {
  return said({ kind: "unknown", domain, reason: "provider_unreachable", detail, record });
}

/**
 * The row of one name, without listing the others; null where there is none. Of several the last counts, which says what is wrong.
 * @param rowsFor what the CA lists for a spelling: the A-labels, then the letters themselves
 * @throws ProviderError where only a name came that cannot be read: it may be the one that was looked for
 */
export async function findRow(
  domain: string,
  rowsFor: (spelling: string) => AsyncIterable<Pick<ListBatch, "rows" | "unreadable">>,
): Promise<ListedRow | null> {
  let unread: UnreadableRow | null = null;
  for (const spelling of spellingsOf(domain)) {
    let row: ListedRow | null = null;
    for await (const { rows, unreadable } of rowsFor(spelling)) {
      row = rows.findLast((one) => one.domain === domain) ?? row;
      unread ??= unreadable[0] ?? null;
    }
    if (row !== null) return row;
  }
  if (unread !== null) throw new ProviderError("UnexpectedResponse", unread.problem);
  return null;
}

/** How a CA may list a name: by its A-labels, or by the letters themselves. */
export function spellingsOf(domain: string): readonly string[] {
  const parsed = parseDomainName(domain);
  return [domain, ...(parsed.ok && parsed.domain.unicode !== null ? [parsed.domain.unicode] : [])];
}
