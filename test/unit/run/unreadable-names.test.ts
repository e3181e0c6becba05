/** A listing with a name that cannot be read is complete only where the file acknowledges that name. */
import type { ListBatch, ListedRow } from "../../../lib/core/observation";
import { observeOne, plainListing } from "../../../lib/run/observe";
import { at, validated } from "../../support/domains";
import type { OpenProvider } from "../../../lib/run/open-providers";

const row: ListedRow = {
  domain: "www.example.com",
  listedAs: [{ name: "www.example.com", entry: null }],
  record: validated("2026-11-01"),
  problem: null,
};
const provider: OpenProvider = {
  name: "ca",
  type: "ca",
  account: "0123456789abcdef",
  minimumPresentPercent: 0,
  coverage: "entry",
  warnings: [],
  dates: { ask: "never", expirationBasisDays: null },
  async *list(): AsyncGenerator<ListBatch> {
    yield { rows: [row], unreadable: [{ name: "*.*.example.com", problem: "ca: row 2 cannot be read" }], warnings: [] };
  },
  async *inspect() {},
  access: () => Promise.reject(new Error("not asked")),
};
const entry = {
  name: "*.*.example.com",
  reason: "test row",
  owner: "pki",
  lastDay: at("2027-01-31"),
  place: { file: "domains.yaml", line: 6, column: 5 },
};
const filter = { expiresInDays: null, status: null, domain: null };

test.each([
  ["acknowledged", [entry], "2026-11-21", true],
  ["acknowledged until yesterday", [entry], "2027-02-01", false],
  ["not acknowledged", [], "2026-11-21", false],
])("%s", async (_, acknowledged, day, complete) => {
  const question = plainListing(filter, acknowledged, at(day));
  const { signal } = new AbortController();
  const { observed: seen } = await observeOne(provider, question, null, signal, { seen: () => undefined });
  expect(seen.complete).toBe(complete);
  expect([...seen.observations.keys()]).toEqual(["www.example.com"]);
  expect(seen.warnings).toEqual(complete ? [] : ["ca: row 2 cannot be read"]);
  if (!complete) expect(seen.error).toMatch(/^ca: lists "\*\.\*\.example\.com", which cannot be read/);
});
