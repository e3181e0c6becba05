import type { LiveRecord } from "../../../lib/core/observation";
import { translateRow, translateStatusAnswer } from "../../../lib/providers/sectigo/mapping";

const QUOTING = { quote: (text: string) => text };
const at = (text: string) => Date.parse(text);
const PLACE = "sectigo: row 1 at position 0";
const ROW = {
  domain: "example.com",
  dcvStatus: "VALIDATED",
  dcvMethod: "CNAME",
  dcvOrderStatus: "SUBMITTED",
  dcvOrderMethod: "CNAME",
  expirationDate: "2026-07-09",
};
const LISTED = [{ name: "example.com", entry: null }];
const RECORD: LiveRecord = {
  status: "VALIDATED",
  method: "CNAME",
  orderStatus: "SUBMITTED",
  orderMethod: "CNAME",
  orderSubmittedAt: null,
  validation: null,
  expiresAt: at("2026-07-09T00:00:00Z"),
};

describe("a row of the list", () => {
  test("is a record in our words", () => {
    expect(translateRow(ROW, PLACE, QUOTING)).toEqual({
      row: { domain: "example.com", listedAs: LISTED, record: RECORD, problem: null },
      warnings: [],
    });
  });

  test.each([
    ["unknown fields", { ...ROW, id: 5, delegations: [{}] }, {}],
    ["the labels of the OpenAPI document", { ...ROW, dcvStatus: "Not validated" }, { status: "NOT_VALIDATED" }],
    ["a label in any case", { ...ROW, dcvStatus: "Expired" }, { status: "EXPIRED" }],
    ["order labels", { ...ROW, dcvOrderStatus: "Awaiting submission" }, { orderStatus: "AWAITING_SUBMISSION" }],
    [
      "no order, and the method of the last one",
      { ...ROW, dcvOrderStatus: "Not initiated" },
      { orderStatus: "NOT_INITIATED", orderMethod: null },
    ],
    ["a rejected order", { ...ROW, dcvOrderStatus: "Rejected" }, { orderStatus: "REJECTED" }],
    ["long CNAME", { ...ROW, dcvMethod: "CNAME_CSR_HASH" }, { method: "CNAME" }],
    ["long HTTP", { ...ROW, dcvMethod: "HTTP_CSR_HASH" }, { method: "HTTP" }],
    ["long HTTPS", { ...ROW, dcvMethod: "HTTPS_CSR_HASH" }, { method: "HTTPS" }],
    ["long TXT", { ...ROW, dcvMethod: "DNSTXT_RANDOM_VALUE" }, { method: "TXT" }],
    ["long persistent TXT", { ...ROW, dcvMethod: "DNSTXT_PERSISTENT_VALUE" }, { method: "PERSISTENT_TXT" }],
    ["e-mail", { ...ROW, dcvMethod: "Email" }, { method: "EMAIL" }],
    ["the order mode AUTO, which is no method of ours", { ...ROW, dcvOrderMethod: "AUTO" }, { orderMethod: "AUTO" }],
    [
      "null in every field that may be empty",
      { ...ROW, dcvMethod: null, expirationDate: null },
      { method: null, expiresAt: null },
    ],
    [
      "missing fields",
      { domain: "example.com", dcvStatus: "NOT_VALIDATED" },
      { status: "NOT_VALIDATED", method: null, orderStatus: null, orderMethod: null, expiresAt: null },
    ],
    [
      "a date-time",
      { ...ROW, expirationDate: "2026-07-09T10:00:00.5Z" },
      { expiresAt: at("2026-07-09T10:00:00.500Z") },
    ],
  ])("may have %s", (_, raw, expected) => {
    const { row, warnings } = translateRow(raw, PLACE, QUOTING);
    expect(row).toEqual({ domain: "example.com", listedAs: LISTED, record: { ...RECORD, ...expected }, problem: null });
    expect(warnings).toEqual([]);
  });

  test.each([
    ["EXAMPLE.com.", "example.com"],
    ["*.Example.com", "*.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["_acme.example.com", "_acme.example.com"],
  ])("names %s as %s", (domain, name) => {
    expect(translateRow({ ...ROW, domain }, PLACE, QUOTING).row).toMatchObject({
      domain: name,
      listedAs: [{ name: domain, entry: null }],
    });
  });

  test.each([
    ["null", null],
    ["text", "example.com"],
    ["an array", []],
    ["an object without a domain", { dcvStatus: "VALIDATED" }],
    ["a number for a domain", { ...ROW, domain: 7 }],
    ["an empty domain", { ...ROW, domain: "" }],
    ["a domain with a blank", { ...ROW, domain: "exa mple.com" }],
    ["a domain with an escape sequence", { ...ROW, domain: "\u001b[2Jexample.com" }],
  ])("that is %s may be any domain's", (_, raw) => {
    const { row, warnings } = translateRow(raw, PLACE, QUOTING);
    expect(row).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/^sectigo: row 1 at position 0 cannot be read: /)]);
  });

  test.each([
    ["no status", { domain: "example.com" }],
    ["a status that is null", { ...ROW, dcvStatus: null }],
    ["a status that is a number", { ...ROW, dcvStatus: 1 }],
    ["a date that is a number", { ...ROW, expirationDate: 1_790_000_000 }],
    ["a method that is an object", { ...ROW, dcvMethod: {} }],
  ])("with %s is not understood, and nothing of it is used", (_, raw) => {
    const { row, warnings } = translateRow(raw, PLACE, QUOTING);
    expect(row).toEqual({
      domain: "example.com",
      listedAs: LISTED,
      record: null,
      problem: expect.stringContaining("(example.com)"),
    });
    expect(warnings).toEqual([row?.problem]);
  });

  test.each(["Action Required", "Not Initiated", "PENDING", "", "VALID"])(
    'with the status "%s" is not understood and keeps the word',
    (dcvStatus) => {
      const { row } = translateRow({ ...ROW, dcvStatus }, PLACE, QUOTING);
      expect(row).toMatchObject({
        record: { status: dcvStatus },
        problem: expect.stringContaining("unknown dcvStatus"),
      });
    },
  );

  test.each([
    ["order status", { dcvOrderStatus: "Frobnicated" }, { orderStatus: "Frobnicated" }],
    ["method", { dcvMethod: "CARRIER_PIGEON" }, { method: "CARRIER_PIGEON" }],
    ["method that only an order has", { dcvMethod: "AUTO" }, { method: "AUTO" }],
    ["order method", { dcvOrderMethod: "FAX" }, { orderMethod: "FAX" }],
  ])("with an unknown %s is understood with a warning", (_, change, expected) => {
    const { row, warnings } = translateRow({ ...ROW, ...change }, PLACE, QUOTING);
    expect(row).toMatchObject({ record: expected, problem: null });
    expect(warnings).toHaveLength(1);
  });
});

