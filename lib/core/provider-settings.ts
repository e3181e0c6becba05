/** The settings of a CA after defaults and environment: what `config` makes and `providers` consume. */

/** Header authentication of the legacy REST API. `login` and `customerUri` name the account; they are kept back as the secrets are. */
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

/** What every provider has. */
export interface ConnectionSettings {
  /** The provider's name in the file, the first part of every address. */
  readonly name: string;
  /** Base URL without a trailing slash; `https`, or `http` to loopback. */
  readonly url: string;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Longest wait for one call, from its start to its last byte. */
  readonly timeoutMs: number;
  /** How often a failed read is tried again. */
  readonly retries: number;
}

/** What every listing has. */
export interface ListingSettings {
  /** How many domains a CA may list to be believed; twice the declared ones are believed in any case. */
  readonly maximumListed: number;
}

export type ApiVersion = "v1" | "v2";

export interface SectigoSettings extends ConnectionSettings, ListingSettings {
  readonly type: "sectigo";
  readonly auth: SectigoHeaderAuth | SectigoOAuth;
  /** The version in the path of each operation; which host serves which version differs between instances. */
  readonly apiVersions: { readonly list: ApiVersion; readonly status: ApiVersion };
  /** Ids of the organization and department to which the listing is narrowed. */
  readonly org: number | null;
  readonly department: number | null;
  /** When the status call is made that gives the date of validation: where it can matter, for each domain, or not. */
  readonly validationDates: "auto" | "always" | "never";
  /** Days from validation to the expiry date as SCM stores it; used only where no date can be had. */
  readonly expirationBasisDays: number;
}

export interface NcloudSettings extends ConnectionSettings, ListingSettings {
  readonly type: "ncloud";
  /** The access key names the secret one; both are kept back. */
  readonly auth: { readonly accessKey: string; readonly secretKey: string };
  /** Whether a wildcard is asked for as declared (`*.example.com`) or by its base name: the API does not say. */
  readonly wildcardDomainAddress: "wildcard" | "base";
}

export type ProviderSettings = SectigoSettings | NcloudSettings;
