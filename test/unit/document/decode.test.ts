/** Bytes as text: what is no UTF-8, or must not stand in a file, is reported with its place. */
import { decodeText } from "../../../lib/document/decode";

const LONE_RETURN =
  "lone-carriage-return a carriage return without a line feed ends a line for YAML only; end lines with LF or CRLF";

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const utf32 = (text: string, bigEndian: boolean) =>
  Buffer.from([...text].flatMap((sign) => (bigEndian ? [0, 0, 0, sign.charCodeAt(0)] : [sign.charCodeAt(0), 0, 0, 0])));

test.each<[string, Buffer, string]>([
  ["plain text", Buffer.from("a: ü\r\n\tb\u0085"), "a: ü\r\n\tb\u0085"],
  ["a byte-order mark goes", Buffer.from("\ufeffa"), "a"],
  ["nothing", Buffer.alloc(0), ""],
  ["one letter", Buffer.from("a"), "a"],
  ["a character that stands for what could not be read", Buffer.from("a\ufffd"), "a\ufffd"],
  ["a lone surrogate as an escape", Buffer.from('"\\ud800"'), '"\\ud800"'],
])("is read: %s", (_, bytes, text) => {
  expect(decodeText(bytes)).toEqual({ ok: true, text });
});

test.each<[string, Buffer, string]>([
  [
    "UTF-16, little end first",
    Buffer.from("version: 1", "utf16le"),
    "1:1 not-utf8 this file is UTF-16; save it as UTF-8",
  ],
  ["UTF-16 with a mark", Buffer.from("\ufeffversion", "utf16le"), "1:1 not-utf8 this file is UTF-16; save it as UTF-8"],
  ["UTF-16, big end first", utf16be("version: 1"), "1:1 not-utf8 this file is UTF-16; save it as UTF-8"],
  ["UTF-16, big end first, with a mark", utf16be("\ufeffa"), "1:1 not-utf8 this file is UTF-16; save it as UTF-8"],
  ["UTF-32, little end first", utf32("ab", false), "1:1 not-utf8 this file is UTF-32; save it as UTF-8"],
  ["UTF-32, big end first", utf32("ab", true), "1:1 not-utf8 this file is UTF-32; save it as UTF-8"],
  [
    "UTF-32 with a mark",
    Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
    "1:1 not-utf8 this file is UTF-32; save it as UTF-8",
  ],
  [
    "UTF-32, big end first, with a mark",
    Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]),
    "1:1 not-utf8 this file is UTF-32; save it as UTF-8",
  ],
  [
    "Latin-1",
    Buffer.from("a: 1\nb: bücher\n", "latin1"),
    "2:5 not-utf8 from here on this file is not valid UTF-8; save it as UTF-8",
  ],
  [
    "Latin-1 behind what stands for it",
    Buffer.concat([Buffer.from("\ufeffé\ufffd"), Buffer.from([0xe4])]),
    "1:3 not-utf8 from here on this file is not valid UTF-8; save it as UTF-8",
  ],
  [
    "a character that is cut off by the end",
    Buffer.from([0x61, 0xe2, 0x82]),
    "1:2 not-utf8 from here on this file is not valid UTF-8; save it as UTF-8",
  ],
  ["a zero byte", Buffer.from("a: 1\nb: x\0y"), `2:5 ${control("0000")}`],
  ["nothing but zero bytes", Buffer.alloc(100), `1:1 ${control("0000")}`],
  ["an escape sequence of a terminal", Buffer.from("a\u001b[31m"), `1:2 ${control("001B")}`],
  ["a control character of two bytes", Buffer.from("a\r\n\u009b31m"), `2:1 ${control("009B")}`],
  ["a carriage return that ends a line for YAML only", Buffer.from("a: 1\r\n# b\rc: 2\n"), `2:4 ${LONE_RETURN}`],
  ["a carriage return at the end", Buffer.from("a: 1\r"), `1:5 ${LONE_RETURN}`],
])("is refused: %s", (_, bytes, expected) => {
  const decoded = decodeText(bytes);
  expect(decoded.ok ? "read" : `${decoded.line}:${decoded.column} ${decoded.code} ${decoded.message}`).toBe(expected);
});

function control(code: string): string {
  return `control-character the control character U+${code} must not stand in a file; remove it, or write it as an escape in double quotes`;
}
