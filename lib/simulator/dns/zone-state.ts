/** The records of a zone, which change over time; a copy that lags has an older version of them. */
import type { EpochMs } from "../../core/time";

/** In the form that `dns-packet` writes; the data of TXT is a list of strings. */
export interface ServedRecord {
  readonly name: string;
  readonly type: "A" | "AAAA" | "CAA" | "CNAME" | "NS" | "SOA" | "TXT";
  readonly ttl?: number;
  readonly data: unknown;
}

export interface ZoneVersion {
  readonly records: readonly ServedRecord[];
  readonly serial: number;
}

export interface ZoneState {
  /** In lower case, without a trailing dot; empty for the root. */
  readonly zone: string;
  /** As a server has it that lags so many milliseconds. */
  version(lagMs: number): ZoneVersion;
  change(records: readonly ServedRecord[]): void;
}

/** @param records read at each question until the first change, so that a test can let records appear and go */
export function createZoneState(
  zone: string,
  records: readonly ServedRecord[],
  serial: number,
  now: () => EpochMs,
): ZoneState {
  const versions: { readonly at: EpochMs; readonly version: ZoneVersion }[] = [
    { at: Number.NEGATIVE_INFINITY, version: { records, serial } },
  ];
  const latest = (before: EpochMs): ZoneVersion => {
    const found = versions.findLast(({ at }) => at <= before);
    return found?.version ?? { records, serial };
  };
  return {
    zone: fold(zone),
    version: (lagMs) => latest(lagMs === 0 ? Number.POSITIVE_INFINITY : now() - lagMs),
    change(next) {
      const before = latest(Number.POSITIVE_INFINITY);
      versions.push({ at: now(), version: { records: next, serial: before.serial + 1 } });
    },
  };
}

/** In lower case, without a trailing dot. */
export function fold(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}

/** The data in one form, so that it can be compared: a name folded, strings as bytes. */
export function comparable({ type, data }: Pick<ServedRecord, "type" | "data">): string {
  if (type === "TXT") return JSON.stringify(stringsOf(data));
  return typeof data === "string" ? fold(data) : JSON.stringify(data);
}

/** The strings of TXT, one character a byte. */
export function stringsOf(data: unknown): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(data) ? data : [data];
  return parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(String(part), "utf8")).toString("latin1"));
}
