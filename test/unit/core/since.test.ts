import type { Change } from "../../../lib/core/change";
import { reconcile } from "../../../lib/core/reconcile";
import { enteredWindow } from "../../../lib/core/since";
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

test.each<[string, () => readonly Change[], string, readonly News[], boolean]>([
  ["its window began after the reading before", () => changesOn("2026-11-21"), "2026-11-15", [], true],
  ["its window had begun by then", () => changesOn("2026-11-21"), "2026-11-20", [], false],
  ["its window has not begun", () => changesOn("2026-11-15"), "2026-11-14", [], false],
  [
    "it is not listed",
    () => reconcile([desired("www.example.com")], [observed([])], tables, at("2026-11-21")),
    "2026-11-15",
    [],
    false,
  ],
  ["other news is known of it", () => changesOn("2026-11-21"), "2026-11-15", [news], false],
  ["it is not declared", () => changesOn("2026-11-21", false), "2026-11-15", [], false],
])("a domain has entered its window: %s", (_, changes, before, known, expected) => {
  const found = enteredWindow(changes(), at(before), known);
  expect(found).toEqual(expected ? [{ ...news, kind: "entered-window" }] : []);
});
