/** Rows, details and counters of a simulated CertCentral. Services API v2, "Domains". */
import { DAY_MS } from "../../core/time";
import type { EpochMs } from "../../core/time";
import { reshaped } from "../answer";
import { isPending } from "./estate";
import type { HeldDomain } from "./estate";
import { mountainDay } from "./mountain-time";

/** `2026-11-21T00:00:00+00:00` */
function instant(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

/** @param query what else the caller asked to be shown */
export function row(domain: HeldDomain, query: URLSearchParams): Record<string, unknown> {
  const { id, name, active, method, validatedAt, expiresAt, submittedAt, container } = domain;
  const show = query.get("include_dcv_expiration_time") === "true" ? instant : mountainDay;
  const withReuse = query.get("filters[include_validation_reuse_status]") === "true";
  const organization = { id: 1, status: "active", name: "Example Org", display_name: "Example Org", is_active: "1" };
  const validation = (type: string) => ({ type, name: type.toUpperCase(), status: "active" });
  const fields = {
    id,
    is_active: active,
    name,
    date_created: "2026-01-01T00:00:00+00:00",
    ...(submittedAt === null ? {} : { last_submitted_datetime: instant(submittedAt) }),
    ...(validatedAt === null ? {} : { dcv_approval_datetime: instant(validatedAt) }),
    organization,
    validations: ["ov", "ev"].map(validation),
    ...(method === null ? {} : { dcv_method: method }),
    ...(expiresAt === null || validatedAt === null
      ? {}
      : {
          dcv_expiration: {
            ov: show(expiresAt),
            ev: show(expiresAt),
            ...(withReuse ? { ov_status: "active", ev_status: "active", dcv_approval_date: show(validatedAt) } : {}),
          },
        }),
    container: { id: container, name: "Division" },
    base_domain: name.split(".").slice(-2).join("."),
  };
  return reshaped(fields, domain.omit, domain.extra);
}

/** The dates of the validation and the validations themselves are shown on request only, and never in the form of the list. */
export function details(domain: HeldDomain, query: URLSearchParams): Record<string, unknown> {
  const { dcv_approval_datetime, validations: kinds, ...plain } = reshaped(row(domain, query), ["dcv_expiration"], {});
  const { expiresAt, validatedAt } = domain;
  const dates = {
    dcv_approval_datetime,
    validations: kinds,
    ...(expiresAt === null || validatedAt === null ? {} : { dcv_expiration_datetime: instant(expiresAt) }),
  };
  return {
    ...plain,
    is_pending_validation: isPending(domain),
    ...(query.get("include_validation") === "true" ? dates : {}),
    ...(query.get("include_dcv") === "true" ? tokenField(domain) : {}),
  };
}

/** `{"dcv_token": …}`, or nothing where there is no token. */
export function tokenField(domain: HeldDomain): Record<string, unknown> {
  const { token, tokenEndsAt, method, name } = domain;
  if (token === null || tokenEndsAt === null || method === null || method === "email") return {};
  return {
    dcv_token: {
      token,
      status: "pending",
      expiration_date: instant(tokenEndsAt),
      ...(method === "dns-cname-token" ? { verification_value: "dcv.digicert.com" } : {}),
      ...(method.startsWith("http-token")
        ? { http_token_url: `http://${name}/.well-known/pki-validation/fileauth.txt` }
        : {}),
    },
  };
}

export function validations(domain: HeldDomain): Record<string, unknown> {
  const dcv_status = domain.validatedAt === null ? "pending" : "complete";
  const one = (type: string) => ({ type, status: "active", dcv_status, org_status: "complete" });
  return { validations: ["ov", "ev"].map(one) };
}

/** All values are texts. */
export function expirationCount(domains: readonly HeldDomain[], now: EpochMs): Record<string, string> {
  const within = (from: number, to: number): string => {
    const isIn = ({ expiresAt }: HeldDomain): boolean =>
      expiresAt !== null && expiresAt - now >= from * DAY_MS && expiresAt - now < to * DAY_MS;
    return String(domains.filter(isIn).length);
  };
  return {
    number_of_expired_domains: within(-100_000, 0),
    number_of_expiry_soon_domains: within(0, 61),
    number_of_domains_recent_expired: within(-7, 0),
    number_of_domains_expiring_within_30_days: within(0, 31),
    number_of_domains_expiring_from_31_to_60_days: within(31, 61),
    number_of_domains_expiring_from_61_to_90_days: within(61, 91),
    number_of_domains_affected_by_mozilla_policy: "0",
  };
}
