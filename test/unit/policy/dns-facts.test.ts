/** Facts that only messages show. */
import type { Change } from "../../../lib/core/change";
import type { Evidence } from "../../../lib/core/evidence";
import { DNS_FACTS } from "../../../lib/policy/dns-facts";
import { at } from "../../support/domains";
import { shippedTables } from "../../support/tables";

const view = { values: [], target: null, serial: null } as const;
const record = {
  name: "_x.example.com",
  type: "CNAME",
  want: "y",
  state: "missing",
  views: [
    { ...view, server: "ns1", state: "lame", detail: null },
    { ...view, server: "ns2", state: "unreachable", detail: "timeout" },
  ],
  chain: [],
  maskedBy: null,
} as const;

test("servers that say nothing are named with how they fail", async () => {
  const change = { provider: "sectigo", evidence: { record } as unknown as Evidence } as Change;
  const situation = { change, tables: await shippedTables(), asOf: at("2026-11-25") };
  expect(DNS_FACTS.silent_servers.read(situation)).toBe("ns1 (lame), ns2 (timeout)");
  expect(DNS_FACTS.record_name.read(situation)).toBe("_x.example.com");
});

test("records of earlier validations are named", async () => {
  const change = { provider: "sectigo", evidence: { record, stale: ["_a", "_b"] } as unknown as Evidence } as Change;
  const situation = { change, tables: await shippedTables(), asOf: at("2026-11-25") };
  expect(DNS_FACTS.stale_records.read(situation)).toBe("_a, _b");
});
