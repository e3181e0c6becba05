/** Reads DCV at DigiCert CertCentral: the list holds every date, one call a name shows what a pending domain waits for. */
import { coveringNames } from "../../core/coverage";
import type {
  Access,
  InspectTarget,
  ListBatch,
  ListedRow,
  ListRequest,
  Observation,
  ObservationBatch,
  UnreadableRow,
} from "../../core/observation";
import type { Provider } from "../../core/provider";
import { inParallel } from "../../concurrency/in-parallel";
import { accountFingerprint } from "../account-fingerprint";
import { createCallContext, type CallContext } from "../call-context";
import { createCallTally, type CallTally } from "../call-tally";
import { mostListed } from "../listing-limit";
import { readPages } from "../pages";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { createActor } from "./act";
import { createDigicertClient, PAGE_SIZE, type DigicertClient } from "./client";
import { translateInfo, translateRow } from "./mapping";
import type { DomainInfo } from "./schema";
import { accountIdOf } from "./settings";
import type { DigicertSettings } from "./settings";

/** @throws ProviderError `Unsupported` for a URL that the key may not be sent to */
export function createDigicertProvider(settings: DigicertSettings, runtime: ProviderRuntime): Provider {
  const client = createDigicertClient(settings, runtime);
  const { name: provider, concurrency, maximumListed } = settings;
  const context = (signal: AbortSignal): CallContext => createCallContext(provider, client.quote, signal);

  /** @param search an exact name; the server may ignore it */
  async function* rows(
    search: string | null,
    expected: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<ListBatch> {
    const here = context(signal);
    const pages = readPages<ListedRow | UnreadableRow>(
      {
        noun: "domains",
        vendor: "DigiCert",
        narrow: "narrow the listing with `container` or `subaccount`",
        most: mostListed(maximumListed, expected.length),
        concurrency,
        pageSize: PAGE_SIZE,
        fetchPage: ({ position }) => client.fetchPage(position, search, signal),
        placeOf: (index, { position }) => `row ${index + 1} at offset ${position}`,
        read: (raw, place) => translateRow(raw, runtime.now(), place, here.quote),
        trustsTotal: true,
        misses: (items) => {
          const listed = new Set([...items.values()].map((item) => ("domain" in item ? item.domain : null)));
          return expected.some((name) => ![name, ...coveringNames(name)].some((one) => listed.has(one)));
        },
      },
      here,
    );
    const seen = new Map<string, ListedRow>();
    let step = await pages.next();
    for (; step.done !== true; step = await pages.next()) {
      const { items, warnings } = step.value;
      const listed = items.flatMap(({ item, place }) => ("domain" in item ? [once(item, place, seen)] : []));
      yield {
        rows: listed,
        unreadable: items.flatMap(({ item }) => ("domain" in item ? [] : [item])),
        warnings,
      };
    }
    signal.throwIfAborted();
    if (step.value.failure !== null) throw step.value.failure;
  }

  /** Two ids of one name leave no way to choose. */
  function once(row: ListedRow, place: string, seen: Map<string, ListedRow>): ListedRow {
    const earlier = seen.get(row.domain);
    const isOther = earlier !== undefined && JSON.stringify(earlier.record) !== JSON.stringify(row.record);
    const kept = isOther
      ? { ...row, problem: `${place} (${row.domain}) contradicts an earlier row of the same name` }
      : row;
    seen.set(row.domain, kept);
    return kept;
  }

  async function* list({ filter, expected }: ListRequest, signal: AbortSignal): AsyncGenerator<ListBatch> {
    if (filter !== null && filter.expiresInDays !== null) {
      const message = `${provider}: CertCentral cannot filter by the days left; use \`dcv plan\`, or leave --expires-in out`;
      throw new ProviderError("Unsupported", message);
    }
    const names = filter === null ? expected.map(({ domain }) => domain) : [];
    const wanted = filter?.domain ?? null;
    for await (const { rows: listed, ...others } of rows(wanted, names, signal)) {
      yield { rows: wanted === null ? listed : listed.filter(({ domain }) => domain === wanted), ...others };
    }
  }

  async function* inspect(targets: readonly InspectTarget[], signal: AbortSignal): AsyncGenerator<ObservationBatch> {
    const tally = createCallTally(provider, "domain call");
    const asked = new Map<string, Promise<DomainInfo>>();
    // Many declared names may be covered by one listed domain, which is asked about once.
    const info = (id: string, about: string, live: AbortSignal): Promise<DomainInfo> => {
      const earlier = asked.get(id) ?? client.fetchInfo(id, about, live);
      asked.set(id, earlier);
      return earlier;
    };
    yield* inParallel(targets, concurrency, signal, (target, live) => inspectOne(target, info, tally, live));
    signal.throwIfAborted();
    const failure = tally.failure();
    if (failure !== null) throw failure;
  }

  async function inspectOne(
    { domain, row: known }: InspectTarget,
    fetchInfo: DigicertClient["fetchInfo"],
    tally: CallTally,
    signal: AbortSignal,
  ): Promise<ObservationBatch> {
    const found = known === null ? await tally.call(() => findRow(domain, signal), signal) : { value: known };
    if ("missed" in found) return said({ ...unreachable(domain, found.missed), record: null });
    if (found.value === null) return said({ kind: "absent", domain, detail: null });
    const { record, problem, listedAs } = found.value;
    const listed = record?.coveredBy ?? domain;
    if (record === null || problem !== null) {
      return said({ kind: "unknown", domain, reason: "not_understood", detail: problem ?? "", record });
    }
    // Where nothing is pending the row has everything.
    if (record.orderStatus === "NOT_INITIATED") return said({ kind: "present", domain, record });
    const id = listedAs[0]?.entry ?? "";
    const answer = await tally.call(() => fetchInfo(id, listed, signal), signal);
    if ("missed" in answer) return said({ ...unreachable(domain, answer.missed), record });
    const place = `${provider}: details of ${listed}`;
    const info = translateInfo(answer.value, listed, settings, runtime.now(), place, client.quote);
    const whole = { ...info.record, ...(record.coveredBy === undefined ? {} : { coveredBy: record.coveredBy }) };
    return said(
      info.problem === null
        ? { kind: "present", domain, record: whole }
        : { kind: "unknown", domain, reason: "not_understood", detail: info.problem, record: whole },
      info.warnings,
    );
  }

  /** The row of one name, without listing the others; null where there is none. Of several the last says what is wrong. */
  async function findRow(domain: string, signal: AbortSignal): Promise<ListedRow | null> {
    let row: ListedRow | null = null;
    for await (const { rows: found } of rows(domain, [], signal)) {
      row = found.findLast((one) => one.domain === domain) ?? row;
    }
    return row;
  }

  async function access(signal: AbortSignal): Promise<Access> {
    const roles = await client.fetchRoles(signal);
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

function said(observation: Observation, warnings: readonly string[] = []): ObservationBatch {
  return { observations: [observation], warnings };
}

function unreachable(domain: string, detail: string) {
  return { kind: "unknown", domain, reason: "provider_unreachable", detail } as const;
}
