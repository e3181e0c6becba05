/** Servers that know nothing of this project, for faults that the simulator cannot commit. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { secretForms } from "../support/secret-forms";
import { HOSTS } from "./fault-estate";
import type { ForeignCa } from "./fault-run";

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
      const said = told.flatMap((one) => secretForms(one).map(({ shown }) => shown)).join(" ");
      const errors = [{ code: "said", message: said }];
      const error = { code: -2, description: said, returnCode: "9", returnMessage: said, errors };
      return void response.writeHead(status).end(JSON.stringify(error));
    }),
  );
  return { ...(await listening(server)), calls, secrets };
}

/** A server whose list says in its rows all that it was told, each in a form of its own: each is quoted alone. */
export async function rowwiseRepeatingCa(
  pick: (headers: IncomingMessage["headers"]) => readonly string[],
): Promise<ForeignCa> {
  const calls: string[] = [];
  const secrets: string[] = [];
  const server = createServer(
    recording(calls, (request, response) => {
      const told = pick(request.headers);
      secrets.push(...told);
      const shown = told.flatMap(secretForms).map((form) => `no user ${form.shown}!`);
      const rows = shown.map((domain) => ({ domain }));
      // A comma or a blank is in no name of a certificate.
      const names = shown.map((one) => one.replaceAll(/[, ]/g, "!"));
      const certificates = [{ certificateNo: 1, dnsName: names }, null];
      const domains = shown.map((name, index) => ({ id: index + 1, name }));
      const path = request.url ?? "";
      const answer = path.startsWith("/api/v2/")
        ? { returnCode: "0", totalCount: 2, sslCertificateList: certificates }
        : path.startsWith("/services/")
          ? { domains, page: { total: domains.length } }
          : rows;
      response.writeHead(200, { "content-type": "application/json", "x-total-count": String(rows.length) });
      response.end(JSON.stringify(answer));
    }),
  );
  return { ...(await listening(server)), calls, secrets };
}

/** A Sectigo whose tokens live so long, as it says, and are good for so many calls. Its estate is the healthy one. */
export async function tokenCa({ expiresIn, uses }: { expiresIn: number; uses: number }): Promise<ForeignCa> {
  const calls: string[] = [];
  let tokens = 0;
  let used = 0;
  const rows = HOSTS.map((host) => ({ domain: `${host}.example.com`, dcvStatus: "VALIDATED", dcvMethod: "CNAME" }));
  const server = createServer(
    recording(calls, (request, response) => {
      const json = (value: unknown, status = 200): void => {
        const head = { "content-type": "application/json", "x-total-count": String(rows.length) };
        response.writeHead(status, head).end(JSON.stringify(value));
      };
      const url = new URL(request.url ?? "", "http://ca.example");
      if (url.pathname === "/token") {
        tokens += 1;
        used = 0;
        return json({ access_token: `token-of-the-night-${tokens}`, expires_in: expiresIn });
      }
      used += 1;
      const good = request.headers.authorization === `Bearer token-of-the-night-${tokens}` && used <= uses;
      if (!good) return json({ code: -16, description: "Unknown user" }, 401);
      const position = Number(url.searchParams.get("position"));
      if (request.method === "GET") return json(rows.slice(position, position + 2));
      return json({ status: "VALIDATED", validationDate: "2026-10-01", expirationDate: "2027-04-17" });
    }),
  );
  return { ...(await listening(server)), calls };
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
    while (!response.destroyed && sent < MAX_POURED) {
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

/** A server that answers the n-th call, counted from 0, with this JSON and head. */
export async function floodingCa(
  answer: (index: number) => string,
  head: Readonly<Record<string, string>> = {},
): Promise<ForeignCa> {
  const calls: string[] = [];
  const server = createServer(
    recording(calls, (_, response) => {
      response.writeHead(200, { "content-type": "application/json", ...head }).end(answer(calls.length - 1));
    }),
  );
  return { ...(await listening(server)), calls };
}

/** Where a body that should have been cut off ends after all, so that a test fails instead of the machine. */
const MAX_POURED = 256 * 1024 * 1024;

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
