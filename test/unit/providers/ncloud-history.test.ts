import { createCallContext } from "../../../lib/providers/call-context";
import { parseKoreanTime, readHistory } from "../../../lib/providers/ncloud/history";
import { recordOf } from "../../../lib/providers/ncloud/mapping";
import type { VerificationEntry } from "../../../lib/providers/ncloud/schema";

const quote = (text: string) => text;
const CONTEXT = createCallContext("ncloud", quote, new AbortController().signal);
const at = (text: string) => Date.parse(text);

const SUCCESS: VerificationEntry = {
  validSn: 30001,
  validStatusCode: "VALID_STATUS_SUCCESS",
  validYn: "Y",
  txtName: "_dnsvalidation.example.com",
  txtValue: "_abc",
  registDate: "2026-02-01 10:00:00",
  validDate: "2026-02-01 10:01:15",
};
const PENDING: VerificationEntry = {
  ...SUCCESS,
  validSn: "30002",
  validStatusCode: "VALID_STATUS_REG",
  validYn: "N",
  registDate: "2026-09-01 10:00:00",
  validDate: null,
};
const TIMED_OUT: VerificationEntry = { ...PENDING, validSn: 30003, validStatusCode: "VALID_STATUS_TIMEOUT" };
const VALIDATED_AT = at("2026-02-01T01:01:15Z");

