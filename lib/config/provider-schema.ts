/** The shape of a provider in `domains.yaml`: the settings that every provider has, and those of its CA. */
import { Type } from "@sinclair/typebox";
import type { TObject } from "@sinclair/typebox";
import { COVERAGES } from "../core/coverage";
import type { Coverage } from "../core/coverage";
import type { ProviderModule } from "../core/provider-module";
import { url } from "../core/setting-schemas";

export const CLOSED = { additionalProperties: false };
export const day = Type.String({ format: "date", expected: "a date such as 2027-01-31" });

const SHARED_SETTINGS = {
  url: Type.Optional({ ...url, description: "Base URL of the API; `simulator` is the embedded CA." }),
  concurrency: Type.Optional(
    Type.Integer({
      description: "How many calls may be under way at once; fewer are while the CA refuses calls or answers slowly.",
      minimum: 1,
      maximum: 32,
      default: 4,
      expected: "a whole number from 1 to 32",
    }),
  ),
  timeoutSeconds: Type.Optional(
    Type.Number({
      description: "Longest wait for one call.",
      exclusiveMinimum: 0,
      maximum: 600,
      default: 30,
      expected: "a number of seconds, at most 600",
    }),
  ),
  retries: Type.Optional(
    Type.Integer({
      description: "How often a failed read is tried again.",
      minimum: 0,
      maximum: 10,
      default: 3,
      expected: "a whole number from 0 to 10",
    }),
  ),
  reuseLimit: Type.Optional(
    Type.Array(
      Type.Object(
        {
          issuedFrom: Type.Optional(day),
          days: Type.Integer({ minimum: 1, expected: "a number of days, 1 or more" }),
        },
        CLOSED,
      ),
      {
        description:
          "How old a validation this CA accepts, by date of issuance; replaces the profile in policies/tables/ca-profiles.yaml.",
        minItems: 1,
      },
    ),
  ),
  minimumPresentPercent: Type.Optional(
    Type.Integer({
      description:
        "Below this share of the declared domains the answer is taken for a mistake (of 10 declared ones or more); 0 allows everything.",
      minimum: 0,
      maximum: 100,
      default: 70,
      expected: "a percentage from 0 to 100",
    }),
  ),
  maximumListed: Type.Optional(
    Type.Integer({
      description:
        "How many domains this CA may list to be believed. Twice the declared domains are believed in any case.",
      minimum: 1,
      maximum: 1_000_000_000,
      default: 20_000,
      expected: "a whole number, 1 or more",
    }),
  ),
  coverage: Type.Optional(
    Type.Unsafe<Coverage>({
      description:
        "What a validation covers: the one name (entry), or the names below it too, unless its method is a file (authorization-domain). The default is the CA's.",
      enum: COVERAGES,
    }),
  ),
};

/** The default of a shared setting. */
export function sharedDefault(
  key: "concurrency" | "timeoutSeconds" | "retries" | "minimumPresentPercent" | "maximumListed",
): number {
  return SHARED_SETTINGS[key].default as number;
}

/** All keys of a provider of this type. */
export function providerSchema({ type, settings }: ProviderModule): TObject {
  const { url: address, ...connection } = SHARED_SETTINGS;
  return Type.Object({ type: Type.Literal(type), url: address, ...settings.properties, ...connection }, CLOSED);
}
