/** Names as they go into a DNS message: ASCII, lower case, no trailing dot, within the limits of RFC 1035, section 2.3.4. */

/** The root zone, as names here are written. */
export const ROOT = ".";

const MAX_NAME = 253;
const LABEL = /^[\x21-\x2d\x2f-\x7e]{1,63}$/;

/** The name in the one form that is compared; null when no message can hold it. */
export function parseDnsName(text: string): string | null {
  const name = text.replace(/\.$/, "").toLowerCase();
  if (name === "") return text === ROOT ? ROOT : null;
  return name.length <= MAX_NAME && name.split(".").every((label) => LABEL.test(label)) ? name : null;
}

/** The name without its first label; the root above a single label. */
export function parentOf(name: string): string {
  const dot = name.indexOf(".");
  return dot === -1 || name === ROOT ? ROOT : name.slice(dot + 1);
}

/** Whether `name` is `zone` or lies below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === ROOT || name === zone || name.endsWith(`.${zone}`);
}

/** The name, then each name above it, the root last. */
export function* climb(name: string): Generator<string> {
  for (let at = name; ; at = parentOf(at)) {
    yield at;
    if (at === ROOT) return;
  }
}
