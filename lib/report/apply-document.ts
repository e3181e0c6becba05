/** What an apply did, as a document: what `dcv apply --output json` writes, and what its table is made of. */
import { Type } from "@sinclair/typebox";
import { END_STATES } from "../core/apply/apply-state";
import { CLEANUP_RESULTS } from "../core/apply/journal-entry";
import { closed, nullable, oneOf } from "../core/schema-parts";
import type { Shape } from "../core/schema-parts";
import { instant } from "./instant-schema";
import { LIVE_SCHEMA } from "./live-document";

/** Changes whenever the shape changes in a way that can break a reader. */
export const APPLY_FORMAT_VERSION = "1.0";

const text = Type.String();
const count = Type.Integer({ minimum: 0 });

export const APPLY_SCHEMA = closed(
  {
    format_version: Type.Literal(APPLY_FORMAT_VERSION),
    tool: closed({ name: Type.Literal("dcv"), version: text }),
    estate: nullable(text),
    plan: Type.String({ description: "Identifies the plan: the first 16 hex digits of its SHA-256." }),
    dry_run: Type.Boolean(),
    started_at: instant(),
    ended_at: instant(),
    changes: Type.Array(
      closed({
        address: text,
        domain: text,
        provider: text,
        state: oneOf(END_STATES),
        why: text,
        live: nullable(LIVE_SCHEMA, { description: "As the CA said last; null where it was not asked." }),
      }),
      { description: "The most urgent first." },
    ),
    cleaned: Type.Array(
      closed({ name: text, type: oneOf(["CNAME", "TXT"]), result: oneOf(CLEANUP_RESULTS), why: text }),
      {
        description: "Records that this tool had created and that no validation needs any more.",
      },
    ),
    violated: Type.Boolean({ description: "Whether findings of the plan violate policy still." }),
    summary: closed({ good: count, pending: count, bad: count }),
  },
  { title: "What dcv apply did, as JSON, format version 1.0" },
);

export type ApplyDocument = Shape<typeof APPLY_SCHEMA>;
