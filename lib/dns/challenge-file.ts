/**
 * Whether the file of a challenge is where the CA looks for it: HTTP on the standard ports, and the redirects that CAs follow (Baseline
 * Requirements, 3.2.2.4.19). Only the comparison leaves this file; nothing of the answer is shown.
 */
import { isIP } from "node:net";
import type { Readable } from "node:stream";
import { Agent, buildConnector, request } from "undici";

export interface FileView {
  readonly state: "published" | "missing" | "different" | "unreachable";
  /** A phrase; null where there is nothing to say. */
  readonly problem: string | null;
}

export interface FileOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Connects there, whatever the address says; for tests. */
  readonly connectTo?: { readonly host: string; readonly port: number };
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 307, 308];
const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;

export async function viewFile(url: string, content: string, options: FileOptions): Promise<FileView> {
  const { signal, timeoutMs = TIMEOUT_MS, connectTo } = options;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  // A CA does not look at the certificate of the server.
  const connect = buildConnector({ rejectUnauthorized: false });
  const agent = new Agent({
    connect: (given, callback) =>
      connect(
        connectTo === undefined ? given : { ...given, hostname: connectTo.host, port: String(connectTo.port) },
        callback,
      ),
  });
  try {
    let address = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const problem = addressProblem(address);
      if (problem !== null) return { state: "unreachable", problem };
      const answer = await request(address, { dispatcher: agent, signal: deadline });
      const { statusCode, headers, body } = answer;
      if (REDIRECTS.includes(statusCode)) {
        drop(body);
        const location = headers["location"];
        if (typeof location !== "string" || !URL.canParse(location, address)) {
          return { state: "missing", problem: "the server redirects to no address" };
        }
        address = new URL(location, address).href;
        continue;
      }
      if (statusCode !== 200) {
        drop(body);
        return { state: "missing", problem: `the server answers ${statusCode}` };
      }
      const text = await textOf(body);
      const isSame = text !== null && lines(text) === lines(content);
      return isSame ? { state: "published", problem: null } : { state: "different", problem: "the file differs" };
    }
    return { state: "missing", problem: `more than ${MAX_REDIRECTS} redirects` };
  } catch (error) {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    return { state: "unreachable", problem: `no answer (${String(code ?? name)})` };
  } finally {
    await agent.destroy();
  }
}

/** A CA follows no other; and a redirect must not lead this program into its own network by address. */
function addressProblem(text: string): string | null {
  const { protocol, port, hostname, username } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return "the address is neither http nor https";
  if (port !== "" || username !== "") return "the address has a port or a user";
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || !hostname.includes(".");
  return isAddress ? "the address names no public host" : null;
}

/** A body that is left unread says so by an error of its own. */
function drop(body: Readable): void {
  body.on("error", () => undefined);
  body.destroy();
}

/** Null where it is larger than any such file. */
async function textOf(body: AsyncIterable<Buffer>): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Line ends and space at the end do not matter to a CA. */
function lines(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}
