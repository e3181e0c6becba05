import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { viewFile } from "../../../lib/dns/challenge-file";

const NEVER = new AbortController().signal;

describe("an address that is not asked", () => {
  it.each([
    ["ftp://example.com/x", "the address is neither http nor https"],
    ["http://example.com:8080/x", "the address has a port or a user"],
    ["http://user@example.com/x", "the address has a port or a user"],
    ["http://127.0.0.1/x", "the address names no public host"],
    ["http://[::1]/x", "the address names no public host"],
    ["http://localhost/x", "the address names no public host"],
  ])("%s", async (url, problem) => {
    expect(await viewFile(url, "x", { signal: NEVER })).toEqual({ state: "unreachable", problem });
  });
});

describe("a file that a server has", () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? "";
      if (path === "/good") response.end("first\r\nsecond\n");
      else if (path === "/other") response.end("else");
      else if (path === "/large") response.end("x".repeat(100_000));
      else if (path === "/moved") response.writeHead(301, { location: "/good" }).end();
      else if (path === "/see-other") response.writeHead(303, { location: "/good" }).end();
      else if (path === "/inside") response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
      else if (path === "/nowhere") response.writeHead(302).end();
      else if (path === "/loop") response.writeHead(302, { location: "/loop" }).end();
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => new Promise((done) => server.close(done)));

  it.each([
    ["/good", "published", null],
    ["/moved", "published", null],
    ["/other", "different", "the file differs"],
    ["/large", "different", "the file differs"],
    ["/missing", "missing", "the server answers 404"],
    ["/see-other", "missing", "the server answers 303"],
    ["/nowhere", "missing", "the server redirects to no address"],
    ["/loop", "missing", "more than 5 redirects"],
    ["/inside", "unreachable", "the address names no public host"],
  ])("%s", async (path, state, problem) => {
    const { port } = server.address() as AddressInfo;
    const view = await viewFile(`http://example.com${path}`, "first\nsecond", {
      signal: NEVER,
      connectTo: { port, host: "127.0.0.1" },
    });
    expect(view).toEqual({ state, problem });
  });

  it("that does not answer", async () => {
    const view = await viewFile("http://example.com/x", "x", {
      signal: NEVER,
      connectTo: { port: 1, host: "127.0.0.1" },
    });
    expect(view).toEqual({ state: "unreachable", problem: "no answer (ECONNREFUSED)" });
  });
});
