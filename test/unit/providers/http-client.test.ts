import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { createHttpClient, type HttpClient, type HttpRequest } from "../../../lib/providers/http/http-client";
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

/** A server that answers as told, and a client for it. */
async function setUp(
  handler: Handler,
  settings: { retries?: number; timeoutMs?: number; maxResponseBytes?: number; proxy?: string } = {},
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
    proxies: { http: null, https: settings.proxy ?? "http://127.0.0.1:1", no: null },
    random: () => 0,
    onCall: (call) => calls.push(call),
    backoff: { baseMs: 1, maxMs: 2 },
  };
  const { retries = 2, timeoutMs = 2_000, maxResponseBytes } = settings;
  const made = createHttpClient({ name: "sectigo", url: origin, concurrency: 2, timeoutMs, retries }, runtime, {
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
    ["429", "RateLimited", /tried 3 times/, 3, (_, response) => json(response, {}, 429)],
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
    const { fetch, attempts, calls } = await setUp(handler, { timeoutMs: 100, maxResponseBytes: 1_000 });
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

describe("Retry-After", () => {
  test.each([
    ["in seconds", "3600"],
    ["as a date", "Sat, 21 Nov 2026 01:00:00 GMT"],
  ])("of an hour, %s, is not waited for but named", async (_, value) => {
    const { fetch, attempts } = await setUp((_request, response) => json(response, {}, 429, { "retry-after": value }));
    await expect(fetch()).rejects.toMatchObject({
      code: "RateLimited",
      message: expect.stringMatching(/wait 3600 seconds/),
    });
    expect(attempts()).toBe(1);
  });

  test("of a second is waited for", async () => {
    const { fetch } = await setUp((_request, response, attempt) =>
      json(response, 1, attempt === 1 ? 429 : 200, { "retry-after": "1" }),
    );
    const startedAt = performance.now();
    await fetch();
    // A lower bound: a busy machine only makes it longer.
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  test("says nothing about credentials", async () => {
    const { fetch } = await setUp((_request, response) => json(response, {}, 401, { "retry-after": "3600" }));
    await expect(fetch()).rejects.toMatchObject({ code: "Unauthorized" });
  });
});

describe("what the CA means", () => {
  test("an objection to a 200 is a failure with its own words", async () => {
    const { fetch } = await setUp((_request, response) => json(response, { returnCode: "2101" }));
    const judge = () => ({
      code: "UnexpectedResponse" as const,
      said: "bad parameter (returnCode 2101)",
      advice: "mend it",
    });
    await expect(fetch({ judge })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^sectigo: 200 for GET \/things at 127\.0\.0\.1:\d+: bad parameter \(returnCode 2101\); mend it$/,
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
    json(response, 1, attempt === 1 ? 503 : 200, { "x-ncp-trace-id": `trace-${attempt}` }),
  );
  await fetch();
  const url = `${origin}/api/things?domain=*.a.example&x=%2A`;
  const durationMs = expect.any(Number);
  expect(calls).toEqual([
    {
      provider: "sectigo",
      method: "GET",
      url,
      status: 503,
      durationMs,
      attempt: 1,
      traceId: "trace-1",
      error: "JSON of another shape",
    },
    { provider: "sectigo", method: "GET", url, status: 200, durationMs, attempt: 2, traceId: "trace-2", error: null },
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
  /** The hosts that were asked of the proxy, which refuses them all. */
  async function throughProxy(no: string | null) {
    const connects: string[] = [];
    const proxy = createServer();
    server = proxy;
    proxy.on("connect", (request, socket) => {
      connects.push(request.url ?? "");
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = `http://me:hunter3@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const settings = { name: "sectigo", url: "https://127.0.0.1", concurrency: 1, timeoutMs: 2_000, retries: 0 };
    const runtime = { now: () => NOW, proxies: { http: null, https: address, no } };
    const made = createHttpClient(settings, runtime, { secrets: [], accountNames: [], notJsonAdvice: "check it" });
    client = made;
    const error = await made
      .fetchJson(
        {
          method: "GET",
          origin: "https://ca.example.com",
          target: "/",
          shown: "GET /",
          body: null,
          headers: async () => ({}),
          judge: () => null,
        },
        never,
      )
      .catch((thrown: unknown) => thrown);
    return { connects, error };
  }

  test("is asked for hosts that are not loopback, and its password is not shown", async () => {
    const { connects, error } = await throughProxy(null);
    expect(connects).toEqual(["ca.example.com:443"]);
    expect(error).toMatchObject({ code: "Unavailable", message: expect.stringMatching(/proxy refused/) });
    expect(String(error)).not.toContain("hunter3");
  });

  test("is not asked for hosts that are to be reached directly", async () => {
    const { connects, error } = await throughProxy("ca.example.com");
    expect(connects).toEqual([]);
    expect(error).toBeInstanceOf(Error);
  });

  describe.each([
    ["a % that escapes nothing", "http://me:hunter3%zz@127.0.0.1:9"],
    ["no URL at all", "hunter3"],
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
      const runtime = { now: () => NOW, proxies: { http: null, https: proxy, no: null } };
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
