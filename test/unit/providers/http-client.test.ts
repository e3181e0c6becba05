import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { createHttpClient, type HttpClient } from "../../../lib/providers/http/http-client";
import type { HttpRequest, WriteRequest } from "../../../lib/providers/http/request";
import type { CallRecord, ProviderRuntime } from "../../../lib/providers/runtime";

const NOW = Date.parse("2026-11-21T00:00:00Z");
const never = new AbortController().signal;

type Handler = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

let server: Server | null = null;
let client: HttpClient | null = null;

afterEach(async () => {
  await client?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  client = server = null;
});

/** A server that answers with the handler, and a client for it. */
async function setUp(
  handler: Handler,
  settings: {
    concurrency?: number;
    retries?: number;
    timeoutMs?: number;
    maxResponseBytes?: number;
    proxy?: string;
    remainingMs?: () => number;
  } = {},
) {
  let attempts = 0;
  const calls: CallRecord[] = [];
  const started = createServer((request, response) => handler(request, response, (attempts += 1)));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  const runtime: ProviderRuntime = {
    now: () => NOW,
    // A proxy that does not exist: loopback never goes through one.
    proxy: { address: settings.proxy ?? "http://127.0.0.1:1", variable: "HTTPS_PROXY", noProxy: "" },
    remainingMs: settings.remainingMs ?? (() => Infinity),
    random: () => 0,
    onCall: (call) => calls.push(call),
    backoff: { baseMs: 1, maxMs: 2 },
  };
  const { concurrency = 2, retries = 2, timeoutMs = 2_000, maxResponseBytes } = settings;
  const made = createHttpClient({ name: "sectigo", url: origin, concurrency, timeoutMs, retries }, runtime, {
    secrets: ["hunter2"],
    accountNames: [],
    notJsonAdvice: "does `url` end in /api?",
    ...(maxResponseBytes === undefined ? {} : { maxResponseBytes }),
  });
  client = made;
  const request: HttpRequest = {
    method: "GET",
    origin,
    target: "/api/things?domain=*.a.example&x=%2A",
    shown: "GET /things",
    body: null,
    headers: async () => ({ accept: "application/json" }),
    judge: () => null,
  };
  return {
    calls,
    attempts: () => attempts,
    origin,
    fetch: (change: Partial<HttpRequest> = {}, signal = never) => made.fetchJson({ ...request, ...change }, signal),
    sendOnce: (change: Partial<WriteRequest> = {}, signal = never) =>
      made.sendOnce({ ...request, method: "POST", body: "{}", retries: "never", ...change }, signal),
  };
}

const json = (response: ServerResponse, value: unknown, status = 200, headers = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
};

test("the target is sent as it is, and nothing that was not asked for is accepted", async () => {
  const { fetch } = await setUp((request, response) => json(response, { url: request.url, headers: request.headers }));
  const { value } = await fetch();
  expect(value).toMatchObject({ url: "/api/things?domain=*.a.example&x=%2A" });
  expect((value as { headers: object }).headers).not.toHaveProperty("accept-encoding");
});

test.each([
  ["429", 429],
  ["500", 500],
  ["502", 502],
  ["503", 503],
  ["504", 504],
  ["408", 408],
])("a read is tried again after %s", async (_, status) => {
  const { fetch, attempts } = await setUp((_request, response, attempt) =>
    json(response, { attempt }, attempt < 3 ? status : 200),
  );
  await expect(fetch()).resolves.toMatchObject({ value: { attempt: 3 } });
  expect(attempts()).toBe(3);
});

test.each<[string, Handler]>([
  ["the connection breaks off before the answer", (request) => request.socket.destroy()],
  [
    "the connection breaks off within the answer",
    (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"half":', () => setImmediate(() => response.destroy()));
    },
  ],
])("a read is tried again when %s", async (_, broken) => {
  const { fetch, attempts } = await setUp((request, response, attempt) =>
    attempt === 1 ? broken(request, response, attempt) : json(response, 1),
  );
  await expect(fetch()).resolves.toMatchObject({ value: 1 });
  expect(attempts()).toBe(2);
});

