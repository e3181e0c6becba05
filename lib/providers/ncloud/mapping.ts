/** Ncloud's verifications and certificates in our words. */
import { baseName } from "../../core/domain-name";
import type { LiveRecord } from "../../core/observation";
import { parseListedName } from "../listed-name";
import type { History, Verified } from "./history";
import type { CertificateItem } from "./schema";

/**
 * The record of one name. A success validates for as long as the limits allow, also while a newer verification is
 * pending or has timed out; that one is the order. Ncloud reports no expiry. Null without any verification.
 */
export function recordOf({ current, lastSuccess }: History): LiveRecord | null {
  if (current === null) return null;
  const order = current.state === "success" ? null : current;
  return {
    status: lastSuccess !== null ? "VALIDATED" : current.state === "unclear" ? current.word : "NOT_VALIDATED",
    method: lastSuccess === null ? null : methodOf(lastSuccess),
    orderStatus: order === null ? null : orderStatusOf(order),
    orderMethod: order === null ? null : methodOf(order),
    orderSubmittedAt: order?.registeredAt ?? null,
    validation:
      lastSuccess === null || lastSuccess.validatedAt === null
        ? null
        : { at: lastSuccess.validatedAt, basis: "reported" },
    expiresAt: null,
  };
}

function orderStatusOf({ state }: Verified): string | null {
  if (state === "pending") return "SUBMITTED";
  return state === "timed-out" ? "TIMED_OUT" : null;
}

/**
 * The answer speaks of TXT records only, but Cloud Basic certificates are validated by CNAME to a host below
 * cm.naverncp.com (user guide, "Validate domain by DNS"): the value tells.
 */
function methodOf({ txtValue }: Verified): string | null {
  if (txtValue === null) return null;
  return /\.cm\.naverncp\.com\.?$/i.test(txtValue.trim()) ? "CNAME" : "TXT";
}

/**
 * Whether a challenge's record can belong to the name asked for: entries carry no domain of their own, but the record's
 * owner, less its underscore labels, is the name or a parent of it.
 */
export function challengeFits(txtName: string, name: string): boolean {
  const owner = parseListedName(txtName)?.replace(/^(?:_[^.]*\.)+/, "") ?? "";
  return owner !== "" && `.${baseName(name)}`.endsWith(`.${owner}`);
}

export interface Certificate {
  readonly certificateNo: string;
  /** A-label names, each once, in the order given. */
  readonly names: readonly string[];
  /** `live` is asked about; `lapsed` only if nothing else names the domain; `gone` never. */
  readonly state: "live" | "lapsed" | "gone";
  /** Names that could not be read, as sent. */
  readonly unreadable: readonly string[];
}

/** Revoked, deleted, revocation requested. */
const GONE: readonly string[] = ["-5", "-6", "-7"];
/** Failed, expired, validation failed, validation lapsed, failed in linting. */
const LAPSED: readonly string[] = ["-1", "-2", "-3", "-4", "-11"];

/** `dnsName` arrives as a list or as one text with commas or blanks between the names. */
export function certificateOf({ certificateNo, commonName, dnsName, statusCode }: CertificateItem): Certificate {
  const alternatives = typeof dnsName === "string" ? [dnsName] : (dnsName ?? []);
  const written = [commonName ?? "", ...alternatives]
    .flatMap((text) => text.split(/[,\s]+/))
    .filter((text) => text !== "");
  const parsed = written.map((text) => ({ text, name: parseListedName(text) }));
  const status = String(statusCode ?? "");
  return {
    certificateNo: String(certificateNo),
    names: [...new Set(parsed.map(({ name }) => name).filter((name) => name !== null))],
    state: GONE.includes(status) ? "gone" : LAPSED.includes(status) ? "lapsed" : "live",
    unreadable: parsed.filter(({ name }) => name === null).map(({ text }) => text),
  };
}
