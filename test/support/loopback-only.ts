/** No test reaches the network: every connection to anything but this machine's loopback is refused, whoever makes it. */
import net from "node:net";

const { prototype } = net.Socket;
const connect = Reflect.get(prototype, "connect") as (...args: unknown[]) => net.Socket;

function hostOf(args: unknown[]): string | null {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === "object" && first !== null) {
    const options = first as { path?: string | null; host?: string };
    return options.path ? null : (options.host ?? "localhost");
  }
  if (typeof first === "string" && !/^\d+$/.test(first)) return null; // a UNIX socket
  return typeof args[1] === "string" ? args[1] : "localhost";
}

prototype.connect = function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (host !== null && !/^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)) {
    throw new Error(`A test tried to reach ${host}; tests may only connect to loopback.`);
  }
  return Reflect.apply(connect, this, args);
};
