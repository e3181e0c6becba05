/** A state that cannot hold all names that cannot be read is not complete: the others would be forgotten. */
import type { Config } from "../../../lib/config/config";
import type { RunContext } from "../../../lib/run/context";
import type { ProviderReading } from "../../../lib/run/observe";
import { stateOf } from "../../../lib/run/state-file";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { MAX_SENTENCES } from "../../../lib/state/format";
import { sectigoSettings } from "../../contract/provider-cases";
import { at } from "../../support/domains";

test.each([
  [MAX_SENTENCES, null],
  [MAX_SENTENCES + 3, "sectigo: lists 3 more names that cannot be read"],
])("%i names", (count, error) => {
  const unreadable = Array.from({ length: count }, (_, index) => ({ name: `*.*.n${index}`, problem: "odd" }));
  const reading = {
    ...{ observed: { name: "sectigo" }, listed: count, asked: 0, known: 0, errors: [], warnings: [], unreadable },
    entries: () => [],
  } as unknown as ProviderReading;
  const providers = [{ settings: sectigoSettings("http://127.0.0.1:9") }] as unknown as Config["providers"];
  const host = { modules: PROVIDER_MODULES } as unknown as RunContext;
  const { header } = stateOf([reading], { providers } as Config, null, at("2026-11-21"), host);
  expect([header.complete, header.providers[0]?.error]).toEqual([error === null, error]);
  expect(header.providers[0]?.unreadable).toHaveLength(MAX_SENTENCES);
});
