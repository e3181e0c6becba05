/** Reads DCV at DigiCert CertCentral: the list holds every date, one call a name shows what a pending domain waits for. */
import type { Access, InspectTarget, ListBatch, ListRequest, ObservationBatch } from "../../core/observation";
import type { Provider } from "../../core/provider";
import { accountFingerprint } from "../account-fingerprint";
import { createCallContext, type CallContext } from "../call-context";
import { findRow, inspectEach, inspectRow, spellingsOf, type RowReader } from "../inspect";
import { mostListed } from "../listing-limit";
import { readPages } from "../pages";
import { createRowsByName, isOneMissing, type ListedItem } from "../rows-by-name";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { createActor } from "./act";
import { createDigicertClient, PAGE_SIZE } from "./client";
import { translateRow, withDetails } from "./mapping";
import type { DomainInfo } from "./schema";
import { accountIdOf } from "./settings";
import type { DigicertSettings } from "./settings";

const MAX_DIVISIONS_SHOWN = 10;

/** @throws ProviderError `Unsupported` for a URL that the key may not be sent to */
export function createDigicertProvider(settings: DigicertSettings, runtime: ProviderRuntime): Provider {
  const client = createDigicertClient(settings, runtime);
  const { name: provider, concurrency, maximumListed, coverage } = settings;
  /** Asked for once. */
  let divisions: Promise<readonly number[]> | null = null;
  const context = (signal: AbortSignal): CallContext => createCallContext(provider, client.quote, signal);

  /** @param search an exact name; the server may ignore it */
  async function* rows(
    search: string | null,
    expected: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<ListBatch> {
    const here = context(signal);
    const pages = readPages<ListedItem>(
      {
        noun: "domains",
        vendor: "DigiCert",
        narrow: "narrow the listing with `container` or `subaccount`",
        most: mostListed(maximumListed, expected.length),
        concurrency,
        pageSize: PAGE_SIZE,
        fetchPage: ({ position }) => client.fetchPage(position, search, signal),
        placeOf: (index, { position }) => `row ${index + 1} at offset ${position}`,
        read: (raw, place) => translateRow(raw, runtime.now(), place, here),
        trustsTotal: true,
        misses: (items) => isOneMissing(expected, coverage, items),
      },
      here,
    );
    const batchOf = createRowsByName();
    let step = await pages.next();
    for (; step.done !== true; step = await pages.next()) yield batchOf(step.value);
    signal.throwIfAborted();
    const { items, failure } = step.value;
    if (failure !== null) throw failure;
    if (items.size === 0) await checkDivision(signal);
  }

  /**
   * A division that the key does not see has no domains either, as an empty one has none.
   * @throws ProviderError `Unauthorized` where it is not among those that the key sees
   */
  async function checkDivision(signal: AbortSignal): Promise<void> {
    if (settings.container === null) return;
    const seen = await (divisions ??= client.fetchDivisions(signal));
    if (seen.includes(settings.container)) return;
    const sees = seen.length === 0 ? "none" : seen.slice(0, MAX_DIVISIONS_SHOWN).join(", ");
    const more = seen.length > MAX_DIVISIONS_SHOWN ? `, and ${seen.length - MAX_DIVISIONS_SHOWN} more` : "";
    const message = `${provider}: the user of the API key does not see division ${settings.container} (\`container\`); it sees ${sees}${more}`;
    throw new ProviderError("Unauthorized", message);
  }

  async function* list({ filter, expected }: ListRequest, signal: AbortSignal): AsyncGenerator<ListBatch> {
    if (filter !== null && filter.expiresInDays !== null) {
      const message = `${provider}: CertCentral cannot filter by the days left; use \`dcv plan\`, or leave --expires-in out`;
      throw new ProviderError("Unsupported", message);
    }
    const names = filter === null ? expected.map(({ domain }) => domain) : [];
    const wanted = filter?.domain ?? null;
    for (const spelling of wanted === null ? [null] : spellingsOf(wanted)) {
      for await (const { rows: listed, ...others } of rows(spelling, names, signal)) {
        yield { rows: wanted === null ? listed : listed.filter(({ domain }) => domain === wanted), ...others };
      }
    }
  }

  function inspect(targets: readonly InspectTarget[], signal: AbortSignal): AsyncIterable<ObservationBatch> {
    const asked = new Map<string, Promise<DomainInfo>>();
    // Many declared names may be covered by one listed domain, which is asked about once.
    const info = (id: string, about: string, live: AbortSignal): Promise<DomainInfo> => {
      const earlier = asked.get(id) ?? client.fetchInfo(id, about, live);
      asked.set(id, earlier);
      return earlier;
    };
    const reader: RowReader = {
      // The search is for the exact text.
      find: (domain, live) => findRow(domain, (spelling) => rows(spelling, [], live)),
      isWhole: ({ orderStatus }) => orderStatus === "NOT_INITIATED",
      async read(domain, record, { listedAs }, live) {
        const listed = record.coveredBy ?? domain;
        const answer = await info(listedAs[0]?.entry ?? "", listed, live);
        const place = `${provider}: details of ${listed}`;
        return withDetails(record, answer, listed, settings, runtime.now(), place, client);
      },
    };
    return inspectEach(targets, settings, "domain call", signal, (target, tally, live) =>
      inspectRow(target, reader, tally, live),
    );
  }

  async function access(signal: AbortSignal): Promise<Access> {
    const roles = await client.fetchRoles(signal);
    await checkDivision(signal);
    const { total } = await client.fetchPage(0, null, signal);
    return {
      account: accountFingerprint(settings.url, accountIdOf(settings)),
      role: roles.length === 0 ? null : roles.join(", "),
      rights: ["list domains"],
      domains: typeof total === "number" ? total : null,
    };
  }

  return {
    dates: { ask: "auto", expirationBasisDays: null },
    list,
    inspect,
    access,
    act: createActor(settings, client, runtime),
    close: () => client.close(),
  };
}