test("headers are made anew for every attempt", async () => {
  let made = 0;
  const { fetch } = await setUp((request, response, attempt) =>
    json(response, request.headers["x-made"], attempt < 3 ? 503 : 200),
  );
  await expect(fetch({ headers: async () => ({ "x-made": String((made += 1)) }) })).resolves.toMatchObject({
    value: "3",
  });
});

describe("what failed for good", () => {
  const html = "<!doctype html><title>Log in</title>hunter2";
  test.each<[string, string, RegExp, number, Handler]>([
    ["401", "Unauthorized", /401 for GET \/things at 127/, 1, (_, response) => json(response, {}, 401)],
    ["403", "Unauthorized", /^sectigo: 403 for/, 1, (_, response) => json(response, {}, 403)],
    ["404", "UnexpectedResponse", /does `url` end in \/api\?$/, 1, (_, response) => json(response, {}, 404)],
    ["408", "Timeout", /408 for .*tried 3 times/, 3, (_, response) => json(response, {}, 408)],
    ["503", "Unavailable", /tried 3 times/, 3, (_, response) => json(response, {}, 503)],
    ["501", "Unavailable", /^sectigo: 501 for/, 1, (_, response) => json(response, {}, 501)],
    [
      "HTML",
      "UnexpectedResponse",
      /200 for .* an HTML page; does `url` end/,
      1,
      (_, response) => void response.end(html),
    ],
    [
      "half a JSON",
      "UnexpectedResponse",
      /JSON that breaks off/,
      1,
      (_, response) => void response.end('[{"domain":"hunter2'),
    ],
    ["text", "UnexpectedResponse", /text that is not JSON/, 1, (_, response) => void response.end("hunter2")],
    ["nothing", "UnexpectedResponse", /an empty body/, 1, (_, response) => void response.end()],
    ["204", "UnexpectedResponse", /204 for .* an empty body/, 1, (_, response) => void response.writeHead(204).end()],
    [
      "a compressed answer",
      "UnexpectedResponse",
      /compressed body that was not asked for/,
      1,
      (_, response) => json(response, [], 200, { "content-encoding": "gzip" }),
    ],
    [
      "more than allowed, unannounced",
      "UnexpectedResponse",
      /more than 1000 bytes/,
      1,
      (_, response) => void response.writeHead(200).write("x".repeat(2_000)),
    ],
    [
      "an announcement of more than allowed",
      "UnexpectedResponse",
      /more than 1000 bytes/,
      1,
      (_, response) => void response.writeHead(200, { "content-length": "2000" }).flushHeaders(),
    ],
    [
      "a compressed answer that never ends",
      "UnexpectedResponse",
      /compressed body that was not asked for/,
      1,
      (_, response) => void response.writeHead(200, { "content-encoding": "br" }).flushHeaders(),
    ],
    [
      "more than allowed",
      "UnexpectedResponse",
      /more than 1000 bytes/,
      1,
      (_, response) => json(response, "x".repeat(2_000)),
    ],
    [
      "a redirect, which is not followed",
      "UnexpectedResponse",
      /302 for .* a redirect to login.example.com; redirects are not followed/,
      1,
      (_, response) => void response.writeHead(302, { location: "https://login.example.com/?token=hunter2" }).end(),
    ],
    [
      "a redirect to a host that tells a secret",
      "UnexpectedResponse",
      /302 for .* a redirect to \[redacted\]\.example\.com; redirects are not followed/,
      1,
      (_, response) => void response.writeHead(302, { location: "https://hunter2.example.com/" }).end(),
    ],
    [
      "a status of less than 100",
      "UnexpectedResponse",
      /not HTTP/,
      1,
      (request) => void request.socket.end("HTTP/1.1 099 X\r\ncontent-length: 2\r\n\r\n[]"),
    ],
    [
      "a relative redirect",
      "UnexpectedResponse",
      /a redirect within the same host/,
      1,
      (_, response) => void response.writeHead(301, { location: "/elsewhere" }).end(),
    ],
    ["no HTTP", "UnexpectedResponse", /not HTTP/, 1, (request) => void request.socket.end("SSH-2.0-OpenSSH\r\n\r\n")],
    ["a closed connection", "Unavailable", /broke off .*tried 3 times/, 3, (request) => request.socket.destroy()],
    ["no answer in time", "Timeout", /no complete answer within 100 ms \(tried 3 times\)/, 3, () => undefined],
    [
      "no last byte in time",
      "Timeout",
      /no complete answer within 100 ms/,
      3,
      (_, response) => void response.writeHead(200, { "content-length": "100" }).write("[1,"),
    ],
  ])("%s is %s", async (_, code, message, expectedAttempts, handler) => {
    // Short only where time is what the row is about: on a busy machine any call can take longer.
    const timeoutMs = code === "Timeout" ? 100 : 20_000;
    const { fetch, attempts, calls } = await setUp(handler, { timeoutMs, maxResponseBytes: 1_000 });
    const error = await fetch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ProviderError", code, message: expect.stringMatching(message) });
    expect(JSON.stringify([error, String(error), calls])).not.toContain("hunter2");
    expect(attempts()).toBe(expectedAttempts);
    expect(calls).toHaveLength(expectedAttempts);
  });

  test("a refused connection is Unavailable", async () => {
    const { fetch } = await setUp(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    const error = await fetch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "Unavailable", message: expect.stringMatching(/refused \(ECONNREFUSED\)/) });
  });

  test("a header that cannot be sent is Unsupported, and not quoted", async () => {
    const { fetch, attempts } = await setUp((_request, response) => json(response, 1));
    const error = await fetch({ headers: async () => ({ password: "hunter2\n" }) }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "Unsupported", message: expect.stringMatching(/a line break/) });
    expect(String(error)).not.toContain("hunter2");
    expect(attempts()).toBe(0);
  });
});