/** What is read, and what is not: a date that was sent and cannot be read leaves the state unknown. */
const DATES: readonly (readonly [string, string | null])[] = [
  ["2026-07-09", "2026-07-09T00:00:00.000Z"],
  ["2026-07-09T10:00:00Z", "2026-07-09T10:00:00.000Z"],
  ["2026-07-09T10:00:00.123456789Z", "2026-07-09T10:00:00.123Z"],
  ["2026-07-09T10:00:00+09:00", "2026-07-09T01:00:00.000Z"],
  ["2026-07-09T10:00:00", "2026-07-09T10:00:00.000Z"],
  ["2026-07-09 10:00:00", "2026-07-09T10:00:00.000Z"],
  ["2026-07-09 10:00:00.0", "2026-07-09T10:00:00.000Z"],
  ["09/07/2026", null],
  ["09.07.2026", null],
  ["2026/07/09", null],
  ["20260709", null],
  ["2026-7-9", null],
  ["2026-02-30", null],
  ["0000-00-00", null],
  ["2026-07-09T24:00:00Z", null],
  ["2026-07-09T10:00", null],
  ["2026-07-09T10:00:00+99:00", null],
  ["1796342400000", null],
  ["1796342400", null],
  ["never", null],
  ["9 July 2026", null],
  [" 2026-07-09", null],
  ["", null],
  [" ", null],
];
const instant = (expected: string | null) => (expected === null ? null : Date.parse(expected));

