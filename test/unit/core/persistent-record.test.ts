/** Which persistent records a CA can use. */
import { persistentProblem, persistentWant } from "../../../lib/core/persistent-record";
import { at } from "../../support/domains";

const NOW = at("2026-11-25");
const SECONDS = NOW / 1000;
const ACCOUNT = "acct:1@ca.example";
const WANT = persistentWant(`ca.example;accounturi=${ACCOUNT}`, NOW);

test("the issuer and the account are those of the text that the CA gave", () => {
  expect(WANT).toEqual({ issuers: ["ca.example"], account: ACCOUNT, at: NOW });
  expect(persistentWant("a b", NOW)).toEqual({ issuers: [], account: null, at: NOW });
  expect(persistentWant("ca.example", NOW).account).toBeNull();
});

test.each<[string, string, string | null]>([
  ["the text itself", `ca.example;accounturi=${ACCOUNT}`, null],
  ["blanks, capitals and other parameters", `CA.example ; AccountURI = ${ACCOUNT}; policy=wildcard`, null],
  ["an end to come", `ca.example; accounturi=${ACCOUNT}; persistUntil=${SECONDS + 1}`, null],
  ["an end at this very second", `ca.example; accounturi=${ACCOUNT}; persistUntil=${SECONDS}`, null],
  [
    "an end that has come",
    `ca.example; accounturi=${ACCOUNT}; persistUntil=${SECONDS - 1}`,
    "can be used only until 2026-11-24T23:59:59Z",
  ],
  [
    "an end that is no number",
    `ca.example; accounturi=${ACCOUNT}; persistUntil=soon`,
    "has a persistUntil that is not one number of seconds",
  ],
  [
    "two ends",
    `ca.example; accounturi=${ACCOUNT}; persistUntil=9; persistUntil=9`,
    "has a persistUntil that is not one number of seconds",
  ],
  ["another account", "ca.example; accounturi=acct:2", "names another account, acct:2"],
  ["no account", "ca.example", "has no accounturi"],
  ["two accounts", "ca.example; accounturi=a; accounturi=b", "has more than one accounturi"],
  ["another CA", `other.example; accounturi=${ACCOUNT}`, "names the CA other.example"],
  ["no CA", `; accounturi=${ACCOUNT}`, "names no CA"],
  ["no such text", "v=spf1 -all", "is not an issuer with parameters"],
])("%s", (_, text, problem) => {
  expect(persistentProblem(text, WANT)).toBe(problem);
});

test("where the account is not known, any one is right", () => {
  expect(persistentProblem("ca.example; accounturi=acct:2", { ...WANT, account: null })).toBeNull();
});
