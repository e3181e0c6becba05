/** Servers that know nothing of this project, for faults that the simulator cannot commit. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { formsOf, type ForeignCa } from "./fault-run";

const UNTRUSTED = readFileSync(join(__dirname, "untrusted-test-certificate.pem"));

/** A port at which nobody listens any more. */
export async function absentCa(): Promise<ForeignCa> {
  const { url, close } = await listening(createServer());
  await close();
  return { url, calls: [], close: async () => undefined };
}

/** A name that no resolver knows (RFC 6761, section 6.4). */
export async function unknownCa(): Promise<ForeignCa> {
  return { url: "https://nowhere.invalid", calls: [], close: async () => undefined };
}

/** TLS with a certificate that nobody vouches for. What counts as a call is what comes after the handshake. */
export async function untrustedCa(): Promise<ForeignCa> {
  const calls: string[] = [];
  const server = createTlsServer(
    { key: UNTRUSTED, cert: UNTRUSTED },
    recording(calls, (_, response) => response.end("[]")),
  );
  return { ...(await listening(server, "https")), calls };
}

/** A server that sends everybody to another host, which counts as a call when anybody comes. */
export async function redirectingCa(status: number): Promise<ForeignCa> {
  const calls: string[] = [];
  const other = await listening(createServer(recording(calls, (_, response) => response.end("[]"))));
  const location = `${other.url.replace("127.0.0.1", "localhost")}/api?session=planted`;
  const first = await listening(
    createServer(recording(calls, (_, response) => void response.writeHead(status, { location }).end())),
  );
  return { url: first.url, calls, close: async () => void (await Promise.all([first.close(), other.close()])) };
}

/** A server that answers every call with an error which repeats all that it was told, in every form. */
export async function repeatingCa(
  status: number,
  pick: (headers: IncomingMessage["headers"]) => readonly string[],
): Promise<ForeignCa> {
  const calls: string[] = [];
  const secrets: string[] = [];
  const token = "token/of+the=night";
  const server = createServer(
    recording(calls, (request, response) => {
      response.setHeader("content-type", "application/json");
      if (request.url === "/token") {
        secrets.push(token);
        return void response.end(JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: "300" }));
      }
      const told = pick(request.headers);
      secrets.push(...told);
      const said = told.flatMap(formsOf).join(" ");
      const error = { code: -2, description: said, returnCode: "9", returnMessage: said };
      return void response.writeHead(status).end(JSON.stringify(error));
    }),
  );
  return { ...(await listening(server)), calls, secrets };
}

/** A server that answers every call with this head, and then with a body that does not end. `sent` is what left it. */
export async function pouringCa(
  head: Readonly<Record<string, string>>,
  first: string,
  chunk: Buffer,
): Promise<ForeignCa & { readonly sent: () => number }> {
  const calls: string[] = [];
  let sent = 0;
  const pour = (response: ServerResponse): void => {
    // The socket's own buffer is what the client has not taken yet.
    while (!response.destroyed && sent < MOST_POURED) {
      sent += chunk.length;
      if (!response.write(chunk)) return void response.once("drain", () => pour(response));
    }
    response.end();
  };
  const server = createServer(
    recording(calls, (_, response) => {
      response.writeHead(200, head);
      response.write(first);
      pour(response);
    }),
  );
  return { ...(await listening(server)), calls, sent: () => sent };
}

/** Where a body that should have been cut off ends after all, so that a test fails instead of the machine. */
const MOST_POURED = 256 * 1024 * 1024;

function recording(
  calls: string[],
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
): RequestListener {
  return (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      calls.push(`${request.method ?? ""} ${request.url ?? ""} ${body}`);
      handler(request, response);
    });
  };
}

async function listening(server: Server, scheme = "http"): Promise<Pick<ForeignCa, "url" | "close">> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
