/** Values and records that are made once for all domains that ask for the same. */
import { createMemo } from "../../../lib/core/memo";
import { createRecordPool, withShared } from "../../../lib/core/record-pool";
import type { LiveRecord } from "../../../lib/core/observation";
import { at, validated } from "../../support/domains";

describe("a memo", () => {
  test("makes a value once for equal keys", () => {
    const memo = createMemo<string, object>();
    const made = memo("a", () => ({}));
    expect(memo("a", () => ({}))).toBe(made);
    expect(memo("b", () => ({}))).not.toBe(made);
  });

  test("remembers null, too", () => {
    const memo = createMemo<string, null>();
    memo("a", () => null);
    expect(memo("a", () => fail())).toBeNull();
  });

  test("holds no more than its maximum, and goes on with what comes next", () => {
    const memo = createMemo<number, number>(2);
    let made = 0;
    const get = (key: number): number => memo(key, (one) => ((made += 1), one));
    [1, 2, 1, 2].forEach(get);
    expect(made).toBe(2);
    expect([3, 3, 1].map(get)).toEqual([3, 3, 1]);
    expect(made).toBe(4);
  });
});

function fail(): never {
  throw new Error("made again");
}

describe("a record pool", () => {
  const base: LiveRecord = validated("2026-11-10");
  const bounded = { earliest: at("2026-10-01"), latest: at("2026-11-01"), basis: "bounded" } as const;

  test.each<[string, Partial<LiveRecord>]>([
    ["with a date", {}],
    ["without one", { validation: null }],
    ["with a range", { validation: bounded }],
    ["with words of the CA", { status: 'odd "word", x', method: null }],
    ["with null in place of nothing", { orderId: null, challenge: null }],
  ])("gives equal records one object: %s", (_, part) => {
    const pool = createRecordPool();
    const first = pool({ ...base, ...part });
    expect(pool({ ...base, ...structuredClone(part) })).toBe(first);
    expect(first).toEqual({ ...base, ...part });
  });

  test.each<[string, Partial<LiveRecord>]>([
    ["the status", { status: "EXPIRED" }],
    ["the method", { method: "EMAIL" }],
    ["the status of the order", { orderStatus: "SUBMITTED" }],
    ["the method of the order", { orderMethod: "EMAIL" }],
    ["the submission of the order", { orderSubmittedAt: 1 }],
    ["the expiry", { expiresAt: 1 }],
    ["the instant of the validation", { validation: { at: 1, basis: "reported" } }],
    ["how that is known", { validation: { ...(base.validation as { at: number }), basis: "derived" } }],
    ["a range that begins elsewhere", { validation: { ...bounded, earliest: 1 } }],
    ["that there is no date", { validation: null }],
    ["the name that covers the domain", { coveredBy: "example.com" }],
    ["null in place of nothing as the order", { orderId: null }],
    ["null in place of nothing as the challenge", { challenge: null }],
  ])("never unites records that differ in %s", (_, part) => {
    const pool = createRecordPool();
    const other = { ...base, ...part };
    expect([pool(base), pool({ ...base, validation: bounded }), pool(other)]).toEqual([
      base,
      { ...base, validation: bounded },
      other,
    ]);
    expect(pool(other)).not.toBe(pool(base));
  });

  test.each<[string, Partial<LiveRecord>]>([
    ["an order", { orderId: "1" }],
    ["a challenge", { challenge: { email: "a@b.example", deadline: null, nextCheck: null } }],
  ])("leaves a record with %s as it is", (_, part) => {
    const pool = createRecordPool();
    const [first, second] = [
      { ...base, ...part },
      { ...base, ...part },
    ];
    expect([pool(first), pool(second)]).toEqual([first, second]);
    expect(pool(second)).toBe(second);
  });

  test("gives a row the shared record, and leaves one that has it as it is", () => {
    const pool = createRecordPool();
    const first = { domain: "a.example", record: base };
    expect(withShared(first, pool)).toBe(first);
    const second = { domain: "b.example", record: { ...base } };
    expect(withShared(second, pool)).toEqual(second);
    expect(withShared(second, pool).record).toBe(base);
    const without = { domain: "c.example", record: null };
    expect(withShared(without, pool)).toBe(without);
  });
});
