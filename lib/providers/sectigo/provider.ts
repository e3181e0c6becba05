/** Reads DCV at Sectigo Certificate Manager: the list for every domain, the status call for the date of one. */
import { baseName } from "../../core/domain-name";
import type { Access, ListBatch, ListedRow, ListFilter, ListRequest } from "../../core/observation";
import type { Provider } from "../../core/provider";
import { accountFingerprint } from "../account-fingerprint";
import { createCallContext, type CallContext } from "../call-context";
import { findRow, inspectEach, inspectRow, type RowReader } from "../inspect";
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

  const reader: RowReader = {
    isWhole: () => false,
    find: (domain, signal) =>
      findRow(domain, (spelling) =>
        rowsFor({ expiresInDays: null, status: null, domain: baseName(spelling) }, [], signal),
      ),
    async read(domain, record, { listedAs }, signal) {
      const answer = await client.fetchStatus(listedAs[0]?.name ?? domain, signal);
      return translateStatusAnswer(
        answer,
        { domain, record },
        runtime.now(),
        `${provider}: status of ${domain}`,
        client,
      );
    },
  };

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
    inspect: (targets, signal) =>
      inspectEach(targets, settings, "status call", signal, (target, tally, live) =>
        inspectRow(target, reader, tally, live),
      ),
    access,
    act: createSectigoActor(settings, client),
    close: () => client.close(),
  };
}
