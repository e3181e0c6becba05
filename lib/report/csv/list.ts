/**
 * What a CA lists, for spreadsheets: one row a domain. `complete` is that of the whole listing and repeated in every row,
 * so that it survives sorting, filtering and pasting.
 */
import type { Listing } from "../../core/listing";
import type { Observation } from "../../core/observation";
import type { Cell, Columns } from "./table";
import { csvTable, spreadsheetInstant } from "./table";
import { describeLive } from "../live-document";
import type { LiveDocument } from "../live-document";
import type { Renderer } from "../renderer";
import { challengeParts } from "../step-text";

interface Row {
  readonly listing: Listing;
  readonly observation: Observation;
  readonly live: LiveDocument | null;
}

const COLUMNS: Columns<Row> = {
  domain: ({ observation }) => observation.domain,
  provider: ({ listing }) => listing.provider,
  understood: ({ observation }) => observation.kind !== "unknown",
  status: ofLive(({ status }) => status),
  method: ofLive(({ method }) => method),
  order_status: ofLive(({ order_status }) => order_status),
  order_method: ofLive(({ order_method }) => order_method),
  order_submitted_at_utc: ofLive(({ order_submitted_at }) => spreadsheetInstant(order_submitted_at)),
  validated_at_utc: ofLive(({ validated_at }) => spreadsheetInstant(validated_at)),
  expires_on: ofLive(({ expires_on }) => expires_on),
  challenge_type: ofLive(({ challenge }) => challengeParts(challenge)?.type ?? null),
  challenge_name: ofLive(({ challenge }) => challengeParts(challenge)?.name ?? null),
  challenge_value: ofLive(({ challenge }) => challengeParts(challenge)?.value ?? null),
  complete: ({ listing }) => listing.complete,
};

export const renderListCsv: Renderer<Listing> = (listing) =>
  csvTable(
    COLUMNS,
    listing.observations.map((observation): Row => {
      const record = observation.kind === "absent" ? null : observation.record;
      return { listing, observation, live: record === null ? null : describeLive(record) };
    }),
  );

function ofLive(cellOf: (live: LiveDocument) => Cell): (row: Row) => Cell {
  return ({ live }) => (live === null ? null : cellOf(live));
}
