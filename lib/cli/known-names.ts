/** The names with which a command line can be completed. Nothing is said of files that cannot be read. */
import { POLICY_DIRECTORY } from "../run/package-root";
import { findConfig, loadRunConfig } from "../run/config-file";
import { loadRules } from "../policy/load";
import type { KnownNames } from "./completions";
import type { Host } from "./host";

export async function readKnownNames(host: Host): Promise<KnownNames> {
  const config = await findConfig(null, host)
    .then((path) => loadRunConfig(path, host, "domains"))
    .then(
      ({ mentioned }) => mentioned,
      () => null,
    );
  const paths = config?.policies.paths ?? [];
  const { rules } = await loadRules(POLICY_DIRECTORY, paths, host.cwd);
  const domains = config?.domains ?? [];
  return {
    rules: rules.map(({ id }) => id),
    domains: distinct(domains.map(({ name }) => name)),
    owners: distinct(domains.flatMap(({ owner }) => owner ?? [])),
    labels: distinct(domains.flatMap(({ labels }) => Object.entries(labels).map(([key, value]) => `${key}=${value}`))),
    providers: (config?.providers ?? []).map(({ settings }) => settings.name),
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
