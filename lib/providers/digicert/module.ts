/** DigiCert CertCentral (Services API v2) as a provider module. Facts and sources: README.md beside this file. */
import type { ProviderModule } from "../../core/provider-module";
import type { ProviderRuntime } from "../runtime";
import { METHOD_FLOWS } from "./method-flows";
import { RATE_LIMITS } from "./rate-limits";
import { accountIdOf, digicertSettingsSchema, normalizeDigicert } from "./settings";
import type { DigicertSettings } from "./settings";

export const digicertModule: ProviderModule<DigicertSettings, ProviderRuntime> = {
  type: "digicert",
  title: "DigiCert CertCentral",
  settings: digicertSettingsSchema,
  domainKeys: {},
  addresses: [],
  // The instances in the United States and in Europe, and the one for trials.
  hosts: ["www.digicert.com", "certcentral.digicert.eu", "beta.digicert.com"],
  environment: [
    [
      { name: "DIGICERT_API_KEY", path: ["auth", "apiKey"], isOptional: false },
      { name: "DIGICERT_URL", path: ["url"], isOptional: true },
    ],
  ],
  coverage: "authorization-domain",
  methods: ["CNAME", "TXT", "HTTP", "EMAIL"],
  flows: METHOD_FLOWS,
  validationDate: "row",
  reads: "the list, 1000 domains a call; one call for each declared domain that is submitted",
  challenges: {
    CNAME: "at `_dnsauth.example.com`, or at a name of its own (`cname: token`)",
    TXT: "at `example.com`",
    HTTP: "`/.well-known/pki-validation/fileauth.txt`",
  },
  rateLimits: RATE_LIMITS,
  ownSteps: {
    register: "Add or activate the domain in CertCentral (Certificates, Domains)",
    start: "Submit it with dcv apply, or in CertCentral (Certificates, Domains)",
    submit: "Have it checked with dcv apply, or in CertCentral (Certificates, Domains)",
  },
  leastPrivilege:
    "An API key restricted to View Only, of a service user who sees the divisions concerned; acting needs a key for orders, domains and organizations.",
  normalize: (shared, written) => ({ settings: normalizeDigicert(shared, written), problems: [] }),
  accountId: accountIdOf,
  async open(settings, runtime) {
    const { createDigicertProvider } = await import("./provider");
    return createDigicertProvider(settings, runtime);
  },
};
