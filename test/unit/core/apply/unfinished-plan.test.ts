/** What an apply goes on with: the order that the journal began last, unless it has ended for good. */
import type { JournalEntry, JournalEvent } from "../../../../lib/core/apply/journal-entry";
import { unfinishedPlan } from "../../../../lib/core/apply/unfinished-plan";

const entry = (plan: string, event: JournalEvent): JournalEntry => ({
  ...event,
  at: 0,
  plan,
  address: "my-ca/a.example",
});
const begin = (plan: string) => entry(plan, { kind: "intent", call: "start", before: "" });
const end = (plan: string, state: Extract<JournalEvent, { kind: "end" }>["state"]) =>
  entry(plan, { kind: "end", state, why: "" });

const JOURNALS: Readonly<Record<string, readonly [entries: readonly JournalEntry[], plan: string | null]>> = {
  "an empty journal has none": [[], null],
  "an end of which no call was sent is none": [[end("a", "waiting")], null],
  "an order whose run was killed goes on": [[begin("a")], "a"],
  "an order that waits goes on": [[begin("a"), end("a", "waiting")], "a"],
  "an order that waits for its record goes on": [[begin("a"), end("a", "publishing-by-hand")], "a"],
  "an order that was submitted goes on": [[begin("a"), end("a", "handed-over")], "a"],
  "an order that is validated has ended": [[begin("a"), end("a", "validated")], null],
  "an order that failed has ended": [[begin("a"), end("a", "waiting"), end("a", "failed")], null],
  "the last order counts": [[begin("a"), end("a", "waiting"), begin("b"), end("b", "validated")], null],
  "the end of another order is not its end": [[begin("a"), begin("b"), end("a", "validated")], "b"],
  "an end before a call that followed does not count": [[begin("a"), end("a", "failed"), begin("a")], "a"],
};

test.each(Object.entries(JOURNALS))("%s", (_, [entries, plan]) => {
  expect(unfinishedPlan(entries)).toBe(plan);
});
