import { createConnection } from "node:net";
import { call, DEMO, domainsOf, getList, getNcloud, postStatus, postToken, served, tokenOf } from "./served";
import type { Received } from "./served";
import type { Simulator } from "../../../lib/simulator/simulator";

const estate = (faults: string): string => `
version: 1
sectigo: { domains: [{ domain: "host-{n}.example.com", count: 30, validated: -1d }] }
ncloud: { certificates: [{ certificateNo: 1, domains: [a.example.kr], validations: [{ validSn: 1, validated: -1d }] }, { certificateNo: 2, domains: [b.example.kr] }] }
faults:
  ${faults}
`;
const INFO = "/api/v2/certificate/getVerificationInfo/1?domainAddress=a.example.kr";

describe("what a fault makes of an answer", () => {
  const token = (simulator: Simulator): Promise<Received> =>
    postToken(simulator, "grant_type=client_credentials&client_id=demo&client_secret=demo");
  const list = (simulator: Simulator): Promise<Received> => getList(simulator);
  const info = (simulator: Simulator): Promise<Received> => getNcloud(simulator, INFO);
  type Case = readonly [
    sentence: string,
    fault: string,
    ask: (simulator: Simulator) => Promise<Received>,
    expected: { status: number; json?: unknown; text?: string; headers?: Record<string, string | null> },
  ];
  const cases: readonly Case[] = [
    [
      "a status alone has Sectigo's error body",
      "{ on: sectigo.list, status: 503 }",
      list,
      { status: 503, json: { code: -195, description: expect.any(String) } },
    ],
    [
      "500 is Sectigo's internal error",
      "{ on: sectigo.*, status: 500 }",
      list,
      { status: 500, json: { code: -2, description: expect.any(String) } },
    ],
    [
      "401 is Sectigo's unknown user",
      "{ on: '*', status: 401 }",
      list,
      { status: 401, json: { code: -16, description: "Unknown user" } },
    ],
    [
      "429 comes with the headers it is given",
      '{ on: sectigo.list, status: 429, headers: { Retry-After: "7" } }',
      list,
      { status: 429, json: { code: -1, description: expect.any(String) }, headers: { "retry-after": "7" } },
    ],
    [
      "a status alone has the gateway's error body",
      "{ on: ncloud.verification, status: 429 }",
      info,
      {
        status: 429,
        json: { error: { errorCode: "410", message: "Throttle Limited", details: "Simulated HTTP 429." } },
      },
    ],
    [
      "a status that the gateway has no code for is unexpected",
      "{ on: ncloud.*, status: 502 }",
      info,
      {
        status: 502,
        json: { error: { errorCode: "900", message: "Unexpected Error", details: "Simulated HTTP 502." } },
      },
    ],
    [
      "a good status keeps the body",
      "{ on: sectigo.list, status: 206 }",
      list,
      { status: 206, headers: { "x-total-count": "30" } },
    ],
    ["204 has no body", "{ on: sectigo.list, status: 204 }", list, { status: 204, text: "" }],
    [
      "HTML in place of the answer is text/html",
      "{ on: sectigo.list, status: 502, body: <html>Bad Gateway</html> }",
      list,
      { status: 502, text: "<html>Bad Gateway</html>", headers: { "content-type": "text/html" } },
    ],
    [
      "a body keeps the status that the call would have had",
      "{ on: sectigo.list, body: '[{' }",
      list,
      { status: 200, text: "[{", headers: { "content-type": "application/json" } },
    ],
    [
      "a body that is data becomes JSON",
      "{ on: ncloud.verification, body: { returnCode: '2200', returnMessage: none } }",
      info,
      { status: 200, json: { returnCode: "2200", returnMessage: "none" } },
    ],
    [
      "a content type can be wrong",
      "{ on: sectigo.list, contentType: text/plain }",
      list,
      { status: 200, headers: { "content-type": "text/plain" } },
    ],
    [
      "a body can be missing",
      "{ on: sectigo.list, emptyBody: true }",
      list,
      { status: 200, text: "", headers: { "x-total-count": "30" } },
    ],
    [
      "a header replaces the answer's own, however it is written",
      '{ on: sectigo.list, headers: { X-Total-Count: "7" } }',
      list,
      { status: 200, headers: { "x-total-count": "7" } },
    ],
    ["a token can be refused", "{ on: sectigo.token, status: 503 }", token, { status: 503 }],
    [
      "a total can be wrong",
      "{ on: sectigo.list, total: 999 }",
      list,
      { status: 200, headers: { "x-total-count": "999" } },
    ],
    [
      "a total can be missing",
      "{ on: sectigo.list, omitTotal: true }",
      list,
      { status: 200, headers: { "x-total-count": null } },
    ],
    [
      "of two faults at once the first is heard, and the other adds to it",
      "[{ on: sectigo.list, status: 503 }, { on: sectigo.list, status: 500, headers: { Retry-After: '1' } }]",
      list,
      { status: 503, headers: { "retry-after": "1" } },
    ],
    ["another operation's fault is not met", "{ on: sectigo.status, status: 503 }", list, { status: 200 }],
  ];
  test.each(cases)("%s", async (_, fault, ask, expected) => {
    const faults = fault.startsWith("[") ? fault : `[${fault}]`;
    const received = await ask(await served(estate(faults)));
    expect(received.status).toBe(expected.status);
    if (expected.json !== undefined) expect(received.json).toEqual(expected.json);
    if (expected.text !== undefined) expect(received.text).toBe(expected.text);
    for (const [name, value] of Object.entries(expected.headers ?? {})) expect(received.headers.get(name)).toBe(value);
  });

  test("a fault that repeats the page gives the first for the second", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, repeatPage: true, when: { position: 20 } }]"));
    const [first, second] = [await getList(simulator, "?position=0"), await getList(simulator, "?position=20")];
    expect(domainsOf(second)).toEqual(domainsOf(first));
  });

  test.each([
    ["shrink", "maxRows: 1", ["host-10.example.com"]],
    ["be empty", "maxRows: 0", []],
    ["begin later", "shiftRows: 1", ["host-11.example.com", "host-12.example.com"]],
    ["begin earlier", "shiftRows: -1", ["host-1.example.com", "host-10.example.com"]],
    ["not begin before the list", "shiftRows: -5", ["host-1.example.com", "host-10.example.com"]],
  ])("a page may %s", async (_, effect, expected) => {
    const simulator = await served(estate(`[{ on: sectigo.list, ${effect} }]`));
    expect(domainsOf(await getList(simulator, "?size=2&position=1"))).toEqual(expected);
  });

  test("Ncloud's pages may shrink, move, and be smaller than asked for", async () => {
    const pages = (size: number) => `/api/v2/certificate/certificates?page=1&pageSize=${size}`;
    const numbers = async (faults: string, size: number, more = "") => {
      const simulator = await served(estate(faults).replace("ncloud: {", `ncloud: { ${more}`));
      const { sslCertificateList } = (await getNcloud(simulator, pages(size))).json as {
        sslCertificateList: { certificateNo: number }[];
      };
      return sslCertificateList.map(({ certificateNo }) => certificateNo);
    };
    expect(await numbers("[]", 2)).toEqual([1, 2]);
    expect(await numbers("[{ on: ncloud.certificates, maxRows: 1 }]", 2)).toEqual([1]);
    expect(await numbers("[{ on: ncloud.certificates, shiftRows: 1 }]", 2)).toEqual([2]);
    expect(await numbers("[]", 2, "maxPageSize: 1,")).toEqual([1]);
    expect(await numbers("[]", 0, "maxPageSize: 1,")).toEqual([1]);
  });

  test("a fault may spoil Ncloud's totals and pages as well", async () => {
    const list = "/api/v2/certificate/certificates?page=2&pageSize=1";
    const spoilt = await served(estate("[{ on: ncloud.*, total: 999, repeatPage: true }]"));
    expect((await getNcloud(spoilt, list)).json).toMatchObject({
      totalCount: 999,
      sslCertificateList: [{ certificateNo: 1 }],
    });
    expect((await getNcloud(spoilt, INFO)).json).toHaveProperty("totalRows", 999);
    const without = await served(estate("[{ on: ncloud.*, omitTotal: true }]"));
    expect((await getNcloud(without, list)).json).not.toHaveProperty("totalCount");
    expect((await getNcloud(without, INFO)).json).not.toHaveProperty("totalRows");
  });
});

