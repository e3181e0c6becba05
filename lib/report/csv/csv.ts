/**
 * The plan for spreadsheets: one row a domain, everything that is known about it in one line.
 *
 * What is said of the whole plan (`as_of_utc`, `plan_complete`) is repeated in every row, so that it survives sorting,
 * filtering and pasting.
 */
import type { Cell, Columns } from "./table";
import { csvTable, spreadsheetInstant } from "./table";
import type { ChangeDocument, FindingDocument, PlanDocument, ReuseDocument } from "../plan-document";
import type { Renderer } from "../renderer";
import { challengeParts, labelsText } from "../step-text";
import type { ChallengeParts } from "../step-text";
import { urgencyOf, usableUntilText } from "../urgency";

interface Row {
  readonly plan: PlanDocument;
  readonly domain: string;
  readonly provider: string | null;
  /** Null where findings are about a name that has no line in the plan, such as that of an unused waiver. */
  readonly change: ChangeDocument | null;
  readonly findings: readonly FindingDocument[];
}

const COLUMNS: Columns<Row> = {
  domain: ({ domain }) => domain,
  unicode: ofChange(({ unicode }) => unicode),
  provider: ({ provider }) => provider,
  urgency: ({ change, plan }) => (change === null ? null : urgencyOf(change, plan.as_of).id),
  action: ofChange(({ action }) => action),
  reason: ofChange(({ reason }) => reason),
  usable_until_utc: ofEnd(({ usable_until }) => spreadsheetInstant(usable_until)),
  usable_until_inclusive: ofEnd(({ usable_until_inclusive }) => usable_until_inclusive),
  days_left: ofEnd(({ days_left }) => days_left),
  bound_by: ofEnd(({ bound_by }) => bound_by),
  bound_source: ofEnd(({ bound_source }) => bound_source),
  age_days: ofChange(({ reuse }) => reuse?.age_days ?? null),
  age_basis: ofChange(({ reuse }) => reuse?.age_basis ?? null),
  limit_days: ofChange(({ reuse }) => reuse?.limit_days ?? null),
  limit_source: ofChange(({ reuse }) => reuse?.limit_source ?? null),
  declared_method: ofChange(({ declared }) => declared?.method ?? null),
  live_method: ofChange(({ live }) => live?.method ?? null),
  status: ofChange(({ live }) => live?.status ?? null),
  order_status: ofChange(({ live }) => live?.order_status ?? null),
  order_method: ofChange(({ live }) => live?.order_method ?? null),
  order_submitted_at_utc: ofChange(({ live }) => spreadsheetInstant(live?.order_submitted_at)),
  validated_at_utc: ofChange(({ live }) => spreadsheetInstant(live?.validated_at)),
  expires_on: ofChange(({ live }) => live?.expires_on ?? null),
  owner: ofChange(({ declared }) => declared?.owner ?? null),
  labels: ofChange(labelsText),
  next_step: ofChange(({ next_step }) => next_step.kind),
  next_step_text: ofChange(({ next_step }) => next_step.text),
  next_step_by_utc: ofChange(({ next_step }) => spreadsheetInstant(next_step.by)),
  next_step_until_utc: ofChange(({ next_step }) => spreadsheetInstant(next_step.until)),
  challenge_type: ofChallenge(({ type }) => type),
  challenge_name: ofChallenge(({ name }) => name),
  challenge_value: ofChallenge(({ value }) => value),
  challenge_deadline_utc: ofChallenge(({ deadline }) => spreadsheetInstant(deadline)),
  file: (row) => placeOf(row)?.file ?? null,
  line: (row) => placeOf(row)?.line ?? null,
  findings: ({ findings }) => findings.map(findingText).join("; "),
  message: ({ change, findings }) => change?.message ?? findings.map(({ message }) => message).join("; "),
  address: ofChange(({ address }) => address),
  as_of_utc: ({ plan }) => spreadsheetInstant(plan.as_of),
  plan_complete: ({ plan }) => plan.complete,
  plan_partial: ({ plan }) => plan.selection !== null,
};

export const renderCsv: Renderer<PlanDocument> = (plan) => csvTable(COLUMNS, rowsOf(plan));

function ofChange(cellOf: (change: ChangeDocument) => Cell): (row: Row) => Cell {
  return ({ change }) => (change === null ? null : cellOf(change));
}

function ofChallenge(cellOf: (challenge: ChallengeParts) => Cell): (row: Row) => Cell {
  return ofChange(({ live }) => {
    const challenge = challengeParts(live?.challenge);
    return challenge === null ? null : cellOf(challenge);
  });
}

/** Empty too where the CA repeats the validation by itself: an end in the past would look like work to do. */
function ofEnd(cellOf: (reuse: ReuseDocument) => Cell): (row: Row) => Cell {
  return ofChange((change) => (change.reuse === null || usableUntilText(change) === "-" ? null : cellOf(change.reuse)));
}

/** A row for every change; after them one for every other name that findings are about. */
function* rowsOf(plan: PlanDocument): Iterable<Row> {
  const waiting = new Map<string, FindingDocument[]>();
  for (const finding of plan.findings) {
    const key = keyOf(finding);
    const known = waiting.get(key);
    if (known === undefined) waiting.set(key, [finding]);
    else known.push(finding);
  }
  for (const change of plan.changes) {
    const { domain, provider } = change;
    const findings = waiting.get(keyOf(change)) ?? [];
    waiting.delete(keyOf(change));
    yield { plan, domain, provider, change, findings };
  }
  for (const findings of waiting.values()) {
    const [first] = findings;
    if (first !== undefined) yield { plan, domain: first.domain, provider: first.provider, change: null, findings };
  }
}

function keyOf({ provider, domain }: { readonly provider: string | null; readonly domain: string }): string {
  return JSON.stringify([provider, domain]);
}

function placeOf({ change, findings }: Row): { readonly file: string; readonly line: number } | null {
  return change === null ? (findings[0]?.location ?? null) : change.declared;
}

/** `revalidation-window:warning`, `not-validated:waived`; with `changed` where it belongs to what changed. */
function findingText({ rule, severity, waiver, changed }: FindingDocument): string {
  return `${rule}:${waiver === null ? severity : "waived"}${changed === true ? " changed" : ""}`;
}
