/** What a server does with an update: RFC 2136, sections 3.2 and 3.4. */
import { afterName } from "../../dns/message-bounds";
import { CLASS, TYPE } from "../../dns/wire";
import { comparable, fold } from "./zone-state";
import type { ServedRecord, ZoneState } from "./zone-state";

const [NOERROR, FORMERR, NXDOMAIN, REFUSED, YXDOMAIN, YXRRSET, NXRRSET, NOTZONE] = [0, 1, 3, 5, 6, 7, 8, 10];

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly klass: number;
  readonly ttl: number;
  /** Null for a type that is not served, and for none. */
  readonly record: ServedRecord | null;
}

/** The response code. Nothing is changed unless it is 0. @param message within its bounds */
export function applyUpdate(message: Buffer, state: ZoneState): number {
  const counts = [message.readUInt16BE(6), message.readUInt16BE(8)];
  const [prerequisiteCount = 0, changeCount = 0] = counts;
  const entries = entriesOf(message, prerequisiteCount + changeCount);
  if (entries === null) return FORMERR;
  if (entries.some(({ name }) => !isWithin(name, state.zone))) return NOTZONE;
  const { records } = state.version(0);
  const problem = failedPrerequisite(entries.slice(0, prerequisiteCount), records);
  if (problem !== NOERROR) return problem;
  const changes = entries.slice(prerequisiteCount);
  if (changes.some(({ type, record, klass }) => klass === CLASS.IN && record === null && type !== TYPE.ANY))
    return REFUSED;
  const next = changes.reduce(changed, records);
  if (next !== records) state.change(next);
  return NOERROR;
}

function failedPrerequisite(entries: readonly Entry[], records: readonly ServedRecord[]): number {
  const required = new Map<string, string[]>();
  for (const { name, type, klass, record } of entries) {
    const ofName = records.filter((one) => fold(one.name) === name);
    const ofType = ofName.filter((one) => TYPES[one.type] === type);
    if (klass === CLASS.ANY && type === TYPE.ANY && ofName.length === 0) return NXDOMAIN;
    if (klass === CLASS.ANY && type !== TYPE.ANY && ofType.length === 0) return NXRRSET;
    if (klass === CLASS.NONE && type === TYPE.ANY && ofName.length > 0) return YXDOMAIN;
    if (klass === CLASS.NONE && type !== TYPE.ANY && ofType.length > 0) return YXRRSET;
    if (klass !== CLASS.IN || record === null) continue;
    const key = `${name} ${type}`;
    required.set(key, [...(required.get(key) ?? []), comparable(record)]);
  }
  for (const [key, values] of required) {
    const there = records.filter((one) => `${fold(one.name)} ${TYPES[one.type]}` === key).map(comparable);
    if (new Set(there).size !== new Set(values).size || there.some((one) => !values.includes(one))) return NXRRSET;
  }
  return NOERROR;
}

/** One change. What RFC 2136 ignores silently is ignored here. */
function changed(records: readonly ServedRecord[], { name, type, klass, ttl, record }: Entry): readonly ServedRecord[] {
  const isOfName = (one: ServedRecord): boolean => fold(one.name) === name;
  const isOfType = (one: ServedRecord): boolean => type === TYPE.ANY || TYPES[one.type] === type;
  if (klass === CLASS.ANY) return unlessSame(records, (one) => !(isOfName(one) && isOfType(one)));
  if (record === null) return records;
  const isSame = (one: ServedRecord): boolean =>
    isOfName(one) && one.type === record.type && comparable(one) === comparable(record);
  if (klass === CLASS.NONE) return unlessSame(records, (one) => !isSame(one));
  if (records.some(isSame)) return records;
  const others = records.filter((one) => isOfName(one) && (one.type === "CNAME") !== (record.type === "CNAME"));
  if (others.length > 0) return records;
  const kept = record.type === "CNAME" ? records.filter((one) => !isOfName(one)) : records;
  return [...kept, { ...record, ttl }];
}

function unlessSame(records: readonly ServedRecord[], keep: (one: ServedRecord) => boolean): readonly ServedRecord[] {
  const kept = records.filter(keep);
  return kept.length === records.length ? records : kept;
}

const TYPES: Readonly<Record<ServedRecord["type"], number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  TXT: 16,
  AAAA: 28,
  CAA: 257,
};

/** Null where the records cannot be read. */
function entriesOf(message: Buffer, count: number): readonly Entry[] | null {
  let at = (afterName(message, 12) ?? message.length) + 4;
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    const fixed = afterName(message, at);
    if (fixed === null || fixed + 10 > message.length) return null;
    const name = nameAt(message, at);
    const [type, klass, ttl] = [
      message.readUInt16BE(fixed),
      message.readUInt16BE(fixed + 2),
      message.readUInt32BE(fixed + 4),
    ];
    const end = fixed + 10 + message.readUInt16BE(fixed + 8);
    entries.push({ name, type, klass, ttl, record: recordAt(message, fixed + 10, end, name, type) });
    at = end;
  }
  return entries;
}

function recordAt(message: Buffer, start: number, end: number, name: string, type: number): ServedRecord | null {
  if (start === end) return null;
  if (type === TYPE.CNAME) return { name, type: "CNAME", data: nameAt(message, start) };
  if (type !== TYPE.TXT) return null;
  const strings: Buffer[] = [];
  for (let at = start; at < end; at += 1 + (message[at] ?? 0)) {
    strings.push(Buffer.from(message.subarray(at + 1, at + 1 + (message[at] ?? 0))));
  }
  return { name, type: "TXT", data: strings };
}

/** A name, compressed or not (RFC 1035, section 4.1.4), in lower case. @throws where it leaves the message or goes in a circle */
function nameAt(message: Buffer, start: number): string {
  const labels: string[] = [];
  let at = start;
  for (let steps = 0; steps <= MAX_STEPS; steps += 1) {
    const length = message.readUInt8(at);
    if (length === 0) return fold(labels.join("."));
    if (length >= 0xc0) at = message.readUInt16BE(at) & 0x3fff;
    else {
      labels.push(message.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
  throw new Error("a name without an end");
}

/** A name has at most 127 labels. */
const MAX_STEPS = 256;

function isWithin(name: string, zone: string): boolean {
  return zone === "" || name === zone || name.endsWith(`.${zone}`);
}
