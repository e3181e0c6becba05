/**
 * What a CA lists, as a document: what `dcv list --output json` writes. One schema gives the type and the published
 * `schemas/list.schema.json`.
 */
import { Type } from "@sinclair/typebox";
import { closed, nullable } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { LIVE_SCHEMA } from "./live-document";
import { FORMAT_VERSION } from "./plan-document";

const text = Type.String();

const LISTED_DOMAIN = closed({ domain: text, understood: Type.Boolean(), live: nullable(LIVE_SCHEMA) });

/** Keys are in the order in which they are written. */
export const LIST_SCHEMA = closed(
  {
    format_version: Type.Literal(FORMAT_VERSION),
    tool: closed({ name: Type.Literal("dcv"), version: text }),
    provider: closed({ name: text, type: text }),
    complete: Type.Boolean(),
    error: nullable(text),
    warnings: Type.Array(text),
    domains: Type.Array(LISTED_DOMAIN),
  },
  { title: "What a CA lists, as JSON, format version 1.0" },
);

export type ListedDomain = Shape<typeof LISTED_DOMAIN>;
type ListDocument = Shape<typeof LIST_SCHEMA>;

/** The document of a listing whose domains come one by one, so that no memory holds them all. */
export type StreamedListDocument = Omit<ListDocument, "domains"> & { readonly domains: Iterable<ListedDomain> };
