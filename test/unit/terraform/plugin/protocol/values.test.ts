/** Values on the wire: what Terraform writes is read, and what is written is what Terraform reads. */
import fc from "fast-check";
import { UNKNOWN } from "../../../../../lib/terraform/plugin/schema";
import type { Attributes, TfValue } from "../../../../../lib/terraform/plugin/schema";
import { pathText } from "../../../../../lib/terraform/plugin/protocol/diagnostics";
import { mapValues, wireTypeOfBlock } from "../../../../../lib/terraform/plugin/protocol/value-types";
import type { WireType } from "../../../../../lib/terraform/plugin/protocol/value-types";
import { decodeJson, decodeValue, encodeValue, ValueError } from "../../../../../lib/terraform/plugin/protocol/values";

const received = (msgpack: Uint8Array, json = "") => ({ msgpack, json: Buffer.from(json) });
const read = (hex: string, type: WireType) => decodeValue(received(Buffer.from(hex, "hex")), type);
const written = (value: TfValue, type: WireType) => Buffer.from(encodeValue(value, type).msgpack ?? []).toString("hex");
const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ValueError) return `${pathText(error.path)}: ${error.message}`;
    throw error;
  }
  return "none";
};

const RECORDS: Attributes = {
  records: {
    ...{ description: "", mode: "computed", nesting: "list" },
    attributes: { name: { description: "", mode: "computed", type: "string" } },
  },
};

/** The bytes as the library writes them that Terraform uses (github.com/zclconf/go-cty, MessagePack). */
const BYTES: Readonly<Record<string, readonly [hex: string, type: WireType, value: TfValue]>> = {
  "null of any type": ["c0", ["list", "string"], null],
  "an unknown text": ["d40000", "string", UNKNOWN],
  "an unknown value of a type that is not known": ["d40000", "dynamic", UNKNOWN],
  "a text": ["a27820", "string", "x "],
  "a whole number": ["cd0bb8", "number", 3000],
  "a fraction, by its digits": ["a3302e31", "number", 0.1],
  "a truth": ["c3", "bool", true],
  "a list of which one item is not known": ["92a161d40000", ["list", "string"], ["a", UNKNOWN]],
  "a set": ["91a161", ["set", "string"], ["a"]],
  "a map": ["81a16bc3", ["map", "bool"], { k: true }],
  "an object whose attributes are in another order than its type's": [
    "82a16101a162c0",
    ["object", { a: "number", b: "string" }],
    { a: 1, b: null },
  ],
  "objects with a schema of their own": [
    "81a77265636f7264739181a46e616d65d40000",
    wireTypeOfBlock({ attributes: RECORDS }),
    { records: [{ name: UNKNOWN }] },
  ],
  "a value that carries its type": ["92c40822737472696e6722a178", "dynamic", "x"],
};

test.each(Object.entries(BYTES))("%s is read and written", (_, [hex, type, value]) => {
  expect(read(hex, type)).toEqual(value);
  expect(written(value, type)).toBe(hex);
});

/** What is read, and never written. */
const READ_ONLY: Readonly<Record<string, readonly [hex: string, type: WireType, value: TfValue]>> = {
  "an unknown text that is not null": ["c7030c8101c2", "string", UNKNOWN],
  "a fraction in binary": ["cb3fe0000000000000", "number", 0.5],
  "a large whole number": ["b43132333435363738393031323334353637383930", "number", 12345678901234567890],
  "a tuple": ["92a178c3", ["tuple", ["string", "bool"]], ["x", true]],
};

test.each(Object.entries(READ_ONLY))("%s is read", (_, [hex, type, value]) => {
  expect(read(hex, type)).toEqual(value);
});

test("a value that carries its type is written with the type that it has", () => {
  const value: TfValue = { list: ["x", 1, null], truth: true, unknown: UNKNOWN };
  const { msgpack } = encodeValue(value, "dynamic");
  expect(decodeValue(received(msgpack ?? Buffer.alloc(0)), "dynamic")).toEqual(value);
});