describe("when a fault is met", () => {
  test("after so many calls, so many times", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, status: 503, after: 1, times: 2 }]"));
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await getList(simulator)).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
  });

  test("only with the parameters it names, and only these calls count", async () => {
    const simulator = await served(estate('[{ on: sectigo.list, status: 503, times: 1, when: { position: "20" } }]'));
    const statuses: number[] = [];
    for (const position of [0, 20, 20]) statuses.push((await getList(simulator, `?position=${position}`)).status);
    expect(statuses).toEqual([200, 503, 200]);
  });

  test("with a parameter of a JSON body, and of a path", async () => {
    const simulator = await served(
      estate(
        "[{ on: sectigo.status, status: 503, when: { domain: host-2.example.com } }, { on: ncloud.*, status: 503, when: { certificateNo: 1 } }]",
      ),
    );
    expect((await postStatus(simulator, { domain: "host-1.example.com" })).status).toBe(200);
    expect((await postStatus(simulator, { domain: "host-2.example.com" })).status).toBe(503);
    expect((await getNcloud(simulator, INFO)).status).toBe(503);
    expect((await getNcloud(simulator, INFO.replace("/1?", "/2?"))).status).toBe(200);
  });

  test("a token may expire under a call, and a new one is good again", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, tokenExpired: true, times: 1 }]"));
    const list = `${simulator.url}/api/dcv/v2/validation`;
    const old = { authorization: `Bearer ${await tokenOf(simulator)}` };
    expect((await call(list, { headers: old })).status).toBe(401);
    expect((await call(list, { headers: old })).status).toBe(401);
    const renewed = { authorization: `Bearer ${await tokenOf(simulator)}` };
    expect((await call(list, { headers: renewed })).status).toBe(200);
  });

  test("no token is handed out with a refusal", async () => {
    const simulator = await served(estate("[{ on: sectigo.token, status: 503 }]"));
    const received = await postToken(simulator, "grant_type=client_credentials&client_id=demo&client_secret=demo");
    expect(received.text).not.toContain("access_token");
  });
});

