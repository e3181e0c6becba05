/** The settings of Sectigo Certificate Manager: as the file holds them, and after defaults. */
import { Type } from "@sinclair/typebox";
import type { TObject } from "@sinclair/typebox";
import { SIMULATOR_URL } from "../../core/base-url";
import { asMapping, asNumber, asText, asWord } from "../../core/loose-values";
import type { Written } from "../../core/loose-values";
import type { ProviderSettings, SharedSettings } from "../../core/provider-module";
import { id, text, url } from "../../core/setting-schemas";

const URL_WITH_HEADERS = "https://cert-manager.com/api";
const URL_WITH_OAUTH = "https://admin.enterprise.sectigo.com/api";
const TOKEN_URL = "https://auth.sso.sectigo.com/auth/realms/apiclients/protocol/openid-connect/token";

const API_VERSIONS = ["v1", "v2"] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];
const VALIDATION_DATES = ["auto", "always", "never"] as const;

/** Header authentication of the legacy REST API. `login` and `customerUri` name the account; they are redacted as the secrets are. */
export interface SectigoHeaderAuth {
  readonly kind: "headers";
  readonly login: string;
  readonly password: string;
  readonly customerUri: string;
}

/** OAuth 2.0 client credentials of the Admin API. */
export interface SectigoOAuth {
  readonly kind: "oauth";
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
}

export interface SectigoSettings extends ProviderSettings {
  readonly type: "sectigo";
  readonly auth: SectigoHeaderAuth | SectigoOAuth;
  /** The version in the path of each operation; which host serves which version differs between instances. */
  readonly apiVersions: { readonly list: ApiVersion; readonly status: ApiVersion; readonly act: ApiVersion };
  /** Ids of the organization and department to which the listing is narrowed. */
  readonly org: number | null;
  readonly department: number | null;
  /** When the status call is made that gives the date of validation: where it can matter, for each domain, or not. */
  readonly validationDates: (typeof VALIDATION_DATES)[number];
  /** Days from validation to the expiry date as SCM stores it; null: no date is computed from an expiry. */
  readonly expirationBasisDays: number | null;
}

const apiVersion = Type.Unsafe<ApiVersion>({ enum: API_VERSIONS });

export const sectigoSettingsSchema: TObject = Type.Object({
  auth: Type.Object(
    {
      login: Type.Optional(text),
      password: Type.Optional(text),
      customerUri: Type.Optional(text),
      clientId: Type.Optional(text),
      clientSecret: Type.Optional(text),
      tokenUrl: Type.Optional(url),
    },
    {
      description:
        "login, password and customerUri; or clientId and clientSecret (OAuth 2.0), with tokenUrl where it differs.",
      additionalProperties: false,
      if: { anyOf: [{ required: ["clientId"] }, { required: ["clientSecret"] }] },
      then: { required: ["clientId", "clientSecret"] },
      else: { required: ["login", "password", "customerUri"] },
    },
  ),
  org: Type.Optional({ ...id, description: "The id of the organization to which the listing is narrowed." }),
  department: Type.Optional({ ...id, description: "The id of the department to which the listing is narrowed." }),
  apiVersions: Type.Optional(
    Type.Object(
      { list: Type.Optional(apiVersion), status: Type.Optional(apiVersion), act: Type.Optional(apiVersion) },
      {
        description:
          "The version in the path of each operation; act is start and submit. Defaults: status v2, the others v1, or v2 with OAuth. PERSISTENT_TXT is always submitted with v2.",
        additionalProperties: false,
      },
    ),
  ),
  validationDates: Type.Optional(
    Type.Unsafe<SectigoSettings["validationDates"]>({
      description:
        "When the status call is made that gives the validation date: where it can matter (auto), always, or never.",
      enum: VALIDATION_DATES,
      default: "auto",
    }),
  ),
  expirationBasisDays: Type.Optional(
    Type.Integer({
      description:
        "Days from validation to the expiry date that the CA stores. Where it is set, a date that the CA does not give is computed from the expiry.",
      minimum: 1,
      maximum: 825,
      expected: "a number of days from 1 to 825",
    }),
  ),
});

/** Keys of a domain, read only where something is changed at the CA. */
export const sectigoDomainKeys = {
  email: Type.String({
    description: "The address that confirms the domain by EMAIL: one of those that the CA offers.",
    maxLength: 255,
    pattern: "^[^\\s@]+@[^\\s@]+$",
    expected: "an e-mail address such as hostmaster@example.com",
  }),
  dnsAgentUUID: Type.String({
    description: "The id of the DNS connector that publishes the record of this domain; with dnsProviderName.",
    pattern: "^[0-9A-Fa-f-]{32,36}$",
    expected: "the id of a DNS connector, such as c8cd9ad4-f2b4-4e04-9c37-91a4e2b2ea21",
  }),
  dnsProviderName: Type.String({
    description: "The DNS provider of that connector, such as cloudflare.",
    minLength: 1,
    maxLength: 128,
  }),
  registerOrg: Type.Integer({
    description:
      "The id of the organization or department to which the domain is registered where the CA does not know it (dcv apply --register); department or org of the provider if missing.",
    minimum: 1,
  }),
};

export function normalizeSectigo(shared: SharedSettings, written: Written): SectigoSettings {
  const auth = asMapping(written.auth);
  const isOAuth = auth.clientId !== undefined || auth.clientSecret !== undefined;
  const address = shared.url ?? (isOAuth ? URL_WITH_OAUTH : URL_WITH_HEADERS);
  const versions = asMapping(written.apiVersions);
  return {
    ...shared,
    url: address,
    type: "sectigo",
    auth: isOAuth
      ? {
          kind: "oauth",
          clientId: asText(auth.clientId) ?? "",
          clientSecret: asText(auth.clientSecret) ?? "",
          // The secret of a simulated CA must not travel to the real one.
          tokenUrl: asText(auth.tokenUrl) ?? (address === SIMULATOR_URL ? SIMULATOR_URL : TOKEN_URL),
        }
      : {
          kind: "headers",
          login: asText(auth.login) ?? "",
          password: asText(auth.password) ?? "",
          customerUri: asText(auth.customerUri) ?? "",
        },
    apiVersions: {
      list: asWord(versions.list, API_VERSIONS) ?? (isOAuth ? "v2" : "v1"),
      status: asWord(versions.status, API_VERSIONS) ?? "v2",
      act: asWord(versions.act, API_VERSIONS) ?? (isOAuth ? "v2" : "v1"),
    },
    org: asNumber(written.org),
    department: asNumber(written.department),
    validationDates: asWord(written.validationDates, VALIDATION_DATES) ?? "auto",
    expirationBasisDays: asNumber(written.expirationBasisDays),
  };
}

export function accountIdOf({ auth }: SectigoSettings): string {
  return auth.kind === "headers" ? `${auth.customerUri} ${auth.login}` : auth.clientId;
}
