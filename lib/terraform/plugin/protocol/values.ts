/** Values of Terraform's type system, as MessagePack or JSON on the wire. What a value must be is known from its type. */
import { decode, encode, ExtensionCodec } from "@msgpack/msgpack";
import { UNKNOWN } from "../schema";
import type { AttributePath, TfValue } from "../schema";
import type { Received, Sent } from "./messages";
import { typeBytes } from "./value-types";
import type { WireType } from "./value-types";

/** A value that does not fit its type, by a fault of the one who sent it. */
export class ValueError extends Error {
  constructor(
    readonly path: AttributePath,
    expected: string,
  ) {
    super(`expected ${expected}`);
    this.name = "ValueError";
  }
}

/** Extension 0 is an unknown value, 12 one of which something is known, such as that it is not null. */
const CODEC = new ExtensionCodec();
CODEC.register({
  type: 0,
  encode: (value) => (value === UNKNOWN ? new Uint8Array(1) : null),
  decode: () => UNKNOWN,
});
CODEC.register({ type: 12, encode: () => null, decode: () => UNKNOWN });

/** @throws ValueError where it is none, or not of this type */
export function decodeValue(value: Received<"DynamicValue"> | null, type: WireType): TfValue {
  if (value === null) return null;
  const raw = value.msgpack.length > 0 ? fromMsgpack(value.msgpack) : fromJson(value.json);
  return convert(raw, type, [], TO_OURS) as TfValue;
}

/**
 * A state of the present version, as it is stored. Attributes that the type does not have are dropped, missing ones are null.
 * @throws ValueError
 */
export function decodeJson(json: Uint8Array, type: WireType): TfValue {
  return convert(fromJson(json), type, [], TO_OURS) as TfValue;
}

/** @throws ValueError where the value is not of the type: the provider made it, so that is a bug */
export function encodeValue(value: TfValue, type: WireType): Sent<"DynamicValue"> {
  return { msgpack: encode(convert(value, type, [], TO_WIRE), { extensionCodec: CODEC }) };
}

function fromMsgpack(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { extensionCodec: CODEC });
  } catch {
    throw new ValueError([], "a value in MessagePack");
  }
}

export function fromJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new ValueError([], "a value in JSON");
  }
}

/** What differs between a value on the wire and one of ours: numbers, values that carry their type, attributes that are too many. */
interface Direction {
  readonly scalar: (value: boolean | number | string) => unknown;
  readonly dynamic: (raw: unknown, path: AttributePath) => unknown;
  readonly surplus: (names: readonly string[], path: AttributePath) => void;
}

const TO_OURS: Direction = { scalar: (value) => value, dynamic: readDynamic, surplus: () => undefined };

const TO_WIRE: Direction = {
  // Terraform compares numbers by their decimal digits, and 0.1 is not the binary fraction that is nearest to it.
  scalar: (value) => (typeof value === "number" && !Number.isSafeInteger(value) ? String(value) : value),
  dynamic: (raw, path) => {
    const type = typeOfValue(raw as TfValue);
    return [typeBytes(type), convert(raw, type, path, TO_WIRE)];
  },
  surplus: ([name], path) => {
    if (name !== undefined) throw new ValueError([...path, name], "no attribute of this name");
  },
};

function convert(raw: unknown, type: WireType, path: AttributePath, direction: Direction): unknown {
  if (raw === UNKNOWN) return UNKNOWN;
  if (raw === null || raw === undefined) return null;
  if (type === "dynamic") return direction.dynamic(raw, path);
  if (type === "string" || type === "number" || type === "bool") return direction.scalar(scalarOf(raw, type, path));
  const [kind, of] = type;
  switch (kind) {
    case "list":
    case "set":
      return itemsOf(raw, path).map((item, index) => convert(item, of, [...path, index], direction));
    case "tuple":
      return itemsOf(raw, path).map((item, index) =>
        convert(item, of[index] ?? "dynamic", [...path, index], direction),
      );
    case "map":
      return Object.fromEntries(
        Object.entries(entriesOf(raw, path)).map(([key, item]) => [
          key,
          convert(item, of, [...path, { key }], direction),
        ]),
      );
    case "object": {
      const entries = entriesOf(raw, path);
      direction.surplus(
        Object.keys(entries).filter((name) => !Object.hasOwn(of, name)),
        path,
      );
      return Object.fromEntries(
        Object.entries(of).map(([name, one]) => [name, convert(entries[name], one, [...path, name], direction)]),
      );
    }
    default:
      throw new ValueError(path, "a type that this provider knows");
  }
}

function scalarOf(raw: unknown, type: "string" | "number" | "bool", path: AttributePath): boolean | number | string {
  // A number that MessagePack cannot hold exactly comes as a text.
  const value = type === "number" && typeof raw === "string" && raw !== "" ? Number(raw) : raw;
  const isOfType = typeof value === (type === "bool" ? "boolean" : type) && !Number.isNaN(value);
  if (!isOfType) throw new ValueError(path, `a ${type}`);
  return value as boolean | number | string;
}

/** It carries its type: in MessagePack beside it, in JSON under a key. */
function readDynamic(raw: unknown, path: AttributePath): unknown {
  if (Array.isArray(raw) && raw.length === 2 && raw[0] instanceof Uint8Array)
    return convert(raw[1], fromJson(raw[0]) as WireType, path, TO_OURS);
  if (typeof raw === "object" && raw !== null && "type" in raw && "value" in raw)
    return convert(raw.value, raw.type as WireType, path, TO_OURS);
  throw new ValueError(path, "a value with its type");
}

function itemsOf(raw: unknown, path: AttributePath): readonly unknown[] {
  if (!Array.isArray(raw)) throw new ValueError(path, "a list");
  return raw;
}

function entriesOf(raw: unknown, path: AttributePath): Readonly<Record<string, unknown>> {
  // Bytes, dates and unknown extensions are objects with a prototype of their own.
  const prototype: unknown = typeof raw === "object" && raw !== null ? Object.getPrototypeOf(raw) : undefined;
  if (prototype !== Object.prototype && prototype !== null) throw new ValueError(path, "an object");
  return raw as Readonly<Record<string, unknown>>;
}

function typeOfValue(value: TfValue): WireType {
  if (value === null || value === UNKNOWN) return "dynamic";
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return ["tuple", value.map(typeOfValue)];
  return ["object", Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeOfValue(one)]))];
}
