/** This process as the host of a command: its environment, directory, clock and streams. */
import { fstatSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { PROVIDER_MODULES } from "../providers/registry";
import { EXIT } from "./exit-code";
import type { Host, Stream } from "./host";

const COLUMNS = 80;
const [STDIN, STDOUT, STDERR] = [0, 1, 2];

/**
 * @param interrupted aborted with an `Interruption` when the run is to end; without one it runs to its end
 * @param ownsStreams whether pipes and files may be written without the streams of Node, which another program may watch
 */
export function processHost(interrupted: AbortSignal = new AbortController().signal, ownsStreams = false): Host {
  const context = { cwd: process.cwd(), now: () => Date.now() };
  return {
    ...context,
    env: process.env,
    modules: PROVIDER_MODULES,
    stdout: streamOf(STDOUT, () => process.stdout, ownsStreams),
    stderr: streamOf(STDERR, () => process.stderr, ownsStreams),
    stdin: () => process.stdin,
    ask:
      isTerminal(STDERR) && isTerminal(STDIN)
        ? (question) => import("./question").then(({ askOnTerminal }) => askOnTerminal(question, interrupted))
        : null,
    interrupted,
    startEmbeddedCa: () => import("./embedded-ca").then(({ startEmbeddedCa }) => startEmbeddedCa(context)),
  };
}

/** Asks for the kind of file first: to load what knows terminals takes longer than `dcv --help` does otherwise. */
function isTerminal(descriptor: number): boolean {
  return fstatSync(descriptor).isCharacterDevice() && isatty(descriptor);
}

/** Whether Node would write to it by a blocking call as well: then its stream, which takes milliseconds to load, is not needed. */
function isPlain(descriptor: number): boolean {
  if (process.platform === "win32") return false;
  const found = fstatSync(descriptor);
  return found.isFIFO() || found.isFile();
}

/** @param open Node's stream of the descriptor, which is opened where it is needed */
function streamOf(descriptor: number, open: () => NodeJS.WriteStream, isOwn: boolean): Stream {
  // After a failed write nothing more is written: the output would have a gap that a reader cannot see.
  let broken = false;
  const fail = (error: NodeJS.ErrnoException): void => {
    if (broken) return;
    broken = true;
    // A reader that has seen enough (`dcv plan | head`) is no error of ours; a disk that is full fails the run.
    if (error.code === "EPIPE") return;
    // Only at its end: a file may be half written now.
    process.once("exit", () => (process.exitCode = EXIT.error));
    if (descriptor !== STDERR) process.stderr.write(`dcv: cannot write the result: ${error.message}\n`);
  };
  let opened: NodeJS.WriteStream | null = null;
  const stream = (): NodeJS.WriteStream => (opened ??= open().on("error", fail));
  const isByCall = isOwn && isPlain(descriptor);
  const isTTY = !isByCall && stream().isTTY;

  function write(text: string): void {
    if (broken) return;
    if (opened !== null || !isByCall) {
      stream().write(text);
      return;
    }
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(descriptor, bytes, done);
    } catch (error) {
      // The pipe is full, and another process has set it so that a write does not wait: the stream of Node can wait.
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") stream().write(bytes.subarray(done));
      else fail(error as NodeJS.ErrnoException);
    }
  }

  return {
    write,
    drained: () => (opened === null ? Promise.resolve() : new Promise((done) => void stream().write("", () => done()))),
    isTTY,
    columns: isTTY ? stream().columns || COLUMNS : COLUMNS,
  };
}
