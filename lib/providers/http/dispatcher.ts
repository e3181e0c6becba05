/** Connections: bounded pools that verify TLS, through the proxy where there is one, never through it to loopback. */
import { Agent, ProxyAgent, type Dispatcher } from "undici";
import { isLoopback } from "../../core/base-url";
import type { ProxySettings } from "../runtime";
import { bypassesProxy } from "./no-proxy";
import { parseProxy, type Proxy } from "./proxy";

export interface Connection {
  readonly dispatcher: Dispatcher;
  /** The variable that names the proxy on the way; null for a direct connection. */
  readonly proxyVariable: string | null;
}

export interface Connections {
  /**
   * The connection for calls to this address.
   * @param isFresh a connection of its own, which is closed afterwards: on a kept one the server's time-out may meet the
   * request, and then whether it was received is unknown
   * @throws what `parseProxy` throws, where the proxy is needed
   */
  to(url: URL, isFresh: boolean): Connection;
  /** Ends every socket at once. */
  close(): Promise<void>;
}

export interface ConnectionLimits {
  readonly concurrency: number;
  readonly timeoutMs: number;
}

/** @param hide gets the password of the proxy before it is used */
export function createConnections(
  provider: string,
  limits: ConnectionLimits,
  proxy: ProxySettings | null,
  hide: (secret: string) => void,
): Connections {
  // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED would switch it off otherwise.
  const tls = { rejectUnauthorized: true, timeout: limits.timeoutMs };
  const options = {
    connections: limits.concurrency,
    keepAliveTimeout: 10_000,
    connect: tls,
    // One time-out covers the whole call; it is set where the call is made.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const pools = new Map<string, Dispatcher>();
  let parsed: Proxy | null = null;

  function parsedProxy(settings: ProxySettings): Proxy {
    if (parsed !== null) return parsed;
    parsed = parseProxy(provider, settings);
    parsed.secrets.forEach(hide);
    return parsed;
  }

  function pool(kind: string, create: () => Dispatcher): Dispatcher {
    const known = pools.get(kind);
    if (known !== undefined) return known;
    const created = create();
    pools.set(kind, created);
    return created;
  }

  return {
    to(url, isFresh) {
      const pipelining = isFresh ? 0 : 1; // undici: 0 keeps no connection
      if (proxy === null || isLoopback(url.hostname) || bypassesProxy(proxy.noProxy, url)) {
        return {
          dispatcher: pool(`direct ${pipelining}`, () => new Agent({ ...options, pipelining })),
          proxyVariable: null,
        };
      }
      const { url: address, variable } = parsedProxy(proxy);
      const create = () =>
        new ProxyAgent({ ...options, pipelining, requestTls: tls, proxyTls: tls, uri: address.href });
      return { dispatcher: pool(`proxy ${pipelining}`, create), proxyVariable: variable };
    },
    async close() {
      await Promise.all([...pools.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}
