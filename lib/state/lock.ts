/**
 * A lock on a file against a second writer on the same machine. It is a listening socket: the system releases it when its holder
 * ends, however it ends, so that no lock outlives a run. Across machines it does nothing; there the CI's own groups do.
 *
 * Each contender listens on a socket of its own beside the file, and then asks all others. It holds the lock when no other listens.
 * Of two that see each other, the one whose name sorts first stays. A name is used once, so a socket that refuses connections
 * never accepts one later; only a holder removes such sockets, while every newcomer still sees the holder.
 */
import { createHash, randomBytes } from "node:crypto";
import { lstat, readdir, unlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { whereLeads } from "./whole-file";

export type LockOutcome =
  | { readonly kind: "held"; release(): Promise<void> }
  /** `holder` is what the holder says of itself, such as `process 4711`. */
  | { readonly kind: "taken"; readonly holder: string };

/** What listens at an address: the holder, a contender that has not decided yet, or nothing. */
type Answer =
  { readonly kind: "held"; readonly holder: string } | { readonly kind: "undecided" } | { readonly kind: "none" };

/** Addresses of sockets are short: 108 bytes on Linux, 104 on macOS. */
const MAX_SOCKET_PATH = 100;
const SUFFIX = /^[0-9a-f]{16}$/;
const UNDECIDED = "?";
const UNNAMED = "another process";
const MAX_ROUNDS = 500;
const ROUND_MS = 5;

/** @param holder describes this process in the message of another that finds the lock taken */
export async function lockFile(path: string, holder: string): Promise<LockOutcome> {
  const target = await whereLeads(path);
  const digest = createHash("sha256").update(target).digest("hex").slice(0, 32);
  if (process.platform === "win32") return lockPipe(`\\\\.\\pipe\\dcv-${digest}`, holder);
  const beside = `${target}.lock.`;
  const isShort = Buffer.byteLength(beside) + 16 <= MAX_SOCKET_PATH;
  const prefix = isShort ? beside : join(tmpdir(), `dcv-${digest}.lock.`);
  const rank = randomBytes(4).toString("hex");
  let entered: Entered | null = null;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    entered ??= await enter(`${prefix}${rank}${randomBytes(4).toString("hex")}`);
    const { address, server } = entered;
    const others = await askOthers(prefix, address);
    const found = others.find(({ answer }) => answer.kind === "held");
    if (found?.answer.kind === "held") {
      await close(server);
      return { kind: "taken", holder: found.answer.holder };
    }
    const undecided = others.filter(({ answer }) => answer.kind === "undecided");
    // A holder that asked before this socket listened has taken it for one that was left over.
    const isVisible = await isSocket(address);
    if (undecided.length === 0 && isVisible) {
      entered.say(holder);
      for (const other of others) await unlink(other.address).catch(() => undefined);
      return { kind: "held", release: () => close(server) };
    }
    if (!isVisible || undecided.some((other) => other.address < address)) {
      await close(server);
      entered = null;
    }
    await sleep(ROUND_MS);
  }
  if (entered !== null) await close(entered.server);
  return { kind: "taken", holder: UNNAMED };
}

/** The system gives the name of a pipe to one process, and takes it back when that process ends. */
async function lockPipe(address: string, holder: string): Promise<LockOutcome> {
  try {
    const { server, say } = await enter(address);
    say(holder);
    return { kind: "held", release: () => close(server) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const answer = await ask(address);
    return { kind: "taken", holder: answer.kind === "held" ? answer.holder : UNNAMED };
  }
}

interface Entered {
  readonly address: string;
  readonly server: Server;
  /** From now on it answers as the holder. */
  readonly say: (holder: string) => void;
}

async function enter(address: string): Promise<Entered> {
  let said = UNDECIDED;
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(said);
  });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => resolve());
  });
  return { address, server, say: (holder) => void (said = holder) };
}

async function askOthers(
  prefix: string,
  own: string,
): Promise<readonly { readonly address: string; readonly answer: Answer }[]> {
  const start = basename(prefix);
  const names = await readdir(dirname(prefix));
  const addresses = names
    .filter((name) => name.startsWith(start) && SUFFIX.test(name.slice(start.length)))
    .map((name) => join(dirname(prefix), name))
    .filter((address) => address !== own);
  const answers = await Promise.all(
    addresses.map(async (address) => ((await isSocket(address)) ? { address, answer: await ask(address) } : null)),
  );
  return answers.filter((one) => one !== null);
}

async function isSocket(address: string): Promise<boolean> {
  return (await lstat(address).catch(() => null))?.isSocket() === true;
}

async function ask(address: string): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let said = "";
    socket.setTimeout(1000, () => {
      socket.destroy();
      resolve({ kind: "held", holder: UNNAMED });
    });
    socket.on("data", (chunk: Buffer) => (said += chunk.toString("utf8").slice(0, 200)));
    socket.on("end", () => {
      resolve(said === UNDECIDED ? { kind: "undecided" } : { kind: "held", holder: said === "" ? UNNAMED : said });
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ECONNREFUSED" || code === "ENOENT") resolve({ kind: "none" });
      // It ended while it was asked: the next round sees what it left.
      else if (code === "ECONNRESET" || code === "EPIPE") resolve({ kind: "undecided" });
      else resolve({ kind: "held", holder: UNNAMED });
    });
  });
}

/** Closing a listening socket removes its file. */
async function close(server: Server): Promise<void> {
  await new Promise<void>((done) => server.close(() => done()));
}