test.each(DATES)("the expiry %j of a row is %s", (expirationDate, expected) => {
  const { row, warnings } = translateRow({ ...ROW, expirationDate }, PLACE, QUOTING);
  expect(row?.record?.expiresAt).toBe(instant(expected));
  const problem = `${PLACE} (example.com) has a expirationDate that is not a date: "${expirationDate}"`;
  expect(row?.problem).toBe(expected === null ? problem : null);
  expect(warnings).toEqual(expected === null ? [problem] : []);
});

test.each([
  ["VALIDATED", `${PLACE} (example.com) has an empty dcvMethod`],
  ["NOT_VALIDATED", null],
])("an empty method of a row that is %s", (dcvStatus, expected) => {
  const { row } = translateRow({ ...ROW, dcvStatus, dcvMethod: "" }, PLACE, QUOTING);
  expect(row?.problem).toBe(expected);
});

const NOW = at("2026-11-21T00:00:00Z");
const PLACE_OF_STATUS = "sectigo: status of example.com";
const translate = (answer: object, record = RECORD) =>
  translateStatusAnswer(answer, { domain: "example.com", record }, NOW, PLACE_OF_STATUS, QUOTING);

describe.each(["validationDate", "expirationDate", "submittedDate", "orderExpiration", "nextCheck"])(
  "the %s",
  (field) => {
    test.each(DATES)("%j of a status answer is %s", (text, expected) => {
      const { problem } = translate({ status: "VALIDATED", [field]: text }, { ...RECORD, expiresAt: null });
      if (expected === null) expect(problem).toBe(`${PLACE_OF_STATUS} has a ${field} that is not a date: "${text}"`);
      else expect(problem).toBeNull();
    });
  },
);

describe("the answer of a status call", () => {
  test("reports the date of validation and of the order", () => {
    const answer = {
      status: "VALIDATED",
      validationDate: "2026-05-01",
      expirationDate: "2026-07-09T00:00:00.000Z",
      submittedDate: "2026-07-01",
    };
    expect(translate(answer)).toEqual({
      record: {
        ...RECORD,
        validation: { at: at("2026-05-01"), basis: "reported" },
        orderSubmittedAt: at("2026-07-01"),
        challenge: null,
      },
      problem: null,
      warnings: [],
    });
  });

  test.each([
    ["without a validation date has no age", { status: "VALIDATED" }, { validation: null }],
    ["without a status leaves it to the list", { orderStatus: "SUBMITTED" }, { status: "VALIDATED" }],
    [
      "is fresher than the list for an order that has ended",
      { orderStatus: "Not initiated" },
      { orderStatus: "NOT_INITIATED", orderMethod: null },
    ],
    [
      "gives the number of the order",
      { orderStatus: "SUBMITTED", orderBackendId: "99887766" },
      { orderId: "99887766" },
    ],
    [
      "is fresher than the list where the domain was validated in between",
      { status: "VALIDATED", validationDate: "2026-11-20", expirationDate: "2027-06-06" },
      { expiresAt: at("2027-06-06"), validation: { at: at("2026-11-20"), basis: "reported" } },
    ],
    ["may name the domain in another spelling", { status: "VALIDATED", domain: "EXAMPLE.com." }, {}],
    [
      "leaves the method of the last validation to the list",
      { status: "VALIDATED", orderMode: "HTTP" },
      { method: "CNAME", orderMethod: "HTTP" },
    ],
  ])("%s", (_, answer, expected) => {
    expect(translate(answer)).toMatchObject({ record: expected, problem: null });
  });

  test.each([
    ["has an unknown status", { status: "Action Required" }, /unknown status "Action Required"/],
    [
      "is about another domain",
      { status: "VALIDATED", domain: "other.example" },
      /is about another domain, "other.example"/,
    ],
    ["has another status than the row", { status: "EXPIRED" }, /says EXPIRED, and the list says VALIDATED/],
    [
      "expires on another day than the row",
      { status: "VALIDATED", expirationDate: "2027-01-01", validationDate: "2026-06-15" },
      /says that it expires on 2027-01-01, and the list says 2026-07-09/,
    ],
  ])("that %s does not give the state", (_, answer, problem) => {
    expect(translate(answer)).toMatchObject({ problem: expect.stringMatching(problem) });
  });
});

