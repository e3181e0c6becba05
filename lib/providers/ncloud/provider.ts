/** Reads DCV at Ncloud Certificate Manager: the certificates for the names, one call a name for its state. */
import type {
  Access,
  ExpectedName,
  InspectTarget,
  ListBatch,
  ListedRow,
  ListRequest,
  ObservationBatch,
} from "../../core/observation";
import type { Provider } from "../../core/provider";
import { accountFingerprint } from "../account-fingerprint";
import { createCallContext, type CallContext } from "../call-context";
import type { CallTally } from "../call-tally";
import { inspectEach, unreachable } from "../inspect";
import { mostListed } from "../listing-limit";
import { ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { readCertificates, type CertificateList } from "./certificates";
import { createNcloudClient } from "./client";
import { rowsOf } from "./mapping";
import { accountIdOf } from "./settings";
import type { NcloudSettings } from "./settings";
import { askAbout, type Question } from "./questions";
import { understand } from "./understanding";

/** @throws ProviderError `Unsupported` for a URL that signed requests may not be sent to */
export function createNcloudProvider(settings: NcloudSettings, runtime: ProviderRuntime): Provider {
  const client = createNcloudClient(settings, runtime);
  const { name: provider, wildcardDomainAddress } = settings;

  const context = (signal: AbortSignal): CallContext => createCallContext(provider, client.quote, signal);

  async function certificates(expected: readonly ExpectedName[], signal: AbortSignal): Promise<CertificateList> {
    const most = mostListed(settings.maximumListed, expected.length);
    return readCertificates({ client, concurrency: settings.concurrency, most, expected }, context(signal));
  }

  async function* list({ filter, expected }: ListRequest, signal: AbortSignal): AsyncGenerator<ListBatch> {
    if (filter !== null && filter.expiresInDays !== null) {
      const message = `${provider}: Ncloud reports no expiry dates; use \`dcv plan\`, which judges by age, or leave --expires-in out`;
      throw new ProviderError("Unsupported", message);
    }
    const found = await certificates(filter === null ? expected : [], signal);
    const rows = rowsOf(found.certificates);
    yield {
      rows: filter === null || filter.domain === null ? rows : rows.filter(({ domain }) => domain === filter.domain),
      unreadable: found.unreadable,
      warnings: found.warnings,
    };
    if (found.failure !== null) throw found.failure;
  }

  function inspect(targets: readonly InspectTarget[], signal: AbortSignal): AsyncIterable<ObservationBatch> {
    let rows: Promise<ReadonlyMap<string, ListedRow>> | null = null;
    // The API has no other way from a name to its certificates.
    const findRow = async (domain: string): Promise<ListedRow | null> => {
      rows ??= certificates([], signal).then(({ certificates: found, failure }) => {
        if (failure !== null) throw failure;
        return new Map(rowsOf(found).map((row) => [row.domain, row]));
      });
      return (await rows).get(domain) ?? null;
    };
    return inspectEach(targets, settings, "verification call", signal, (target, tally, live) =>
      inspectOne(target, findRow, tally, live),
    );
  }

  async function inspectOne(
    target: InspectTarget,
    findRow: (domain: string) => Promise<ListedRow | null>,
    tally: CallTally,
    signal: AbortSignal,
  ): Promise<ObservationBatch> {
    const { domain, declared, keys } = target;
    const needsRow = target.row === null && keys["certificateNo"] === undefined;
    const row = needsRow ? await tally.call(() => findRow(domain), signal) : { value: target.row };
    if ("missed" in row) return unreachable(domain, null, row.missed);
    const question: Question = {
      domain,
      declared,
      row: row.value,
      certificateNo: keys["certificateNo"] ?? null,
    };
    const answers = await askAbout(question, wildcardDomainAddress, client, tally, signal);
    const { observation, warnings } = await understand(question, answers, wildcardDomainAddress, context(signal));
    return { observations: [observation], warnings };
  }

  async function access(signal: AbortSignal): Promise<Access> {
    const { certificates: found, failure } = await certificates([], signal);
    if (failure !== null) throw failure;
    return {
      account: accountFingerprint(settings.url, accountIdOf(settings)),
      role: null,
      rights: ["list certificates"],
      domains: rowsOf(found).length,
    };
  }

  return {
    dates: { ask: "auto", expirationBasisDays: null },
    list,
    inspect,
    access,
    close: () => client.close(),
  };
}
