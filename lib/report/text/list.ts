/** What a CA lists, as a table for people. An empty listing is an empty output but for one line that says so. */
import type { Listing } from "../../core/listing";
import type { Observation } from "../../core/observation";
import { counted, printable } from "../../core/printable";
import { formatDay, wholeDays } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { ValidationTime } from "../../core/validation-time";
import type { Renderer } from "../renderer";
import { aligned } from "./table";

const HEADINGS = ["DOMAIN", "STATUS", "METHOD", "VALIDATED", "AGE", "ORDER", "ORDER METHOD", "EXPIRES"];

export const renderListText: Renderer<Listing> = ({ observations, provider, complete, undated, asOf }) => {
  const rows = observations.map((one) => cells(one, asOf));
  const table = rows.length === 0 ? [] : aligned([HEADINGS, ...rows]);
  const dates = undated === 0 ? "" : `; the dates of ${undated} take a call each: --dates`;
  const note = complete ? dates : "; NOT COMPLETE";
  return [...table, printable(`${counted(rows.length, "domain")} at ${provider}${note}`)].map((line) => `${line}\n`);
};

function cells(observation: Observation, asOf: EpochMs): readonly string[] {
  const record = observation.kind === "absent" ? null : observation.record;
  const expires = record?.expiresAt == null ? null : formatDay(record.expiresAt);
  const [validated, age] = record?.validation == null ? [null, null] : dateCells(record.validation, asOf);
  const fields = [record?.status, record?.method, validated, age, record?.orderStatus, record?.orderMethod, expires];
  return [observation.domain, ...fields.map((field) => field ?? "-")].map(printable);
}

/** The day and the age; `~` where they are computed from the expiry date. Nothing for a mere range. */
function dateCells(validation: ValidationTime, asOf: EpochMs): readonly (string | null)[] {
  if (validation.basis === "bounded") return [null, null];
  const mark = validation.basis === "derived" ? "~" : "";
  return [`${mark}${formatDay(validation.at)}`, `${mark}${wholeDays(asOf - validation.at)} d`];
}