describe("a rate limit", () => {
  test.each([
    ["in seconds", "3600"],
    ["as a date", "Sat, 21 Nov 2026 01:00:00 GMT"],
  ])("whose Retry-After of an hour, %s, ends after the deadline fails at once", async (_, value) => {
    const { fetch, attempts } = await setUp((_request, response) => json(response, {}, 429, { "retry-after": value }), {
      remainingMs: () => 3_599_000,
    });
    const message = expect.stringMatching(/asks to wait 3600 seconds \(Retry-After\); .*--deadline/);
    await expect(fetch()).rejects.toMatchObject({ code: "RateLimited", message });
    // Another call is not sent, and does not wait for the deadline either.
    const notSent = expect.stringMatching(/GET \/things at .*not sent, .*for another 3600 seconds; .*--deadline/);
    await expect(fetch()).rejects.toMatchObject({ code: "RateLimited", message: notSent });
    expect(attempts()).toBe(1);
  });

  test("without Retry-After ends with the deadline, not with the retries", async () => {
    let left = 20;
    const { fetch, attempts } = await setUp((_request, response) => json(response, {}, 429), {
      retries: 0,
      remainingMs: () => (left -= 1),
    });
    await expect(fetch()).rejects.toMatchObject({
      code: "RateLimited",
      message: expect.stringMatching(/^sectigo: 429/),
    });
    expect(attempts()).toBeGreaterThan(5);
  });

  test.each([
    ["429", 429],
    ["503", 503],
  ])("of a second, as %s, is waited for by all calls and uses up no retry", async (_, status) => {
    const sentAt: number[] = [];
    const { fetch, attempts } = await setUp(
      (_request, response, attempt) => {
        sentAt.push(performance.now());
        json(response, 1, attempt === 1 ? status : 200, { "retry-after": "1" });
      },
      { retries: 0 },
    );
    const first = fetch();
    while (attempts() === 0) await new Promise(setImmediate);
    await Promise.all([first, fetch(), fetch()]);
    // The second may have been under way when the first was refused. A lower bound: a busy machine only makes it longer.
    const gaps = sentAt.slice(2).map((at) => at - (sentAt[0] ?? 0));
    expect(gaps.filter((gap) => gap < 950)).toEqual([]);
    expect(attempts()).toBe(4);
  });

  test("loses no call at a CA that takes few calls at once", async () => {
    let free = 2;
    const refill = setInterval(() => (free = 2), 20);
    const { fetch, attempts } = await setUp((_request, response) => {
      free -= 1;
      json(response, 1, free >= 0 ? 200 : 429);
    });
    const answers = await Promise.all(Array.from({ length: 40 }, () => fetch()));
    clearInterval(refill);
    expect(answers).toHaveLength(40);
    expect(attempts()).toBeGreaterThan(40);
  });

  test.each([
    ["grows while the CA takes them", Infinity, [5, 16]],
    ["stays near what the CA takes, far below the setting", 3, [4, 8]],
  ])("the number of calls at once %s", async (_, taken, [least, most]) => {
    let [open, seen] = [0, 0];
    const { fetch } = await setUp(
      (_request, response) => {
        open += 1;
        seen = Math.max(seen, open);
        const status = open > taken ? 429 : 200;
        setTimeout(() => {
          open -= 1;
          json(response, 1, status);
        }, 3);
      },
      { concurrency: 16 },
    );
    expect(await Promise.all(Array.from({ length: 120 }, () => fetch()))).toHaveLength(120);
    expect(seen).toBeGreaterThanOrEqual(Number(least));
    expect(seen).toBeLessThanOrEqual(Number(most));
  });

  test("headers are made after the pause", async () => {
    let made = 0;
    const { fetch } = await setUp((request, response, attempt) =>
      json(response, request.headers["x-made"], attempt === 1 ? 429 : 200),
    );
    await expect(fetch({ headers: async () => ({ "x-made": String((made += 1)) }) })).resolves.toMatchObject({
      value: "2",
    });
  });

  test("a Retry-After of a 401 is not waited for", async () => {
    const { fetch } = await setUp((_request, response) => json(response, {}, 401, { "retry-after": "3600" }));
    await expect(fetch()).rejects.toMatchObject({ code: "Unauthorized" });
  });
});

