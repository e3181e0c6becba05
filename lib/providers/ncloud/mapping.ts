/** Ncloud's verifications and certificates in our words. */
import { MAX_CHALLENGE_TEXT } from "../../core/challenge-record";
import type { Challenge, ListedRow, LiveRecord } from "../../core/observation";
import { parseListedName } from "../../core/domain-name";
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
    challenge: challengeOf(current),
  };
}

function orderStatusOf({ state }: Verified): string | null {
  if (state === "pending") return "SUBMITTED";
  return state === "timed-out" ? "TIMED_OUT" : null;
}

/**
 * The answer names TXT records only, but Cloud Basic certificates are validated by CNAME to a host below
 * cm.naverncp.com (user guide, "Validate domain by DNS"): the value shows which it is.
 */
function methodOf({ txtValue }: Verified): string | null {
  if (txtValue === null) return null;
  return isCnameTarget(txtValue) ? "CNAME" : "TXT";
}

function isCnameTarget(txtValue: string): boolean {
  return /\.cm\.naverncp\.com\.?$/i.test(txtValue.trim());
}

/** The record that the newest verification waits for; null where it is not pending, or names no record that can be one. */
function challengeOf({ state, txtName, txtValue }: Verified): Challenge | null {
  if (state !== "pending" || txtName === null || txtValue === null) return null;
  if (txtName.length > MAX_CHALLENGE_TEXT || txtValue.length > MAX_CHALLENGE_TEXT) return null;
  const method = isCnameTarget(txtValue) ? "CNAME" : "TXT";
  return { method, name: txtName, value: txtValue, deadline: null, nextCheck: null };
}

export interface Certificate {
  readonly certificateNo: string;
  /** Each spelling once, in the order given, with its A-label form. */
  readonly names: readonly { readonly domain: string; readonly spelling: string }[];
  /** Names that are no domain names, each once, as sent. */
  readonly unreadable: readonly string[];
  /** `live` is asked about; `lapsed` only if nothing else names the domain; `gone` never. */
  readonly state: "live" | "lapsed" | "gone";
}

/** Revoked, deleted, revocation requested. */
const GONE: readonly string[] = ["-5", "-6", "-7"];
/** Failed, expired, validation failed, validation lapsed, failed in linting. */
const LAPSED: readonly string[] = ["-1", "-2", "-3", "-4", "-11"];

/** The names as written. The common name is one name; `dnsName` is a list of names, or one text that holds them. */
function* writtenNames({ commonName, dnsName }: CertificateItem): Generator<string> {
  if (isGiven(commonName)) yield commonName.trim();
  if (typeof dnsName === "string") yield* namesInText(dnsName);
  else for (const name of dnsName ?? []) if (isGiven(name)) yield name.trim();
}

/**
 * Commas separate names. Blanks do so only between words that each have a dot: "Internal Root CA" is one text that is no domain
 * name, and not three names.
 */
function* namesInText(text: string): Generator<string> {
  for (const [part] of text.matchAll(/[^,]+/g)) {
    if (!isGiven(part)) continue;
    if (WORD_WITHOUT_DOT.test(part)) yield part.trim();
    else for (const [name] of part.matchAll(/\S+/g)) yield name;
  }
}

const WORD_WITHOUT_DOT = /(?:^|\s)[^\s.]+(?:\s|$)/;

function isGiven(text: string | null | undefined): text is string {
  return typeof text === "string" && text.trim() !== "";
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
  const names: Certificate["names"][number][] = [];
  const unreadable: string[] = [];
  for (const spelling of new Set(writtenNames(item))) {
    const domain = parseListedName(spelling);
    if (domain === null) unreadable.push(spelling);
    else names.push({ domain, spelling });
  }
  const status = String(item.statusCode ?? "");
  return {
    certificateNo: String(item.certificateNo),
    names,
    unreadable,
    state: GONE.includes(status) ? "gone" : LAPSED.includes(status) ? "lapsed" : "live",
  };
}

/**
 * One row a name, with every certificate to ask about it. Certificates that have failed or lapsed are asked only where no
 * other names the domain, revoked and deleted ones never. A certificate says nothing of a validation.
 */
export function rowsOf(certificates: readonly Certificate[]): readonly ListedRow[] {
  const live = namesOf(certificates, "live");
  const lapsed = [...namesOf(certificates, "lapsed")].filter(([domain]) => !live.has(domain));
  return [...live, ...lapsed].map(([domain, listedAs]) => ({ domain, listedAs, record: null, problem: null }));
}

function namesOf(
  certificates: readonly Certificate[],
  state: Certificate["state"],
): ReadonlyMap<string, ListedRow["listedAs"]> {
  const listed = new Map<string, ListedRow["listedAs"][number][]>();
  for (const certificate of certificates) {
    if (certificate.state !== state) continue;
    for (const { domain, spelling } of certificate.names) {
      const known = listed.get(domain) ?? [];
      known.push({ name: spelling, entry: certificate.certificateNo });
      listed.set(domain, known);
    }
  }
  return listed;
}
