/** Rows that do not say what they should. */
import { incomplete, onList, survived } from "./fault-cases";
import { HEALTHY_CALLS, HOSTS, PAGES, READS } from "./fault-estate";
import type { FaultCase } from "./fault-run";

const HEALTHY = HEALTHY_CALLS.ncloud;
const NULL_ROW = "{ domain: null, dcvStatus: null, dcvMethod: null, dcvOrderStatus: null, expirationDate: null }";
const NULL_STATUS =
  "{ status: null, validationDate: null, expirationDate: null, orderStatus: null, orderMode: null, submittedDate: null }";
const NULL_ENTRY =
  "{ validSn: null, validStatusCode: null, validYn: null, txtName: null, txtValue: null, registDate: null, validDate: null }";
const NULL_CERTIFICATE = "{ certificateNo: null, commonName: null, dnsName: null, statusCode: null }";
const C = ["c"] as const;

const sectigo = (effect: string) => onList("sectigo", effect);
const ncloud = (effect: string) => onList("ncloud", effect);

const digicert = (effect: string) => onList("digicert", effect);

/** What is odd about a domain of CertCentral, in the scenario's words, and what is said of it. */
const ODD_DOMAINS: readonly (readonly [string, string, string])[] = [
  [
    "null everywhere in a row but for its id and name",
    "extra: { is_active: null, validations: null }",
    "cannot be read: is_active must be boolean,string",
  ],
  [
    "an approval that is a number",
    "extra: { dcv_approval_datetime: 1790812800 }",
    "cannot be read: dcv_approval_datetime must be string,null",
  ],
  [
    "an approval in words",
    "extra: { dcv_approval_datetime: yesterday }",
    'has a dcv_approval_datetime that is not a date: "yesterday"',
  ],
  [
    "an approval in the order of a country",
    'extra: { dcv_approval_datetime: "10/01/2026" }',
    "has a dcv_approval_datetime that is not a date",
  ],
  [
    "an approval on a day that is none",
    'extra: { dcv_approval_datetime: "2026-09-31" }',
    "has a dcv_approval_datetime that is not a date",
  ],
  [
    "a submission that is an object",
    "extra: { last_submitted_datetime: {} }",
    "cannot be read: last_submitted_datetime must be string,null",
  ],
  [
    "an expiry that is a text",
    'extra: { dcv_expiration: "2027-04-17" }',
    "cannot be read: dcv_expiration must be object,null",
  ],
  [
    "an expiry that is a list",
    'extra: { dcv_expiration: ["2027-04-17"] }',
    "cannot be read: dcv_expiration must be object,null",
  ],
  [
    "an expiry in seconds",
    "extra: { dcv_expiration: { ov: 1808092800 } }",
    "cannot be read: dcv_expiration.ov must be string,null",
  ],
  [
    "an expiry that is no date",
    "extra: { dcv_expiration: { ov: never } }",
    'has a dcv_expiration.ov that is not a date: "never"',
  ],
  ["an expiry without an approval", "omit: [dcv_approval_datetime]", "has an expiry, but no date of validation"],
  ["a method that is a list", "extra: { dcv_method: [email] }", "cannot be read: dcv_method must be string,null"],
  ["a flag that is a number", "extra: { is_active: 1 }", "cannot be read: is_active must be boolean,string"],
  ["a flag in another word", "extra: { is_active: maybe }", "has an is_active that is neither true nor false"],
];

/** All rows of the healthy estate of CertCentral, as JSON. */
const FIVE_ROWS = JSON.stringify(
  HOSTS.map((host, index) => ({
    id: 1001 + index,
    name: `${host}.example.org`,
    is_active: true,
    dcv_method: "dns-cname-token",
    dcv_approval_datetime: "2026-10-01T00:00:00+00:00",
    last_submitted_datetime: "2026-11-20T00:00:00+00:00",
    dcv_expiration: { ov: "2027-04-18T00:00:00+00:00" },
  })),
);

