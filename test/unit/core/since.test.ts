import type { Change } from "../../../lib/core/change";
import { reconcile } from "../../../lib/core/reconcile";
import { newsOfTime } from "../../../lib/core/since";
import type { News } from "../../../lib/core/since";
import type { Tables } from "../../../lib/core/tables";
import { at, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

let tables: Tables;
beforeAll(async () => {
  tables = await shippedTables();
});

/** Validated on 2026-06-01, it may be reused for 200 days, until 2026-12-18: the window of 30 days begins on 2026-11-18. */
function changesOn(day: string, declared = true): readonly Change[] {
  const live = [observed([present("www.example.com", validated("2026-06-01"))])];
  return reconcile(declared ? [desired("www.example.com")] : [], live, tables, at(day));
}
const news: News = { provider: "sectigo", domain: "www.example.com", kind: "revalidated", detail: "" };

test.each<[string, () => readonly Change[], string, readonly News[], News["kind"] | null]>([
  ["its window began after the reading before", () => changesOn("2026-11-21"), "2026-11-15", [], "entered-window"],
  ["its window had begun by then", () => changesOn("2026-11-21"), "2026-11-20", [], null],
  ["its window has not begun", () => changesOn("2026-11-15"), "2026-11-14", [], null],
  [
    "it is not listed",
    () => reconcile([desired("www.example.com")], [observed([])], tables, at("2026-11-21")),
    "2026-11-15",
    [],
    null,
  ],
  ["other news is known of it", () => changesOn("2026-11-21"), "2026-11-15", [news], null],
  ["it has become too old", () => changesOn("2026-12-25"), "2026-12-10", [], "lapsed"],
  ["it was too old by then", () => changesOn("2026-12-25"), "2026-12-20", [], null],
  ["it is not declared", () => changesOn("2026-11-21", false), "2026-11-15", [], null],
])("what time has done: %s", (_, changes, before, known, expected) => {
  const found = newsOfTime(changes(), () => at(before), known);
  expect(found).toEqual(expected === null ? [] : [{ ...news, kind: expected }]);
});
