/**
 * The embedded CA: a real HTTP server that answers as the CAs of its scenario do, and misbehaves where that says so.
 *
 * `lib/simulator` is what `url: simulator` means, the other side of the contract tests, and `dcv simulate`. A CA is one folder and one
 * line of `registry.ts`; what it holds and where it misbehaves is a scenario (`scenario.ts`, `faults.ts`); `dns/` is a DNS server.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { isLoopback } from "../core/base-url";
import type { EpochMs } from "../core/time";
import type { Answer } from "./answer";
import { jsonAnswer } from "./answer";
import type { Act, Call, CertificateAuthority, Route } from "./call";
import { createFaultFinder, faultyAnswer } from "./faults";
import type { Perspectives } from "./perspectives";
import { recorded, secretHeaders } from "./recording";
import type { RecordedRequest } from "./recording";
import { SIMULATED_CAS } from "./registry";
import type { Scenario } from "./scenario";
import type { SimulatedCa } from "./simulated-ca";

export type { Act } from "./call";
export type { RecordedRequest } from "./recording";

/** No request of either API comes near this size. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A server that runs for weeks keeps no more than this many requests. */
const MAX_REMEMBERED_REQUESTS = 100_000;

export interface SimulatorOptions {
  readonly scenario: Scenario;
  /** Default: the CAs of the registry. */
  readonly cas?: readonly SimulatedCa[];
  /** The clock that signatures and tokens are judged by, and the data too unless the scenario fixes its own instant. */
  readonly now: () => EpochMs;
  /** Where the CAs look for challenges; what is not given is found or missing as the scenario says. */
  readonly perspectives?: Perspectives;
  /** Default 0: any free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** How many requests are remembered, the latest ones; default 100,000. */
  readonly maxRemembered?: number;
  /** Called once for each request, before its answer is sent. */
  readonly onRequest?: (request: RecordedRequest) => void;
}

export interface Simulator {
  /** `http://127.0.0.1:8080`, without a trailing slash. */
  readonly url: string;
  /** The latest, in the order in which they were answered (or cut). */
  readonly requests: readonly RecordedRequest[];
  /** What the CAs changed because they were asked to, CA by CA. Reads, and what was refused, are not among it. */
  readonly acts: readonly Act[];
  /** The highest number of requests that were under way at once. */
  readonly maxConcurrent: number;
  /** Stops listening and ends open connections at once, with whatever still hangs on them. */
  close(): Promise<void>;
}

