/** Sections of rows in a text of limited size: every row whole or not at all, and what is missing is counted. */
import { counted } from "../../core/printable";

export interface Section {
  /** Everything before the rows. */
  readonly open: string;
  /** Each with its line end. They are made only as far as there is space for them. */
  readonly rows: readonly (() => string)[];
  /** Everything after them: it closes what `open` opened. */
  readonly close: string;
  /** What a row is about, as a noun: `domain`. */
  readonly noun: string;
}

/** Room for the note at the end, and for the line by which the last section may go over what is left. */
const RESERVE_BYTES = 300;
/** A smaller share is not worth reading; where the shares would be smaller, the last sections are left out instead. */
const MIN_SHARE_BYTES = 1500;

/**
 * The sections in at most `limitBytes` of UTF-8, which are never fewer than the UTF-16 units. Where they do not fit, the
 * long ones are cut to equal shares, so that none crowds out another.
 */
export function fitSections(sections: readonly Section[], limitBytes: number): string {
  const sizes = sections.map((section) => sizeUpTo(section, limitBytes));
  if (sizes.reduce((sum, size) => sum + size, 0) <= limitBytes) return sections.map(whole).join("");

  let leftBytes = limitBytes - RESERVE_BYTES;
  const shareBytes = Math.max(MIN_SHARE_BYTES, fairShare(sizes, leftBytes));
  const kept: string[] = [];
  const dropped: Section[] = [];
  for (const [index, section] of sections.entries()) {
    const limit = Math.min(shareBytes, leftBytes);
    const text = (sizes[index] ?? 0) <= limit ? whole(section) : cutTo(section, limit);
    if (text === null) dropped.push(section);
    else kept.push(text);
    leftBytes -= Buffer.byteLength(text ?? "");
  }
  return [...kept, note(dropped)].join("");
}

function whole({ open, rows, close }: Section): string {
  return [open, ...rows.map((row) => row()), close].join("");
}

/** The size of the whole section, or something above the limit. */
function sizeUpTo({ open, rows, close }: Section, limitBytes: number): number {
  let size = Buffer.byteLength(open + close);
  for (const row of rows) {
    if (size > limitBytes) break;
    size += Buffer.byteLength(row());
  }
  return size;
}

/** The size above which a section is cut: what the small ones leave, the large ones share. */
function fairShare(sizes: readonly number[], spaceBytes: number): number {
  let left = spaceBytes;
  let sharers = sizes.length;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    if (size * sharers > left) break;
    left -= size;
    sharers -= 1;
  }
  return Math.floor(left / Math.max(1, sharers));
}

/** Null where not a single row fits. The line that counts the others comes on top. */
function cutTo({ open, rows, close, noun }: Section, limitBytes: number): string | null {
  const shown: string[] = [];
  let size = Buffer.byteLength(open + close);
  for (const row of rows) {
    const text = row();
    size += Buffer.byteLength(text);
    if (size > limitBytes) break;
    shown.push(text);
  }
  if (shown.length === 0) return null;
  return [open, ...shown, `\n… and ${moreOf(rows.length - shown.length, noun)}\n`, close].join("");
}

/** That something is missing at all, and where it is; after what no section covers. */
function note(dropped: readonly Section[]): string {
  const counts = new Map<string, number>();
  for (const { noun, rows } of dropped) counts.set(noun, (counts.get(noun) ?? 0) + rows.length);
  const rest = [...counts].map(([noun, count]) => moreOf(count, noun)).join(", ");
  return `\n${rest === "" ? "" : `… and ${rest}. `}Cut to what a comment can hold; \`--output json\` holds the whole plan.\n`;
}

/** `9,412 more domains`. */
function moreOf(count: number, noun: string): string {
  return counted(count, `more ${noun}`).replace(/\B(?=(?:\d{3})+ )/g, ",");
}
