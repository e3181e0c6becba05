/** Fills in what a scenario's file leaves out, so that a healthy domain takes one line. */
import { createHash } from "node:crypto";
import { DAY_MS } from "../core/time";
import type { EpochMs } from "../core/time";
import type { Path } from "../document/document";
import type { Fault, NcloudCertificate, NcloudScenario, NcloudValidation } from "./scenario";
import type { SectigoDomain, SectigoScenario } from "./scenario";
import type { FaultFile, NcloudCertificateFile, NcloudFile, NcloudValidationFile } from "./scenario-file";
import type { SectigoDomainFile, SectigoFile } from "./scenario-file";
import type { ScenarioReader } from "./scenario-reader";

/**
 * Days from a validation to the expiry date that SCM shows. Sectigo relies on a validation for 198 days since
 * 2026-03-12, and on a persistent record for 10 (Baseline Requirements 3.2.2.4.22); `expirationBasisDays: 398` is the
 * arithmetic of the older records.
 */
const EXPIRATION_BASIS_DAYS = 198;
const PERSISTENT_BASIS_DAYS = 10;

export function sectigoScenario(file: SectigoFile, reader: ScenarioReader): SectigoScenario {
  const basisDays = file.expirationBasisDays ?? EXPIRATION_BASIS_DAYS;
  const { vocabulary = "constants" } = file;
  const domains = (file.domains ?? []).flatMap((entry, index) =>
    sectigoDomains(entry, basisDays, reader, ["sectigo", "domains", index]),
  );
  return {
    auth: {
      login: "demo",
      password: "demo",
      customerUri: "demo",
      clientId: "demo",
      clientSecret: "demo",
      ...file.auth,
    },
    tokenLifetimeSeconds: file.tokenLifetimeSeconds ?? 300,
    defaultPageSize: file.defaultPageSize ?? 20,
    maxPageSize: file.maxPageSize ?? 200,
    oversizedPages: file.oversizedPages ?? "refuse",
    vocabulary:
      typeof vocabulary === "string"
        ? { v1: vocabulary, v2: vocabulary }
        : { v1: "constants", v2: "constants", ...vocabulary },
    domains: domains.sort((a, b) => (a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0)),
  };
}

/** One entry is one domain, or `count` of them that differ in the number that stands for `{n}`. */
function sectigoDomains(
  file: SectigoDomainFile,
  basisDays: number,
  reader: ScenarioReader,
  path: Path,
): SectigoDomain[] {
  const validatedAt = reader.date(file.validated ?? null, [...path, "validated"]);
  const method = file.method === undefined ? (validatedAt === null ? null : "CNAME") : file.method;
  const basisMs = (method === "PERSISTENT_TXT" ? PERSISTENT_BASIS_DAYS : basisDays) * DAY_MS;
  const derivedExpiry = validatedAt === null ? null : validatedAt + basisMs;
  const expiresAt = file.expires === undefined ? derivedExpiry : reader.date(file.expires, [...path, "expires"]);
  const submittedAt = reader.date(file.submitted ?? null, [...path, "submitted"]);
  const orderStatus = file.orderStatus ?? (submittedAt === null ? "NOT_INITIATED" : "SUBMITTED");
  const usualOrderMethod = orderStatus === "NOT_INITIATED" ? null : (method ?? "CNAME");

  const domain: SectigoDomain = {
    domain: file.domain,
    status: file.status ?? statusByDates(validatedAt, expiresAt, reader.asOf),
    method,
    validatedAt,
    expiresAt,
    orderStatus,
    orderMethod: file.orderMethod === undefined ? usualOrderMethod : file.orderMethod,
    submittedAt,
    org: file.org ?? null,
    department: file.department ?? null,
    omit: file.omit ?? [],
    extra: file.extra ?? {},
    statusOmit: file.statusOmit ?? [],
    statusExtra: file.statusExtra ?? {},
  };
  if (file.count === undefined) return [domain];
  if (!file.domain.includes("{n}")) {
    reader.report("bad-value", `"${file.domain}" is counted but has no {n}; write host-{n}.example.com`, [
      ...path,
      "domain",
    ]);
  }
  return Array.from({ length: file.count }, (_, n) => ({
    ...domain,
    domain: file.domain.replaceAll("{n}", String(n + 1)),
  }));
}

function statusByDates(validatedAt: EpochMs | null, expiresAt: EpochMs | null, asOf: EpochMs): string {
  if (expiresAt !== null) return expiresAt <= asOf ? "EXPIRED" : "VALIDATED";
  return validatedAt === null ? "NOT_VALIDATED" : "VALIDATED";
}

export function ncloudScenario(file: NcloudFile, reader: ScenarioReader): NcloudScenario {
  return {
    auth: { accessKey: "demo", secretKey: "demo", ...file.auth },
    subAccountKey: file.subAccountKey ?? false,
    defaultPageSize: file.defaultPageSize ?? 10,
    maxPageSize: file.maxPageSize ?? null,
    wildcardDomainAddress: file.wildcardDomainAddress ?? "wildcard",
    dnsNames: file.dnsNames ?? "text",
    emailVerification: file.emailVerification ?? false,
    certificates: (file.certificates ?? []).map((certificate, index) =>
      ncloudCertificate(certificate, reader, ["ncloud", "certificates", index]),
    ),
  };
}

function ncloudCertificate(file: NcloudCertificateFile, reader: ScenarioReader, path: Path): NcloudCertificate {
  return {
    certificateNo: file.certificateNo,
    name: file.name ?? `certificate-${file.certificateNo}`,
    domains: file.domains,
    statusCode: String(file.statusCode ?? 1),
    kind: file.kind ?? "cloud",
    orderId: file.orderId ?? null,
    validations: (file.validations ?? []).map((validation, index) =>
      ncloudValidation(validation, file.domains[0] ?? "", reader, [...path, "validations", index]),
    ),
    omit: file.omit ?? [],
    extra: file.extra ?? {},
  };
}

function ncloudValidation(
  file: NcloudValidationFile,
  firstDomain: string,
  reader: ScenarioReader,
  path: Path,
): NcloudValidation {
  const domain = file.domain ?? firstDomain;
  const validatedAt = reader.seoulDate(file.validated ?? null, [...path, "validated"]);
  const registeredAt = reader.seoulDate(file.registered ?? null, [...path, "registered"]);
  const status = file.status ?? (validatedAt === null ? "VALID_STATUS_REG" : "VALID_STATUS_SUCCESS");
  const digest = createHash("sha256").update(`${domain} ${file.validSn}`).digest("hex");
  return {
    domain,
    validSn: file.validSn,
    requestSn: file.requestSn ?? digest.slice(0, 32),
    status,
    validYn: file.validYn ?? (status === "VALID_STATUS_SUCCESS" ? "Y" : "N"),
    registeredAt: file.registered === undefined ? (validatedAt ?? reader.asOf) : registeredAt,
    validatedAt,
    txtName: file.txtName ?? `_dnsvalidation.${domain.replace(/^\*\./, "")}`,
    txtValue: file.txtValue ?? `_${digest.slice(0, 50)}`,
    txtId: file.txtId ?? null,
    omit: file.omit ?? [],
    extra: file.extra ?? {},
  };
}

export function faultsOf(files: readonly FaultFile[]): Fault[] {
  return files.map(({ on, when = {}, after = 0, times = Infinity, ...effect }) => ({
    on,
    when: Object.fromEntries(Object.entries(when).map(([name, value]) => [name, String(value)])),
    after,
    times,
    effect,
  }));
}
