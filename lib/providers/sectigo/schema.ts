/** The few fields of the SCM API that are read; everything else may come and go. Sectigo REST manual, "Domain Control Validation". */
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";

/** A row of `GET /dcv/{version}/validation`. Old versions leave out the order method; the expiry may be missing or null. */
export interface ListRow {
  readonly domain: string;
  readonly dcvStatus: string;
  readonly dcvMethod?: string | null;
  readonly dcvOrderStatus?: string | null;
  readonly dcvOrderMethod?: string | null;
  readonly expirationDate?: string | null;
}

/** The answer of `POST /dcv/{version}/validation/status`; every field is optional in the specification. */
export interface StatusAnswer {
  /** Not documented; where it comes it must be the domain asked about. */
  readonly domain?: string | null;
  readonly status?: string | null;
  readonly validationDate?: string | null;
  readonly expirationDate?: string | null;
  readonly orderStatus?: string | null;
  readonly orderMode?: string | null;
  /** Old versions leave it out. */
  readonly orderBackendId?: string | number | null;
  readonly submittedDate?: string | null;
  readonly nextCheck?: string | null;
  readonly orderExpiration?: string | null;
  /** The record to publish. */
  readonly host?: string | null;
  readonly point?: string | null;
  /** The file to publish. */
  readonly url?: string | null;
  readonly firstLine?: string | null;
  readonly secondLine?: string | null;
  /** Where the CA has sent its e-mail. */
  readonly validationEmail?: string | null;
}

/** The answer of `POST …/start/domain/{cname,http,https}`: the record or the file. */
export type StartAnswer = Pick<StatusAnswer, "host" | "point" | "url" | "firstLine" | "secondLine">;

/** The answer of `POST …/start/domain/email`: the addresses for all domains, and those for each. */
export interface EmailChoice {
  readonly emails?: readonly string[] | null;
  readonly dcvEmails?:
    | readonly { readonly adminEmails?: readonly string[] | null; readonly dnsTxtEmails?: readonly string[] | null }[]
    | null;
}

/** The answer of `POST …/submit/domain/{method}`; the record for the TXT methods alone. */
export interface SubmitAnswer extends Pick<StatusAnswer, "orderStatus" | "host" | "point"> {
  readonly orderBackendId?: string | number | null;
}

/** `{"code": -16, "description": "Unknown user"}`. */
export interface ErrorAnswer {
  readonly code?: number | string;
  readonly description: string;
}

const text = { type: ["string", "null"] } as const;
const ajv = new Ajv({ allowUnionTypes: true });

export const hasReadableDomain = ajv.compile<{ readonly domain: string }>({
  type: "object",
  required: ["domain"],
  properties: { domain: { type: "string" } },
});

export const isListRow = ajv.compile<ListRow>({
  type: "object",
  required: ["domain", "dcvStatus"],
  properties: {
    domain: { type: "string" },
    dcvStatus: { type: "string" },
    dcvMethod: text,
    dcvOrderStatus: text,
    dcvOrderMethod: text,
    expirationDate: text,
  },
});

export const isStatusAnswer = ajv.compile<StatusAnswer>({
  type: "object",
  properties: {
    orderBackendId: { type: ["string", "number", "null"] },
    ...Object.fromEntries(
      [
        ...["domain", "status", "validationDate", "expirationDate", "orderStatus", "orderMode", "submittedDate"],
        ...["nextCheck", "orderExpiration", "host", "point", "url", "firstLine", "secondLine", "validationEmail"],
      ].map((field) => [field, text]),
    ),
  },
  // An object in which not a single field of ours says something is some other answer.
  anyOf: ["status", "orderStatus", "validationDate"].map((field) => ({
    required: [field],
    properties: { [field]: { type: "string" } },
  })),
});

export const isStartAnswer = ajv.compile<StartAnswer>({
  type: "object",
  properties: { host: text, point: text, url: text, firstLine: text, secondLine: text },
});

const texts = { type: ["array", "null"], items: { type: "string" } } as const;

export const isEmailChoice = ajv.compile<EmailChoice>({
  type: "object",
  properties: {
    emails: texts,
    dcvEmails: {
      type: ["array", "null"],
      items: { type: "object", properties: { adminEmails: texts, dnsTxtEmails: texts } },
    },
  },
});

export const isSubmitAnswer = ajv.compile<SubmitAnswer>({
  type: "object",
  properties: { orderStatus: text, host: text, point: text, orderBackendId: { type: ["string", "number", "null"] } },
  // Old versions leave out the number; an answer without either is some other answer.
  anyOf: ["orderStatus", "orderBackendId"].map((field) => ({ required: [field] })),
});

export const isErrorAnswer = ajv.compile<ErrorAnswer>({
  type: "object",
  required: ["description"],
  properties: { code: { type: ["number", "string"] }, description: { type: "string" } },
});

/** Where a value departs from its schema, as a phrase that quotes nothing of it. */
export function describeMismatch(validate: ValidateFunction): string {
  const [error] = validate.errors ?? [];
  const field = error?.instancePath.slice(1) ?? "";
  return `${field === "" ? "" : `${field} `}${error?.message ?? "has another shape"}`;
}
