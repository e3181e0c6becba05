/** Whole answers that say no, or that say something else than they should. */
import { atListAndDetail, incomplete, survived, type AnyCallFault } from "./fault-cases";
import { HEALTHY_CALLS, HOSTS } from "./fault-estate";
import type { FaultCase } from "./fault-run";
import { tokenCa } from "./foreign-ca";

const SECOND = "Sat, 21 Nov 2026 00:00:01 GMT";
const YEAR_SECONDS = 31_536_000;

const ANY_CALL: readonly AnyCallFault[] = [
  {
    fault: "403 without a body",
    effect: "status: 403, emptyBody: true",
    says: /403 .*an empty body; (give|check)/,
    tries: 1,
    hopeless: true,
  },
  { listOnly: true, fault: "404", effect: "status: 404", says: /404 for /, tries: 1 },
  { listOnly: true, fault: "408 once", effect: "status: 408, times: 1", says: null, tries: 2 },
  { fault: "408 for ever", effect: "status: 408", says: /408 for .*\(tried 2 times\)/, tries: 2 },
  { fault: "500 once", effect: "status: 500, times: 1", says: null, tries: 2 },
  { fault: "500 for ever", effect: "status: 500", says: /500 for .*\(tried 2 times\)/, tries: 2 },
  {
    listOnly: true,
    fault: "503 for ever, with a proxy's page",
    effect: "status: 503, body: <html></html>",
    says: /503 for .*an HTML page \(tried 2 times\)/,
    tries: 2,
  },
  {
    fault: "429 once, with Retry-After in seconds",
    effect: 'status: 429, times: 1, headers: { Retry-After: "1" }',
    says: null,
    tries: 2,
    atLeastMs: 1_000,
  },
  {
    listOnly: true,
    fault: "429 once, with Retry-After as a date",
    effect: `status: 429, times: 1, headers: { Retry-After: "${SECOND}" }`,
    says: null,
    tries: 2,
    atLeastMs: 1_000,
  },
  { listOnly: true, fault: "429 once, without Retry-After", effect: "status: 429, times: 1", says: null, tries: 2 },
  {
    listOnly: true,
    fault: "429 for ever, which ends with the time of the run",
    effect: "status: 429",
    says: /429 for .*; run again after that, or give the run more time/,
    tries: 2,
    deadlineSeconds: 6,
  },
  {
    listOnly: true,
    fault: "429 with a Retry-After of a year",
    effect: `status: 429, headers: { Retry-After: "${YEAR_SECONDS}" }`,
    says: /asks to wait 31536000 seconds \(Retry-After\); run again after that/,
    tries: 1,
  },
  {
    listOnly: true,
    fault: "429 with a Retry-After that is nonsense",
    effect: 'status: 429, times: 1, headers: { Retry-After: "soon" }',
    says: null,
    tries: 2,
  },
  {
    fault: "200 with lists in lists without end",
    effect: `body: '${"[".repeat(101)}'`,
    says: /200 for .*JSON nested deeper than 100 levels; /,
    tries: 1,
  },
  {
    fault: "200 with HTML",
    effect: "status: 200, body: <html><body>Log in</body></html>",
    says: /200 for .*an HTML page; /,
    tries: 1,
  },
  {
    listOnly: true,
    fault: "200 without a body",
    effect: "emptyBody: true",
    says: /200 for .*an empty body; /,
    tries: 1,
  },
  {
    fault: "200 with an error body",
    effect:
      'body: { code: -2, description: Internal error, returnCode: "2101", returnMessage: Bad parameter, errors: { code: odd, message: Odd request } }',
    says: {
      sectigo: /200 for .*Internal error/,
      ncloud: /200 for .*Bad parameter \(returnCode 2101\)/,
      digicert: /200 for .*Odd request \(code odd\)/,
    },
    tries: 1,
  },
  {
    listOnly: true,
    fault: "200 with other JSON",
    effect: "body: { hello: world }",
    says: {
      sectigo: /another shape|not an array/,
      ncloud: /JSON without a returnCode/,
      digicert: /another shape|without a list of domains/,
    },
    tries: 1,
  },
  {
    fault: "200 with null",
    effect: "body: null",
    says: {
      sectigo: /another shape|not an array/,
      ncloud: /JSON without a returnCode/,
      digicert: /another shape|without a list of domains/,
    },
    tries: 1,
  },
  {
    listOnly: true,
    fault: "a redirect to nowhere",
    effect: "status: 302",
    says: /302 for .*; redirects are not followed/,
    tries: 1,
  },
];

