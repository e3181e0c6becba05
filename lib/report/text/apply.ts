/** What an apply did, for people: a line a change, what a person must do, and the counts last. */
import type { EndState } from "../../core/apply/apply-state";
import { counted, printable } from "../../core/printable";
import type { ApplyDocument } from "../apply-document";

const WORDS: Readonly<Record<EndState, string>> = {
  validated: "validated",
  "already-done": "already done",
  "changed-since-plan": "changed since plan",
  "publishing-by-hand": "publish by hand",
  "by-hand": "by hand",
  waiting: "waiting",
  "handed-over": "handed over",
  uncertain: "uncertain",
  expired: "expired",
  failed: "failed",
  "not-begun": "not begun",
};
/** What goes on only when a person has done something. */
const FOR_PEOPLE: readonly EndState[] = ["publishing-by-hand", "by-hand", "uncertain", "expired"];

export function* renderApplyText(document: ApplyDocument): Iterable<string> {
  const { changes, cleaned, summary, violated, dry_run: isDryRun } = document;
  const width = Math.max(0, ...changes.map(({ state }) => WORDS[state].length));
  const forPeople = changes.filter(({ state }) => FOR_PEOPLE.includes(state));
  for (const { state, address, why } of changes) {
    const said = FOR_PEOPLE.includes(state) ? "see below" : why;
    yield `${WORDS[state].padEnd(width)}  ${printable(`${address}  ${said}`)}\n`;
  }
  for (const { name, type, result, why } of cleaned) {
    const said = why === "" ? result : `${result}: ${why}`;
    yield printable(`record ${name} ${type}, not needed any more: ${said}`) + "\n";
  }
  if (forPeople.length > 0) yield "\nTo do by a person:\n";
  for (const { address, why } of forPeople) yield `  ${printable(`${address}: ${why}`)}\n`;
  if (changes.length > 0) yield "\n";
  if (violated) yield "Policy is still violated; dcv plan shows by what.\n";
  yield `${lastLine(changes.length, summary, isDryRun)}\n`;
}

function lastLine(total: number, { good, pending, bad }: ApplyDocument["summary"], isDryRun: boolean): string {
  if (total === 0) return "The plan has nothing to apply.";
  if (isDryRun) return `Dry run: nothing was done; ${counted(total, "change")} looked at.`;
  return `${counted(good, "change")} done, ${pending} waiting, ${bad} failed or not begun.`;
}
