/** Progress on standard error while a terminal watches; silent otherwise. */
import type { Stream } from "./host";

export interface Progress {
  /** So many domains have been seen at this provider. */
  seen(provider: string, domains: number): void;
  /** Takes the line away, before anything else is written. */
  clear(): void;
}

export function createProgress(stream: Stream): Progress {
  if (!stream.isTTY) return { seen: () => undefined, clear: () => undefined };
  const counts = new Map<string, number>();
  return {
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
