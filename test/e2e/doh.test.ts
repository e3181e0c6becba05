/** DNS over HTTPS (RFC 8484) by the built command, at a server that hands each question on to the DNS of the simulator. */
import { execFileSync, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import type { Http2SecureServer, Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDnsZone } from "../../lib/simulator/dns/server";
import type { DnsZoneServer, ServedRecord } from "../../lib/simulator/dns/server";
import { ended, startDcv } from "../support/command";
import { describeIf } from "../support/needs-program";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const soa = { mname: "a", rname: "b", serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60 };
const RECORDS: readonly ServedRecord[] = [
  { name: "example.com", type: "SOA", data: soa },
  { name: "_x.example.com", type: "CNAME", data: "y.ca.example" },
];

describeIf(hasOpenssl, "openssl, which is not on the PATH", "a resolver over HTTPS", () => {
  let directory: string;
  let resolver: DnsZoneServer;
  const servers: Http2SecureServer[] = [];
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "dcv-doh-"));
    resolver = await startDnsZone({ zone: ".", recursive: true, authenticated: true, records: RECORDS });
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const files = ["-keyout", join(directory, "key.pem"), "-out", join(directory, "cert.pem")];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...key, ...names, ...files], { stdio: "pipe" });
  });
  afterAll(async () => {
    await resolver.close();
    rmSync(directory, { recursive: true });
  });
  afterEach(() => servers.splice(0).forEach((server) => void server.close()));

  type Answer = (body: Buffer, response: Http2ServerResponse) => void;

  async function serve(answer: Answer, allowHTTP1: boolean): Promise<string> {
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => readFileSync(join(directory, name)));
    const server = createSecureServer({ key, cert, allowHTTP1 });
    server.on("request", (request: Http2ServerRequest, response: Http2ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const isQuestion = request.method === "POST" && request.headers["content-type"] === "application/dns-message";
        if (isQuestion && request.url === "/dns-query") return answer(Buffer.concat(chunks), response);
        response.writeHead(415).end();
      });
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return `https://localhost:${(server.address() as AddressInfo).port}/dns-query`;
  }

  const handedOn: Answer = (body, response) => {
    const socket = createSocket("udp4");
    socket.on("message", (bytes) => {
      socket.close();
      response.writeHead(200, { "content-type": "application/dns-message" });
      response.end(bytes);
    });
    socket.send(body, resolver.port, "127.0.0.1");
  };

  async function evidence(url: string, env: Readonly<Record<string, string>> = {}) {
    writeFileSync(join(directory, "domains.yaml"), `version: 1\ndns: { resolvers: ["${url}"], mode: resolver }\n`);
    return ended(
      startDcv(["evidence", "_x.example.com", "--cname", "y.ca.example"], {
        cwd: directory,
        env: { NODE_EXTRA_CA_CERTS: join(directory, "cert.pem"), DCV_ALLOWED_HOSTS: "localhost", ...env },
      }),
    );
  }

  test.each([
    ["HTTP/2", false],
    ["HTTP/1.1 as well", true],
  ])("is asked over %s", async (_, allowHTTP1) => {
    const { code, stdout, stderr } = await evidence(await serve(handedOn, allowHTTP1));
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("_x.example.com CNAME: published on 1 server\n");
    expect(stdout).toContain("DNSSEC secure\n");
  });

  test.each<[string, Answer]>([
    ["an error", (_, response) => void response.writeHead(500).end()],
    ["what is no message", (_, response) => void response.writeHead(200).end("<html>")],
    ["more than a message can hold", (_, response) => void response.writeHead(200).end(Buffer.alloc(100_000))],
  ])("that answers with %s shows nothing", async (_, answer) => {
    const { code, stdout } = await evidence(await serve(answer, false));
    expect([code, stdout]).toEqual([1, expect.stringContaining("no zone was found")]);
  });

  test("whose certificate is not known is not believed", async () => {
    const before = resolver.asked.length;
    const { code, stdout } = await evidence(await serve(handedOn, false), { NODE_EXTRA_CA_CERTS: "" });
    expect([code, stdout]).toEqual([1, expect.stringContaining("no zone was found")]);
    expect(resolver.asked).toHaveLength(before);
  });
});
