/** What a CA lists, as JSON. Its schema is `list.schema.json`. */
import type { Listing } from "../../core/listing";
import { jsonText } from "./json-text";
import { describeLive } from "../live-document";
import { FORMAT_VERSION } from "../plan-document";
import type { Renderer } from "../registry";

export const renderListJson: Renderer<Listing> = (listing, { toolVersion }) =>
  jsonText(
    {
      format_version: FORMAT_VERSION,
      tool: { name: "dcv", version: toolVersion },
      provider: { name: listing.provider, type: listing.type },
      complete: listing.complete,
      error: listing.error,
      warnings: listing.warnings,
      domains: domains(listing),
    },
    2,
  );

function* domains({ observations }: Listing): Iterable<object> {
  for (const observation of observations) {
    yield {
      domain: observation.domain,
      understood: observation.kind !== "unknown",
      live: observation.kind === "absent" || observation.record === null ? null : describeLive(observation.record),
    };
  }
}
