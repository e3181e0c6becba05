import { Ajv } from "ajv";
import { inParallel } from "../../../lib/concurrency/in-parallel";
import { parseDomainName } from "../../../lib/core/domain-name";
import type { ListBatch, LiveRecord, ObservationBatch } from "../../../lib/core/observation";
import type { Provider } from "../../../lib/core/provider";
import { parseInstant } from "../../../lib/core/time";
import { accountFingerprint } from "../../../lib/providers/account-fingerprint";
import { createCallTally } from "../../../lib/providers/call-tally";
import { createHttpClient } from "../../../lib/providers/http/http-client";
import { parseBaseUrl } from "../../../lib/providers/http/url-guard";
import { ProviderError } from "../../../lib/providers/provider-error";
import type { ProviderRuntime } from "../../../lib/providers/runtime";
import type { TinySettings } from "./module";

interface TinyEntry {
  readonly name: string;
  readonly validated: string | null;
  readonly requested: string | null;
}

const ajv = new Ajv({ strictTypes: false });
const day = { type: ["string", "null"] };
const isNames = ajv.compile<readonly string[]>({ type: "array", items: { type: "string" } });
const isEntry = ajv.compile<TinyEntry>({
  type: "object",
  required: ["name", "validated", "requested"],
  properties: { name: { type: "string" }, validated: day, requested: day },
});

export function createTinyProvider(settings: TinySettings, runtime: ProviderRuntime): Provider {
  const base = parseBaseUrl(settings.name, "url", settings.url);
  const http = createHttpClient(settings, runtime, {
    secrets: [settings.key],
    accountNames: [],
    notJsonAdvice: "is `url` a tiny CA?",
  });

  async function get(target: string, signal: AbortSignal): Promise<unknown> {
    const { value } = await http.fetchJson(
      {
        method: "GET",
        origin: base.origin,
        target,
        shown: `GET ${target}`,
        body: null,
        headers: async () => ({ "x-tiny-key": settings.key, accept: "application/json" }),
        judge: ({ status }) => (status === 401 || status === 403 ? { advice: "check key" } : null),
      },
      signal,
    );
    return value;
  }

  function unexpected(what: string): ProviderError {
    return new ProviderError("UnexpectedResponse", `${settings.name}: ${what} cannot be read`);
  }

  async function names(signal: AbortSignal): Promise<readonly string[]> {
    const listed = await get("/names", signal);
    if (!isNames(listed)) throw unexpected("the list of names");
    return listed;
  }

  async function record(name: string, signal: AbortSignal): Promise<LiveRecord> {
    const entry = await get(`/names/${encodeURIComponent(name)}`, signal);
    if (!isEntry(entry) || entry.name !== name) throw unexpected(`the answer about ${name}`);
    const at = parseInstant(entry.validated ?? "");
    return {
      status: at === null ? "NOT_VALIDATED" : "VALIDATED",
      method: at === null ? null : "TXT",
      orderStatus: entry.requested === null ? "NOT_INITIATED" : "SUBMITTED",
      orderMethod: null,
      orderSubmittedAt: parseInstant(entry.requested ?? ""),
      validation: at === null ? null : { at, basis: "reported" },
      expiresAt: null,
    };
  }

  return {
    dates: { ask: "auto", expirationBasisDays: null },
    async *list({ filter }, signal): AsyncGenerator<ListBatch> {
      const rows = (await names(signal)).flatMap((name) => {
        const parsed = parseDomainName(name);
        if (!parsed.ok) throw unexpected("a name of the list");
        const { name: domain } = parsed.domain;
        return [{ domain, listedAs: [{ name, entry: null }], record: null, problem: null }];
      });
      const domain = filter?.domain ?? null;
      yield {
        rows: domain === null ? rows : rows.filter((row) => row.domain === domain),
        unreadable: [],
        warnings: [],
      };
    },
    async *inspect(targets, signal): AsyncGenerator<ObservationBatch> {
      const tally = createCallTally(settings.name, "name");
      yield* inParallel(
        targets,
        settings.concurrency,
        signal,
        async ({ domain, row }, live): Promise<ObservationBatch> => {
          const isListed = async () => row !== null || (await names(live)).includes(domain);
          const read = async () => ((await isListed()) ? record(row?.listedAs[0]?.name ?? domain, live) : null);
          const result = await tally.call(read, live);
          if ("missed" in result) {
            const unknown = { kind: "unknown", domain, reason: "provider_unreachable", record: null } as const;
            return { observations: [{ ...unknown, detail: result.missed }], warnings: [] };
          }
          if (result.value === null) return { observations: [{ kind: "absent", domain, detail: null }], warnings: [] };
          return { observations: [{ kind: "present", domain, record: result.value }], warnings: [] };
        },
      );
      signal.throwIfAborted();
      const failure = tally.failure();
      if (failure !== null) throw failure;
    },
    access: async (signal) => ({
      account: accountFingerprint(settings.url, "tiny"),
      role: null,
      rights: ["list names"],
      domains: (await names(signal)).length,
    }),
    close: () => http.close(),
  };
}
