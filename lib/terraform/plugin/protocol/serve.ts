/** The process that Terraform starts, from the handshake to its end. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { printable } from "../../../core/printable";
import type { PluginProvider } from "../provider";
import { createCalls } from "./calls";
import { createCertificate } from "./certificate";
import { handshakeLine, readHandshake } from "./handshake";
import { createLog } from "./log";
import type { Log } from "./log";
import { startServer } from "./server";

/** Linux takes 107 bytes, macOS 103. */
const MAX_SOCKET_PATH = 103;
/** Terraform kills the process two seconds after it asked for its end. */
const MAX_CLOSE_MS = 1500;
/** For the answer to that request to be sent. */
const MAX_REPLY_MS = 100;
const PARENT_CHECK_MS = 1000;

/** Returns when Terraform can call. The process ends when Terraform asks for that or has ended itself, and by a signal. */
export async function serve<Session>(provider: (log: Log) => PluginProvider<Session>): Promise<void> {
  const handshake = readHandshake(process.env);
  if ("problem" in handshake) refuse(handshake.problem);
  const say = keepStandardOutput();
  const log = createLog((line) => void process.stderr.write(line), Date.now);

  const parent = handshake.socketDirectory ?? tmpdir();
  const directory = await mkdtemp(join(parent, "dcv-")).catch((error: Error) => refuse(`no socket: ${error.message}`));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  const socket = join(directory, "s");
  if (Buffer.byteLength(socket) > MAX_SOCKET_PATH)
    refuse(`the path of the socket is too long: ${socket}; set TMPDIR to a shorter folder`);

  const answering = createCalls(provider(log), log);
  let isEnding = false;
  const end = (why: string, exitCode: number, error: Error | null = null): void => {
    if (isEnding) return;
    isEnding = true;
    log("debug", `the provider ends: ${why}`);
    const closed = answering.close(error).catch((error: unknown) => log("error", `close: ${String(error)}`));
    const replied = new Promise<void>((done) => server.tryShutdown(() => done()));
    const limited = [Promise.race([closed, sleep(MAX_CLOSE_MS)]), Promise.race([replied, sleep(MAX_REPLY_MS)])];
    void Promise.all(limited).then(() => process.exit(exitCode));
  };

  const { clientCertificate } = handshake;
  const own = clientCertificate === null ? null : await createCertificate(Date.now());
  const tls = own === null || clientCertificate === null ? null : { own, client: clientCertificate };
  const server = await startServer(
    { calls: answering.calls, shutDown: () => end("Terraform is done", 0), tls },
    `unix:${socket}`,
  );

  process.on("SIGINT", () => undefined); // a terminal sends it to both; Terraform then calls StopProvider
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => end(signal, 1));
  // An error outside any call leaves nothing to rely on.
  process.on("uncaughtException", (error: Error) => {
    log("error", `${error.name}: ${error.message}`, { stack: error.stack });
    end("an error outside any call", 1, error);
  });
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => end("its output has no reader", 1));
  const terraform = process.ppid;
  setInterval(() => process.ppid === terraform || end("Terraform has ended", 1), PARENT_CHECK_MS).unref();

  say(handshakeLine(socket, own?.certificate ?? null));
}

function refuse(problem: string): never {
  process.stderr.write(`dcv: ${printable(problem)}\n`);
  process.exit(1);
}

/** From now on what is written to standard output goes to standard error. Only the function that is returned still writes to it. */
function keepStandardOutput(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (text) => void write(text);
}
