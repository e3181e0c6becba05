/** Observes DCV at Sectigo Certificate Manager: the list for everything, the status call where a date decides. */
import type { LiveRecord, Observation, ObservationBatch, ObserveRequest, Provider } from "../../core/observation";
import type { SectigoSettings } from "./settings";
import { createCallTally } from "../call-tally";
import { inParallel } from "../../concurrency/in-parallel";
import { mostListed } from "../listing-limit";
import { combineErrors } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { createSectigoClient } from "./client";
import { readListing } from "./listing";
import type { ListedNews } from "./listing-book";
import { translateStatus, translateStatusAnswer, type ListedRow } from "./mapping";
import { decideStatusCall } from "./status-calls";

/** @throws ProviderError `Unsupported` for a URL that credentials may not be sent to */
export function createSectigoProvider(settings: SectigoSettings, runtime: ProviderRuntime): Provider {
  const client = createSectigoClient(settings, runtime);
  const { quote } = client;

  /**
   * Yields while pages arrive, then the answers of the status calls. A name may come more than once, and its last
   * observation counts: a row that a later page contradicts becomes unknown after it was told as present. What the
   * status call is needed for is told with its answer only, so that nothing stands that was not asked.
   */
  async function* observe(request: ObserveRequest, signal: AbortSignal): AsyncGenerator<ObservationBatch> {
    const declared = new Set(request.declared.map(({ name }) => name));
    const toAsk = new Map<string, LiveRecord>();

    function tell({ rows, warnings }: ListedNews): ObservationBatch {
      const observations: Observation[] = [];
      for (const row of rows) {
        toAsk.delete(row.name);
        if (!isWanted(row, request, quote)) continue;
        if (row.record === null || row.problem !== null) {
          observations.push(notUnderstood(row));
          continue;
        }
        const decision = decideStatusCall(row.name, row.record, declared.has(row.name), settings, request);
        if (decision.ask) toAsk.set(row.name, row.record);
        else observations.push({ kind: "present", domain: row.name, record: decision.record });
      }
      return { observations, warnings };
    }

    const listing = yield* readListing({
      provider: settings.name,
      concurrency: settings.concurrency,
      most: mostListed(settings.maximumListed, declared.size),
      fetchPage: (position) => client.fetchPage(position, request.filter, signal),
      misses: (listed) => request.filter === null && [...declared].some((name) => !listed.has(name)),
      tell,
      quote,
      signal,
    });

    const tally = createCallTally(settings.name, "status call");
    yield* inParallel(
      [...toAsk],
      settings.concurrency,
      signal,
      async ([name, record], live): Promise<ObservationBatch> => {
        const answer = await tally.call(() => client.fetchStatus(name, live), live);
        if ("missed" in answer) {
          return { observations: [unreachable(name, record, answer.missed)], warnings: [] };
        }
        const place = `${settings.name}: status of ${name}`;
        const status = translateStatusAnswer(answer.value, record, settings.expirationBasisDays, place, quote);
        const observation: Observation =
          status.problem === null
            ? { kind: "present", domain: name, record: status.record }
            : {
                kind: "unknown",
                domain: name,
                reason: "not_understood",
                detail: status.problem,
                record: status.record,
              };
        return { observations: [observation], warnings: status.warnings };
      },
    );

    signal.throwIfAborted();
    const failure = combineErrors([listing.failure, tally.failure()].filter((error) => error !== null));
    if (failure !== null) throw failure;
  }

  return { observe, close: () => client.close() };
}

/**
 * The server's domain filter finds everything that contains the name, so what is wanted is picked here again. A row
 * whose state is unknown is never filtered away.
 */
function isWanted(row: ListedRow, { filter }: ObserveRequest, quote: (text: string) => string): boolean {
  if (filter === null) return true;
  if (filter.domain !== null && filter.domain !== row.name) return false;
  if (filter.status === null || row.record === null || row.problem !== null) return true;
  return translateStatus(filter.status, quote).word === row.record.status;
}

/** What a call that failed leaves: the row of the listing, and no date, for an estimate would read like an answer. */
function unreachable(domain: string, record: LiveRecord, detail: string): Observation {
  return { kind: "unknown", domain, reason: "provider_unreachable", detail, record };
}

function notUnderstood(row: ListedRow): Observation {
  const detail = row.problem ?? "the row cannot be read";
  return { kind: "unknown", domain: row.name, reason: "not_understood", detail, record: row.record };
}
