/** The few fields of CertCentral that are read; everything else may come and go. Services API v2, "Domains". */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { compileAnswer as compile, optionalText as text } from "../answer-schema";

const flag = Type.Optional(Type.Unsafe<boolean | string>({ type: ["boolean", "string"] }));
const domainId = Type.Integer({ minimum: 1 });

/** `is_active` is the administrative state of the row, not that of its validation. */
const domainRow = Type.Object({
  id: domainId,
  name: Type.String(),
  is_active: flag,
  last_submitted_datetime: text,
  dcv_approval_datetime: text,
  dcv_method: text,
  dcv_expiration: Type.Optional(
    Type.Unsafe<{ readonly ov?: string | null; readonly ev?: string | null } | null>({
      type: ["object", "null"],
      properties: { ov: { type: ["string", "null"] }, ev: { type: ["string", "null"] } },
    }),
  ),
});
/** A row of `GET /domain`. */
export type DomainRow = Static<typeof domainRow>;

/** Only `GET /domain/{id}?include_dcv=true` shows the token. */
const domainInfo = Type.Object({
  id: domainId,
  name: Type.String(),
  dcv_method: text,
  is_pending_validation: flag,
  /** Of the types `ov`, `ev` and others; shown with `include_validation=true`. */
  validations: Type.Optional(
    Type.Unsafe<readonly { readonly type?: unknown }[] | null>({ type: ["array", "null"], items: { type: "object" } }),
  ),
  dcv_token: Type.Optional(
    Type.Unsafe<DcvToken | null>({
      type: ["object", "null"],
      properties: Object.fromEntries(
        ["token", "status", "expiration_date", "verification_value", "http_token_url"].map((field) => [
          field,
          { type: ["string", "null"] },
        ]),
      ),
    }),
  ),
});
export type DomainInfo = Static<typeof domainInfo>;

export interface DcvToken {
  readonly token?: string | null;
  readonly status?: string | null;
  readonly expiration_date?: string | null;
  readonly verification_value?: string | null;
  readonly http_token_url?: string | null;
}

export const hasReadableName = compile(Type.Object({ id: domainId, name: Type.String() }));
export const isDomainRow = compile(domainRow);
export const isDomainInfo = compile(domainInfo);
export const isDomainPage = compile(
  Type.Object({
    domains: Type.Array(Type.Unknown()),
    page: Type.Optional(Type.Object({ total: Type.Optional(Type.Unknown()) })),
  }),
);
export const isUser = compile(
  Type.Object({ access_roles: Type.Optional(Type.Array(Type.Object({ name: Type.Optional(Type.String()) }))) }),
);
/** `GET /container`: the divisions that the key's user sees. */
export const isContainerList = compile(Type.Object({ containers: Type.Array(Type.Object({ id: domainId })) }));

const isError = compile(Type.Object({ code: Type.String(), message: Type.String() }));

/** `{"errors": [{"code": "not_found|domain", "message": "…"}]}`; old answers have one object in the place of the list. */
export function errorOf(value: unknown): { readonly code: string; readonly message: string } | null {
  const { errors } = (typeof value === "object" && value !== null ? value : {}) as { readonly errors?: unknown };
  const first: unknown = Array.isArray(errors) ? errors[0] : errors;
  return isError(first) ? first : null;
}
