/**
 * Which lines of a file a diagnostic may quote. Credentials stand below some keys at the top level, and a file of another
 * program may hold them anywhere. So a caller lists the top-level keys below which nothing is secret; all else is not shown.
 */
import { isMap } from "yaml";
import type { Node } from "yaml";
import type { Lines } from "./lines";
import { spanOf } from "./node-at";
import { keyOf } from "./plain-value";

/** The most characters that are shown of a line. */
const MAX_EXCERPT = 200;

/** Where the text does not parse, nothing from the first line on that looks like one of these is shown. */
const CREDENTIALS_MAY_FOLLOW = /providers|\bdns\b|auth|passw|secret|token/i;

const TOP_LEVEL_KEY = /^["']?([\w-]+)["']?\s*:(?=\s|$)/;

/** Gives a line, counted from 1; null where it may not be shown. `root` is null where the text does not parse. */
export function excerptReader(
  lines: Lines,
  root: Node | null,
  quotableKeys: readonly string[],
): (line: number) => string | null {
  const isQuotable = root === null ? beforeCredentials(lines, quotableKeys) : belowKeys(lines, root, quotableKeys);
  return (line) => {
    const text = isQuotable(line) ? lines.at(line) : undefined;
    return text?.trimEnd().slice(0, MAX_EXCERPT) ?? null;
  };
}

type LineTest = (line: number) => boolean;

function belowKeys(lines: Lines, root: Node, quotableKeys: readonly string[]): LineTest {
  const parts = (isMap(root) ? root.items : []).map(({ key, value }) => {
    const { start, end } = spanOf(key as Node);
    return {
      first: lines.placeAt(start).line,
      // The end is exclusive, and that of a block lies at the start of the next line.
      last: lines.placeAt(Math.max(end, spanOf(value as Node | null).end) - 1).line,
      isQuotable: quotableKeys.includes(keyOf(key)),
    };
  });
  return (line) => {
    const here = parts.filter(({ first, last }) => first <= line && line <= last);
    return here.length > 0 && here.every(({ isQuotable }) => isQuotable);
  };
}

function beforeCredentials(lines: Lines, quotableKeys: readonly string[]): LineTest {
  let end = 1;
  for (let text = lines.at(end); text !== undefined; text = lines.at(end)) {
    const startsPart = /^[^\s#\-\]}]/.test(text);
    if (startsPart && !quotableKeys.includes(TOP_LEVEL_KEY.exec(text)?.[1] ?? "")) break;
    if (CREDENTIALS_MAY_FOLLOW.test(text)) break;
    end += 1;
  }
  return (line) => line < end;
}
