/** Ncloud Certificate Manager as a provider module. Facts and sources: README.md beside this file. */
import type { ProviderModule } from "../../core/provider-module";
import type { ProviderRuntime } from "../runtime";
import { accountIdOf, certificateNo, ncloudSettingsSchema, normalizeNcloud } from "./settings";
import type { NcloudSettings } from "./settings";

export const ncloudModule: ProviderModule<NcloudSettings, ProviderRuntime> = {
  type: "ncloud",
  title: "Ncloud Certificate Manager",
  settings: ncloudSettingsSchema,
  domainKeys: { certificateNo },
  entryKey: "certificateNo",
  addresses: [],
  hosts: ["certificatemanager.apigw.ntruss.com"],
  environment: [
    [
      { name: "NCLOUD_ACCESS_KEY", path: ["auth", "accessKey"], isOptional: false },
      { name: "NCLOUD_SECRET_KEY", path: ["auth", "secretKey"], isOptional: false },
      { name: "NCLOUD_CERTIFICATE_MANAGER_URL", path: ["url"], isOptional: true },
    ],
  ],
  coverage: "entry",
  methods: ["CNAME", "TXT", "PERSISTENT_TXT"],
  validationDate: "call",
  reads: "the certificates, 100 a call; one call for each of their names",
  challenges: {
    CNAME: "at the name that the order gives",
    TXT: "at the name that the order gives",
    PERSISTENT_TXT: "at the name that the order gives",
  },
  rateLimits: [],
  ownSteps: {
    register: "Request a certificate for the domain in the Ncloud console (Certificate Manager)",
    start: "Request the domain validation again in the Ncloud console (Certificate Manager)",
    submit: "Wait for Ncloud, which looks for the record by itself",
  },
  leastPrivilege:
    "An access key of the main account: the service was seen to refuse keys of sub-accounts on API v2, whatever their rights.",
  normalize: normalizeNcloud,
  accountId: accountIdOf,
  async open(settings, runtime) {
    const { createNcloudProvider } = await import("./provider");
    return createNcloudProvider(settings, runtime);
  },
};
