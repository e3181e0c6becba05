/** Connections: a bounded pool that verifies TLS, through a proxy where there is one, never through one to loopback. */
import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";
import type { ProxySettings } from "../runtime";
import { isLoopback } from "../../core/base-url";

export interface Connections {
  /**
   * The dispatcher for calls to this host.
   * @throws what `readProxies` throws, unless the host is loopback
   */
  for(hostname: string): Dispatcher;
  /** Expirations every socket at once. */
  close(): Promise<void>;
}

export interface ConnectionLimits {
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** @param readProxies called for the first host that is not loopback, and for no other: loopback needs no proxy */
export function createConnections(limits: ConnectionLimits, readProxies: () => ProxySettings): Connections {
  // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED would switch it off otherwise.
  const tls = { rejectUnauthorized: true, timeout: limits.timeoutMs };
  const options = {
    connections: limits.concurrency,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    maxResponseSize: limits.maxResponseBytes,
    connect: tls,
    // One time-out rules the whole call; it is set where the call is made.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const direct = new Agent(options);
  let remote: Dispatcher | null = null;

  function createRemote(): Dispatcher {
    const proxies = readProxies();
    if (proxies.http === null && proxies.https === null) return direct;
    return new EnvHttpProxyAgent({
      ...options,
      requestTls: tls,
      proxyTls: tls,
      // Empty and not absent: what is absent undici reads from the environment, which is not ours to read.
      httpProxy: proxies.http ?? "",
      httpsProxy: proxies.https ?? "",
      noProxy: proxies.no ?? "",
    });
  }

  return {
    for: (hostname) => (isLoopback(hostname) ? direct : (remote ??= createRemote())),
    async close() {
      await Promise.all([...new Set([direct, remote ?? direct])].map((dispatcher) => dispatcher.destroy()));
    },
  };
}
