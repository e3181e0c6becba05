/** The few fields of Certificate Manager that are read. Types differ between the documentation's tables and its samples. */
import { Ajv } from "ajv";

/** An entry of ListDcvStatuses. `validSn` is a string in the table and a number in the sample. */
export interface VerificationEntry {
  readonly validSn: string | number;
  readonly validStatusCode: string;
  readonly validYn?: string | null;
  readonly txtName?: string | null;
  readonly txtValue?: string | null;
  readonly registDate?: string | null;
  readonly validDate?: string | null;
}

/** An answer of ListDcvStatuses; e-mail entries beside the list are ignored. */
export interface VerificationAnswer {
  /** How many the list holds; anything that is no number says nothing. */
  readonly dnsVerificationCount?: unknown;
  readonly dnsVerificationList?: readonly unknown[] | null;
}

/** An item of ListCertificates. `dnsName` is called a string and described as a list. */
export interface CertificateItem {
  readonly certificateNo: string | number;
  readonly commonName?: string | null;
  readonly dnsName?: string | readonly string[] | null;
  readonly statusCode?: string | number | null;
}

/** An answer of ListCertificates; here the total is `totalCount`, elsewhere `totalRows`. */
export interface CertificatesAnswer {
  readonly totalCount: string | number;
  readonly sslCertificateList: readonly unknown[] | null;
}

/** The envelope of every answer of the service; failures arrive with HTTP 200 as well. */
export interface ServiceResult {
  readonly returnCode: string | number;
  readonly returnMessage?: string | null;
}

/** What the gateway says before the service is reached. Its codes are not HTTP statuses. */
export interface GatewayRefusal {
  readonly error: {
    readonly errorCode: string | number;
    readonly message?: string | null;
    readonly details?: string | null;
  };
}

const ajv = new Ajv({ allowUnionTypes: true });
const text = { type: ["string", "null"] } as const;
const number = { type: ["string", "integer"] } as const;

export const isVerificationEntry = ajv.compile<VerificationEntry>({
  type: "object",
  required: ["validSn", "validStatusCode"],
  properties: {
    validSn: number,
    validStatusCode: { type: "string" },
    validYn: text,
    txtName: text,
    txtValue: text,
    registDate: text,
    validDate: text,
  },
});

export const isVerificationAnswer = ajv.compile<VerificationAnswer>({
  type: "object",
  properties: { dnsVerificationList: { type: ["array", "null"] } },
});

export const isCertificateItem = ajv.compile<CertificateItem>({
  type: "object",
  required: ["certificateNo"],
  properties: {
    // It goes into an address, and into messages.
    certificateNo: { ...number, pattern: "^[\\w-]{1,40}$" },
    commonName: text,
    dnsName: { type: ["string", "array", "null"], items: { type: "string" } },
    statusCode: { type: ["string", "integer", "null"] },
  },
});

export const isCertificatesAnswer = ajv.compile<CertificatesAnswer>({
  type: "object",
  required: ["totalCount", "sslCertificateList"],
  properties: {
    totalCount: {
      anyOf: [
        { type: "integer", minimum: 0 },
        { type: "string", pattern: "^\\d{1,9}$" },
      ],
    },
    sslCertificateList: { type: ["array", "null"] },
  },
});

export const isServiceResult = ajv.compile<ServiceResult>({
  type: "object",
  required: ["returnCode"],
  properties: { returnCode: number, returnMessage: text },
});

export const isGatewayRefusal = ajv.compile<GatewayRefusal>({
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["errorCode"],
      properties: { errorCode: number, message: text, details: text },
    },
  },
});

/** Where the item checked last departs from its schema, as a phrase that quotes nothing of it. */
export function describeItemMismatch(): string {
  const [error] = isCertificateItem.errors ?? [];
  const field = error?.instancePath.slice(1) ?? "";
  return `${field === "" ? "it" : field} ${error?.message ?? "has another shape"}`;
}
