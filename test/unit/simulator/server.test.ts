import { createServer } from "node:http";
import { createConnection } from "node:net";
import type { AddressInfo } from "node:net";
import { simulatedNcloud } from "../../../lib/simulator/ncloud/simulated";
import { simulatedSectigo } from "../../../lib/simulator/sectigo/simulated";
import { startSimulator } from "../../../lib/simulator/simulator";
import type { RecordedRequest } from "../../../lib/simulator/simulator";
import { call, DEMO, getList, getNcloud, NOW, postStatus, postToken, scenarioOf, served } from "./served";

const YAML = "version: 1\nsectigo: { domains: [{ domain: a.example.com }] }\nncloud: {}";

describe("where it listens", () => {
  test("on a free port of loopback, each its own", async () => {
    const [one, other] = [await served(YAML), await served(YAML)];
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.url).not.toBe(other.url);
  });

  test("the base paths lead to both CAs", async () => {
    const { url } = await served(YAML);
    const [sectigo, ncloud] = [simulatedSectigo.endpoints, simulatedNcloud.endpoints];
    expect((await call(`${url}${sectigo.url}/dcv/v1/validation`, { headers: DEMO })).status).toBe(200);
    expect((await call(`${url}${sectigo.tokenUrl}`, { method: "POST" })).status).toBe(400);
    expect((await call(`${url}${ncloud.url}/api/v2/certificate/certificates`)).status).toBe(401);
  });

  test("a port in use is an error that names it", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as AddressInfo;
    const starting = startSimulator({ scenario: scenarioOf(YAML), now: () => NOW, port });
    await expect(starting).rejects.toThrow(`Cannot listen on port ${port} of 127.0.0.1: it is already in use.`);
    taken.close();
  });

  test("after close nobody answers, and closing again does nothing", async () => {
    const simulator = await served(YAML);
    expect((await getList(simulator)).status).toBe(200);
    await simulator.close();
    await simulator.close();
    await expect(getList(simulator)).rejects.toThrow();
  });
});

describe("a request by the name of another server is refused, as a page whose name resolves to loopback would send it", () => {
  /** Node's own fetch does not let a caller set `Host`. */
  const ask = (port: string, host: string): Promise<string> =>
    new Promise((done, fail) => {
      const socket = createConnection(Number(port), "127.0.0.1").on("error", fail);
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString())).on("close", () => done(text));
      const credentials = "login: demo\r\npassword: demo\r\ncustomerUri: demo\r\n";
      socket.write(`GET /api/dcv/v1/validation HTTP/1.1\r\nhost: ${host}\r\n${credentials}connection: close\r\n\r\n`);
    });

  test.each([
    ["127.0.0.1", 200],
    ["127.0.0.1:80", 200],
    ["localhost:8080", 200],
    ["LOCALHOST", 200],
    ["[::1]:8080", 200],
    ["attacker.example", 421],
    ["attacker.example:8080", 421],
    ["localhost.attacker.example", 421],
    ["127.0.0.1.attacker.example", 421],
    ["10.0.0.1", 421],
    ["", 421],
  ])("%j is answered with %i", async (host, status) => {
    const simulator = await served(YAML);
    const answer = await ask(new URL(simulator.url).port, host);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.includes("a.example.com")).toBe(status === 200);
    expect(simulator.requests.map((request) => request.status)).toEqual([status]);
  });
});

describe("the two clocks", () => {
  const fixed = `version: 1\nnow: 2020-01-01T00:00:00Z\nsectigo: { domains: [{ domain: a.example.com, expires: +10d }] }\nncloud: {}`;

  test("a fixed instant is what data is told as of", async () => {
    const simulator = await served(fixed);
    expect((await getList(simulator, "?expiresIn=10")).json).toHaveLength(1);
    expect((await getList(simulator, "?expiresIn=9")).json).toHaveLength(0);
  });

  test("signatures are judged by the clock, so that a client need not live in that past", async () => {
    const received = await getNcloud(await served(fixed), "/api/v2/certificate/certificates");
    expect(received.status).toBe(200);
  });

  test("without a fixed instant the days pass", async () => {
    let now = NOW;
    const simulator = await served(fixed.replace("now: 2020-01-01T00:00:00Z\n", ""), { now: () => now });
    expect((await getList(simulator, "?expiresIn=9")).json).toHaveLength(0);
    now += 86_400_000;
    expect((await getList(simulator, "?expiresIn=9")).json).toHaveLength(1);
  });
});

