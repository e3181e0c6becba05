/** What is too long for a challenge is none at any CA, so that a journal and a state can hold each of them. */
import { MAX_CHALLENGE_TEXT } from "../../../lib/core/challenge-record";
import { challengeOf } from "../../../lib/providers/digicert/mapping";
import { recordOf } from "../../../lib/providers/ncloud/mapping";
import { readChallenge } from "../../../lib/providers/sectigo/challenge";

const START = "http://example.com/";
const DATES = { deadline: null, nextCheck: null };
const GIVEN: Readonly<Record<string, (text: string) => unknown>> = {
  "the URL of a token": (text) =>
    challengeOf({ token: "abc", deadline: null, http_token_url: text }, "HTTP", "example.com", "dnsauth"),
  "the URL of a status": (text) =>
    readChallenge({ url: text, firstLine: "a", secondLine: "b" }, "example.com", DATES).challenge,
  "the value of a verification": (text) => {
    const dates = { registeredAt: 0, validatedAt: null };
    const current = { validSn: "1", word: "w", state: "pending", ...dates, txtName: "_x.example.com", txtValue: text };
    return recordOf({ current, lastSuccess: null, problem: null, warnings: [] } as never)?.challenge;
  },
};

test.each(Object.entries(GIVEN))("%s is taken up to the bound", (_, give) => {
  const longest = START.padEnd(MAX_CHALLENGE_TEXT, "x");
  expect(give(longest)).not.toBeNull();
  expect(give(`${longest}x`)).toBeNull();
});
