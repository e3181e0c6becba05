/** Reads DCV at Sectigo Certificate Manager: the list for every domain, the status call for the date of one. */
import { baseName, parseDomainName } from "../../core/domain-name";
import type {
  Access,
  InspectTarget,
  ListBatch,
  ListedRow,
  ListRequest,
  LiveRecord,
  Observation,
  ObservationBatch,
  Provider,
} from "../../core/observation";
import { inParallel } from "../../concurrency/in-parallel";
import { accountFingerprint } from "../account-fingerprint";
import { createCallTally, type CallTally } from "../call-tally";
import { mostListed } from "../listing-limit";
import type { ProviderRuntime } from "../runtime";
import { createSectigoClient } from "./client";
import { readListing } from "./listing";
import { translateStatusAnswer } from "./mapping";
import type { SectigoSettings } from "./settings";

/** @throws ProviderError `Unsupported` for a URL that credentials may not be sent to */
export function createSectigoProvider(settings: SectigoSettings, runtime: ProviderRuntime): Provider {
  const client = createSectigoClient(settings, runtime);
  const { name: provider, auth } = settings;
  const { quote } = client;

  /** The server's domain filter means "contains", so the exact name is picked here. */
  async function* list({ filter, expected }: ListRequest, signal: AbortSignal): AsyncGenerator<ListBatch> {
    const { failure } = yield* readListing({
      provider,
      concurrency: settings.concurrency,
      most: mostListed(settings.maximumListed, expected.length),
      fetchPage: (position) => client.fetchPage(position, filter, signal),
      misses: (listed) => filter === null && expected.some(({ domain }) => !listed.has(domain)),
      tell: ({ rows, warnings }): ListBatch => ({
        rows: filter === null || filter.domain === null ? rows : rows.filter(({ domain }) => domain === filter.domain),
        warnings,
      }),
      quote,
      signal,
    });
    signal.throwIfAborted();
    if (failure !== null) throw failure;
  }

  async function* inspect(targets: readonly InspectTarget[], signal: AbortSignal): AsyncGenerator<ObservationBatch> {
    const tally = createCallTally(provider, "status call");
    yield* inParallel(targets, settings.concurrency, signal, (target, live) => inspectOne(target, tally, live));
    signal.throwIfAborted();
    const failure = tally.failure();
    if (failure !== null) throw failure;
  }

  async function inspectOne(
    { domain, row: known }: InspectTarget,
    tally: CallTally,
    signal: AbortSignal,
  ): Promise<ObservationBatch> {
    const found = known === null ? await tally.call(() => findRow(domain, signal), signal) : { value: known };
    if ("missed" in found) return said(unreachable(domain, null, found.missed));
    if (found.value === null) return said({ kind: "absent", domain, detail: null });
    const { record, problem, listedAs } = found.value;
    if (record === null || problem !== null) {
      return said({ kind: "unknown", domain, reason: "not_understood", detail: problem ?? "", record });
    }
    const spelling = listedAs[0]?.name ?? domain;
    const answer = await tally.call(() => client.fetchStatus(spelling, signal), signal);
    if ("missed" in answer) return said(unreachable(domain, record, answer.missed));
    const place = `${provider}: status of ${domain}`;
    const status = translateStatusAnswer(answer.value, { domain, record }, runtime.now(), place, quote);
    const observation: Observation =
      status.problem === null
        ? { kind: "present", domain, record: status.record }
        : { kind: "unknown", domain, reason: "not_understood", detail: status.problem, record: status.record };
    return said(observation, status.warnings);
  }

  /** The row of one name, without listing the others; null where the CA lists no such name. */
  async function findRow(domain: string, signal: AbortSignal): Promise<ListedRow | null> {
    const parsed = parseDomainName(domain);
    const spellings = [
      baseName(domain),
      ...(parsed.ok && parsed.domain.unicode ? [baseName(parsed.domain.unicode)] : []),
    ];
    for (const spelling of spellings) {
      const filter = { expiresInDays: null, status: null, domain: spelling };
      const rows = new Map<string, ListedRow>();
      // The filter of the answer compares A-label names, so the rows are taken as they come.
      const listing = readListing({
        provider,
        concurrency: settings.concurrency,
        most: settings.maximumListed,
        fetchPage: (position) => client.fetchPage(position, filter, signal),
        misses: () => false,
        tell: (news) => news.rows.forEach((row) => rows.set(row.domain, row)),
        quote,
        signal,
      });
      for (let step = await listing.next(); ; step = await listing.next()) {
        if (step.done !== true) continue;
        signal.throwIfAborted();
        if (step.value.failure !== null) throw step.value.failure;
        break;
      }
      const row = rows.get(domain);
      if (row !== undefined) return row;
    }
    return null;
  }

  async function access(signal: AbortSignal): Promise<Access> {
    const { total } = await client.fetchPage(0, null, signal);
    const [id, role] = auth.kind === "headers" ? [`${auth.customerUri} ${auth.login}`, null] : [auth.clientId, null];
    return {
      account: accountFingerprint(settings.url, id),
      role,
      rights: ["list and read domain validations (allowDCV)"],
      domains: total,
    };
  }

  return {
    dates: { ask: settings.validationDates, expirationBasisDays: settings.expirationBasisDays },
    list,
    inspect,
    access,
    close: () => client.close(),
  };
}

function said(observation: Observation, warnings: readonly string[] = []): ObservationBatch {
  return { observations: [observation], warnings };
}

/** What a call that failed leaves: the row of the listing, and no date, for an estimate would read like an answer. */
function unreachable(domain: string, record: LiveRecord | null, detail: string): Observation {
  return { kind: "unknown", domain, reason: "provider_unreachable", detail, record };
}