/** What is odd about the details of one of its domains, and what is said of it. */
const ODD_DETAILS: readonly (readonly [string, string, string])[] = [
  ["the id of another domain", "{ id: 1004, name: c.example.org }", "answered JSON of another domain"],
  ["no id", "{ name: c.example.org }", "answered JSON of another shape: must have required property 'id'"],
  [
    "a token that is a text",
    "{ id: 1003, name: c.example.org, dcv_token: abc }",
    "answered JSON of another shape: dcv_token must be object,null",
  ],
  [
    "a token that is a number",
    "{ id: 1003, name: c.example.org, dcv_token: { token: 7 } }",
    "answered JSON of another shape: dcv_token.token must be string,null",
  ],
  ["null", "null", "answered JSON of another shape"],
  ["a list", "[]", "answered JSON of another shape"],
];

export const FAULTY_ROWS: readonly FaultCase[] = [
  incomplete(
    "duplicate rows that disagree",
    "sectigo",
    { odd: { moreSectigo: "{ domain: c.example.com, status: EXPIRED }" } },
    {
      error: /listed 6 domains but sent 5 different ones/,
      warning: /\(c\.example\.com\) contradicts an earlier row of the same name/,
      unknown: C,
      calls: PAGES + 4,
    },
  ),
  incomplete(
    "duplicate rows that disagree and are not counted",
    "sectigo",
    {
      ...sectigo("total: 5"),
      odd: { moreSectigo: "{ domain: c.example.com, status: EXPIRED }" },
    },
    {
      error: null,
      warning: /\(c\.example\.com\) contradicts an earlier row of the same name/,
      unknown: C,
      calls: PAGES + 1 + 4,
    },
  ),
  incomplete(
    "duplicate certificates that disagree",
    "ncloud",
    {
      ...ncloud("total: 5"),
      odd: { moreCertificates: "{ certificateNo: 3, domains: [other.example.kr] }" },
    },
    {
      error: /certificate 3 is listed twice, with different names or states/,
      unknown: [],
      calls: HEALTHY + 1,
    },
  ),
  incomplete(
    "verifications of one number that disagree",
    "ncloud",
    {
      faults: [
        `{ on: ncloud.verification, when: { domainAddress: c.example.kr }, body: { returnCode: "0", dnsVerificationCount: 2, dnsVerificationList: [
        { validSn: 3, validStatusCode: VALID_STATUS_SUCCESS, validYn: Y, registDate: "2026-10-01 09:00:00", validDate: "2026-10-01 09:00:00" },
        { validSn: 3, validStatusCode: VALID_STATUS_TIMEOUT, validYn: N, registDate: "2026-10-01 09:00:00", validDate: null }] } }`,
      ],
    },
    {
      error: null,
      warning: /c\.example\.kr: two verifications with the same number and date differ/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  incomplete(
    "null everywhere in a row",
    "sectigo",
    { odd: { sectigo: { c: `extra: ${NULL_ROW}` } } },
    {
      error: /1 row of the listing cannot be read, so no domain can be called absent/,
      warning: /row 1 at position 2 cannot be read: it has no domain name/,
      unknown: C,
      calls: PAGES + 1 + 4,
    },
  ),
  incomplete(
    "null everywhere in a row but for its name",
    "sectigo",
    {
      odd: { sectigo: { c: `extra: ${NULL_ROW.replace("domain: null, ", "")}` } },
    },
    {
      error: null,
      warning: /\(c\.example\.com\) cannot be read: dcvStatus must be string/,
      unknown: C,
      calls: PAGES + 4,
    },
  ),
  incomplete("null for every row", "sectigo", sectigo("body: [null, null]"), {
    error: /position 2 of the listing brings nothing .*; sectigo: 4 rows of the listing cannot be read/,
    warning: /cannot be read/,
    calls: 2,
  }),
  incomplete(
    "null for every certificate",
    "ncloud",
    ncloud('body: { returnCode: "0", totalCount: 9999, sslCertificateList: [null, null] }'),
    {
      error: /listed 9999 certificates but sent \d .*; ncloud: \d rows of the listing cannot be read/,
      warning: /certificate 2 of page 1 cannot be read/,
      calls: 2,
    },
  ),
  incomplete(
    "null everywhere in a status",
    "sectigo",
    { odd: { sectigo: { c: `statusExtra: ${NULL_STATUS}` } } },
    {
      error: /1 of 5 status calls failed; the first: .*answered JSON of another shape/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  incomplete(
    "null everywhere in a certificate",
    "ncloud",
    { odd: { certificates: { c: `extra: ${NULL_CERTIFICATE}` } } },
    {
      error: /1 row of the listing cannot be read, so no domain can be called absent/,
      warning: /certificate 1 of page 2 cannot be read: certificateNo must be/,
      unknown: C,
      calls: PAGES + 1 + 4,
    },
  ),
  incomplete(
    "null for the list",
    "ncloud",
    ncloud('body: { returnCode: "0", totalCount: 5, sslCertificateList: null }'),
    {
      error: /listed 5 certificates but sent 0 different ones/,
      calls: 1,
    },
  ),
  incomplete(
    "null everywhere in the envelope",
    "ncloud",
    ncloud("body: { returnCode: null, totalCount: null, sslCertificateList: null }"),
    {
      error: /JSON without a returnCode/,
      calls: 1,
    },
  ),
  incomplete(
    "null everywhere in a verification",
    "ncloud",
    { odd: { verifications: { c: `extra: ${NULL_ENTRY}` } } },
    {
      error: null,
      warning: /c\.example\.kr: a verification has no readable validSn or validStatusCode/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  survived("numbers as texts", "ncloud", {
    faults: [
      '{ on: ncloud.certificates, when: { page: 3 }, body: { returnCode: 0, totalCount: "5", sslCertificateList: [{ certificateNo: "5", dnsName: e.example.kr, statusCode: 1 }] } }',
    ],
    odd: { verifications: { c: 'extra: { validSn: "3" }', d: "extra: { validSn: 44444444444444 }" } },
  }),
  incomplete(
    "a number as text in an error",
    "sectigo",
    sectigo('status: 400, body: { code: "-3", description: You are not authorized }'),
    {
      error: /400 for .*You are not authorized \(code -3\); give the account the privilege/,
      calls: 1,
    },
  ),
  incomplete(
    "numbers in the place of words",
    "sectigo",
    { odd: { sectigo: { c: "extra: { dcvStatus: 1 }" } } },
    {
      error: null,
      warning: /\(c\.example\.com\) cannot be read: dcvStatus must be string/,
      unknown: C,
      calls: PAGES + 4,
    },
  ),
  incomplete(
    "numbers in the place of words",
    "ncloud",
    { odd: { verifications: { c: "extra: { validStatusCode: 1 }" } } },
    {
      error: null,
      warning: /c\.example\.kr: a verification has no readable validSn or validStatusCode/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  incomplete(
    "an unknown status",
    "sectigo",
    { odd: { sectigo: { c: "status: PERHAPS" } } },
    {
      error: null,
      warning: /\(c\.example\.com\) has the unknown dcvStatus "PERHAPS"/,
      unknown: C,
      calls: PAGES + 4,
    },
  ),
  ...["CARRIER_PIGEON", "AUTO"].map((method) =>
    incomplete(
      `the method ${method}, which validates nothing that we know`,
      "sectigo",
      { odd: { sectigo: { c: `method: ${method}` } } },
      {
        error: null,
        warning: new RegExp(`\\(c\\.example\\.com\\) has the unknown dcvMethod "${method}"`),
        unknown: C,
        calls: HEALTHY_CALLS.sectigo,
      },
    ),
  ),
  survived(
    "an unknown method of an order",
    "sectigo",
    { odd: { sectigo: { c: "extra: { dcvOrderMethod: CARRIER_PIGEON }" } } },
    { warning: /\(c\.example\.com\) has the unknown dcvOrderMethod "CARRIER_PIGEON"/ },
  ),
  incomplete(
    "a challenge of another domain",
    "ncloud",
    { odd: { verifications: { c: "txtName: _dnsvalidation.other.example" } } },
    {
      error: null,
      warning: /c\.example\.kr: the challenge "_dnsvalidation\.other\.example" belongs to another domain/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  survived(
    "a challenge that names no domain",
    "ncloud",
    { odd: { verifications: { c: "txtName: _dnsvalidation" } } },
    { warning: /c\.example\.kr: the challenge "_dnsvalidation" names no domain/ },
  ),
  incomplete(
    "an unknown status in the status call",
    "sectigo",
    { odd: { sectigo: { c: "statusExtra: { status: PERHAPS }" } } },
    {
      error: null,
      warning: /status of c\.example\.com has the unknown status "PERHAPS"/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  incomplete(
    "an unknown status",
    "ncloud",
    { odd: { verifications: { c: "status: VALID_STATUS_MAYBE" } } },
    {
      error: null,
      warning: /c\.example\.kr: verification 3 has the unknown validStatusCode "VALID_STATUS_MAYBE"/,
      unknown: C,
      calls: HEALTHY,
    },
  ),
  ...ODD_DOMAINS.map(([fault, odd, problem]) =>
    incomplete(
      fault,
      "digicert",
      { odd: { digicert: { c: odd } } },
      { error: null, warning: new RegExp(`\\(c\\.example\\.org\\) ${problem}`), unknown: C, calls: PAGES + 4 },
    ),
  ),
  incomplete(
    "a domain under two ids that disagree",
    "digicert",
    { odd: { moreDigicert: '{ domain: c.example.org, validated: "2026-01-01" }' } },
    {
      error: null,
      warning: /\(c\.example\.org\) contradicts an earlier row of the same name/,
      unknown: C,
      calls: PAGES + 4,
    },
  ),
  incomplete(
    "an id of two domains",
    "digicert",
    { odd: { digicert: { d: "extra: { id: 1003 }" } } },
    {
      error: /listed 5 domains but sent 4 different ones/,
      warning: /\(d\.example\.org\) contradicts an earlier row of the same id/,
      unknown: ["d"],
      calls: PAGES + 4,
    },
  ),
  ...["id: null", "id: '1003'", "id: 1.5", "id: 0", "id: -7", "name: null", "name: [c.example.org]"].map((field) =>
    incomplete(
      `a row with ${field}`,
      "digicert",
      { odd: { digicert: { c: `extra: { ${field} }` } } },
      {
        error: /1 row of the listing cannot be read, so no domain can be called absent/,
        warning: /row 1 at offset 2 cannot be read: it has no id and name/,
        unknown: C,
        calls: PAGES + 1 + 4,
      },
    ),
  ),
  incomplete("null for every row", "digicert", digicert("body: { domains: [null, null], page: { total: 5 } }"), {
    error: /listed 5 domains but sent 4 different ones.*; digicert: 4 rows of the listing cannot be read/,
    warning: /row 2 at offset 0 cannot be read/,
    calls: 2,
  }),
  ...["domains: null", "domains: {}", "domains: 5"].map((field) =>
    incomplete(`a list with ${field}`, "digicert", digicert(`body: { ${field}, page: { total: 5 } }`), {
      error: /GET \/domain \(offset 0\) at \S+ answered JSON without a list of domains; does `url` end/,
      calls: 1,
    }),
  ),
  ...["-1", "5.5", "1e99", "true", "[5]", "{}", "five", "'5,5'"].map((total) =>
    incomplete(
      `a total of ${total}`,
      "digicert",
      digicert(`body: { domains: ${FIVE_ROWS}, page: { total: ${total} } }`),
      {
        error: /the number of domains is given as ".+", which is not one whole number/,
        unknown: [],
        calls: 2 + 5,
      },
    ),
  ),
  survived("a total as a text", "digicert", digicert(`body: { domains: ${FIVE_ROWS}, page: { total: "5" } }`), {
    calls: 1 + 5,
  }),
  ...ODD_DETAILS.map(([fault, body, problem]) =>
    incomplete(
      `details with ${fault}`,
      "digicert",
      { faults: [`{ on: ${READS.digicert.detail}, body: ${body} }`] },
      { error: new RegExp(problem), unknown: C, calls: HEALTHY },
    ),
  ),
];
