/** Questions with retries, within bounds: at most 8 at once to one server and 64 in all. */
import { getDomain } from "tldts-icann";
import { createLimiter } from "../concurrency/limiter";
import type { Limiter } from "../concurrency/limiter";
import type { Question } from "./message";
import type { EpochMs } from "../core/time";
import type { RecordType } from "./record";
import { isDoh, serverKey } from "../core/name-server";
import type { Resolver } from "../core/name-server";
import { askOverTcp, askOverUdp, createDohClient, failure } from "./transport";
import type { Attempt, Outcome } from "./transport";

export interface DnsClient {
  /** Asks one server, with retries. An abort of `signal` ends it as a failure with the code `aborted`. */
  ask(server: Resolver, question: Question, signal: AbortSignal): Promise<Outcome>;
  /** How many messages were sent, retries included. */
  sent(): number;
  close(): Promise<void>;
}

export interface DnsClientOptions {
  /** For the first UDP attempt; later ones and TCP get twice that. Default 1,500. */
  readonly timeoutMs?: number;
  /** UDP attempts before TCP is tried. Default 2. */
  readonly tries?: number;
  /** Milliseconds that one server may fail for the names of one registrable domain, all questions added up. Default 10,000. */
  readonly patienceMs?: number;
  /** For signatures. Default: the clock. */
  readonly now?: () => EpochMs;
}

const TIMEOUT_MS = 1500;
const TRIES = 2;
const PATIENCE_MS = 10_000;
const MAX_AT_ONCE = 64;
const MAX_AT_ONCE_PER_SERVER = 8;
/** A server that let so many questions in a row time out, and has never answered, is asked no more: each costs seconds. */
const MAX_TIMEOUTS = 3;

/** A question to an authoritative server; to a resolver with `recursive`. */
export function questionOf(name: string, type: RecordType, options: Partial<Question> = {}): Question {
  return { name, type, recursive: false, checkingDisabled: false, ...options };
}

export function createDnsClient({
  timeoutMs = TIMEOUT_MS,
  tries = TRIES,
  patienceMs = PATIENCE_MS,
  now = Date.now,
}: DnsClientOptions = {}): DnsClient {
  const doh = createDohClient();
  const all = createLimiter(MAX_AT_ONCE);
  const perServer = new Map<string, Limiter>();
  /** By server; an answer makes it minus infinity. */
  const timeouts = new Map<string, number>();
  /** Milliseconds by server and registrable domain. A resolver needs seconds for each name of a zone whose servers are silent. */
  const lost = new Map<string, number>();
  let sent = 0;

  function limiterOf(server: Resolver): Limiter {
    const key = serverKey(server);
    const known = perServer.get(key) ?? createLimiter(MAX_AT_ONCE_PER_SERVER);
    perServer.set(key, known);
    return known;
  }

  async function attempt(server: Resolver, over: "udp" | "tcp", options: Attempt): Promise<Outcome> {
    sent += 1;
    if (isDoh(server)) return doh.ask(server.url, options);
    if (server.address === null) return failure("no-address");
    const endpoint = { address: server.address, port: server.port };
    const signing = server.tsig === undefined ? null : { key: server.tsig, now };
    return over === "udp" ? askOverUdp(endpoint, options, signing) : askOverTcp(endpoint, options, signing);
  }

  async function withRetries(server: Resolver, question: Question, signal: AbortSignal): Promise<Outcome> {
    let edns = true;
    let outcome: Outcome = failure("timeout");
    for (let index = 0; index < tries; index += 1) {
      const options = { question, edns, timeoutMs: timeoutMs * (index + 1), signal };
      outcome = await attempt(server, "udp", options);
      if (outcome.kind === "answer" && edns && EDNS_REFUSED.includes(outcome.answer.rcode)) {
        edns = false; // RFC 6891, section 7
        outcome = await attempt(server, "udp", { ...options, edns });
      }
      if (outcome.kind === "answer" && !outcome.answer.truncated) return outcome;
      if (outcome.kind === "answer" || outcome.code !== "timeout") break;
    }
    // Truncated, or UDP gets no answer through: some networks and servers let only TCP pass.
    const isTcpWorth = outcome.kind === "answer" || outcome.code === "timeout";
    if (!isTcpWorth || isDoh(server)) return outcome;
    const overTcp = await attempt(server, "tcp", { question, edns, timeoutMs: timeoutMs * 2, signal });
    // A server without TCP that did not answer over UDP either has timed out, whatever TCP says.
    return overTcp.kind === "failure" && outcome.kind === "failure" ? outcome : overTcp;
  }

  async function askUnlessSilent(server: Resolver, question: Question, signal: AbortSignal): Promise<Outcome> {
    const key = serverKey(server);
    const before = timeouts.get(key) ?? 0;
    if (before >= MAX_TIMEOUTS) return failure("timeout");
    const zoneKey = `${key} ${getDomain(question.name, DNS_NAMES) ?? question.name}`;
    if ((lost.get(zoneKey) ?? 0) >= patienceMs) return failure("deadline");
    const began = performance.now();
    const outcome = await withRetries(server, question, signal);
    const isLost = outcome.kind === "failure" || outcome.answer.rcode === "SERVFAIL";
    if (isLost) lost.set(zoneKey, (lost.get(zoneKey) ?? 0) + performance.now() - began);
    if (outcome.kind === "answer") timeouts.set(key, Number.NEGATIVE_INFINITY);
    else if (outcome.code === "timeout") timeouts.set(key, (timeouts.get(key) ?? 0) + 1);
    return outcome;
  }

  return {
    async ask(server, question, signal) {
      if (signal.aborted) return failure("aborted");
      try {
        return await limiterOf(server).run(signal, () =>
          all.run(signal, () => askUnlessSilent(server, question, signal)),
        );
      } catch (error) {
        if (signal.aborted) return failure("aborted");
        throw error;
      }
    },
    sent: () => sent,
    close: () => doh.close(),
  };
}

const DNS_NAMES = { extractHostname: false, validateHostname: false } as const;

const EDNS_REFUSED: readonly string[] = ["FORMERR", "NOTIMP"];
