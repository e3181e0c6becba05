/** The settings of Ncloud Certificate Manager: as the file holds them, and after defaults. */
import { Type } from "@sinclair/typebox";
import type { TObject } from "@sinclair/typebox";
import { asMapping, asText, asWord } from "../../core/loose-values";
import type { Written } from "../../core/loose-values";
import type { ProviderSettings, SettingsProblem, SharedSettings } from "../../core/provider-module";
import { text } from "../../core/setting-schemas";

const PUBLIC_ZONE_URL = "https://certificatemanager.apigw.ntruss.com";
const WILDCARD_FORMS = ["wildcard", "base"] as const;

export interface NcloudSettings extends ProviderSettings {
  readonly type: "ncloud";
  /** The access key names the secret key; both are redacted. */
  readonly auth: { readonly accessKey: string; readonly secretKey: string };
  /** Whether a wildcard is asked for as declared (`*.example.com`) or by its base name: the API does not say. */
  readonly wildcardDomainAddress: (typeof WILDCARD_FORMS)[number];
}

export const ncloudSettingsSchema: TObject = Type.Object({
  auth: Type.Object({ accessKey: text, secretKey: text }, { additionalProperties: false }),
  wildcardDomainAddress: Type.Optional(
    Type.Unsafe<NcloudSettings["wildcardDomainAddress"]>({
      description: "Whether *.example.com is asked for as it is (wildcard) or as example.com (base).",
      enum: WILDCARD_FORMS,
      default: "wildcard",
    }),
  ),
});

/** Beyond 2^53 a number loses digits, so that a long one must be a text. */
export const certificateNo = Type.Unsafe<number | string>({
  description:
    "The number of the certificate that the validation belongs to; found through the certificate lists if missing.",
  type: ["integer", "string"],
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  pattern: "^\\d{1,18}$",
  expected: "the digits of a certificate number (in quotes beyond 16 digits)",
});

export function normalizeNcloud(
  shared: SharedSettings,
  written: Written,
): { readonly settings: NcloudSettings; readonly problems: readonly SettingsProblem[] } {
  const auth = asMapping(written.auth);
  const settings: NcloudSettings = {
    ...shared,
    url: shared.url ?? PUBLIC_ZONE_URL,
    type: "ncloud",
    auth: { accessKey: asText(auth.accessKey) ?? "", secretKey: asText(auth.secretKey) ?? "" },
    wildcardDomainAddress: asWord(written.wildcardDomainAddress, WILDCARD_FORMS) ?? "wildcard",
  };
  const hasNoDcv = /\.(gov|fin)-ntruss\.com/.test(settings.url);
  const message = "the government and finance zones have no DCV API (v2); use the public zone";
  return { settings, problems: hasNoDcv ? [{ code: "bad-url", message, path: ["url"] }] : [] };
}

export function accountIdOf({ auth }: NcloudSettings): string {
  return auth.accessKey;
}
