/** Messages that change a zone: RFC 2136. */
import type { ChallengeRecord } from "../core/challenge-record";
import { nameBytes, recordBytes, stringBytes, TYPE, CLASS, u16 } from "./wire";

type Type = ChallengeRecord["type"];

/** What must be true of the zone, and what is then done to it: of each record or of nothing (section 3.4). */
export interface UpdateStep {
  readonly prerequisites: readonly Buffer[];
  readonly changes: readonly Buffer[];
}

const OPCODE_UPDATE = 5;

export function encodeUpdate(id: number, zone: string, steps: readonly UpdateStep[]): Buffer {
  const prerequisites = steps.flatMap((step) => step.prerequisites);
  const changes = steps.flatMap((step) => step.changes);
  return Buffer.concat([
    ...[u16(id), u16(OPCODE_UPDATE << 11), u16(1), u16(prerequisites.length), u16(changes.length), u16(0)],
    ...[nameBytes(zone), u16(TYPE.SOA), u16(CLASS.IN)],
    ...prerequisites,
    ...changes,
  ]);
}

/** The response code of an answer to an update; null where the bytes are none. */
export function updateCode(bytes: Buffer, id: number): number | null {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== id) return null;
  const flags = bytes.readUInt16BE(2);
  return (flags & 0xf800) === (0x8000 | (OPCODE_UPDATE << 11)) ? flags & 15 : null;
}

/** The name has no record of any type (section 2.4.5). */
export function ifNameFree(name: string): Buffer {
  return recordBytes(name, "ANY", "NONE", 0);
}

/** The name has no record of this type (section 2.4.3). */
export function ifNone(name: string, type: Type): Buffer {
  return recordBytes(name, type, "NONE", 0);
}

/** The name has exactly these values of this type (section 2.4.2). */
export function ifExactly(name: string, type: Type, values: readonly string[]): readonly Buffer[] {
  return values.map((value) => recordBytes(name, type, "IN", 0, dataOf(type, value)));
}

export function add({ name, type, value }: ChallengeRecord, ttl: number): Buffer {
  return recordBytes(name, type, "IN", ttl, dataOf(type, value));
}

/** Removes this value alone (section 2.5.4). */
export function remove(name: string, type: Type, value: string): Buffer {
  return recordBytes(name, type, "NONE", 0, dataOf(type, value));
}

function dataOf(type: Type, value: string): Buffer {
  return type === "CNAME" ? nameBytes(value) : stringBytes(value);
}
