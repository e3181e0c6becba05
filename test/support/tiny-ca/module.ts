/** A CA that exists only in tests: what a third CA needs, and nothing more. */
import { Type } from "@sinclair/typebox";
import { asText } from "../../../lib/core/loose-values";
import type { ProviderModule, ProviderSettings } from "../../../lib/core/provider-module";
import { text } from "../../../lib/core/setting-schemas";
import type { ProviderRuntime } from "../../../lib/providers/runtime";

export interface TinySettings extends ProviderSettings {
  readonly type: "tiny";
  readonly key: string;
}

export const tinyModule: ProviderModule<TinySettings, ProviderRuntime> = {
  type: "tiny",
  title: "Tiny CA",
  settings: Type.Object({ key: text }),
  domainKeys: { zone: Type.Integer({ minimum: 1, expected: "the number of a zone" }) },
  addresses: [],
  hosts: ["ca.tiny.example"],
  environment: [
    [
      { name: "TINY_KEY", path: ["key"], isOptional: false },
      { name: "TINY_URL", path: ["url"], isOptional: true },
    ],
  ],
  coverage: "authorization-domain",
  methods: ["TXT"],
  validationDate: "call",
  reads: "the list; one call for each domain",
  challenges: { TXT: "at `example.com`" },
  rateLimits: [{ calls: 10, ms: 1_000 }],
  ownSteps: { register: "Add it in Tiny", start: "Start it in Tiny", submit: "Submit it in Tiny" },
  leastPrivilege: "Any key.",
  normalize: (shared, written) => ({
    settings: {
      ...shared,
      type: "tiny",
      url: shared.url ?? "https://ca.tiny.example",
      key: asText(written.key) ?? "",
    },
    problems: [],
  }),
  accountId: () => "tiny",
  async open(settings, runtime) {
    const { createTinyProvider } = await import("./provider");
    return createTinyProvider(settings, runtime);
  },
};
