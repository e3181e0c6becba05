/** Where a simulated CA misbehaves: as a scenario's file has it, and with every default filled in. */
import { Type } from "@sinclair/typebox";
import type { Static, TObject } from "@sinclair/typebox";
import { oneOf } from "../core/schema-parts";
import { filled } from "./scenario-schemas";

export interface Fault {
  /** An operation, or all of a CA (`TYPE.*`) or of all CAs (`*`). */
  readonly on: string;
  /** Parameters that the call must have, by name. */
  readonly when: Readonly<Record<string, string>>;
  /** Matching calls that pass before the fault begins, and how many it then meets. */
  readonly after: number;
  readonly times: number;
  readonly effect: FaultEffect;
}

const EFFECTS = {
  delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
  status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
  body: Type.Optional(Type.Unknown({ description: "Text sent as it stands, anything else as JSON" })),
  contentType: Type.Optional(filled),
  headers: Type.Optional(
    Type.Unsafe<Readonly<Record<string, string>>>({ type: "object", additionalProperties: { type: "string" } }),
  ),
  cutBody: Type.Optional(Type.Boolean({ description: "Half of the body, then the connection ends" })),
  stallBody: Type.Optional(Type.Boolean({ description: "Half of the body, then nothing more, ever" })),
  refuse: Type.Optional(Type.Boolean({ description: "The connection ends without an answer" })),
  hang: Type.Optional(Type.Boolean({ description: "No answer, ever" })),
  acts: Type.Optional(
    Type.Boolean({
      description:
        "The call is carried out first: with a status, refuse, hang or delayMs only its answer is lost or late",
    }),
  ),
  emptyBody: Type.Optional(Type.Boolean()),
  total: Type.Optional(Type.Integer({ description: "A wrong total of the list, in the CA's own field" })),
  omitTotal: Type.Optional(Type.Boolean()),
  repeatPage: Type.Optional(Type.Boolean({ description: "The first page, whichever was asked for" })),
  shiftRows: Type.Optional(
    Type.Integer({
      description: "The page begins so many rows later, or earlier below 0: rows came or went while the list was read",
    }),
  ),
  maxRows: Type.Optional(Type.Integer({ minimum: 0, description: "Most rows of the page, whatever its size" })),
  tokenExpired: Type.Optional(Type.Boolean({ description: "The call's bearer token is no longer good" })),
};
export type FaultEffect = Readonly<Static<TObject<typeof EFFECTS>>>;

const TARGET = {
  when: Type.Optional(
    Type.Unsafe<Readonly<Record<string, string | number>>>({
      type: "object",
      description: "Parameters of the query, the path or a JSON body that the call must have",
      additionalProperties: { type: ["string", "number"] },
    }),
  ),
  after: Type.Optional(Type.Integer({ minimum: 0, description: "Matching calls that pass first. Default 0" })),
  times: Type.Optional(Type.Integer({ minimum: 1, description: "Default: no end" })),
};

/** @param on the operations of all CAs, and the patterns for several of them */
export function faultSchema(on: readonly string[]): TObject {
  return Type.Object({ on: oneOf(on), ...TARGET, ...EFFECTS }, { additionalProperties: false });
}

export type FaultFile = { readonly on: string } & Readonly<Static<TObject<typeof TARGET>>> & FaultEffect;

export function faultsOf(files: readonly FaultFile[]): Fault[] {
  return files.map(({ on, when = {}, after = 0, times = Infinity, ...effect }) => ({
    on,
    when: Object.fromEntries(Object.entries(when).map(([name, value]) => [name, String(value)])),
    after,
    times,
    effect,
  }));
}
