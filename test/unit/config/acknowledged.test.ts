/** Names that a CA lists and that cannot be read, acknowledged in the file. */
import { parseConfig } from "../../../lib/config/load";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { at } from "../../support/domains";

const HEAD = `version: 1
providers:
  sectigo: { type: sectigo, auth: { login: l, password: p, customerUri: c } }
domains: [www.example.com]
acknowledged:
`;
const ENTRY = '{ name: "*.*.example.com", reason: test row, owner: pki, expires: 2027-01-31 }';
const load = (...entries: readonly string[]) =>
  parseConfig(HEAD + entries.map((entry) => `  - ${entry}\n`).join(""), "domains.yaml", "/estate", {
    modules: PROVIDER_MODULES,
    env: {},
    cwd: "/estate",
    now: at("2026-11-21"),
    needs: "domains",
  });

test("an entry says which text, why, by whom and until when", () => {
  const { config, diagnostics } = load(ENTRY, ENTRY.replace("*.*.example.com", "pki@example.com"));
  expect(diagnostics).toEqual([]);
  const entry = { reason: "test row", owner: "pki", lastDay: at("2027-01-31") };
  expect(config?.acknowledged).toEqual([
    { ...entry, name: "*.*.example.com", place: { file: "domains.yaml", line: 6, column: 5 } },
    { ...entry, name: "pki@example.com", place: { file: "domains.yaml", line: 7, column: 5 } },
  ]);
});

test.each([
  [
    "a name that can be read is declared or waived instead",
    [ENTRY.replace("*.*.example.com", "_acme.example.com")],
    '6:13 bad-acknowledged "_acme.example.com" can be read as a name; declare it, or waive undeclared-domain for it',
  ],
  ["no owner", [ENTRY.replace("owner: pki, ", "")], '6:5 missing-key the key "owner" is missing'],
  ["no end", [ENTRY.replace(", expires: 2027-01-31", "")], '6:5 missing-key the key "expires" is missing'],
  [
    "an end beyond the longest time",
    [ENTRY.replace("2027-01-31", "2027-12-27")],
    "6:71 bad-acknowledged an entry may end 400 days ahead at most, on 2027-12-26",
  ],
  [
    "the same text twice",
    [ENTRY, ENTRY],
    '7:5 bad-acknowledged "*.*.example.com" is acknowledged at domains.yaml:6:5 already; remove one of the two',
  ],
])("%s", (_, entries, expected) => {
  const said = load(...entries).diagnostics.map(
    ({ place: { line, column }, code, message }) => `${line}:${column} ${code} ${message}`,
  );
  expect(said).toEqual([expected]);
});
