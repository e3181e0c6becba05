/**
 * A lock on a file against a second writer on the same machine. It is a listening socket: the system releases it when its holder
 * ends, however it ends, so that no lock outlives a run. Across machines it does nothing; there the CI's own groups do.
 */
import { createHash } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whereLeads } from "./whole-file";

export type LockOutcome =
  | { readonly kind: "held"; release(): Promise<void> }
  /** `holder` is what the holder says of itself, such as `process 4711`. */
  | { readonly kind: "taken"; readonly holder: string };

/** Addresses of sockets are short: 108 bytes on Linux, 104 on macOS. */
const MAX_SOCKET_PATH = 100;
const MAX_ATTEMPTS = 5;

/** @param holder describes this process in the message of another that finds the lock taken */
export async function lockFile(path: string, holder: string): Promise<LockOutcome> {
  const address = await addressOf(path);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const server = await listen(address, holder);
    if (server !== null) return { kind: "held", release: () => close(server) };
    const answer = await askHolder(address);
    if (answer !== null) return { kind: "taken", holder: answer };
    // The socket of a holder that was killed: no process accepts connections on it.
    await unlink(address).catch(() => undefined);
  }
  return { kind: "taken", holder: "another process" };
}

async function addressOf(path: string): Promise<string> {
  const target = await whereLeads(path);
  const digest = createHash("sha256").update(target).digest("hex").slice(0, 32);
  if (process.platform === "win32") return `\\\\.\\pipe\\dcv-${digest}`;
  const beside = `${target}.lock`;
  return Buffer.byteLength(beside) <= MAX_SOCKET_PATH ? beside : join(tmpdir(), `dcv-${digest}.lock`);
}

/** Null where the address is in use. */
async function listen(address: string, holder: string): Promise<Server | null> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(holder);
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

/** What the holder reports of itself; null where there is no holder. */
async function askHolder(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let said = "";
    socket.setTimeout(1000, () => {
      socket.destroy();
      resolve("another process");
    });
    socket.on("data", (chunk: Buffer) => (said += chunk.toString("utf8").slice(0, 200)));
    socket.on("end", () => resolve(said === "" ? "another process" : said));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" || error.code === "ENOENT" ? null : "another process"),
    );
  });
}

/** Closing a listening socket removes its file. */
async function close(server: Server): Promise<void> {
  await new Promise<void>((done) => server.close(() => done()));
}