/** Starts listening. Throws an Error that names the port when that cannot be had. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { scenario } = options;
  const host = options.host ?? "127.0.0.1";
  const maxRemembered = options.maxRemembered ?? MAX_REMEMBERED_REQUESTS;
  const cas = options.cas ?? SIMULATED_CAS;
  const isSecret = secretHeaders(cas);
  const authorities = cas
    .filter(({ type }) => scenario.cas.has(type))
    .map((ca) => ca.create(scenario.cas.get(ca.type), options.perspectives ?? {}));
  const effectOf = createFaultFinder(scenario.faults);
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();
  let url = "";
  let underWay = 0;
  let maxConcurrent = 0;

  const settle = async (): Promise<void> => {
    const asOf = scenario.now ?? options.now();
    for (const authority of authorities) await authority.settle?.(asOf);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const receivedAt = options.now();
    const { method = "", url: target = "", headers } = request;
    let body = "";
    const record = (status: number | null): void => {
      const entry = recorded({ method, target, headers, body, receivedAt }, status, isSecret);
      requests.push(entry);
      if (requests.length > maxRemembered) requests.shift();
      options.onRequest?.(entry);
    };

    const text = await readBody(request);
    if (text === null) {
      record(null);
      response.destroy();
      return;
    }
    body = text;
    if (!isOwnHost(headers.host, host)) {
      record(MISDIRECTED);
      send(response, misdirected(), "whole");
      return;
    }
    const [path = "", ...query] = target.split("?");
    const call: Call = {
      method,
      target,
      path,
      query: new URLSearchParams(query.join("?")),
      headers,
      body,
      receivedAt,
      asOf: scenario.now ?? receivedAt,
      origin: url,
    };
    await settle();
    const route = routeOf(authorities, call);
    const effect = route.operation === null ? {} : effectOf(route.operation, route.parameters);
    const early = effect.acts === true ? await faultyAnswer(route, effect) : null;
    if (early !== null) await settle();
    if (effect.delayMs !== undefined)
      await wait(effect.delayMs, undefined, { signal: closing.signal }).catch(() => null);
    if (effect.hang === true || effect.refuse === true || response.destroyed || closing.signal.aborted) {
      record(null);
      if (effect.hang !== true) response.destroy();
      return;
    }
    const answer = early ?? (await faultyAnswer(route, effect));
    await settle();
    const ending = effect.cutBody === true ? "cut" : effect.stallBody === true ? "stalled" : "whole";
    record(ending === "whole" ? answer.status : null);
    send(response, answer, ending);
  };

  const server = createServer((request, response) => {
    response.setHeader("date", new Date(options.now()).toUTCString());
    underWay += 1;
    maxConcurrent = Math.max(maxConcurrent, underWay);
    response.once("close", () => (underWay -= 1));
    handle(request, response).catch((error: unknown) => {
      // Only a bug of the simulator leads here; a client must not take it for a CA's answer.
      const body = `simulator: ${String(error)}`;
      const answer: Answer = { status: 500, headers: { "content-type": "text/plain" }, body };
      if (!response.headersSent) send(response, answer, "whole");
    });
  });
  // Longer than any client's pause, so that a kept connection is not closed under a request that is just being sent.
  server.keepAliveTimeout = 60_000;

  const address = await listening(server, host, options.port ?? 0);
  url = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  let closed: Promise<void> | null = null;
  return {
    url,
    requests,
    get acts() {
      return authorities.flatMap(({ acts = [] }) => acts);
    },
    get maxConcurrent() {
      return maxConcurrent;
    },
    close: () =>
      (closed ??= new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      })),
  };
}

/** Misdirected Request (RFC 9110, section 15.5.20). */
const MISDIRECTED = 421;

/**
 * Whether the request was sent to this server by an address of its own. A web page can have its name resolve to loopback (DNS
 * rebinding) and read the answers; its requests carry that name in `Host`.
 */
function isOwnHost(header: string | undefined, listeningOn: string): boolean {
  const name = (header ?? "").replace(/:\d+$/, "").toLowerCase();
  return isLoopback(name) || name === listeningOn.toLowerCase();
}

function misdirected(): Answer {
  return jsonAnswer(MISDIRECTED, {
    code: -1,
    description: "The Host header names another server; ask by the address that `dcv simulate` prints.",
  });
}

function routeOf(authorities: readonly CertificateAuthority[], call: Call): Route {
  for (const authority of authorities) {
    const route = authority.route(call);
    if (route !== null) return route;
  }
  // An empty list would be a lie about a CA that the scenario does not have.
  const nothing = (): Answer => jsonAnswer(404, { code: -1, description: "The scenario serves nothing here." });
  return { operation: null, parameters: {}, answer: nothing, failure: nothing };
}

function listening(server: ReturnType<typeof createServer>, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "it is already in use" : cause.message;
      reject(
        new Error(`Cannot listen on port ${port} of ${host}: ${why}. Choose another port, or 0 for any.`, { cause }),
      );
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

/** Null when the client went away, or sent more than any client of these APIs has to say. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, answer: Answer, ending: "whole" | "cut" | "stalled"): void {
  const bytes = Buffer.from(answer.body, "utf8");
  // A status that carries no body must not announce one.
  const bodiless = answer.status === 204 || answer.status === 304;
  response.writeHead(answer.status, bodiless ? answer.headers : { "content-length": bytes.length, ...answer.headers });
  if (ending === "whole") {
    response.end(bodiless ? undefined : bytes);
    return;
  }
  // The head promises the whole body, half of it leaves, then the connection ends or falls silent.
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (ending === "cut") setImmediate(() => response.destroy());
  });
}