describe("what several verifications of one name mean", () => {
  test.each([
    [
      "one success is a validation as old as it says, in Korean time",
      [SUCCESS],
      { status: "VALIDATED", orderStatus: null, validation: { at: VALIDATED_AT, basis: "reported" }, method: "TXT" },
    ],
    [
      "a pending one is an order, submitted when it was registered",
      [PENDING],
      {
        status: "NOT_VALIDATED",
        orderStatus: "SUBMITTED",
        orderSubmittedAt: at("2026-09-01T01:00:00Z"),
        validation: null,
      },
    ],
    ["one that timed out is a failed order", [TIMED_OUT], { status: "NOT_VALIDATED", orderStatus: "TIMED_OUT" }],
    [
      "an older success still counts while a newer one is pending, whatever the order of the list",
      [SUCCESS, PENDING],
      { status: "VALIDATED", orderStatus: "SUBMITTED", validation: { at: VALIDATED_AT, basis: "reported" } },
    ],
    [
      "an older success still counts after a newer one has timed out",
      [TIMED_OUT, SUCCESS],
      { status: "VALIDATED", orderStatus: "TIMED_OUT", validation: { at: VALIDATED_AT, basis: "reported" } },
    ],
    [
      "of two successes the newer date decides",
      [SUCCESS, { ...SUCCESS, validSn: 4, registDate: "2026-05-01 00:00:00", validDate: "2026-05-01 09:00:00" }],
      { status: "VALIDATED", validation: { at: at("2026-05-01T00:00:00Z"), basis: "reported" } },
    ],
    [
      "with equal dates the greater number is newer, beyond the exactness of doubles",
      [
        { ...PENDING, validSn: "9007199254740993", txtValue: "newer" },
        { ...TIMED_OUT, validSn: "9007199254740992" },
      ],
      { orderStatus: "SUBMITTED" },
    ],
    [
      "numbers are compared as numbers: 100 is newer than 99",
      [
        { ...TIMED_OUT, validSn: "99" },
        { ...PENDING, validSn: 100 },
      ],
      { orderStatus: "SUBMITTED" },
    ],
    [
      "an entry without a registration date is the oldest",
      [{ ...TIMED_OUT, registDate: null, validSn: 99999 }, PENDING],
      { orderStatus: "SUBMITTED" },
    ],
    [
      "a success without a date is validated at an unknown time",
      [{ ...SUCCESS, validDate: "" }],
      { status: "VALIDATED", validation: null },
    ],
    [
      "a challenge below cm.naverncp.com is a CNAME's",
      [{ ...SUCCESS, txtValue: "_0123456789abcdef0123456789abcdef.cm.naverncp.com." }],
      { method: "CNAME" },
    ],
    ["without a challenge the method is not known", [{ ...SUCCESS, txtValue: null }], { method: null }],
    [
      "the same verification through two certificates is one",
      [SUCCESS, { ...SUCCESS, validSn: "30001" }],
      { status: "VALIDATED" },
    ],
  ] as const)("%s", async (_, entries, expected) => {
    const history = await readHistory(entries, "example.com", CONTEXT);
    expect(history.problem).toBeNull();
    expect(recordOf(history)).toMatchObject({ expiresAt: null, ...expected });
  });

  test.each([
    ["a success that is not completed", [{ ...SUCCESS, validYn: "N" }], /says VALID_STATUS_SUCCESS together with/],
    ["a success that does not say whether it is completed", [{ ...SUCCESS, validYn: null }], /validYn ""/],
    ["a pending one that is completed", [{ ...PENDING, validYn: "Y" }], /says VALID_STATUS_REG/],
    ["a timed-out one that is completed", [{ ...TIMED_OUT, validYn: "Y" }], /says VALID_STATUS_TIMEOUT/],
    [
      "an unknown word",
      [{ ...SUCCESS, validStatusCode: "VALID_STATUS_MAYBE" }],
      /unknown validStatusCode "VALID_STATUS_MAYBE"/,
    ],
    ["two newest ones with the same number that differ", [SUCCESS, { ...SUCCESS, txtValue: "other" }], /differ/],
    [
      "a registration that cannot be read",
      [{ ...TIMED_OUT, registDate: "yesterday" }, PENDING],
      /registDate that is not a date: "yesterday"/,
    ],
    [
      "an older success whose date cannot be read",
      [PENDING, { ...SUCCESS, validDate: "2026-02-01" }],
      /validDate that is not a date/,
    ],
    [
      "an unknown word without a date",
      [SUCCESS, { ...SUCCESS, validSn: 9, validStatusCode: "X", registDate: null }],
      /unknown validStatusCode "X"/,
    ],
    [
      "a validation before its registration",
      [{ ...SUCCESS, registDate: "2099-01-01 00:00:00" }],
      /is dated before its own registration/,
    ],
    ["an unclear one newer than a success", [SUCCESS, { ...PENDING, validYn: "Y" }], /VALID_STATUS_REG/],
  ] as const)("%s leaves the state unclear", async (_, entries, problem) => {
    expect((await readHistory(entries, "example.com", CONTEXT)).problem).toMatch(problem);
  });

  test("an unclear one never counts as a success", async () => {
    const history = await readHistory([{ ...SUCCESS, validYn: "N" }], "example.com", CONTEXT);
    expect(recordOf(history)).toMatchObject({ status: "VALID_STATUS_SUCCESS", validation: null });
  });

  test("an unclear older one is a warning", async () => {
    const old = { ...SUCCESS, validSn: 1, registDate: "2025-01-01 00:00:00", validYn: "N" };
    const history = await readHistory([old, SUCCESS], "example.com", CONTEXT);
    expect(history.problem).toBeNull();
    expect(history.warnings).toEqual([expect.stringMatching(/verification 1 says VALID_STATUS_SUCCESS/)]);
  });

  test("no verification is no record", async () => {
    expect(recordOf(await readHistory([], "example.com", CONTEXT))).toBeNull();
  });
});

test.each([
  ["2026-02-01 10:01:15", "2026-02-01T01:01:15Z"],
  ["2026-03-15 08:59:59", "2026-03-14T23:59:59Z"],
  ["2026-03-15 09:00:00", "2026-03-15T00:00:00Z"],
])("%s is %s", (text, instant) => expect(parseKoreanTime(text)).toBe(at(instant)));

test.each([
  ...["2026-02-01", "2026-02-30 10:00:00", "2026-02-01T10:01:15", "2026-02-01 10:01:15Z", "20260201"],
  ...[
    "2026-02-01 10:01:15.0",
    "2026-02-01T10:01:15+09:00",
    "01.02.2026 10:01:15",
    "0000-00-00 00:00:00",
    "1769907675000",
  ],
])("%s is no Korean time", (text) => expect(parseKoreanTime(text)).toBeNull());