describe("what is remembered of a request", () => {
  test("method, path with query, status, instant, headers and body", async () => {
    const heard: RecordedRequest[] = [];
    const simulator = await served(YAML, { onRequest: (request) => heard.push(request) });
    await getList(simulator, "?size=5");
    await postStatus(simulator, { domain: "absent.example.com" });
    expect(simulator.requests).toEqual([
      expect.objectContaining({
        method: "GET",
        path: "/api/dcv/v1/validation?size=5",
        status: 200,
        receivedAt: NOW,
        body: "",
      }),
      expect.objectContaining({
        method: "POST",
        path: "/api/dcv/v2/validation/status",
        status: 404,
        body: '{"domain":"absent.example.com"}',
      }),
    ]);
    expect(simulator.requests[0]?.headers).toMatchObject({ login: "demo", customeruri: "demo", password: "***" });
    expect(heard).toEqual(simulator.requests);
  });

  test("no secret, wherever a client puts it", async () => {
    const simulator = await served(YAML);
    const secret = "s3cr3t-value";
    await postToken(simulator, `grant_type=client_credentials&client_secret=${secret}&client_id=demo`);
    await postToken(simulator, `client_secret=${secret}`);
    await postStatus(simulator, { domain: "a.example.com", client_secret: secret, password: `a"${secret}` });
    await call(`${simulator.url}/api/dcv/v1/validation?password=${secret}&size=1`, {
      headers: {
        password: secret,
        authorization: `Bearer ${secret}`,
        "x-ncp-apigw-signature-v2": secret,
        cookie: secret,
      },
    });
    expect(simulator.requests).toHaveLength(4);
    expect(JSON.stringify(simulator.requests)).not.toContain(secret);
    expect(simulator.requests[0]?.body).toBe("grant_type=client_credentials&client_secret=***&client_id=demo");
    expect(simulator.requests[3]?.path).toBe("/api/dcv/v1/validation?password=***&size=1");
  });

  test("how many were under way at once", async () => {
    const simulator = await served(`${YAML}\nfaults: [{ on: sectigo.list, delayMs: 80 }]`);
    await getList(simulator);
    expect(simulator.maxConcurrent).toBe(1);
    await Promise.all([getList(simulator), getList(simulator), getList(simulator)]);
    expect(simulator.maxConcurrent).toBe(3);
    await getList(simulator);
    expect(simulator.maxConcurrent).toBe(3);
  });

  test("the latest requests only, where a bound is given", async () => {
    const simulator = await served(YAML, { maxRemembered: 2 });
    for (const size of [1, 2, 3]) await getList(simulator, `?size=${size}`);
    const paths = simulator.requests.map(({ path }) => path);
    expect(paths).toEqual(["/api/dcv/v1/validation?size=2", "/api/dcv/v1/validation?size=3"]);
  });

  test("a body beyond all measure is cut off", async () => {
    const simulator = await served(YAML);
    await expect(postStatus(simulator, { domain: "a".repeat(2 * 1024 * 1024) })).rejects.toThrow();
    expect(simulator.requests.map((request) => request.status)).toEqual([null]);
  });

  test("a client that went away before its answer has none", async () => {
    const simulator = await served(`${YAML}\nfaults: [{ on: sectigo.list, delayMs: 60, times: 1 }]`);
    const leave = new AbortController();
    const leaving = fetch(`${simulator.url}/api/dcv/v1/validation`, { signal: leave.signal });
    const moment = () => new Promise((resolve) => setTimeout(resolve, 5));
    while (simulator.maxConcurrent === 0) await moment();
    leave.abort();
    await expect(leaving).rejects.toThrow();
    while (simulator.requests.length === 0) await moment();
    expect(simulator.requests.map((request) => request.status)).toEqual([null]);
  });

  test("a listener that throws is a fault of the program, not a CA's answer", async () => {
    const simulator = await served(YAML, {
      onRequest: () => {
        throw new Error("no room left");
      },
    });
    const received = await getList(simulator);
    expect([received.status, received.headers.get("content-type")]).toEqual([500, "text/plain"]);
    expect(received.text).toContain("no room left");
  });

  test("a client that went away in the middle of its body has no answer", async () => {
    const simulator = await served(YAML);
    const socket = createConnection(Number(new URL(simulator.url).port), "127.0.0.1");
    const head = "POST /api/dcv/v2/validation/status HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n{";
    await new Promise((resolve) => socket.write(head, resolve));
    await new Promise((resolve) => setTimeout(resolve, 40));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(simulator.requests.map((request) => request.status)).toEqual([null]);
  });
});
