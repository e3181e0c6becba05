/**
 * What DNS says of names, as a document: what `dcv evidence --output json` writes. One schema gives the type and the published
 * `schemas/evidence.schema.json`.
 */
import { Type } from "@sinclair/typebox";
import { closed } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { EVIDENCE } from "./evidence-document";
import { FORMAT_VERSION } from "./plan-document";

const NAMED_EVIDENCE = closed({
  name: Type.String({ description: "The name that was asked about." }),
  ...EVIDENCE,
});

/** Keys are in the order in which they are written. */
export const EVIDENCE_LIST_SCHEMA = closed(
  {
    format_version: Type.Literal(FORMAT_VERSION),
    tool: closed({ name: Type.Literal("dcv"), version: Type.String() }),
    evidence: Type.Array(NAMED_EVIDENCE, { description: "In the order of the names that were asked about." }),
  },
  { title: "What DNS says, as JSON, format version 1.0" },
);

export type NamedEvidence = Shape<typeof NAMED_EVIDENCE>;
type EvidenceListDocument = Shape<typeof EVIDENCE_LIST_SCHEMA>;

export function describeEvidenceList(evidence: readonly NamedEvidence[], toolVersion: string): EvidenceListDocument {
  return { format_version: FORMAT_VERSION, tool: { name: "dcv", version: toolVersion }, evidence };
}
