/** What states say of one domain. */
import type { Sighting } from "../core/domain-history";
import { seenAtOf } from "../state/part-of-state";
import type { RunContext } from "./context";
import { readStateFile } from "./state-file";

/**
 * One sighting for each state that has the provider. A run that writes one of the states must come after this.
 * @param paths as the user wrote them, relative to the context's directory or absolute
 * @throws UserError where a file is no state that can be read
 */
export async function readSightings(
  paths: readonly string[],
  { provider, domain }: { readonly provider: string; readonly domain: string },
  host: RunContext,
): Promise<readonly Sighting[]> {
  const sightings: Sighting[] = [];
  for (const path of paths) {
    const state = await readStateFile(path, host);
    const header = state.header.providers.find(({ name }) => name === provider);
    if (header === undefined) continue;
    const observation = state.providers.get(provider)?.get(domain)?.observation;
    // A shard has only its own names.
    const complete = header.complete && state.header.shard === null;
    sightings.push({ at: seenAtOf(state, provider, domain), observation, complete });
  }
  return sightings;
}
