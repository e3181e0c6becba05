// CAA: the vectors of RFC 8659 and RFC 8657 as a CA has to read them.
import { judgeCaa } from "../../../lib/core/caa";
import type { CaaApplicant, CaaRecord } from "../../../lib/core/caa";

const APPLICANT: CaaApplicant = {
  issuers: ["sectigo.com", "usertrust.com", "trust-provider.com"],
  methods: ["ca-tbr-7"],
  account: "acct:1@sectigo.com",
};

const record = (tag: string, value: string, flags = 0): CaaRecord => ({ flags, tag, value });
const issue = (...values: readonly string[]) => values.map((value) => record("issue", value));

type Row = readonly [title: string, records: readonly CaaRecord[], wildcard: boolean, allowed: boolean];

const ROWS: readonly Row[] = [
  ["no record", [], false, true],
  ["the issuer", issue("sectigo.com"), false, true],
  ["the issuer in capitals between blanks", issue(" Sectigo.COM "), false, true],
  ["a tag in capitals, for a wildcard", [record("ISSUE", "sectigo.com")], true, true],
  ["none may issue", issue(";"), false, false],
  ["an empty value", issue(""), false, false],
  ["another CA", issue("letsencrypt.org"), false, false],
  ["another CA and ours", issue("letsencrypt.org", "sectigo.com"), false, true],
  ["issuewild forbids a wildcard", [...issue("sectigo.com"), record("issuewild", ";")], true, false],
  ["issuewild says nothing of a plain name", [...issue("sectigo.com"), record("issuewild", ";")], false, true],
  ["issuewild replaces issue", [...issue(";"), record("issuewild", "sectigo.com")], true, true],
  ["issuewild alone leaves plain names free", [record("issuewild", ";")], false, true],
  ["iodef alone", [record("iodef", "mailto:a@b")], false, true],
  ["iodef alone, for a wildcard", [record("iodef", "mailto:a@b")], true, true],
  ["a critical tag that is not understood", [record("tbs", "x", 128), ...issue("sectigo.com")], false, false],
  ["the same tag, not critical", [record("tbs", "x"), ...issue("sectigo.com")], false, true],
  ["our method", issue("sectigo.com; validationmethods=ca-tbr-7"), false, true],
  ["another method", issue("sectigo.com; validationmethods=ca-tbr-22"), false, false],
  ["our method among others", issue("sectigo.com;validationmethods=ca-tbr-22,ca-tbr-7"), false, true],
  ["our account", issue("sectigo.com; accounturi=acct:1@sectigo.com"), false, true],
  ["another account", issue("sectigo.com; accounturi=acct:2@sectigo.com"), false, false],
  [
    "the account twice",
    issue("sectigo.com; accounturi=acct:1@sectigo.com; accounturi=acct:1@sectigo.com"),
    false,
    false,
  ],
  ["the methods twice", issue("sectigo.com; validationmethods=ca-tbr-7; validationmethods=ca-tbr-7"), false, false],
  ["a parameter without meaning here", issue("sectigo.com; foo=bar"), false, true],
  ["a semicolon at the end", issue("sectigo.com;"), false, true],
  ["a malformed parameter", issue("sectigo.com; %%"), false, false],
  ["a malformed issuer", issue("sectigo com"), false, false],
  [
    "another method in one record, none in the other",
    issue("sectigo.com; validationmethods=x", "sectigo.com"),
    false,
    true,
  ],
];

test.each(ROWS)("with parameters that bind: %s", (_, records, wildcard, allowed) => {
  expect(judgeCaa(records, wildcard, APPLICANT, true).outcome).toBe(allowed ? "allowed" : "forbidden");
});

test("parameters that do not bind restrict nothing", () => {
  const records = issue("sectigo.com; validationmethods=ca-tbr-22; accounturi=acct:2@sectigo.com");
  expect(judgeCaa(records, false, APPLICANT, false)).toEqual({
    outcome: "allowed",
    why: `issue "${records[0]?.value}"`,
  });
});

test.each([
  ["account", issue("sectigo.com; accounturi=acct:1@sectigo.com")],
  ["method", issue("sectigo.com; validationmethods=ca-tbr-7")],
])("what restricts an unknown %s is unknown, never allowed", (_, records) => {
  const unknown = { ...APPLICANT, methods: null, account: null };
  expect(judgeCaa(records, false, unknown, true).outcome).toBe("unknown");
});

test("a refusal names every record", () => {
  expect(judgeCaa(issue(";", "letsencrypt.org"), false, APPLICANT, true).why).toBe(
    'issue ";"; issue "letsencrypt.org"',
  );
});
