/** What the CAs list, for `dcv import`: each name with its method and what its entry is called. */
import type { Config } from "../config/config";
import { coveringRow } from "../core/coverage";
import { addressOf } from "../core/desired";
import type { DesiredDomain } from "../core/desired";
import type { ListedRow } from "../core/observation";
import { counted } from "../core/printable";
import { moduleOf } from "../core/provider-module";
import type { RunContext } from "./context";
import type { LiveName } from "./import-entries";
import { observeOne, plainListing } from "./observe";
import { eachProvider } from "./open-providers";
import type { OpenProvider } from "./open-providers";
import type { Progress } from "./progress";

export interface Live {
  readonly live: readonly LiveName[];
  /** The declared domains that the CA knows, by themselves or by a name that covers them; empty unless asked for. */
  readonly known: readonly DesiredDomain[];
  readonly unreadable: readonly UnreadableName[];
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

/** A text in the place of a name, secrets masked. */
export interface UnreadableName {
  readonly name: string;
  readonly provider: string;
}

export async function readLive(
  providers: Config["providers"],
  config: Config,
  { deadlineMs, wantsKnown }: { readonly deadlineMs: number; readonly wantsKnown: boolean },
  host: RunContext,
  progress: Progress,
): Promise<Live> {
  const all = await eachProvider(providers, host, progress, deadlineMs, (provider, signal) => {
    const declared = config.domains.filter((domain) => domain.provider === provider.name);
    return readOne(provider, declared, wantsKnown, host, signal, progress);
  });
  return {
    live: all.flatMap((one) => one.live),
    known: all.flatMap((one) => one.known),
    unreadable: all.flatMap((one) => one.unreadable),
    warnings: all.flatMap((one) => one.warnings),
    problems: all.flatMap((one) => one.problems),
  };
}

/** A name that is declared is asked about only where it is wanted. */
async function readOne(
  provider: OpenProvider,
  declared: readonly DesiredDomain[],
  wantsKnown: boolean,
  host: RunContext,
  signal: AbortSignal,
  progress: Pick<Progress, "seen">,
): Promise<Live> {
  const names = new Set(declared.map(({ name }) => name));
  const rows = new Map<string, ListedRow>();
  const unreadable: UnreadableName[] = [];
  const withoutUnreadable: OpenProvider = {
    ...provider,
    async *list(request, inner) {
      for await (const batch of provider.list(request, inner)) {
        const asked = wantsKnown ? batch.rows : batch.rows.filter(({ domain }) => !names.has(domain));
        for (const row of batch.rows) rows.set(row.domain, row);
        for (const { name } of batch.unreadable) unreadable.push({ name, provider: provider.name });
        yield { ...batch, rows: asked, unreadable: [] };
      }
    },
  };
  const { observed } = await observeOne(withoutUnreadable, plainListing(null, [], host.now()), null, signal, progress);
  const { error, warnings, observations } = observed;
  const { entryKey } = moduleOf(host.modules, provider.type);
  const live: LiveName[] = [];
  const problems = error === null ? [] : [error];
  let absent = 0;
  for (const { domain, ...observation } of observations.values()) {
    if (observation.kind === "absent") {
      if (!names.has(domain)) absent += 1;
      continue;
    }
    if (observation.kind === "unknown" && observation.reason === "provider_unreachable") {
      problems.push(`${addressOf(provider.name, domain)}: ${observation.detail}`);
    }
    const method = observation.record?.method ?? null;
    live.push({ domain, provider: provider.name, method, keys: keysOf(rows.get(domain), entryKey) });
  }
  const without = `${provider.name}: ${counted(absent, "name")} of its certificates without a validation, not added`;
  const found = new Set(live.map(({ domain }) => domain));
  const isKnown = (domain: DesiredDomain): boolean =>
    found.has(domain.name) || (provider.coverage === "authorization-domain" && coveringRow(domain, rows) !== null);
  return {
    live,
    known: wantsKnown ? declared.filter(isKnown) : [],
    unreadable,
    warnings: absent === 0 ? warnings : [...warnings, without],
    problems,
  };
}

/** Where several entries of the CA list the name, none of them alone gives its state: then all are asked. */
function keysOf(row: ListedRow | undefined, entryKey: string | undefined): LiveName["keys"] {
  const entries = new Set(row?.listedAs.map(({ entry }) => entry) ?? []);
  const [only = null] = entries;
  return entryKey === undefined || entries.size !== 1 || only === null ? {} : { [entryKey]: only };
}
