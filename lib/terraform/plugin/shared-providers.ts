/**
 * The CAs of one provider process: each is opened once, and its whole listing is read once for all that ask for it. What is applied drops
 * the listing, since it shows the time before.
 */
import { unlessAborted } from "../../concurrency/on-abort";
import type { Actor } from "../../core/acting";
import type { ListBatch, ListRequest } from "../../core/observation";
import type { Provider } from "../../core/provider";
import type { CallRecord } from "../../providers/runtime";
import type { OpenableModule } from "../../providers/registry";

/** Longest pause that a CA may ask for in one of its answers. */
const MAX_HELD_MS = 600_000;
/** A listing that failed is not asked for again at once: hundreds of resources would each wait for the same failure. */
const FAILURE_KEPT_MS = 60_000;

interface Listing {
  readonly batches: Promise<readonly ListBatch[]>;
  /** Names that the CA was asked to look for past its end. */
  readonly expected: ReadonlySet<string>;
}

export interface SharedProviders {
  /** The modules of the host; what they open is shared. */
  readonly modules: readonly OpenableModule[];
  /** Whether the listing of this provider has been read, or is being read. */
  isListed(name: string): boolean;
  /** Names that a call was sent for: a listing may be late to show it. */
  actedOn(name: string): ReadonlySet<string>;
  /** The CA may have moved: a listing is read anew. */
  forget(name: string): void;
  close(): Promise<void>;
}

/** @param stopped ends what is read for all */
export function shareProviders(
  modules: readonly OpenableModule[],
  stopped: AbortSignal,
  onCall: (call: CallRecord) => void,
): SharedProviders {
  const opened = new Map<string, Promise<Provider>>();
  const listings = new Map<string, Listing>();
  const acted = new Map<string, Set<string>>();

  async function read(provider: Provider, request: ListRequest): Promise<readonly ListBatch[]> {
    const batches: ListBatch[] = [];
    for await (const batch of provider.list(request, stopped)) batches.push(batch);
    return batches;
  }

  /** A listing answers for a name that it holds, and for one that it was asked to look for. */
  async function listingFor(name: string, provider: Provider, request: ListRequest): Promise<readonly ListBatch[]> {
    const known = listings.get(name);
    if (known !== undefined) {
      const missing = request.expected.filter(({ domain }) => !known.expected.has(domain));
      if (missing.length === 0) return known.batches;
      const listed = new Set((await known.batches).flatMap(({ rows }) => rows.map(({ domain }) => domain)));
      if (missing.every(({ domain }) => listed.has(domain))) return known.batches;
    }
    const batches = read(provider, request);
    const expected = new Set(request.expected.map(({ domain }) => domain));
    const listing = { batches, expected };
    listings.set(name, listing);
    batches.catch(() => {
      const forgetLater = setTimeout(() => listings.get(name) === listing && listings.delete(name), FAILURE_KEPT_MS);
      forgetLater.unref();
    });
    return batches;
  }

  function sharedActor(name: string, act: Actor): Actor {
    const noting =
      (call: Actor["start"]): Actor["start"] =>
      async (request, signal) => {
        try {
          return await call(request, signal);
        } finally {
          listings.delete(name);
          acted.set(name, (acted.get(name) ?? new Set()).add(request.domain));
        }
      };
    return {
      flowOf: (method) => act.flowOf(method),
      start: noting((request, signal) => act.start(request, signal)),
      submit: noting((request, signal) => act.submit(request, signal)),
      ...(act.register === undefined ? {} : { register: noting(registering(act)) }),
    };
  }

  const shared = modules.map((module): OpenableModule => {
    return {
      ...module,
      async open(settings, runtime) {
        const { name } = settings;
        const real = opened.get(name) ?? module.open(settings, { ...runtime, onCall, remainingMs: () => MAX_HELD_MS });
        opened.set(name, real);
        const provider = await real;
        return {
          dates: provider.dates,
          async *list(request, signal) {
            if (request.filter !== null) yield* provider.list(request, signal);
            else yield* await unlessAborted(listingFor(name, provider, request), signal);
          },
          inspect: (targets, signal) => provider.inspect(targets, signal),
          access: (signal) => provider.access(signal),
          ...(provider.act === undefined ? {} : { act: sharedActor(name, provider.act) }),
          close: () => Promise.resolve(), // it is closed with the others, at the end
        };
      },
    };
  });

  return {
    modules: shared,
    isListed: (name) => listings.has(name),
    actedOn: (name) => acted.get(name) ?? new Set(),
    forget: (name) => void listings.delete(name),
    async close() {
      const providers = await Promise.allSettled(opened.values());
      await Promise.all(providers.flatMap((one) => (one.status === "fulfilled" ? [one.value.close()] : [])));
    },
  };
}

function registering(act: Actor): Actor["start"] {
  return async (request, signal) => {
    if (act.register === undefined) throw new Error("a call to a CA that does not take it");
    return act.register(request, signal);
  };
}
