/** Whatever CertCentral sends, nothing counts as validated that its row does not say so clearly. */
import fc from "fast-check";
import { parseDigicertDate } from "../../../lib/providers/digicert/dates";
import { challengeOf, liveTokenOf, translateRow, withDetails } from "../../../lib/providers/digicert/mapping";
import { isDomainInfo } from "../../../lib/providers/digicert/schema";

const NOW = Date.parse("2026-11-21T00:00:00Z");
const context = { quote: (text: string): string => JSON.stringify(text).slice(1, -1) };

const day = fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
const date = fc.oneof(
  { weight: 4, arbitrary: day.map((one) => `${one.toISOString().slice(0, 19)}+00:00`) },
  { weight: 2, arbitrary: day.map((one) => one.toISOString().slice(0, 10)) },
  { weight: 1, arbitrary: day.map((one) => `${one.toISOString().slice(0, 19)}-07:00`) },
);
const hostile = fc.oneof(
  fc.constantFrom(null, "", "never", 0, 1, true, {}, [], "2026-02-30"),
  fc.anything(),
  fc.string(),
);
const mostly = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: hostile });
const row = fc.record(
  {
    id: mostly(fc.integer({ min: 1, max: 9 })),
    name: mostly(fc.constantFrom("example.com", "*.example.com", "EXAMPLE.com.", "bücher.example")),
    is_active: mostly(fc.constantFrom(true, false, "1", "0")),
    dcv_approval_datetime: mostly(date),
    last_submitted_datetime: mostly(date),
    dcv_method: mostly(fc.constantFrom("dns-cname-token", "dns-txt-token", "http-token", "email", "http-token-static")),
    dcv_expiration: mostly(fc.record({ ov: mostly(date), ev: mostly(date) }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
);

const GOOD = { id: 1, name: "example.com", dcv_approval_datetime: "2026-11-01T00:00:00+00:00" };

interface Sent {
  readonly dcv_method?: unknown;
  readonly is_active?: unknown;
  readonly dcv_approval_datetime?: unknown;
  readonly dcv_expiration?: { readonly ov?: string | null; readonly ev?: string | null } | null;
}

test("a row of any shape is read without a fault, and what counts as valid has a date of validation and no end before now", () => {
  fc.assert(
    fc.property(row, (raw) => {
      const { id, warnings, ...read } = translateRow(raw, NOW, "ca: row 1", context);
      const { is_active, dcv_approval_datetime: approval, dcv_expiration: ends } = raw as Sent;
      if (id === null) return expect(warnings).toHaveLength(1);
      const { item } = read as {
        item: {
          record?: { status: string; method: string | null; orderMethod: string | null } | null;
          problem: string | null;
        };
      };
      const { method = null, orderMethod = null } = item.record ?? {};
      for (const word of [method, orderMethod]) if (word !== null) expect(typeof word).toBe("string");
      const { dcv_method: sent } = raw as Sent;
      if (typeof sent === "string" && sent !== "" && item.record?.status === "VALIDATED") expect(method).not.toBeNull();
      if (item.problem !== null || item.record?.status !== "VALIDATED") return;
      expect([undefined, true, "1", "true"]).toContain(is_active);
      expect(parseDigicertDate(String(approval))).not.toBeNull();
      for (const end of [ends?.ov, ends?.ev]) {
        if (end !== undefined && end !== null) expect(parseDigicertDate(end)).toBeGreaterThan(NOW);
      }
    }),
    {
      numRuns: 3_000,
      examples: ["constructor", "toString", "__proto__"].map((dcv_method): [object] => [{ ...GOOD, dcv_method }]),
    },
  );
});

test("a word that every object of JavaScript has is an unknown method, as any other that CertCentral does not document", () => {
  for (const word of ["pigeon", "constructor", "toString", "__proto__"]) {
    const raw = { id: 1, name: "example.com", dcv_method: word, dcv_approval_datetime: "2026-11-01T00:00:00+00:00" };
    expect(translateRow(raw, NOW, "ca: row 1", context)).toMatchObject({
      item: { record: { method: word }, problem: null },
      warnings: [`ca: row 1 (example.com) has the unknown dcv_method "${word}"`],
    });
  }
});

const token = fc.record(
  {
    token: mostly(fc.stringMatching(/^[a-z0-9]{1,32}$/)),
    status: mostly(fc.constantFrom("pending", "active")),
    expiration_date: mostly(date),
    verification_value: mostly(fc.constantFrom("dcv.digicert.com", "evil.example")),
    http_token_url: mostly(
      fc.constantFrom("http://example.com/.well-known/pki-validation/fileauth.txt", "http://evil.example/x"),
    ),
  },
  { requiredKeys: [] },
);
const details = fc.record(
  {
    id: fc.constant(1),
    name: mostly(fc.constant("example.com")),
    is_pending_validation: mostly(fc.boolean()),
    dcv_method: mostly(fc.constantFrom("dns-cname-token", "dns-txt-token", "http-token", "email")),
    dcv_token: mostly(token),
  },
  { requiredKeys: ["id", "name"] },
);
const VALIDATION = {
  status: "VALIDATED",
  method: "CNAME",
  validation: { at: NOW - 9, basis: "reported" },
  expiresAt: NOW + 9,
} as const;
const ORDER = { orderStatus: "SUBMITTED", orderMethod: "CNAME", orderSubmittedAt: NOW - 1 } as const;

test("details of any shape change nothing but the order, and their challenge is one of the domain that still counts", () => {
  fc.assert(
    fc.property(details, fc.constantFrom("dnsauth" as const, "token" as const), (raw, cname) => {
      const info: unknown = raw;
      if (!isDomainInfo(info)) return;
      const { record, problem } = withDetails(
        { ...VALIDATION, ...ORDER },
        info,
        "example.com",
        { cname },
        NOW,
        "ca: details",
        context,
      );
      const { orderStatus, orderMethod, orderSubmittedAt, challenge = null, ...rest } = record;
      expect(rest).toEqual(VALIDATION);
      if (problem !== null) return expect({ orderStatus, orderMethod, orderSubmittedAt }).toEqual(ORDER);
      expect(["SUBMITTED", "NOT_INITIATED"]).toContain(orderStatus);
      if (challenge === null) return;
      expect(orderStatus).toBe("SUBMITTED");
      expect(challenge.deadline ?? Infinity).toBeGreaterThan(NOW);
      if ("name" in challenge) expect(challenge.name).toMatch(/^(?:[^.]+\.)?example\.com$/);
      else expect("url" in challenge && new URL(challenge.url).hostname).toBe("example.com");
    }),
    { numRuns: 3_000 },
  );
});

test("a random value without an end counts, and no method but those of a record or a file has a challenge", () => {
  const live = liveTokenOf({ dcv_token: { token: "abc" } }, NOW);
  expect(live).toMatchObject({ token: "abc", deadline: null });
  for (const method of ["EMAIL", "HTTPS", "PERSISTENT_TXT", "pigeon", null]) {
    expect(live === null ? null : challengeOf(live, method, "example.com", "dnsauth")).toBeNull();
  }
});
