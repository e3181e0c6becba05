/** What a scenario's file may say of a simulated Sectigo Certificate Manager. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { oneOf } from "../../core/schema-parts";
import { extraKeys, filled, names, scenarioDate, typed } from "../scenario-schemas";
import type { Vocabulary } from "./vocabulary";

const VOCABULARIES = ["constants", "labels"] as const;

const sectigoDomainFile = Type.Object(
  {
    domain: filled,
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: "That many domains; {n} in domain counts from 1" }),
    ),
    status: Type.Optional(Type.String({ description: "Any word. Default: as the dates have it" })),
    method: Type.Optional(
      typed<string | null>(["string", "null"], { description: "Default CNAME for a domain with a date of validation" }),
    ),
    validated: Type.Optional(scenarioDate),
    expires: Type.Optional(scenarioDate),
    orderStatus: Type.Optional(
      Type.String({ description: "Any word. Default SUBMITTED with submitted, else NOT_INITIATED" }),
    ),
    orderMethod: Type.Optional(
      typed<string | null>(["string", "null"], { description: "Default: method, where there is an order" }),
    ),
    submitted: Type.Optional(scenarioDate),
    challenge: Type.Optional(
      oneOf(["found", "missing"], { description: "Whether its challenge is found, wherever the CA looks" }),
    ),
    org: Type.Optional(typed<number | null>(["integer", "null"], { minimum: 1 })),
    department: Type.Optional(typed<number | null>(["integer", "null"], { minimum: 1 })),
    omit: Type.Optional(names({ description: "Keys left out of the row of the list" })),
    extra: Type.Optional(extraKeys({ description: "Merged into the row of the list as it stands" })),
    statusOmit: Type.Optional(names({ description: "Keys left out of the status answer" })),
    statusExtra: Type.Optional(extraKeys({ description: "Merged into the status answer as it stands" })),
  },
  { additionalProperties: false },
);

const departmentFile = Type.Object({ id: Type.Integer({ minimum: 1 }), name: filled }, { additionalProperties: false });

const organizationFile = Type.Object(
  { id: Type.Integer({ minimum: 1 }), name: filled, departments: Type.Optional(Type.Array(departmentFile)) },
  { additionalProperties: false },
);

const connectorFile = Type.Object(
  { id: filled, name: filled, providers: Type.Array(filled) },
  { additionalProperties: false },
);

export const sectigoScenarioSchema = Type.Object(
  {
    auth: Type.Optional(
      Type.Partial(
        Type.Object({
          login: filled,
          password: filled,
          customerUri: filled,
          clientId: filled,
          clientSecret: filled,
        }),
        { additionalProperties: false, description: "What a client must present; each is demo by default" },
      ),
    ),
    tokenLifetimeSeconds: Type.Optional(Type.Integer({ minimum: 1, description: "Default 300" })),
    defaultPageSize: Type.Optional(Type.Integer({ minimum: 0, description: "Rows without size. Default 20" })),
    maxPageSize: Type.Optional(Type.Integer({ minimum: 1, description: "Default 200" })),
    oversizedPages: Type.Optional(
      oneOf(["refuse", "clamp"], {
        description: "A larger size is a 400 (default), or gives a page of the maximum size",
      }),
    ),
    vocabulary: Type.Optional(
      typed<Vocabulary | { v1?: Vocabulary; v2?: Vocabulary }>(["string", "object"], {
        description:
          "constants (NOT_VALIDATED, CNAME; default) or labels (Not validated, CNAME_CSR_HASH), for both API versions or each",
        if: { type: "string" },
        then: { enum: VOCABULARIES },
        else: {
          additionalProperties: false,
          properties: { v1: { enum: VOCABULARIES }, v2: { enum: VOCABULARIES } },
        },
      }),
    ),
    expirationBasisDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "Days from validated to expires where that is left out. Default 198; always 10 for PERSISTENT_TXT",
      }),
    ),
    readOnly: Type.Optional(
      Type.Boolean({ description: "Each change is refused, as to an administrator without the privilege (code -25)" }),
    ),
    statusLagSeconds: Type.Optional(
      Type.Integer({ minimum: 0, description: "How long list and status show the state before a change. Default 0" }),
    ),
    firstCheckSeconds: Type.Optional(
      Type.Integer({ minimum: 0, description: "From a submission to the first look for the challenge. Default 0" }),
    ),
    checkIntervalSeconds: Type.Optional(
      Type.Integer({ minimum: 1, description: "From one look to the next. Default 7200" }),
    ),
    tokens: Type.Optional(
      oneOf(["kept", "new"], {
        description: "What a start gives while an order runs: the same challenge (default), or another each time",
      }),
    ),
    secondSubmit: Type.Optional(
      oneOf(["refuse", "accept"], {
        description: "What a submission gives while an order is submitted: code -724 (default), or the same order",
      }),
    ),
    challenges: Type.Optional(
      oneOf(["found", "missing"], {
        description: "Whether challenges are found where no DNS and no web server is asked. Default missing",
      }),
    ),
    clear: Type.Optional(
      oneOf(["order", "all"], { description: "What clear resets: the order (default), or the validation too" }),
    ),
    perspectives: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20, description: "How many places look for a record. Default 5" }),
    ),
    organizations: Type.Optional(
      Type.Array(organizationFile, { minItems: 1, description: "Default: one, with the id 1" }),
    ),
    connectors: Type.Optional(Type.Array(connectorFile, { description: "DNS connectors. Default none" })),
    domains: Type.Optional(Type.Array(sectigoDomainFile)),
  },
  { additionalProperties: false, description: "Sectigo Certificate Manager. Left out: its paths are 404" },
);

export type SectigoFile = Static<typeof sectigoScenarioSchema>;
export type SectigoDomainFile = Static<typeof sectigoDomainFile>;