describe("a call that changes something is sent once", () => {
  const none = { code: expect.not.stringMatching("UnknownOutcome") };
  const unknown = {
    code: "UnknownOutcome",
    message: expect.stringMatching(/POST|GET \/things at .*whether it took effect is unknown; read the status/),
  };
  test.each<[string, object, Handler]>([
    ["400: no effect", none, (_, response) => json(response, {}, 400)],
    ["401: no effect", none, (_, response) => json(response, {}, 401)],
    ["429: no effect", { code: "RateLimited" }, (_, response) => json(response, {}, 429, { "retry-after": "1" })],
    ["408: unknown", unknown, (_, response) => json(response, {}, 408)],
    ["500: unknown", unknown, (_, response) => json(response, {}, 500)],
    ["503 with Retry-After: unknown", unknown, (_, response) => json(response, {}, 503, { "retry-after": "1" })],
    ["a redirect: unknown", unknown, (_, response) => void response.writeHead(303, { location: "/done" }).end()],
    ["200 that is no JSON: unknown", unknown, (_, response) => void response.end("<html>")],
    [
      "200 that breaks off: unknown",
      unknown,
      (request) => void request.socket.end("HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n["),
    ],
    ["a closed connection: unknown", unknown, (request) => request.socket.destroy()],
    ["no answer in time: unknown", unknown, () => undefined],
    ["no HTTP: unknown", unknown, (request) => void request.socket.end("SSH-2.0-OpenSSH\r\n\r\n")],
    ["more than allowed: unknown", unknown, (_, response) => json(response, "x".repeat(2_000))],
  ])("%s", async (_, expected, handler) => {
    const { sendOnce, attempts, calls } = await setUp(handler, {
      timeoutMs: 2_000,
      retries: 5,
      maxResponseBytes: 1_000,
    });
    await expect(sendOnce()).rejects.toMatchObject({ name: "ProviderError", ...expected });
    expect([attempts(), calls.length]).toEqual([1, 1]);
  });

  test("a refused connection: no effect", async () => {
    const { sendOnce } = await setUp(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    await expect(sendOnce()).rejects.toMatchObject({ code: "Unavailable", message: expect.stringMatching(/refused/) });
  });

  test.each([
    ["by itself: unknown", {}, unknown],
    ["with the CA's word that it did nothing", { effect: "none" as const }, { code: "UnexpectedResponse" }],
  ])("an objection to a 200, %s", async (_, more, expected) => {
    const { sendOnce } = await setUp((_request, response) => json(response, { returnCode: "9" }));
    const judge = () => ({ code: "UnexpectedResponse" as const, said: "no", ...more });
    await expect(sendOnce({ judge })).rejects.toMatchObject(expected);
  });

  test.each<[string, unknown, Handler]>([
    ["JSON", { id: 1 }, (_, response) => json(response, { id: 1 }, 201)],
    ["an empty body", null, (_, response) => void response.writeHead(204).end()],
  ])("a success with %s", async (_, value, handler) => {
    const { sendOnce, attempts } = await setUp(handler);
    await expect(sendOnce()).resolves.toMatchObject({ value });
    expect(attempts()).toBe(1);
  });

  test("an abort after it was sent: unknown; before: the signal's reason", async () => {
    const abort = new AbortController();
    const { sendOnce, attempts } = await setUp(() => abort.abort(new Error("Ctrl-C")), { timeoutMs: 30_000 });
    const stopped = { code: "UnknownOutcome", cause: new Error("Ctrl-C") };
    await expect(sendOnce({}, abort.signal)).rejects.toMatchObject(stopped);
    await expect(sendOnce({}, abort.signal)).rejects.toThrow("Ctrl-C");
    expect(attempts()).toBe(1);
  });

  test("a pause is made before it is sent, and none after", async () => {
    const sentAt: number[] = [];
    const { fetch, sendOnce } = await setUp((_request, response, attempt) => {
      sentAt.push(performance.now());
      json(response, {}, attempt === 1 ? 429 : 200, { "retry-after": "1" });
    });
    await expect(sendOnce()).rejects.toMatchObject({ code: "RateLimited" });
    await Promise.all([sendOnce(), fetch()]);
    expect(sentAt).toHaveLength(3);
    expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThan(950);
  });

  test("each has a connection of its own", async () => {
    const ports: unknown[] = [];
    const { sendOnce, fetch } = await setUp((request, response) => {
      ports.push(request.socket.remotePort);
      json(response, {});
    });
    await fetch();
    await sendOnce();
    await sendOnce();
    expect(new Set(ports).size).toBe(3);
  });
});

describe("a body in many pieces", () => {
  test.each([
    ["in pieces of one byte", 40_000, 1],
    ["of exactly the limit", 65_536, 4_096],
  ])("%s is read whole", async (_, length, piece) => {
    const text = `"${"x".repeat(length - 2)}"`;
    const { fetch } = await setUp(
      (_request, response) => {
        for (let at = 0; at < length; at += piece) response.write(text.slice(at, at + piece));
        response.end();
      },
      { maxResponseBytes: 65_536 },
    );
    await expect(fetch()).resolves.toMatchObject({ value: "x".repeat(length - 2) });
  });
});

describe("what the CA means", () => {
  test("an objection to a 200 is a failure with its own words", async () => {
    const { fetch } = await setUp((_request, response) => json(response, { returnCode: "2101" }));
    const judge = () => ({
      code: "UnexpectedResponse" as const,
      said: "bad parameter (returnCode 2101)",
      advice: "correct it",
    });
    await expect(fetch({ judge })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^sectigo: 200 for GET \/things at 127\.0\.0\.1:\d+: bad parameter \(returnCode 2101\); correct it$/,
      ),
    });
  });

  test.each([
    ["is given once", 5, undefined, 2],
    ["is one of the retries", 0, undefined, 1],
    ["is one of the call's own retries", 5, 0, 1],
  ])("a second chance %s", async (_, retries, own, tried) => {
    const { fetch, attempts } = await setUp((_request, response) => json(response, {}, 401), { retries });
    const call = { judge: () => ({ retry: "at-once" }) as const, ...(own === undefined ? {} : { retries: own }) };
    await expect(fetch(call)).rejects.toMatchObject({ code: "Unauthorized" });
    expect(attempts()).toBe(tried);
  });

  test("a second chance and waits together are no more than the retries", async () => {
    const { fetch, attempts } = await setUp((_request, response, attempt) =>
      json(response, {}, attempt === 1 ? 401 : 503),
    );
    const judge = ({ status }: { status: number }) => (status === 401 ? ({ retry: "at-once" } as const) : null);
    await expect(fetch({ judge })).rejects.toMatchObject({ code: "Unavailable" });
    expect(attempts()).toBe(3);
  });

  test("a quota is not tried again", async () => {
    const { fetch, attempts } = await setUp((_request, response) => json(response, {}, 429));
    await expect(fetch({ judge: () => ({ retry: "never" }) })).rejects.toMatchObject({ code: "RateLimited" });
    expect(attempts()).toBe(1);
  });
});

