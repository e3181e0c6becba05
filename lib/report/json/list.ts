/** What a CA lists, as JSON. Its shape is `LIST_SCHEMA`. */
import type { Listing } from "../../core/listing";
import { jsonText } from "./json-text";
import { describeLive } from "../live-document";
import type { ListedDomain, StreamedListDocument } from "../list-document";
import { FORMAT_VERSION } from "../plan-document";
import type { Renderer } from "../renderer";

export const renderListJson: Renderer<Listing> = (listing, { toolVersion }) =>
  jsonText(documentOf(listing, toolVersion), 2);

function documentOf(listing: Listing, toolVersion: string): StreamedListDocument {
  return {
    format_version: FORMAT_VERSION,
    tool: { name: "dcv", version: toolVersion },
    provider: { name: listing.provider, type: listing.type },
    complete: listing.complete,
    error: listing.error,
    warnings: listing.warnings,
    domains: domains(listing),
  };
}

function* domains({ observations }: Listing): Iterable<ListedDomain> {
  for (const observation of observations) {
    yield {
      domain: observation.domain,
      understood: observation.kind !== "unknown",
      live: observation.kind === "absent" || observation.record === null ? null : describeLive(observation.record),
    };
  }
}
