/** What is said on standard error while the CAs are asked: a counter while a terminal watches, or each call. */
import { callText } from "./call-log";
import type { LogLevel } from "./call-log";
import type { Stream } from "./host";
import type { Progress } from "../run/progress";

export function createProgress(stream: Stream, logLevel: LogLevel): Progress {
  const silent: Progress = { seen: () => undefined, called: () => undefined, clear: () => undefined };
  if (logLevel === "debug") return { ...silent, called: (call) => stream.write(callText(call)) };
  if (!stream.isTTY) return silent;
  const counts = new Map<string, number>();
  return {
    ...silent,
    seen(provider, domains) {
      counts.set(provider, domains);
      const line = [...counts].map(([name, count]) => `${name}: ${count} domains`).join("  ");
      stream.write(`\r\u001b[K${line.slice(0, stream.columns - 1)}`);
    },
    clear() {
      if (counts.size > 0) stream.write("\r\u001b[K");
      counts.clear();
    },
  };
}
