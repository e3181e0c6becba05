import { unacknowledged, unreadableNamesProblem } from "../../../lib/core/acknowledged";
import { at } from "../../support/domains";

const entry = (name: string, lastDay = "2027-01-31") => ({
  name,
  reason: "test row of the CA",
  owner: "pki@example.com",
  lastDay: at(lastDay),
  place: { file: "domains.yaml", line: 9, column: 5 },
});
const twelve = Array.from({ length: 12 }, (_, index) => `pki+${String(index).padStart(2, "0")}@example.com`);

test.each<[string, readonly string[], ReturnType<typeof entry>[], string, RegExp | null]>([
  ["no unreadable name", [], [], "2026-11-21", null],
  ["one that is acknowledged", ["*.*.example.com"], [entry("*.*.example.com")], "2026-11-21", null],
  ["one on the last day", ["*.*.example.com"], [entry("*.*.example.com")], "2027-01-31T23:59:59Z", null],
  [
    "one after the last day",
    ["*.*.example.com"],
    [entry("*.*.example.com")],
    "2027-02-01",
    /lists "\*\.\*\.example\.com", which/,
  ],
  [
    "one of two",
    ["a@b", "c@d"],
    [entry("a@b")],
    "2026-11-21",
    /^lists "c@d", which cannot be read as a domain name, .* correct it at the CA/,
  ],
  [
    "two",
    ["c@d", "a@b"],
    [],
    "2026-11-21",
    /^lists "a@b", "c@d", which cannot be read as domain names, .* correct each at/,
  ],
  ["the same name twice", ["c@d", "c@d"], [], "2026-11-21", /^lists "c@d", which/],
  ["another spelling", ["A@b"], [entry("a@b")], "2026-11-21", /^lists "A@b", which/],
  ["more than ten", twelve, [], "2026-11-21", /"pki\+09@example\.com" and 2 more, which/],
])("%s", (_, names, acknowledged, asOf, expected) => {
  const rows = names.map((name) => ({ name, problem: "ca: row 1 cannot be read" }));
  const open = unacknowledged(rows, acknowledged, at(asOf)).map(({ name }) => name);
  if (expected === null) expect(open).toEqual([]);
  else expect(unreadableNamesProblem(open)).toMatch(expected);
});
