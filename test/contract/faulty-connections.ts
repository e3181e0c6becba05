/** The way to a CA, and answers that do not arrive as they were sent. */
import { atListAndDetail, incomplete, type AnyCallFault } from "./fault-cases";
import { PROVIDERS, type CaName } from "./fault-estate";
import type { FaultCase } from "./fault-run";
import { absentCa, redirectingCa, repeatingCa, rowwiseRepeatingCa, unknownCa, untrustedCa } from "./foreign-ca";

/** Long enough for a healthy call on a busy machine. */
const IMPATIENT = { timeoutMs: 2_500 };

const ANY_CALL: readonly AnyCallFault[] = [
  {
    listOnly: true,
    fault: "a connection that ends without an answer, once",
    effect: "refuse: true, times: 1",
    says: null,
    tries: 2,
  },
  {
    fault: "a connection that ends without an answer, always",
    effect: "refuse: true",
    says: /the connection broke off \(\w+\) \(tried 2 times\)/,
    tries: 2,
  },
  { listOnly: true, fault: "a slow first byte, in time", effect: "delayMs: 150", says: null, tries: 1, atLeastMs: 150 },
  {
    fault: "a slow first byte, too late",
    effect: "delayMs: 60000",
    says: /no complete answer within 2500 ms \(tried 2 times\)/,
    tries: 2,
    ...IMPATIENT,
  },
  {
    listOnly: true,
    fault: "a stalled body once",
    effect: "stallBody: true, times: 1",
    says: null,
    tries: 2,
    ...IMPATIENT,
  },
  {
    fault: "a stalled body always",
    effect: "stallBody: true",
    says: /no complete answer within 2500 ms \(tried 2 times\)/,
    tries: 2,
    ...IMPATIENT,
  },
  { listOnly: true, fault: "a cut body once", effect: "cutBody: true, times: 1", says: null, tries: 2 },
  { fault: "a cut body always", effect: "cutBody: true", says: /broke off \(\w+\) \(tried 2 times\)/, tries: 2 },
  {
    fault: "a Content-Length that is too small",
    effect: 'headers: { Content-Length: "20" }',
    says: /JSON that breaks off or is malformed; /,
    tries: 1,
  },
  {
    listOnly: true,
    fault: "a Content-Length that is too large",
    effect: 'headers: { Content-Length: "99999" }',
    says: /no complete answer within 2500 ms \(tried 2 times\)/,
    tries: 2,
    ...IMPATIENT,
  },
  {
    listOnly: true,
    fault: "a Content-Length beyond all measure",
    effect: 'headers: { Content-Length: "99999999999" }',
    says: /more than (?:4194304|16777216) bytes, which no such answer has; check `url`/,
    tries: 1,
  },
];

const ALL: readonly CaName[] = [...PROVIDERS, "sectigo with OAuth"];

const THE_WAY: readonly FaultCase[] = ALL.flatMap((at) => [
  incomplete(
    "a refused connection",
    at,
    { foreign: absentCa },
    {
      error: /the connection was refused \(ECONNREFUSED\) \(tried 2 times\); check `url`/,
      calls: 0,
    },
  ),
  incomplete(
    "a host that does not resolve",
    at,
    { foreign: unknownCa },
    {
      error: /at nowhere\.invalid: the host name does not resolve \(ENOTFOUND\) \(tried 2 times\)/,
      calls: 0,
    },
  ),
  incomplete(
    "a certificate that nobody trusts",
    at,
    { foreign: untrustedCa },
    {
      error:
        /the server's certificate cannot be trusted \(\w+\); check `url`, or name your own CA in NODE_EXTRA_CA_CERTS/,
      calls: 0,
    },
  ),
  ...[301, 307].map((status) =>
    incomplete(
      `${status} to another host, which gets nothing`,
      at,
      { foreign: () => redirectingCa(status) },
      {
        error: new RegExp(`${status} for .*a redirect to localhost:\\d+; redirects are not followed`),
        calls: 1,
      },
    ),
  ),
]);

/** Each thing told of us alone, since what is quoted is cut after 200 characters. */
const TOLD: readonly (readonly [CaName, string])[] = [
  ["sectigo", "login"],
  ["sectigo", "password"],
  ["sectigo", "customeruri"],
  ["sectigo with OAuth", "authorization"],
  ["ncloud", "x-ncp-iam-access-key"],
  ["ncloud", "x-ncp-apigw-signature-v2"],
  ["digicert", "x-dc-devkey"],
];

const REPEATED: readonly FaultCase[] = TOLD.flatMap(([at, header]) =>
  [200, 400].map((status) => {
    const told = (headers: Readonly<Record<string, unknown>>) => [String(headers[header]).replace("Bearer ", "")];
    return incomplete(
      `${status} with an error that repeats the ${header}`,
      at,
      { foreign: () => repeatingCa(status, told) },
      {
        error: new RegExp(`${status} for .*\\[redacted\\]`),
        calls: at === "sectigo with OAuth" ? 2 : 1,
      },
    );
  }),
);

/** Each in every form, as the name in a row that cannot be read: the warning quotes it. */
const REPEATED_IN_ROWS: readonly FaultCase[] = TOLD.filter(([at]) => at !== "sectigo with OAuth").map(([at, header]) =>
  incomplete(
    `rows that repeat the ${header} in every form`,
    at,
    { foreign: () => rowwiseRepeatingCa((headers) => [String(headers[header])]) },
    {
      error: at === "ncloud" ? /2 rows of the listing cannot be read/ : /cannot be read as (?:a )?domain names?/,
      warning: /"no.user.*\[redacted\].*is not a domain name/,
      // Where a list announces what it sends and a declared name is missing, the page after the last one is asked for as well.
      calls: at === "sectigo" ? 1 : 2,
    },
  ),
);

export const FAULTY_CONNECTIONS: readonly FaultCase[] = [
  ...atListAndDetail(ANY_CALL),
  ...THE_WAY,
  ...REPEATED,
  ...REPEATED_IN_ROWS,
];
