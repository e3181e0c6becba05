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
 * owner, less its underscore labels, is the name or a parent of it. Null for an owner of less than two labels, or none
 * that can be read: it names no domain. How a challenge is named is documented by one sample only, so that is no problem.
 */
export function challengeFits(txtName: string, name: string): boolean | null {
  const owner = parseListedName(txtName)?.replace(/^(?:_[^.]*(?:\.|$))+/, "") ?? "";
  return owner.includes(".") ? `.${baseName(name)}`.endsWith(`.${owner}`) : null;
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

/** The names as written. `dnsName` arrives as a list or as one text with commas or blanks between the names. */
function* writtenNames({ commonName, dnsName }: CertificateItem): Generator<string> {
  const alternatives = typeof dnsName === "string" ? [dnsName] : (dnsName ?? []);
  for (const text of [commonName ?? "", ...alternatives]) {
    for (const [name] of text.matchAll(/[^,\s]+/g)) yield name;
  }
}

/** How many different names a certificate has; it is not counted further than to one more than `most`. */
export function countNames(item: CertificateItem, most: number): number {
  const names = new Set<string>();
  for (const name of writtenNames(item)) {
    names.add(name);
    if (names.size > most) break;
  }
  return names.size;
}

export function certificateOf(item: CertificateItem): Certificate {
  const parsed = [...new Set(writtenNames(item))].map((text) => ({ text, name: parseListedName(text) }));
  const status = String(item.statusCode ?? "");
  return {
    certificateNo: String(item.certificateNo),
    names: [...new Set(parsed.map(({ name }) => name).filter((name) => name !== null))],
    state: GONE.includes(status) ? "gone" : LAPSED.includes(status) ? "lapsed" : "live",
    unreadable: parsed.filter(({ name }) => name === null).map(({ text }) => text),
  };
}
