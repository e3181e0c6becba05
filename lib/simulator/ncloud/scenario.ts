/** What a simulated Ncloud Certificate Manager holds: as a scenario's file has it, and with every default filled in. */
import { createHash } from "node:crypto";
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { EpochMs } from "../../core/time";
import type { Path } from "../../document/document";
import type { ScenarioReader } from "../scenario-reader";
import { oneOf } from "../../core/schema-parts";
import { extraKeys, filled, names, scenarioDate, typed } from "../scenario-schemas";
import { parseSeoulTime } from "./seoul-time";

export interface NcloudScenario {
  readonly auth: { readonly accessKey: string; readonly secretKey: string };
  /** The key belongs to a sub-account: everything is refused with an empty 403. */
  readonly subAccountKey: boolean;
  readonly defaultPageSize: number;
  /** Null: as large as asked for. */
  readonly maxPageSize: number | null;
  readonly wildcardDomainAddress: "wildcard" | "base";
  readonly dnsNames: "text" | "list";
  /** Whether ListDcvStatuses has the fields about e-mail, which came in September 2026. */
  readonly emailVerification: boolean;
  readonly certificates: readonly NcloudCertificate[];
}

export interface NcloudCertificate {
  readonly certificateNo: number;
  readonly name: string;
  readonly domains: readonly string[];
  readonly statusCode: string;
  readonly kind: "cloud" | "advanced";
  readonly orderId: string | number | null;
  readonly validations: readonly NcloudValidation[];
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface NcloudValidation {
  readonly domain: string;
  /** A number in the vendor's example, text in its table: served as the scenario has it. */
  readonly validSn: string | number;
  readonly requestSn: string;
  readonly status: string;
  readonly validYn: string;
  readonly registeredAt: EpochMs | null;
  readonly validatedAt: EpochMs | null;
  readonly txtName: string;
  readonly txtValue: string;
  readonly txtId: string | number | null;
  readonly omit: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;
}

const ncloudValidationFile = Type.Object(
  {
    domain: Type.Optional(Type.String({ minLength: 1, description: "Default: the certificate's first" })),
    validSn: typed<string | number>(["integer", "string"]),
    requestSn: Type.Optional(Type.String()),
    status: Type.Optional(Type.String({ description: "Any word. Default: as validated has it" })),
    validYn: Type.Optional(Type.String({ description: "Default Y for VALID_STATUS_SUCCESS, else N" })),
    registered: Type.Optional(scenarioDate),
    validated: Type.Optional(scenarioDate),
    txtName: Type.Optional(Type.String()),
    txtValue: Type.Optional(Type.String()),
    txtId: Type.Optional(typed<string | number | null>(["integer", "string", "null"])),
    omit: Type.Optional(names()),
    extra: Type.Optional(extraKeys()),
  },
  { additionalProperties: false },
);

const ncloudCertificateFile = Type.Object(
  {
    certificateNo: Type.Integer({ minimum: 1 }),
    name: Type.Optional(Type.String()),
    domains: Type.Array(filled, { minItems: 1 }),
    statusCode: Type.Optional(typed<string | number>(["integer", "string"], { description: "Default 1, normal" })),
    kind: Type.Optional(oneOf(["cloud", "advanced"], { description: "Default cloud" })),
    orderId: Type.Optional(typed<string | number | null>(["integer", "string", "null"])),
    validations: Type.Optional(Type.Array(ncloudValidationFile, { description: "Served in this order" })),
    omit: Type.Optional(names()),
    extra: Type.Optional(extraKeys()),
  },
  { additionalProperties: false },
);

export const ncloudScenarioSchema = Type.Object(
  {
    auth: Type.Optional(
      Type.Partial(Type.Object({ accessKey: filled, secretKey: filled }), {
        additionalProperties: false,
        description: "What a client must sign with; each is demo by default",
      }),
    ),
    subAccountKey: Type.Optional(Type.Boolean({ description: "The key is refused with an empty 403. Default false" })),
    defaultPageSize: Type.Optional(Type.Integer({ minimum: 1, description: "Default 10" })),
    maxPageSize: Type.Optional(
      Type.Integer({ minimum: 1, description: "Most certificates of a page. Default: as many as asked for" }),
    ),
    wildcardDomainAddress: Type.Optional(
      oneOf(["wildcard", "base"], {
        description: "Whether *.example.kr is asked for as such (default) or as example.kr",
      }),
    ),
    dnsNames: Type.Optional(
      oneOf(["text", "list"], { description: "dnsName of a certificate: joined by commas (default), or an array" }),
    ),
    emailVerification: Type.Optional(
      Type.Boolean({ description: "Adds emailVerificationCount and emailVerificationList. Default false" }),
    ),
    certificates: Type.Optional(Type.Array(ncloudCertificateFile)),
  },
  { additionalProperties: false, description: "NAVER Cloud Certificate Manager. Left out: its paths are 404" },
);

type NcloudFile = Static<typeof ncloudScenarioSchema>;
type NcloudCertificateFile = Static<typeof ncloudCertificateFile>;
type NcloudValidationFile = Static<typeof ncloudValidationFile>;

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
  const validatedAt = reader.date(file.validated ?? null, [...path, "validated"], parseSeoulTime);
  const registeredAt = reader.date(file.registered ?? null, [...path, "registered"], parseSeoulTime);
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