const REFUSALS: readonly FaultCase[] = [
  incomplete(
    "401 once",
    "sectigo",
    { faults: ["{ on: sectigo.list, status: 401, times: 1 }"] },
    {
      error: /401 for .*Unknown user \(code -16\); check login, password and customerUri/,
      calls: 1,
    },
  ),
  survived(
    "401 once, after which the token is renewed",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.list, tokenExpired: true, times: 1 }"] },
    {
      calls: HEALTHY_CALLS["sectigo with OAuth"] + 2,
    },
  ),
  survived(
    "401 once for one domain, after which the token is renewed",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.status, when: { domain: c.example.com }, tokenExpired: true, times: 1 }"] },
    {
      calls: HEALTHY_CALLS["sectigo with OAuth"] + 2,
    },
  ),
  survived(
    "401 once, after which the call is signed anew",
    "ncloud",
    { faults: ["{ on: ncloud.certificates, status: 401, times: 1 }"] },
    {
      calls: HEALTHY_CALLS.ncloud + 1,
    },
  ),
  incomplete(
    "403 with a page, from behind the gateway",
    "ncloud",
    {
      faults: [
        "{ on: ncloud.certificates, status: 403, body: <html></html>, headers: { x-ncp-apigw-response-origin: ENDPOINT } }",
      ],
    },
    { error: /403 for .*an HTML page; check accessKey and secretKey/, calls: 1 },
  ),
  incomplete(
    "403 without a body, from behind the gateway",
    "ncloud",
    {
      faults: [
        "{ on: ncloud.certificates, status: 403, emptyBody: true, headers: { x-ncp-apigw-response-origin: ENDPOINT } }",
      ],
    },
    { error: /403 for .*without a reason; this API may need a key of the main account/, calls: 1 },
  ),
  incomplete(
    "401 once, which may not be tried again",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.list, tokenExpired: true, times: 1 }"], settings: { retries: 0 } },
    { error: /401 for .*check clientId and clientSecret/, calls: 2 },
  ),
  incomplete(
    "401 once, which may not be tried again",
    "ncloud",
    { faults: ["{ on: ncloud.certificates, status: 401, times: 1 }"], settings: { retries: 0 } },
    { error: /401 for .*check accessKey, secretKey and this machine's clock/, calls: 1 },
  ),
  incomplete(
    "401 and then 503",
    "sectigo with OAuth",
    {
      faults: ["{ on: sectigo.list, tokenExpired: true, times: 1 }", "{ on: sectigo.list, after: 1, status: 503 }"],
    },
    { error: /503 for .*\(tried 2 times\)/, calls: 4 },
  ),
  incomplete(
    "401 once after a token that took all tries",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.token, status: 503, times: 1 }", "{ on: sectigo.list, tokenExpired: true, times: 1 }"] },
    { error: /401 for .*check clientId and clientSecret/, calls: 3 },
  ),
  incomplete(
    "401 once for each new token",
    "sectigo with OAuth",
    { foreign: () => tokenCa({ expiresIn: 300, uses: 1 }) },
    {
      error: /\(position 4\); 401 for .*check clientId and clientSecret/,
      unknown: HOSTS,
      calls: 1 + 1 + 3 + 1 + 1,
    },
  ),
  survived("tokens that live for no time", "sectigo with OAuth", {
    foreign: () => tokenCa({ expiresIn: 0, uses: 100 }),
  }),
  survived(
    "429 once, without Retry-After, after which the calls pause for seconds",
    "digicert",
    { faults: ["{ on: digicert.list, status: 429, times: 1 }"] },
    { calls: HEALTHY_CALLS.digicert + 1, atLeastMs: 2_500 },
  ),
  incomplete(
    "401 for ever",
    "sectigo",
    { faults: ["{ on: sectigo.*, status: 401 }"] },
    {
      error: /401 for .*check login, password and customerUri/,
      calls: 1,
    },
  ),
  incomplete(
    "401 for ever",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.list, tokenExpired: true }"] },
    {
      error: /401 for .*check clientId and clientSecret/,
      calls: 4,
    },
  ),
  incomplete(
    "401 for ever",
    "ncloud",
    { faults: ["{ on: ncloud.*, status: 401 }"] },
    {
      error: /401 for .*\(errorCode 200\) \(tried 2 times\); check accessKey, secretKey and this machine's clock/,
      calls: 2,
    },
  ),
  incomplete(
    "401 for ever from the third domain on",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.status, after: 2, tokenExpired: true }"] },
    {
      error: /1 of 5 status calls failed, 2 were not made after that; the first: 401 for/,
      unknown: ["c", "d", "e"],
      calls: 1 + 3 + 2 + 2 + 1,
    },
  ),
  incomplete(
    "no token",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.token, status: 503 }"] },
    {
      error: /503 for POST .*\(access token\)/,
      calls: 2,
    },
  ),
  survived(
    "no token once",
    "sectigo with OAuth",
    { faults: ["{ on: sectigo.token, status: 503, times: 1 }"] },
    {
      calls: HEALTHY_CALLS["sectigo with OAuth"] + 1,
    },
  ),
  ...[-1, 1].map((hours) =>
    incomplete(
      `a clock that is ${hours === 1 ? "an hour fast" : "an hour slow"}`,
      "ncloud",
      { skewMs: hours * 3_600_000 },
      {
        error: /401 for .*this machine's clock \(five minutes off is refused\)/,
        unknown: HOSTS,
        calls: 2,
      },
    ),
  ),
];

export const FAULTY_ANSWERS: readonly FaultCase[] = [...atListAndDetail(ANY_CALL), ...REFUSALS];
