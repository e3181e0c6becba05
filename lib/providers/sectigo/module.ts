/** Sectigo Certificate Manager (SCM) as a provider module. Facts and sources: README.md beside this file. */
import type { EnvironmentVariable, ProviderModule, SettingPath } from "../../core/provider-module";
import type { ProviderRuntime } from "../runtime";
import { METHOD_FLOWS } from "./method-flows";
import { accountIdOf, normalizeSectigo, sectigoDomainKeys, sectigoSettingsSchema } from "./settings";
import type { SectigoSettings } from "./settings";

const needed = (name: string, ...path: SettingPath): EnvironmentVariable => ({ name, path, isOptional: false });
const optional = (name: string, ...path: SettingPath): EnvironmentVariable => ({ name, path, isOptional: true });
const ADDRESS = optional("SCM_URL", "url");

export const sectigoModule: ProviderModule<SectigoSettings, ProviderRuntime> = {
  type: "sectigo",
  title: "Sectigo Certificate Manager",
  settings: sectigoSettingsSchema,
  domainKeys: sectigoDomainKeys,
  addresses: [["auth", "tokenUrl"]],
  // The REST API's instances, the Admin API's instances, and the authorization server that both share.
  hosts: [
    "cert-manager.com",
    "hard.cert-manager.com",
    "admin.enterprise.sectigo.com",
    "admin.hard.sectigo.com",
    "admin.eu.sectigo.com",
    "auth.sso.sectigo.com",
  ],
  environment: [
    [
      needed("SCM_CLIENT_ID", "auth", "clientId"),
      needed("SCM_CLIENT_SECRET", "auth", "clientSecret"),
      optional("SCM_TOKEN_URL", "auth", "tokenUrl"),
      ADDRESS,
    ],
    [
      needed("SCM_LOGIN", "auth", "login"),
      needed("SCM_PASSWORD", "auth", "password"),
      needed("SCM_CUSTOMER_URI", "auth", "customerUri"),
      ADDRESS,
    ],
  ],
  coverage: "entry",
  methods: ["CNAME", "TXT", "HTTP", "HTTPS", "EMAIL", "PERSISTENT_TXT"],
  flows: METHOD_FLOWS,
  validationDate: "call",
  reads: "the list, 200 domains a call; one call for each declared domain whose order runs or whose date can matter",
  challenges: {
    CNAME: "at `_HASH.example.com`",
    TXT: "at `_pki-validation.example.com`",
    HTTP: "`/.well-known/pki-validation/HASH.txt`",
    HTTPS: "the same over HTTPS",
    PERSISTENT_TXT: "at `_validation-persist.example.com`",
  },
  rateLimits: [],
  ownSteps: {
    register: "Add the domain with dcv apply --register, or in Sectigo Certificate Manager",
    start: "Start it with dcv apply, or in Sectigo Certificate Manager (Domains, DCV)",
    submit: "Submit it with dcv apply, or in Sectigo Certificate Manager (Domains, DCV)",
  },
  leastPrivilege:
    "An admin of the organizations concerned with the privilege to manage domain validations (allowDCV); what is not delegated to it is not listed. `dcv apply --register` needs the right to add domains too.",
  normalize: (shared, written) => ({ settings: normalizeSectigo(shared, written), problems: [] }),
  accountId: accountIdOf,
  async open(settings, runtime) {
    const { createSectigoProvider } = await import("./provider");
    return createSectigoProvider(settings, runtime);
  },
};