describe("an abort ends it at once with its own reason", () => {
  // A code of its own must not make it look like a failure of the connection.
  const reason = Object.assign(new Error("Ctrl-C"), { code: "ECONNRESET" });
  test.each<[string, number, Handler]>([
    ["while nothing is answered", 0, () => undefined],
    ["within an answer", 0, (_, response) => void response.writeHead(200, { "content-length": "100" }).write("[1,")],
    ["in a pause", 1, (_, response) => json(response, {}, 503, { "retry-after": "50" })],
  ])("%s", async (_, retries, handler) => {
    const abort = new AbortController();
    const { fetch } = await setUp(handler, { timeoutMs: 3_600_000, retries });
    setTimeout(() => abort.abort(reason), 100);
    await expect(fetch({}, abort.signal)).rejects.toBe(reason);
  });

  test("before anything is sent", async () => {
    const { fetch, attempts } = await setUp((_request, response) => json(response, 1));
    await expect(fetch({}, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(attempts()).toBe(0);
  });
});

test("every attempt is recorded, with the id that the CA's support wants", async () => {
  const { fetch, calls, origin } = await setUp((_request, response, attempt) =>
    json(response, 1, attempt === 1 ? 503 : 200, { "x-request-id": `trace-${attempt}` }),
  );
  await fetch();
  const url = `${origin}/api/things?domain=*.a.example&x=%2A`;
  const durationMs = expect.any(Number);
  const clockSkewMs = expect.any(Number);
  expect(calls).toEqual([
    {
      provider: "sectigo",
      method: "GET",
      url,
      status: 503,
      durationMs,
      attempt: 1,
      traceId: "trace-1",
      clockSkewMs,
      error: "JSON of another shape",
    },
    {
      provider: "sectigo",
      method: "GET",
      url,
      status: 200,
      durationMs,
      attempt: 2,
      traceId: "trace-2",
      clockSkewMs,
      error: null,
    },
  ]);
});

test("no more calls are under way than allowed", async () => {
  let underWay = 0;
  let most = 0;
  const { fetch } = await setUp((_request, response) => {
    most = Math.max(most, (underWay += 1));
    setTimeout(() => {
      underWay -= 1;
      json(response, 1);
    }, 20);
  });
  await Promise.all(Array.from({ length: 9 }, () => fetch()));
  expect(most).toBe(2);
});

test("a call that waits in line does not use up its time", async () => {
  const { fetch } = await setUp((_request, response) => void setTimeout(() => json(response, 1), 300), {
    timeoutMs: 2_000,
    retries: 0,
  });
  // Two at a time: the last one begins after its time-out would have passed.
  const results = await Promise.allSettled(Array.from({ length: 16 }, () => fetch()));
  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
});

describe("a proxy", () => {
  /** Sends through a proxy that answers CONNECT so; returns the hosts that it was asked for. */
  async function throughProxy(noProxy: string, status = "403 Forbidden", retries = 2, user = "me:hunter3@") {
    const connects: string[] = [];
    const proxy = createServer();
    server = proxy;
    proxy.on("connect", (request, socket) => {
      connects.push(request.url ?? "");
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = `http://${user}127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const settings = { name: "sectigo", url: "https://127.0.0.1", concurrency: 1, timeoutMs: 2_000, retries };
    const backoff = { baseMs: 1, maxMs: 2 };
    const runtime = { now: () => NOW, proxy: { address, variable: "ALL_PROXY", noProxy }, backoff };
    const made = createHttpClient(settings, runtime, { secrets: [], accountNames: [], notJsonAdvice: "check it" });
    client = made;
    const call = { origin: "https://ca.example.com", target: "/", shown: "GET /", body: null };
    const rest = { headers: async () => ({}), judge: () => null };
    const error = await made.fetchJson({ method: "GET", ...call, ...rest }, never).catch((thrown: unknown) => thrown);
    const write = { method: "POST", retries: "never", ...call, ...rest } as const;
    return { connects, error, sendOnce: () => made.sendOnce(write, never) };
  }

  test.each([
    ["407", "407 Proxy Authentication Required", 1, "Unauthorized", /another user name or password: 407 .*ALL_PROXY$/],
    ["403", "403 Forbidden", 1, "Unavailable", /the proxy refused the connection with 403; .*ALL_PROXY$/],
    [
      "502",
      "502 Bad Gateway",
      3,
      "Unavailable",
      /the proxy refused the connection with 502 \(tried 3 times\); .*ALL_PROXY$/,
    ],
  ])("that answers %s is named", async (_, status, tries, code, message) => {
    const { connects, error, sendOnce } = await throughProxy("", status);
    expect(connects).toEqual(Array.from({ length: tries }, () => "ca.example.com:443"));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(String(error)).not.toContain("hunter3");
    // Nothing reached the CA.
    await expect(sendOnce()).rejects.toMatchObject({ code });
  });

  test("is not asked for hosts that are to be reached directly", async () => {
    const { connects, error } = await throughProxy("other.example, ca.example.com");
    expect(connects).toEqual([]);
    expect(error).toBeInstanceOf(Error);
  });

  describe.each([
    ["a % that escapes nothing", "http://me:hunter3%zz@127.0.0.1:9"],
    ["no host", "http://:hunter3"],
    ["another scheme", "ftp://hunter3@127.0.0.1"],
  ])("with %s in its address", (_, proxy) => {
    const refusal = { code: "Unsupported", message: expect.not.stringContaining("hunter3") };

    test("does not matter to loopback", async () => {
      const { fetch } = await setUp((_request, response) => json(response, 1), { proxy });
      await expect(fetch()).resolves.toMatchObject({ value: 1 });
    });

    test("is refused when another host is asked after all", async () => {
      const { fetch, calls } = await setUp(() => undefined, { proxy });
      await expect(fetch({ origin: "https://ca.example.com" })).rejects.toMatchObject(refusal);
      expect(calls).toEqual([]);
    });

    test("is refused at once where it is needed", () => {
      const settings = { name: "sectigo", url: "https://ca.example.com", concurrency: 1, timeoutMs: 100, retries: 0 };
      const runtime = { now: () => NOW, proxy: { address: proxy, variable: "HTTPS_PROXY", noProxy: "" } };
      const create = () =>
        createHttpClient(settings, runtime, { secrets: [], accountNames: [], notJsonAdvice: "check it" });
      expect(create).toThrow(expect.objectContaining(refusal));
    });
  });
});

test("certificates are verified whatever the environment says of it", async () => {
  // What is not said to node's TLS, NODE_TLS_REJECT_UNAUTHORIZED decides; so it must be said.
  const connect = jest.spyOn(tls, "connect");
  const { fetch, origin } = await setUp((_request, response) => json(response, 1), { retries: 0 });
  await expect(fetch({ origin: origin.replace("http:", "https:") })).rejects.toMatchObject({ code: "Unavailable" });
  expect(connect.mock.calls).toEqual([[expect.objectContaining({ rejectUnauthorized: true })]]);
  connect.mockRestore();
});
