/**
 * No test reaches the network: every connection to anything but this machine's loopback is refused, whoever makes it.
 * Names under `.invalid` exist nowhere (RFC 6761, section 6.4); they fail to resolve here, without a resolver's help.
 */
import dgram from "node:dgram";
import net from "node:net";

const { prototype } = net.Socket;
const connect = Reflect.get(prototype, "connect") as (...args: unknown[]) => net.Socket;

interface Target {
  path?: string | null;
  host?: string;
  lookup?: net.LookupFunction;
}

/** Where `Socket.connect` was told to go with an object: the first argument, or the first of its normalized array. */
function targetOf(args: unknown[]): Target | null {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  return typeof first === "object" && first !== null ? first : null;
}

function hostOf(args: unknown[]): string | null {
  const target = targetOf(args);
  if (target !== null) return target.path ? null : (target.host ?? "localhost");
  if (typeof args[0] === "string" && !/^\d+$/.test(args[0])) return null; // a UNIX socket
  return typeof args[1] === "string" ? args[1] : "localhost";
}

const unresolved: net.LookupFunction = (host, _options, callback) => {
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: "ENOTFOUND",
    syscall: "getaddrinfo",
  });
  process.nextTick(() => callback(error, "", 4));
};

prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args);
  const target = targetOf(args);
  if (target !== null && host?.endsWith(".invalid")) target.lookup = unresolved;
  else if (host !== null) refuseUnlessLoopback(host);
  return Reflect.apply(connect, this, args);
};

function refuseUnlessLoopback(host: string): void {
  if (/^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)) return;
  throw new Error(`A test tried to reach ${host}; tests may only connect to loopback.`);
}

/** UDP: the address is the first text among the arguments, after the port; without one it is this machine. */
const { prototype: udp } = dgram.Socket;
for (const method of ["connect", "send"] as const) {
  const original = Reflect.get(udp, method) as (...args: unknown[]) => unknown;
  Reflect.set(udp, method, function guarded(this: dgram.Socket, ...args: unknown[]) {
    const host = args.slice(1).find((one) => typeof one === "string");
    if (typeof host === "string") refuseUnlessLoopback(host);
    return Reflect.apply(original, this, args);
  });
}
