import type { LiveRecord } from "../../../lib/core/observation";
import { DAY_MS } from "../../../lib/core/time";
import { translateRow, translateStatusAnswer } from "../../../lib/providers/sectigo/mapping";

const quote = (text: string) => text;
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
    expect(translateRow(ROW, PLACE, quote)).toEqual({
      row: { name: "example.com", record: RECORD, problem: null },
      warnings: [],
    });
  });

  test.each([
    ["unknown fields", { ...ROW, id: 5, delegations: [{}] }, {}],
    ["the labels of the OpenAPI document", { ...ROW, dcvStatus: "Not validated" }, { status: "NOT_VALIDATED" }],
    ["a label in any case", { ...ROW, dcvStatus: "Expired" }, { status: "EXPIRED" }],
    ["order labels", { ...ROW, dcvOrderStatus: "Awaiting submission" }, { orderStatus: "AWAITING_SUBMISSION" }],
    ["an idle order", { ...ROW, dcvOrderStatus: "Not initiated" }, { orderStatus: "NOT_INITIATED" }],
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
    const { row, warnings } = translateRow(raw, PLACE, quote);
    expect(row).toEqual({ name: "example.com", record: { ...RECORD, ...expected }, problem: null });
    expect(warnings).toEqual([]);
  });

  test.each([
    ["EXAMPLE.com.", "example.com"],
    ["*.Example.com", "*.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["_acme.example.com", "_acme.example.com"],
  ])("names %s as %s", (domain, name) => {
    expect(translateRow({ ...ROW, domain }, PLACE, quote).row?.name).toBe(name);
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
    const { row, warnings } = translateRow(raw, PLACE, quote);
    expect(row).toBeNull();
    expect(warnings.map((sentence) => sentence())).toEqual([
      expect.stringMatching(/^sectigo: row 1 at position 0 cannot be read: /),
    ]);
  });

  test.each([
    ["no status", { domain: "example.com" }],
    ["a status that is null", { ...ROW, dcvStatus: null }],
    ["a status that is a number", { ...ROW, dcvStatus: 1 }],
    ["a date that is a number", { ...ROW, expirationDate: 1_790_000_000 }],
    ["a method that is an object", { ...ROW, dcvMethod: {} }],
  ])("with %s is not understood, and nothing of it is used", (_, raw) => {
    const { row, warnings } = translateRow(raw, PLACE, quote);
    expect(row).toEqual({ name: "example.com", record: null, problem: expect.stringContaining("(example.com)") });
    expect(warnings.map((sentence) => sentence())).toEqual([row?.problem]);
  });

  test.each(["Action Required", "Not Initiated", "PENDING", "", "VALID"])(
    'with the status "%s" is not understood and keeps the word',
    (dcvStatus) => {
      const { row } = translateRow({ ...ROW, dcvStatus }, PLACE, quote);
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
    ["date", { expirationDate: "09/07/2026" }, { expiresAt: null }],
    ["day that does not exist", { expirationDate: "2026-02-30" }, { expiresAt: null }],
  ])("with an unknown %s is understood with a warning", (_, change, expected) => {
    const { row, warnings } = translateRow({ ...ROW, ...change }, PLACE, quote);
    expect(row).toMatchObject({ record: expected, problem: null });
    expect(warnings).toHaveLength(1);
  });
});

describe("the answer of a status call", () => {
  const translate = (answer: object) => translateStatusAnswer(answer, RECORD, 398, "sectigo: example.com", quote);

  test("reports the date of validation and of the order", () => {
    const answer = {
      status: "VALIDATED",
      validationDate: "2026-05-01",
      expirationDate: "2026-11-15",
      submittedDate: "2026-07-01",
    };
    expect(translate(answer)).toEqual({
      record: {
        ...RECORD,
        validation: { at: at("2026-05-01"), basis: "reported" },
        orderSubmittedAt: at("2026-07-01"),
        expiresAt: at("2026-11-15"),
      },
      problem: null,
      warnings: [],
    });
  });

  test.each([
    [
      "without a validation date the age is derived from the expiry",
      { status: "VALIDATED" },
      { validation: { at: at("2026-07-09") - 398 * DAY_MS, basis: "derived" } },
    ],
    [
      "is fresher than the list",
      { status: "Expired", orderStatus: "Not initiated" },
      { status: "EXPIRED", orderStatus: "NOT_INITIATED" },
    ],
    ["never validated and without a date stays without an age", { status: "NOT_VALIDATED" }, { validation: null }],
    [
      "leaves the method of the last validation to the list",
      { status: "VALIDATED", orderMode: "HTTP" },
      { method: "CNAME", orderMethod: "HTTP" },
    ],
  ])("%s", (_, answer, expected) => {
    expect(translate(answer)).toMatchObject({ record: expected, problem: null });
  });

  test("with an unknown status does not tell the state", () => {
    expect(translate({ status: "Action Required" }).problem).toMatch(/unknown status "Action Required"/);
  });
});