test("a stored state is read by its type: what the type does not have is dropped, what is missing is null", () => {
  const type: WireType = ["object", { id: "string", ports: ["list", "number"], any: "dynamic" }];
  const json = Buffer.from('{"id":"x","old":1,"any":{"type":["list","bool"],"value":[true]}}');
  expect(decodeJson(json, type)).toEqual({ id: "x", ports: null, any: [true] });
});

test("what Terraform sends as JSON is read too", () => {
  expect(decodeValue(received(new Uint8Array(), '["a"]'), ["list", "string"])).toEqual(["a"]);
});

test.each<[name: string, hex: string, type: WireType, problem: string]>([
  ["no bytes at all", "", "string", ": expected a value in JSON"],
  ["bytes that end too early", "92a1", ["list", "string"], ": expected a value in MessagePack"],
  ["bytes after the end", "c0c0", "string", ": expected a value in MessagePack"],
  ["a text for a list", "a161", ["list", "string"], ": expected a list"],
  [
    "a number for a text, deep inside",
    "81a16181a16b9101",
    ["object", { a: ["map", ["list", "string"]] }],
    'a["k"][0]: expected a string',
  ],
  ["a text that is no number", "a178", "number", ": expected a number"],
  ["an empty text for a number", "a0", "number", ": expected a number"],
  ["a list for an object", "90", ["object", {}], ": expected an object"],
  ["bytes for a map", "c40101", ["map", "string"], ": expected an object"],
  ["an extension that does not exist", "d40501", ["map", "string"], ": expected an object"],
  ["a time", "d6ff00000000", "string", ": expected a string"],
  ["a value without its type", "a161", "dynamic", ": expected a value with its type"],
  ["a type that is no JSON", "92c40178a161", "dynamic", ": expected a value in JSON"],
  [
    "a type that does not exist",
    "92c40b5b226e6f6e65222c5b5d5d90",
    "dynamic",
    ": expected a type that this provider knows",
  ],
])("%s: one problem that says where", (_, hex, type, problem) => {
  expect(problemOf(() => read(hex, type))).toBe(problem);
});

test.each<[name: string, value: TfValue, type: WireType, problem: string]>([
  ["a number for a text", { a: 1 }, ["object", { a: "string" }], "a: expected a string"],
  [
    "an attribute that the schema does not have",
    { b: "" },
    ["object", { a: "string" }],
    "b: expected no attribute of this name",
  ],
  ["a number that is none", NaN, "number", ": expected a number"],
])("the provider cannot send %s", (_, value, type, problem) => {
  expect(problemOf(() => encodeValue(value, type))).toBe(problem);
});

describe("any value of any type", () => {
  interface Typed {
    readonly type: WireType;
    readonly value: TfValue;
  }
  const scalar = (type: WireType, values: fc.Arbitrary<TfValue>): fc.Arbitrary<Typed> =>
    values.map((value) => ({ type, value }));
  const key = fc.string().filter((text) => text !== "__proto__");
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
  const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
    typed: fc.oneof(
      { maxDepth: 3 },
      scalar("string", fc.string()),
      scalar("number", number),
      scalar("bool", fc.boolean()),
      scalar("string", fc.constantFrom<TfValue[]>(null, UNKNOWN)),
      tie("typed").map(({ value }): Typed => ({ type: "dynamic", value })),
      fc.array(tie("typed"), { maxLength: 3 }).map((items): Typed => ({
        type: ["tuple", items.map(({ type }) => type)],
        value: items.map(({ value }) => value),
      })),
      fc.dictionary(key, tie("typed"), { maxKeys: 3 }).map((entries): Typed => ({
        type: ["object", mapValues(entries, ({ type }) => type)],
        value: mapValues(entries, ({ value }) => value),
      })),
    ),
  }));

  test("is the same after it was written and read", () => {
    fc.assert(
      fc.property(typed, ({ type, value }) => {
        const { msgpack } = encodeValue(value, type);
        expect(decodeValue(received(msgpack ?? Buffer.alloc(0)), type)).toEqual(value);
      }),
    );
  });

  test("no bytes do worse than a problem", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), typed, (bytes, { type }) => {
        problemOf(() => decodeValue(received(bytes), type));
      }),
    );
  });
});
