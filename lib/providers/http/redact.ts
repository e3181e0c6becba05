/** Finds what is sought in a text, however it is escaped there, and takes it out. */
import type { Sought } from "./sought";
import { readingsOf } from "./unescape";

/** What is sought, by how it begins: then one pass over a text is enough, however many forms there are. */
export interface Search {
  readonly byStart: ReadonlyMap<number, readonly Form[]>;
  /** 1 where something begins so; most places of a text need no other look. */
  readonly starts: Uint8Array;
  /** Too short for that. */
  readonly short: readonly Form[];
  readonly digits: readonly string[];
}

interface Form {
  readonly text: string;
  readonly asWord: boolean;
}

/** As many hexadecimal digits as four bytes have. */
const LONG_NUMBER = /[\da-f]{8,}/gi;

const START = 3;
const STARTS = 1 << 14;

/** A number for three characters; others may have the same. */
function startAt(text: string, index: number): number {
  const [first, second, third] = [text.charCodeAt(index), text.charCodeAt(index + 1), text.charCodeAt(index + 2)];
  return ((first * 31 + second) * 31 + third) % STARTS;
}

export function searchFor(sought: readonly Sought[]): Search {
  const anywhere = new Set(sought.flatMap((one) => one.anywhere));
  const asWord = new Set(sought.flatMap((one) => one.asWord).filter((text) => !anywhere.has(text)));
  const forms: readonly Form[] = [
    ...[...anywhere].map((text) => ({ text, asWord: false })),
    ...[...asWord].map((text) => ({ text, asWord: true })),
  ];
  const byStart = new Map<number, Form[]>();
  const starts = new Uint8Array(STARTS);
  for (const form of forms.filter(({ text }) => text.length >= START)) {
    const start = startAt(form.text, 0);
    starts[start] = 1;
    const others = byStart.get(start);
    if (others === undefined) byStart.set(start, [form]);
    else others.push(form);
  }
  const short = forms.filter(({ text }) => text.length < START);
  return { byStart, starts, short, digits: [...new Set(sought.flatMap((one) => one.digits))] };
}

/**
 * The text without what is sought. What overlaps is one secret, so that none leaves a rest of another behind.
 * @param length how much of the text is wanted; what begins before that is found as far as the text goes
 */
export function redact(text: string, search: Search, length = text.length): string {
  const found = readingsOf(text).flatMap((reading) =>
    placesIn(reading.text, search).map(({ start, end }) => ({
      start: reading.origin(start),
      end: reading.origin(end),
    })),
  );
  const parts: string[] = [];
  let read = 0;
  for (const { start, end } of found.sort((a, b) => a.start - b.start)) {
    if (start >= length) break;
    if (start >= read) parts.push(text.slice(read, start), "[redacted]");
    read = Math.max(read, end);
  }
  return parts.join("") + text.slice(read, Math.max(read, length));
}

/** From the first character to behind the last. */
interface Place {
  readonly start: number;
  readonly end: number;
}

function placesIn(text: string, { byStart, starts, short, digits }: Search): readonly Place[] {
  const places: Place[] = [];
  const note = (form: Form, start: number): void => {
    const end = start + form.text.length;
    if (!form.asWord || isWord(text, start, end)) places.push({ start, end });
  };
  for (let at = 0; at <= text.length - START; at += 1) {
    const start = startAt(text, at);
    if (starts[start] === 0) continue;
    for (const form of byStart.get(start) ?? []) if (text.startsWith(form.text, at)) note(form, at);
  }
  for (const form of short) for (const at of everyPlace(form.text, text)) note(form, at);
  if (digits.length > 0) {
    for (const { 0: run, index } of text.matchAll(LONG_NUMBER)) {
      const small = run.toLowerCase();
      for (const number of digits) {
        for (const at of everyPlace(number, small)) places.push({ start: index + at, end: index + at + number.length });
      }
    }
  }
  return places;
}

function* everyPlace(part: string, text: string): Generator<number> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) yield at;
}

const LETTER_BEFORE = /[\p{L}\p{N}]$/u;
const LETTER_BEHIND = /^[\p{L}\p{N}]/u;

function isWord(text: string, start: number, end: number): boolean {
  return (
    !LETTER_BEFORE.test(text.slice(Math.max(0, start - 2), start)) && !LETTER_BEHIND.test(text.slice(end, end + 2))
  );
}
