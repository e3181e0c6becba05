/** What a CA lists, as a table for people. An empty listing is an empty output but for one line that says so. */
import type { Listing } from "../../core/listing";
import type { Observation } from "../../core/observation";
import { counted, printable } from "../../core/printable";
import { formatDay } from "../../core/time";
import type { Renderer } from "../renderer";
import { aligned } from "./table";

const HEADINGS = ["DOMAIN", "STATUS", "METHOD", "VALIDATED", "ORDER", "ORDER METHOD", "EXPIRES"];

export const renderListText: Renderer<Listing> = ({ observations, provider, complete }) => {
  const rows = observations.map(cells);
  const table = rows.length === 0 ? [] : aligned([HEADINGS, ...rows]);
  const note = complete ? "" : "; NOT COMPLETE";
  return [...table, printable(`${counted(rows.length, "domain")} at ${provider}${note}`)].map((line) => `${line}\n`);
};

function cells(observation: Observation): readonly string[] {
  const record = observation.kind === "absent" ? null : observation.record;
  const expires = record?.expiresAt == null ? null : formatDay(record.expiresAt);
  const validated = record?.validation?.basis === "reported" ? formatDay(record.validation.at) : null;
  const fields = [record?.status, record?.method, validated, record?.orderStatus, record?.orderMethod, expires];
  return [observation.domain, ...fields.map((field) => field ?? "-")].map(printable);
}
