/** What is said on standard error while the CAs are asked: a counter while a terminal watches, or each call. */
import { callText } from "./call-log";
import type { LogLevel } from "./call-log";
import type { Stream } from "./host";
import type { Progress } from "../run/progress";

export function createProgress(stream: Stream, logLevel: LogLevel): Progress {
  const silent: Progress = { seen: () => undefined, called: () => undefined, clear: () => undefined };
  if (logLevel === "debug") return { ...silent, called: (call) => stream.write(callText(call)) };
  if (!stream.isTTY) return silent;
  const lines = new Map<string, string>();
  const startedAt = new Map<string, number>();
  function show(provider: string, text: string): void {
    lines.set(provider, `${provider}: ${text}`);
    stream.write(`\r\u001b[K${[...lines.values()].join("  ").slice(0, stream.columns - 1)}`);
  }
  return {
    ...silent,
    seen: (provider, domains) => show(provider, `${domains} domains`),
    answered(provider, done, total) {
      const start = startedAt.get(provider) ?? performance.now();
      startedAt.set(provider, start);
      show(provider, answeredText(done, total, performance.now() - start));
    },
    clear() {
      if (lines.size > 0) stream.write("\r\u001b[K");
      lines.clear();
      startedAt.clear();
    },
  };
}

/** Before so much time has passed, a rate says little. */
const MIN_RATE_MS = 2_000;

/** `120 of 450 answered, 4.2 a second, about 79 s left`. @param sinceMs since the first answer */
export function answeredText(done: number, total: number, sinceMs: number): string {
  const counts = `${done} of ${total} answered`;
  if (sinceMs < MIN_RATE_MS || done < 2) return counts;
  const aSecond = ((done - 1) * 1000) / sinceMs; // the first answer began the time
  return `${counts}, ${aSecond.toFixed(1)} a second, about ${Math.ceil((total - done) / aSecond)} s left`;
}
