/** One question to one server over UDP, TCP or HTTPS: bytes out, the answer to that question back. */
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import { randomInt } from "node:crypto";
import { Pool } from "undici";
import type { EpochMs } from "../core/time";
import type { TsigKey } from "../core/tsig-key";
import { onAbort } from "../concurrency/on-abort";
import { decodeAnswer, encodeQuestion } from "./message";
import type { Answer, Question } from "./message";
import { createTsigVerifier, signMessage } from "./tsig";
import { withLength } from "./wire";

/** `code` is a word: `timeout`, `malformed`, `closed`, or the system's (`ECONNREFUSED`). */
export interface Failure {
  readonly kind: "failure";
  readonly code: string;
}

export type Outcome = { readonly kind: "answer"; readonly answer: Answer } | Failure;

export interface Attempt {
  readonly question: Question;
  readonly edns: boolean;
  readonly timeoutMs: number;
  /** Its abort ends the attempt as a failure with the code `aborted`. */
  readonly signal: AbortSignal;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** How questions are signed. */
export interface Signing {
  readonly key: TsigKey;
  readonly now: () => EpochMs;
}

const MAX_MESSAGE_BYTES = 65_535;

/**
 * A connected socket of its own for each question: a random source port makes forging harder, and a refusal (ICMP) arrives
 * as an error. What is no answer to this question is dropped, and the wait goes on.
 */
export async function askOverUdp(
  { address, port }: Endpoint,
  attempt: Attempt,
  signing: Signing | null,
): Promise<Outcome> {
  return withinTime<Outcome>(attempt, (done) => {
    const { message, read } = prepared(attempt, signing);
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    socket.on("error", (error: NodeJS.ErrnoException) => done(failure(error.code ?? "failed")));
    socket.on("message", (bytes) => {
      const outcome = read(bytes);
      if (outcome !== "foreign") done(outcome);
    });
    socket.connect(port, address, () => socket.send(message));
    return () => socket.close();
  });
}

/** One question over TCP. */
export async function askOverTcp(endpoint: Endpoint, attempt: Attempt, signing: Signing | null): Promise<Outcome> {
  const { message, read } = prepared(attempt, signing);
  return exchangeOverTcp<Outcome>(endpoint, message, attempt, (bytes) => {
    const outcome = read(bytes);
    return outcome === "foreign" ? failure("malformed") : outcome;
  });
}

/** The bytes of a question, and what the bytes that come back mean. Those without the right signature may be forged. */
function prepared(
  { question, edns }: Attempt,
  signing: Signing | null,
): { readonly message: Buffer; readonly read: (bytes: Buffer) => Outcome | "foreign" } {
  const id = randomInt(65_536);
  const plain = encodeQuestion(id, question, edns);
  const read = (bytes: Buffer): Outcome | "foreign" => {
    const decoded = decodeAnswer(bytes, id, question);
    if (decoded.kind === "foreign") return "foreign";
    return decoded.kind === "answer" ? decoded : failure("malformed");
  };
  if (signing === null) return { message: plain, read };
  const { key, now } = signing;
  const signed = signMessage(plain, key, now());
  return {
    message: signed.bytes,
    read(bytes) {
      if (bytes.length >= 2 && bytes.readUInt16BE(0) !== id) return "foreign";
      const verdict = createTsigVerifier(key, signed.mac).check(bytes, now());
      if (verdict.kind === "refused") return failure(verdict.word);
      return verdict.kind === "signed" ? read(bytes) : "foreign";
    },
  };
}

/**
 * Sends one message over a TCP connection of its own, and gives each message that comes back to `take` until that returns
 * something. RFC 7766: two bytes of length before each message.
 */
export async function exchangeOverTcp<Result>(
  { address, port }: Endpoint,
  message: Buffer,
  limits: Pick<Attempt, "timeoutMs" | "signal">,
  take: (bytes: Buffer) => Result | null,
): Promise<Result | Failure> {
  return withinTime<Result>(limits, (done) => {
    const socket = connect({ host: address, port });
    let received: Buffer = Buffer.alloc(0);
    socket.on("connect", () => socket.write(withLength(message)));
    socket.on("error", (error: NodeJS.ErrnoException) => done(failure(error.code ?? "failed")));
    socket.on("end", () => done(failure("closed")));
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const result = take(received.subarray(2, end));
        received = received.subarray(end);
        if (result !== null) return done(result);
      }
    });
    return () => socket.destroy();
  });
}

/** DNS over HTTPS, RFC 8484. One pool of connections a URL; `close` ends them. */
export interface DohClient {
  ask(url: string, attempt: Attempt): Promise<Outcome>;
  close(): Promise<void>;
}

export function createDohClient(): DohClient {
  const pools = new Map<string, Pool>();
  const poolFor = (origin: string): Pool => {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    // Some servers speak DNS over HTTP/2 only.
    const pool = new Pool(origin, { allowH2: true, connections: 4, connect: { rejectUnauthorized: true } });
    pools.set(origin, pool);
    return pool;
  };
  return {
    async ask(url, attempt) {
      const { origin, pathname, search } = new URL(url);
      const timeout = AbortSignal.timeout(attempt.timeoutMs);
      // RFC 8484, section 4.1: the id is 0, so that answers can be cached.
      const body = encodeQuestion(0, attempt.question, attempt.edns);
      try {
        const response = await poolFor(origin).request({
          method: "POST",
          path: pathname + search,
          headers: { "content-type": "application/dns-message", accept: "application/dns-message" },
          body,
          signal: AbortSignal.any([timeout, attempt.signal]),
        });
        if (response.statusCode !== 200) {
          await response.body.dump();
          return failure(`HTTP ${response.statusCode}`);
        }
        const bytes: Buffer[] = [];
        let size = 0;
        for await (const chunk of response.body as AsyncIterable<Buffer>) {
          size += chunk.length;
          if (size > MAX_MESSAGE_BYTES) return failure("malformed");
          bytes.push(chunk);
        }
        const decoded = decodeAnswer(Buffer.concat(bytes), 0, attempt.question);
        return decoded.kind === "answer" ? decoded : failure("malformed");
      } catch (error) {
        if (attempt.signal.aborted) return failure("aborted");
        if (timeout.aborted) return failure("timeout");
        return failure((error as NodeJS.ErrnoException).code ?? "failed");
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

export function failure(code: string): Failure {
  return { kind: "failure", code };
}

/** Runs one attempt until it reports, its time is over or it is aborted; what `start` returns ends it, once. */
async function withinTime<Result>(
  { timeoutMs, signal }: Pick<Attempt, "timeoutMs" | "signal">,
  start: (done: (outcome: Result | Failure) => void) => () => void,
): Promise<Result | Failure> {
  if (signal.aborted) return failure("aborted");
  return new Promise((resolve, reject) => {
    let end: () => void = () => undefined;
    let isOver = false;
    const done = (outcome: Result | Failure): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      forget();
      end();
      resolve(outcome);
    };
    const timer = setTimeout(() => done(failure("timeout")), timeoutMs);
    const forget = onAbort(signal, () => done(failure("aborted")));
    try {
      end = start(done);
    } catch (error) {
      clearTimeout(timer);
      forget();
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
