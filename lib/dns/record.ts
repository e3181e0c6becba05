/** Resource records in the form in which they are compared: names in lower case without a trailing dot, bytes as Latin-1. */

export type RecordType = "A" | "AAAA" | "CAA" | "CNAME" | "NS" | "SOA" | "TXT";

interface Owned {
  /** The owner. */
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
}

export type DnsRecord = Owned &
  (
    | { readonly type: "A"; readonly address: string }
    | { readonly type: "AAAA"; readonly address: string }
    | { readonly type: "CNAME"; readonly target: string }
    | { readonly type: "NS"; readonly target: string }
    /** The strings of one record joined, one character a byte. */
    | { readonly type: "TXT"; readonly text: string }
    /** RFC 8659; `value` is one character a byte. */
    | { readonly type: "CAA"; readonly flags: number; readonly tag: string; readonly value: string }
    | { readonly type: "SOA"; readonly serial: number; readonly minimum: number }
  );

/** The records of one type, of one owner where it is given. */
export function recordsOf<Type extends RecordType>(
  records: readonly DnsRecord[],
  type: Type,
  owner?: string,
): readonly Extract<DnsRecord, { readonly type: Type }>[] {
  return records.filter(
    (one): one is Extract<DnsRecord, { readonly type: Type }> =>
      one.type === type && (owner === undefined || one.name === owner),
  );
}