describe("a connection that goes wrong", () => {
  test("a delay is waited for", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, delayMs: 200 }]"));
    const startedAt = performance.now();
    expect((await getList(simulator)).status).toBe(200);
    // A lower bound: a busy machine only makes it longer. A timer may fire a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(198);
  });

  test.each(["refuse", "cutBody"])("%s: the client's call fails, and no status is recorded", async (kind) => {
    const simulator = await served(estate(`[{ on: sectigo.list, ${kind}: true, times: 1 }]`));
    await expect(getList(simulator)).rejects.toThrow();
    expect(simulator.requests.map((request) => request.status)).toEqual([null]);
    expect((await getList(simulator)).status).toBe(200);
  });

  test("cutBody: the head promises more than the half that comes", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, cutBody: true }]"));
    const port = Number(new URL(simulator.url).port);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(port, "127.0.0.1");
      const chunks: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.on("error", reject);
      socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
      const headers = Object.entries(DEMO).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`GET /api/dcv/v1/validation HTTP/1.1\r\nhost: localhost\r\n${headers.join("")}\r\n`);
    });
    const [head = "", body = ""] = text.split("\r\n\r\n");
    const promised = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(body).toHaveLength(Math.floor(promised / 2));
    expect(body).toMatch(/^\[\{"domain":"host-1\.example\.com"/);
  });

  test("stallBody: half of the body comes, and then nothing until the simulator closes", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, stallBody: true }]"));
    const { body, headers } = await fetch(`${simulator.url}/api/dcv/v1/validation`, { headers: DEMO });
    const reader = body?.getReader();
    let bytes = 0;
    const read = async (): Promise<string> => {
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) return "ended";
        bytes += (value as Uint8Array).length;
      }
    };
    const reading = read().catch(() => "failed");
    const first = await Promise.race([reading, new Promise((resolve) => setTimeout(() => resolve("waiting"), 100))]);
    expect(first).toBe("waiting");
    expect(bytes).toBe(Math.floor(Number(headers.get("content-length")) / 2));
    expect(simulator.requests.map((request) => request.status)).toEqual([null]);
    await simulator.close();
    expect(await reading).toBe("failed");
  });

  test("hang: there is no answer until the simulator closes, which it can", async () => {
    const simulator = await served(estate("[{ on: sectigo.list, hang: true }]"));
    const pending = getList(simulator).then(
      () => "answered",
      () => "failed",
    );
    const first = await Promise.race([pending, new Promise((resolve) => setTimeout(() => resolve("waiting"), 100))]);
    expect(first).toBe("waiting");
    await simulator.close();
    expect(await pending).toBe("failed");
    expect(simulator.requests.map((request) => request.status)).toEqual([null]);
  });
});
