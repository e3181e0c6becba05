/** What the tables say of a method, where a word stands for several. */
import { isRefreshedByCa, limitsFor, methodFacts } from "../../../lib/core/tables";
import { shippedTables } from "../../support/tables";

test("a word counts as refreshed by the CA only where every method it stands for is", async () => {
  const tables = await shippedTables();
  const [persistent, cname] = ["PERSISTENT_TXT", "CNAME"].map((word) => methodFacts(tables, word));
  const sets = [persistent, cname, [...(persistent ?? []), ...(cname ?? [])], []];
  expect(sets.map((methods) => isRefreshedByCa(methods ?? []))).toEqual([true, false, false, false]);
});

test("a method without a cap and an end sets no limit", async () => {
  const tables = await shippedTables();
  expect(limitsFor(tables, "elsewhere", "CNAME", null)).toEqual([tables.reusePeriods]);
});
