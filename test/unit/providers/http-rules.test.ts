import { backoffMs, parseRetryAfterMs, pause } from "../../../lib/providers/http/backoff";
import { createLimiter } from "../../../lib/concurrency/limiter";
import { parseBaseUrl } from "../../../lib/providers/http/url-guard";
import { inParallel } from "../../../lib/concurrency/in-parallel";
import { parseListedName } from "../../../lib/core/domain-name";

const NOW = Date.parse("2026-11-21T00:00:00Z");
const never = new AbortController().signal;

test.each([
  ["seconds", "120", 120_000],
  ["none", "0", 0],
  ["an HTTP-date", "Sat, 21 Nov 2026 00:00:30 GMT", 30_000],
  ["an HTTP-date of the past", "Sat, 21 Nov 2026 00:00:00 GMT", 0],
  ["the obsolete RFC 850 form", "Saturday, 21-Nov-26 00:00:30 GMT", 30_000],
  ["the obsolete asctime form", "Sat Nov 21 00:00:30 2026", 30_000],
  ["an ISO date, which is none of these", "2026-11-21T00:00:30Z", null],
  ["a negative number", "-5", null],
  ["a fraction", "1.5", null],
  ["nothing", undefined, null],
])("Retry-After: %s", (_, text, expected) => expect(parseRetryAfterMs(text, NOW)).toBe(expected));

test.each([
  ["at least half of the base at first", 0, 0, 125],
  ["at most the base at first", 0, 1, 250],
  ["twice as long the second time", 1, 1, 500],
  ["never longer than the maximum", 20, 1, 10_000],
])("waits %s", (_, retry, random, expected) => {
  expect(backoffMs(retry, { baseMs: 250, maxMs: 10_000 }, random)).toBe(expected);
});

test("a pause ends with the signal's own reason", async () => {
  const abort = new AbortController();
  const reason = new Error("Ctrl-C");
  const paused = pause(60_000, abort.signal);
  abort.abort(reason);
  await expect(paused).rejects.toBe(reason);
});

describe("credentials are sent", () => {
  test.each([
    "https://cert-manager.com/api",
    "http://127.0.0.1:8080/api",
    "http://127.9.9.9",
    "http://localhost:1/api",
    "http://[::1]:8080",
  ])("to %s", (url) => expect(parseBaseUrl("sectigo", "url", url).href).toContain(url));

  test.each([
    ["http://cert-manager.com/api", /use https/],
    ["http://127.0.0.1.example.com", /use https/],
    ["http://localhost.example.com", /use https/],
    ["http://10.0.0.1", /use https/],
    ["https://user:hunter2@cert-manager.com", /holds credentials/],
    ["https://cert-manager.com/api?key=1", /remove what follows/],
    ["ftp://cert-manager.com", /must begin with https/],
    ["cert-manager.com", /not an absolute URL/],
  ])("not to %s", (url, message) => {
    const parse = () => parseBaseUrl("sectigo", "auth.tokenUrl", url);
    expect(parse).toThrow(expect.objectContaining({ code: "Unsupported", message: expect.stringMatching(message) }));
    expect(parse).not.toThrow(/hunter2/);
  });
});

describe("the turnstile", () => {
  test("lets no more in than there is room for, first come, first served", async () => {
    const limiter = createLimiter(2);
    const begun: number[] = [];
    const leave: (() => void)[] = [];
    const tasks = [0, 1, 2, 3].map((n) =>
      limiter.run(never, () => {
        begun.push(n);
        return new Promise<void>((resolve) => leave.push(resolve));
      }),
    );
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1]);
    leave[1]?.();
    await tasks[1];
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2]);
    leave[0]?.();
    await tasks[0];
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2, 3]);
    leave[2]?.();
    leave[3]?.();
    await Promise.all(tasks);
  });

  test("lets the waiting go when they are aborted, and their place to others", async () => {
    const limiter = createLimiter(1);
    const abort = new AbortController();
    let leave = () => {};
    const first = limiter.run(never, () => new Promise<void>((resolve) => (leave = resolve)));
    const second = limiter.run(abort.signal, async () => "second");
    const third = limiter.run(never, async () => "third");
    const reason = new Error("deadline");
    abort.abort(reason);
    await expect(second).rejects.toBe(reason);
    leave();
    await first;
    await expect(third).resolves.toBe("third");
  });

  test("is free again after a failure", async () => {
    const limiter = createLimiter(1);
    await expect(limiter.run(never, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    await expect(limiter.run(never, async () => 1)).resolves.toBe(1);
  });
});

describe("work in parallel", () => {
  test("is told in the order of its items, whichever ends first", async () => {
    const results: number[] = [];
    for await (const result of inParallel([30, 1, 10], 3, never, (ms) => pause(ms, never).then(() => ms))) {
      results.push(result);
    }
    expect(results).toEqual([30, 1, 10]);
  });

  test("ends when nobody listens any more", async () => {
    const signals: AbortSignal[] = [];
    const work = async (n: number, signal: AbortSignal) => {
      signals.push(signal);
      await pause(n === 0 ? 0 : 60_000, signal);
      return n;
    };
    for await (const result of inParallel([0, 1, 2, 3], 2, never, work)) if (result === 0) break;
    await new Promise(setImmediate);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
    expect(signals.length).toBeLessThan(4);
  });
});

test.each([
  ["Example.COM.", "example.com"],
  ["*.bücher.example", "*.xn--bcher-kva.example"],
  ["1.2.3", "1.2.3"],
  ["_dmarc.example.com", "_dmarc.example.com"],
  ["a..b", null],
  ["", null],
  ["*.", null],
  ["a.*.b", null],
  ["https://a.example", null],
  ["a".repeat(256), null],
])("a listed %s is %s", (text, name) => expect(parseListedName(text)).toBe(name));
