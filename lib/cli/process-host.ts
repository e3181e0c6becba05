/** This process as the host of a command: its environment, directory, clock and streams. */
import { PROVIDER_MODULES } from "../providers/registry";
import { EXIT } from "./exit-code";
import type { Host, Stream } from "./host";

const COLUMNS = 80;

/** `interrupted` is aborted with an `Interruption` when the run is to end; without one it runs to its end. */
export function processHost(interrupted: AbortSignal = new AbortController().signal): Host {
  const context = { cwd: process.cwd(), now: () => Date.now() };
  return {
    ...context,
    env: process.env,
    modules: PROVIDER_MODULES,
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    stdin: () => process.stdin,
    ask:
      process.stdin.isTTY && process.stderr.isTTY
        ? (question) => import("./question").then(({ askOnTerminal }) => askOnTerminal(question, interrupted))
        : null,
    interrupted,
    startEmbeddedCa: () => import("./embedded-ca").then(({ startEmbeddedCa }) => startEmbeddedCa(context)),
  };
}

function streamOf(stream: NodeJS.WriteStream): Stream {
  // After a failed write nothing more is written: the output would have a gap that a reader cannot see.
  let broken = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (broken) return;
    broken = true;
    // A reader that has seen enough (`dcv plan | head`) is no error of ours; a disk that is full fails the run.
    if (error.code === "EPIPE") return;
    // Only at its end: a file may be half written now.
    process.once("exit", () => (process.exitCode = EXIT.error));
    if (stream !== process.stderr) process.stderr.write(`dcv: cannot write the result: ${error.message}\n`);
  });
  const isTTY = stream.isTTY === true;
  return {
    write: (text) => void (broken || stream.write(text)),
    drained: () => new Promise((done) => stream.write("", () => done())),
    isTTY,
    columns: isTTY ? stream.columns || COLUMNS : COLUMNS,
  };
}
