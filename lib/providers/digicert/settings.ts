/** The settings of DigiCert CertCentral: as the file holds them, and after defaults. */
import { createHash } from "node:crypto";
import { Type } from "@sinclair/typebox";
import type { TObject } from "@sinclair/typebox";
import { asMapping, asNumber, asText, asWord } from "../../core/loose-values";
import type { Written } from "../../core/loose-values";
import type { ProviderSettings, SharedSettings } from "../../core/provider-module";
import { id, text } from "../../core/setting-schemas";

const US_URL = "https://www.digicert.com/services/v2";
const CNAME_FORMS = ["dnsauth", "token"] as const;

export interface DigicertSettings extends ProviderSettings {
  readonly type: "digicert";
  readonly auth: { readonly apiKey: string };
  /** Ids of the division and of the sub-account to which the listing is narrowed. */
  readonly container: number | null;
  readonly subaccount: number | null;
  /** Which of the two CNAME records that count is shown. */
  readonly cname: (typeof CNAME_FORMS)[number];
}

export const digicertSettingsSchema: TObject = Type.Object({
  auth: Type.Object({ apiKey: text }, { additionalProperties: false }),
  container: Type.Optional({ ...id, description: "The id of the division to which the listing is narrowed." }),
  subaccount: Type.Optional({ ...id, description: "The id of the sub-account whose domains are read." }),
  cname: Type.Optional(
    Type.Unsafe<DigicertSettings["cname"]>({
      description: "The form of a CNAME challenge: at _dnsauth.example.com (dnsauth), or at a name of its own (token).",
      enum: CNAME_FORMS,
      default: "dnsauth",
    }),
  ),
});

export function normalizeDigicert(shared: SharedSettings, written: Written): DigicertSettings {
  return {
    ...shared,
    url: shared.url ?? US_URL,
    type: "digicert",
    auth: { apiKey: asText(asMapping(written.auth).apiKey) ?? "" },
    container: asNumber(written.container),
    subaccount: asNumber(written.subaccount),
    cname: asWord(written.cname, CNAME_FORMS) ?? "dnsauth",
  };
}

/** A key is bound to one user of one account and has no name beside itself, so a digest of it stands for the account. */
export function accountIdOf({ auth, container, subaccount }: DigicertSettings): string {
  const digest = createHash("sha256").update(`dcv account ${auth.apiKey}`).digest("hex").slice(0, 16);
  return [digest, container ?? "", subaccount ?? ""].join(" ");
}
