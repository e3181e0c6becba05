/** By which method the next order of a domain is. */
import { nextMethod } from "../../../../lib/core/apply/next-method";
import type { LiveRecord } from "../../../../lib/core/observation";
import type { Method } from "../../../../lib/core/vocabulary";
import { validated } from "../../../support/domains";

const RUNS: Partial<LiveRecord> = { orderStatus: "AWAITING_SUBMISSION" };
const COVERED: Partial<LiveRecord> = { coveredBy: "example.com" };

test.each<[string, Method | null, Partial<LiveRecord> | null, Method | null]>([
  ["the declared one", "TXT", { orderMethod: "CNAME" }, "TXT"],
  ["the declared one, also where an order runs", "TXT", { ...RUNS, orderMethod: "CNAME" }, "TXT"],
  ["the declared one of a name that the CA does not list", "TXT", null, "TXT"],
  ["that of the last order", null, { orderMethod: "TXT" }, "TXT"],
  ["that of the last validation", null, { orderMethod: null }, "CNAME"],
  ["none, where the CA says a word that is not ours", null, { method: "GUESS" }, null],
  ["none", null, null, null],
  ["covered: the declared one", "TXT", { ...COVERED, orderMethod: "EMAIL" }, "TXT"],
  ["covered: that of the order which runs", "TXT", { ...COVERED, ...RUNS, orderMethod: "CNAME" }, "CNAME"],
  ["covered: not that of an order which will not cover it", "TXT", { ...COVERED, ...RUNS, orderMethod: "HTTP" }, "TXT"],
  ["covered: that of the last validation", null, { ...COVERED, orderMethod: "HTTP" }, "CNAME"],
  ["covered: none, where no method of ours covers it", null, { ...COVERED, method: "HTTP" }, null],
])("%s", (_, declared, record, expected) => {
  expect(nextMethod(declared, record === null ? null : validated("2026-11-01", record))).toBe(expected);
});
