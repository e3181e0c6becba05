/** The tiny CA with the estate that the contract suite asks every provider about. */
import { NOW, SECRETS, type ProviderCase } from "../../contract/provider-cases";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { SIMULATED_CAS } from "../../../lib/simulator/registry";
import { tinyModule, type TinySettings } from "./module";
import { simulatedTiny } from "./simulated";

export const TINY_SCENARIO = `version: 1
now: "${new Date(NOW).toISOString()}"
tiny:
  key: ${SECRETS[2]}
  names:
    - { name: a.example.com, validated: "2026-10-01", requested: null }
    - { name: "*.example.com", validated: "2026-10-02", requested: null }
    - { name: b.example.com, validated: "2026-10-03", requested: "2026-11-20" }
    - { name: c.example.com, validated: null, requested: "2026-11-20" }
`;

/** The one line a registry that a new CA needs. */
export const WITH_TINY = { modules: [...PROVIDER_MODULES, tinyModule], cas: [...SIMULATED_CAS, simulatedTiny] };

export const TINY_CASE: ProviderCase = {
  name: "a third CA, from a folder of the tests",
  settings: (url): TinySettings => {
    const connection = {
      name: "tiny",
      url,
      concurrency: 3,
      timeoutMs: 5_000,
      retries: 1,
      maximumListed: 20_000,
      coverage: "entry",
    } as const;
    return { type: "tiny", ...connection, key: SECRETS[2] };
  },
  scenario: TINY_SCENARIO,
  list: "tiny.list",
  detail: "tiny.detail",
  reads: /^GET \/names(\/|$)/,
  registries: WITH_TINY,
};
