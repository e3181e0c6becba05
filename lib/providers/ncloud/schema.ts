/**
 * The few fields of Certificate Manager that are read, each shape once: the type and the check come from one schema. Types
 * differ between the documentation's tables and its samples.
 */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { compileAnswer as compile, optionalText as text } from "../answer-schema";

const number = Type.Unsafe<string | number>({ type: ["string", "integer"] });

/** `validSn` is a string in the table and a number in the sample. */
const verificationEntry = Type.Object({
  validSn: number,
  validStatusCode: Type.String(),
  validYn: text,
  txtName: text,
  txtValue: text,
  registDate: text,
  validDate: text,
});
const verificationAnswer = Type.Object({
  /** How many the list holds; a value that is not a number is ignored. */
  dnsVerificationCount: Type.Optional(Type.Unknown()),
  dnsVerificationList: Type.Optional(Type.Unsafe<readonly unknown[] | null>({ type: ["array", "null"] })),
});
const certificateItem = Type.Object({
  // It goes into an address, and into messages.
  certificateNo: Type.Unsafe<string | number>({ type: ["string", "integer"], pattern: "^[\\w-]{1,40}$" }),
  commonName: text,
  /** Called a string and described as a list. */
  dnsName: Type.Optional(
    Type.Unsafe<string | readonly string[] | null>({ type: ["string", "array", "null"], items: { type: "string" } }),
  ),
  statusCode: Type.Optional(Type.Unsafe<string | number | null>({ type: ["string", "integer", "null"] })),
});
/** Here the total is `totalCount`, elsewhere `totalRows`. */
const certificatesAnswer = Type.Object({
  totalCount: Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: "^\\d{1,9}$" })]),
  sslCertificateList: Type.Unsafe<readonly unknown[] | null>({ type: ["array", "null"] }),
});
const serviceResult = Type.Object({ returnCode: number, returnMessage: text });

/** An entry of ListDcvStatuses. */
export type VerificationEntry = Static<typeof verificationEntry>;
/** An answer of ListDcvStatuses; e-mail entries beside the list are ignored. */
export type VerificationAnswer = Static<typeof verificationAnswer>;
/** An item of ListCertificates. */
export type CertificateItem = Static<typeof certificateItem>;
/** The envelope of every answer of the service; failures arrive with HTTP 200 as well. */
export type ServiceResult = Static<typeof serviceResult>;

export const isVerificationEntry = compile(verificationEntry);
export const isVerificationAnswer = compile(verificationAnswer);
export const isCertificateItem = compile(certificateItem);
export const isCertificatesAnswer = compile(certificatesAnswer);
export const isServiceResult = compile(serviceResult);
/** What the gateway answers in the place of the service. Its codes are not HTTP statuses. */
export const isGatewayRefusal = compile(
  Type.Object({ error: Type.Object({ errorCode: number, message: text, details: text }) }),
);
