/** Reads DCV at Sectigo Certificate Manager: the list for every domain, the status call for the date of one. */
import { baseName, parseDomainName } from "../../core/domain-name";
import type {
  Access,
  InspectTarget,
  ListBatch,
  ListedRow,
  ListFilter,
  ListRequest,
  LiveRecord,
  Observation,
  ObservationBatch,
  UnreadableRow,
} from "../../core/observation";
import type { Provider } from "../../core/provider";
import { inParallel } from "../../concurrency/in-parallel";
import { accountFingerprint } from "../account-fingerprint";
import { createCallContext, type CallContext } from "../call-context";
import { createCallTally, type CallTally } from "../call-tally";
import { ProviderError } from "../provider-error";
import { mostListed } from "../listing-limit";
import type { ProviderRuntime } from "../runtime";
import { createSectigoActor } from "./act";
import { createSectigoClient } from "./client";
import { listRows } from "./listing";
import { translateStatusAnswer } from "./mapping";
import { accountIdOf } from "./settings";
import type { SectigoSettings } from "./settings";

/** @throws ProviderError `Unsupported` for a URL that credentials may not be sent to */
export function createSectigoProvider(settings: SectigoSettings, runtime: ProviderRuntime): Provider {
  const client = createSectigoClient(settings, runtime);
  const { name: provider } = settings;
  const context = (signal: AbortSignal): CallContext => createCallContext(provider, client.quote, signal);

  function rowsFor(filter: ListFilter | null, expected: readonly string[], signal: AbortSignal) {
    const most = mostListed(settings.maximumListed, expected.length);
    const { concurrency, coverage } = settings;
    return listRows({ client, filter, concurrency, most, expected, coverage }, context(signal));
  }

  /** The domain filter of the server means "contains", so the exact name is picked here. */
  async function* list({ filter, expected }: ListRequest, signal: AbortSignal): AsyncGenerator<ListBatch> {
    const names = filter === null ? expected.map(({ domain }) => domain) : [];
    for await (const { rows, ...others } of rowsFor(filter, names, signal)) {
      const isWanted = ({ domain }: ListedRow): boolean => filter === null || (filter.domain ?? domain) === domain;
      yield { rows: rows.filter(isWanted), ...others };
    }
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
    const status = translateStatusAnswer(answer.value, { domain, record }, runtime.now(), place, client);
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
    let unreadable: UnreadableRow | undefined;
    for (const spelling of spellings) {
      const filter = { expiresInDays: null, status: null, domain: spelling };
      let found: ListedRow | null = null;
      for await (const { rows, unreadable: more } of rowsFor(filter, [], signal)) {
        unreadable ??= more[0];
        found = rows.findLast((row) => row.domain === domain) ?? found;
      }
      if (found !== null) return found;
    }
    if (unreadable !== undefined) throw new ProviderError("UnexpectedResponse", unreadable.problem);
    return null;
  }

  /** The API has no call for the account itself: what it lists shows what it may do. */
  async function access(signal: AbortSignal): Promise<Access> {
    const { total } = await client.fetchPage(0, null, signal);
    return {
      account: accountFingerprint(settings.url, accountIdOf(settings)),
      role: null,
      rights: ["list domain validations"],
      domains: typeof total === "number" ? total : null,
    };
  }

  return {
    dates: { ask: settings.validationDates, expirationBasisDays: settings.expirationBasisDays },
    list,
    inspect,
    access,
    act: createSectigoActor(settings, client),
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
