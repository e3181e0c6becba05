/** Bytes as text: UTF-8, with or without a byte-order mark, that holds what YAML allows in a file. */

export type Decoded =
  | { readonly ok: true; readonly text: string }
  /** `line` and `column` count from 1. */
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly line: number;
      readonly column: number;
    };

/** What YAML does not allow in a file, YAML 1.2.2 section 5.1: controls other than tab and the ends of lines. */
const NOT_ALLOWED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)/;

/** YAML ends a line there and most other programs do not, so a comment may end sooner or later than it seems to. */
const LONE_RETURN = "a carriage return without a line feed ends a line for YAML only; end lines with LF or CRLF";

/** The byte-order mark, which says nothing in UTF-8. */
const MARK = Buffer.from("\ufeff", "utf8");

const LINE_FEED = 0x0a;

export function decodeText(file: Buffer): Decoded {
  const wide = wideEncoding(file);
  if (wide !== null) return notUtf8(`this file is ${wide}; save it as UTF-8`, 1, 1);
  const bytes = file.subarray(0, MARK.length).equals(MARK) ? file.subarray(MARK.length) : file;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const { line, column } = firstInvalid(bytes);
    return notUtf8("from here on this file is not valid UTF-8; save it as UTF-8", line, column);
  }
  const stray = NOT_ALLOWED.exec(text);
  if (stray === null) return { ok: true, text };
  const { line, column } = placeBefore(text.slice(0, stray.index));
  if (stray[0] === "\r") return { ok: false, code: "lone-carriage-return", message: LONE_RETURN, line, column };
  const code = stray[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const message = `the control character U+${code} must not stand in a file; remove it, or write it as an escape in double quotes`;
  return { ok: false, code: "control-character", message, line, column };
}

function notUtf8(message: string, line: number, column: number): Decoded {
  return { ok: false, code: "not-utf8", message, line, column };
}

/** UTF-16 or UTF-32, by the mark or by the zero bytes that the first characters, which are ASCII, then have. */
function wideEncoding(bytes: Buffer): "UTF-16" | "UTF-32" | null {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return c === 0 && d === 0 ? "UTF-32" : "UTF-16";
  if (a === 0 && b === 0) return (c === 0 && d !== 0) || (c === 0xfe && d === 0xff) ? "UTF-32" : null;
  if (b === 0 && d === 0) return c === 0 ? "UTF-32" : "UTF-16";
  return a === 0 && c === 0 ? "UTF-16" : null;
}

/** No character of several bytes holds a line feed, so each line is decoded alone. */
function firstInvalid(bytes: Buffer): { line: number; column: number } {
  for (let [line, start] = [1, 0]; start < bytes.length; line += 1) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found;
    const column = firstInvalidIn(bytes.subarray(start, end));
    if (column !== null) return { line, column };
    start = end + 1;
  }
  return { line: 1, column: 1 };
}

function firstInvalidIn(line: Buffer): number | null {
  const text = line.toString("utf8");
  if (Buffer.from(text, "utf8").equals(line)) return null;
  // The first replacement that the line itself does not hold.
  for (let at = text.indexOf("\ufffd"); at !== -1; at = text.indexOf("\ufffd", at + 1)) {
    const before = Buffer.byteLength(text.slice(0, at), "utf8");
    if (!line.subarray(before, before + 3).equals(REPLACEMENT)) return at + 1;
  }
  return text.length + 1;
}

const REPLACEMENT = Buffer.from("\ufffd", "utf8");

function placeBefore(text: string): { line: number; column: number } {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) line += 1;
  return { line, column: text.length - text.lastIndexOf("\n") };
}
