/**
 * The few fields of the SCM API that are read, each shape once: the type and the check come from one schema. All other fields
 * are ignored. Sectigo REST manual, "Domain Control Validation".
 */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { compileAnswer as compile, optionalText as text } from "../answer-schema";

const texts = Type.Optional(
  Type.Unsafe<readonly string[] | null>({ type: ["array", "null"], items: { type: "string" } }),
);
const orderNumber = Type.Optional(Type.Unsafe<string | number | null>({ type: ["string", "number", "null"] }));
/** A row of `GET /dcv/{version}/validation`. Old versions leave out the order method; the expiry may be missing or null. */
const listRow = Type.Object({
  domain: Type.String(),
  dcvStatus: Type.String(),
  dcvMethod: text,
  dcvOrderStatus: text,
  dcvOrderMethod: text,
  expirationDate: text,
});

const record = { host: text, point: text };
const file = { url: text, firstLine: text, secondLine: text };

/** Every field is optional in the specification. */
const statusAnswer = Type.Object(
  {
    /** Not documented; where it comes it must be the domain asked about. */
    domain: text,
    status: text,
    validationDate: text,
    expirationDate: text,
    orderStatus: text,
    orderMode: text,
    /** Old versions leave it out. */
    orderBackendId: orderNumber,
    submittedDate: text,
    nextCheck: text,
    orderExpiration: text,
    ...record,
    ...file,
    /** Where the CA has sent its e-mail. */
    validationEmail: text,
  },
  {
    // An object in which none of these has a value is some other answer.
    anyOf: ["status", "orderStatus", "validationDate"].map((field) => ({
      required: [field],
      properties: { [field]: { type: "string" } },
    })),
  },
);

/** The answer of `POST …/start/domain/{cname,http,https}`: the record or the file. */
const startAnswer = Type.Object({ ...record, ...file });

const dcvEmails = Type.Object({ adminEmails: texts, dnsTxtEmails: texts });
/** The answer of `POST …/start/domain/email`: the addresses for all domains, and those for each. */
const emailChoice = Type.Object({
  emails: texts,
  dcvEmails: Type.Optional(
    Type.Unsafe<readonly Static<typeof dcvEmails>[] | null>({ type: ["array", "null"], items: dcvEmails }),
  ),
});

/** The answer of `POST …/submit/domain/{method}`; the record for the TXT methods alone. */
const submitAnswer = Type.Object(
  { orderStatus: text, ...record, orderBackendId: orderNumber },
  // Old versions leave out the number; an answer without either is some other answer.
  { anyOf: ["orderStatus", "orderBackendId"].map((field) => ({ required: [field] })) },
);

/** The answer of `POST /dcv/{version}/validation/status`. */
export type StatusAnswer = Static<typeof statusAnswer>;

export const hasReadableDomain = compile(Type.Object({ domain: Type.String() }));
export const isListRow = compile(listRow);
export const isStatusAnswer = compile(statusAnswer);
export const isStartAnswer = compile(startAnswer);
export const isEmailChoice = compile(emailChoice);
export const isSubmitAnswer = compile(submitAnswer);
/** `{"code": -16, "description": "Unknown user"}`. */
export const isErrorAnswer = compile(
  Type.Object({
    code: Type.Optional(Type.Unsafe<number | string>({ type: ["number", "string"] })),
    description: Type.String(),
  }),
);