describe("a challenge", () => {
  const dates = { deadline: at("2026-12-20T00:00:00Z"), nextCheck: at("2026-11-21T13:27:52.082Z") };
  const pending = {
    status: "VALIDATED",
    orderStatus: "SUBMITTED",
    orderExpiration: "2026-12-20T00:00:00Z",
    nextCheck: "2026-11-21T13:27:52.082Z",
  };
  const url = "http://example.com/.well-known/pki-validation/AB.txt";
  test.each([
    [
      "of a CNAME",
      { orderMode: "CNAME", host: "_ab.example.com.", point: "12.34.sectigo.com." },
      { method: "CNAME", name: "_ab.example.com.", value: "12.34.sectigo.com.", ...dates },
    ],
    [
      "of a TXT record, with every printable character",
      { orderMode: "TXT", host: "_pki-validation.example.com.", point: '"\\`;%|[]' },
      { method: "TXT", name: "_pki-validation.example.com.", value: '"\\`;%|[]', ...dates },
    ],
    [
      "of a persistent TXT record",
      {
        orderMode: "PERSISTENT_TXT",
        host: "_validation-persist.example.com.",
        point: "sectigo.com;accounturi=acct:1@sectigo.com",
      },
      {
        method: "PERSISTENT_TXT",
        name: "_validation-persist.example.com.",
        value: "sectigo.com;accounturi=acct:1@sectigo.com",
        ...dates,
      },
    ],
    [
      "whose order mode is AUTO, which the record explains",
      { orderMode: "AUTO", host: "_ab.example.com.", point: "12.34.comodoca.com." },
      { method: "CNAME", name: "_ab.example.com.", value: "12.34.comodoca.com.", ...dates },
    ],
    [
      "of a file",
      { orderMode: "HTTP", url, firstLine: "8f2f", secondLine: "sectigo.com" },
      { url, content: "8f2f\nsectigo.com", ...dates },
    ],
    [
      "of an e-mail",
      { orderMode: "EMAIL", validationEmail: "admin@example.com" },
      { email: "admin@example.com", ...dates },
    ],
    ["that is not there", {}, null],
    ["of a parent domain", { host: "_ab.com.", point: "x" }, "holds the challenge of another domain"],
    ["of another domain", { host: "_ab.other.example.", point: "x" }, "holds the challenge of another domain"],
    [
      "at another host",
      { url: "http://other.example/x", firstLine: "a", secondLine: "b" },
      "holds the challenge of another domain",
    ],
    [
      "at no address",
      { url: "javascript:alert(1)", firstLine: "a", secondLine: "b" },
      "holds a challenge whose `url` is not an address",
    ],
    ["at no domain name", { host: "a b", point: "x" }, "holds a challenge whose `host` is not a domain name"],
    ["with a line break", { host: "_ab.example.com.", point: "a\nb" }, "holds a challenge with unprintable characters"],
    ["to no address", { validationEmail: "admin" }, "holds a `validationEmail` that is not an e-mail address"],
    ["without its value", { host: "_ab.example.com." }, "holds a part of a challenge"],
  ])("%s", (_, fields, expected) => {
    const { record, problem } = translate({ ...pending, ...fields });
    if (typeof expected === "string")
      expect([record.challenge, problem]).toEqual([null, `${PLACE_OF_STATUS} ${expected}`]);
    else expect([record.challenge, problem]).toEqual([expected, null]);
  });
});
