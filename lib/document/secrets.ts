/**
 * Keeps literal credentials out of the lines that diagnostics quote. A line is quoted just when something about it is
 * wrong, so nothing here trusts that the YAML parses: whatever may belong to a credential is masked, rather too much.
 */

/** `auth`: keys stay readable, values do not. `secret`: all of it is one value. */
type Kind = "auth" | "secret";

/** Where a line begins: inside what, and inside how many brackets of it. */
interface Context {
  readonly kind: Kind | null;
  readonly depth: number;
}

/** A bracket or quote that a credential has opened, and that is not closed yet. */
interface Open extends Context {
  readonly kind: Kind;
  readonly quote: string | null;
}

const SOUNDS_SECRET = /pass|pas+w|pw|secret|token|key|login|credential|auth|client_?id|customer_?uri/i;
/** Keys that only sound like one. */
const HARMLESS = /^(tokenUrl|tokenLifetimeSeconds)$/i;

/** A key that is followed by a value, anywhere in a line. */
const ANY_KEY = /(?<![\w-])([\w-]+)["']?\s*:(?=\s|$)/g;
/** The dashes a line begins with, and its key. */
const LINE_HEAD = /^(\s*(?:[-?](?:\s+|$))*)(?:["']?([\w-]+)["']?\s*:(?=\s|$))?/;
/** A key whose value begins with a bracket or a quote, possibly behind an anchor or a tag. */
const OPENER = /(?<![\w-])([\w-]+)["']?\s*:\s*(?:[&!]\S*\s+)*(?=[{["'])/g;
/** A key of any spelling that sounds secret, be its colon forgotten or mistaken for another sign. */
const SECRET_KEY = /(?<![\w-])([\w-]+)["']?(?:\s*[:=]|(?=\s)(?<=^[\s#-]*[\w-]+))/g;
/** A whole value that names a variable; of defaults only those that the sample file shows. */
const REFERENCE = /^\s*(["']?)\$\{\w+(?::-(?:demo|simulator)?)?\}\1(?=\s*(?:[,}\]]|$))/;

/** A line of more characters was not written by a person; the searches below would take the square of its length. */
const MAX_LINE = 2000;

/**
 * Gives any line of the text as it may be quoted, cut at 200 characters; null when it does not exist. `lineAt` counts from
 * 1. Neither is a line quoted that is too long to be looked through, nor any behind it: what it opened, nobody knows.
 */
export function maskedLines(lineAt: (line: number) => string | undefined): (line: number) => string | null {
  const contexts: (Context | null)[] = [];
  const contextOf = contextReader();
  return (line) => {
    while (contexts.length < line && contexts.at(-1) !== null) {
      const next = lineAt(contexts.length + 1);
      contexts.push(next === undefined || next.length > MAX_LINE ? null : contextOf(next));
    }
    const context = contexts[line - 1] ?? null;
    return context === null ? null : masked((lineAt(line) ?? "").trimEnd(), context).slice(0, 200);
  };
}

function masked(text: string, { kind, depth }: Context): string {
  if (text.trim() === "") return "";
  if (kind === "auth") return maskedInAuth(text, depth);
  if (kind === "secret") return REFERENCE.test(text) ? text : text.replace(/\S.*/, "***");
  return maskedOutside(text.replace(/:\/\/[^\s"']*@/g, "://***@").replace(/(:\/\/[^\s"'?#]*[?#])[^\s"']+/g, "$1***"));
}

/** Keys and references stay, up to the first value that is none; `depth` brackets are open where the text begins. */
function maskedInAuth(text: string, depth: number): string {
  let shown = "";
  for (let rest = text; rest !== "";) {
    if (depth === 1 && /^\s*\}(?=\s*(?:[,}\]]|$))/.test(rest)) return shown + maskedOutside(rest);
    const key = /^\s*(?:,\s*)?["']?[\w-]+["']?\s*:(?=\s|$)/.exec(rest)?.[0];
    if (key === undefined) {
      const start = /^\s*,?\s*$/.exec(rest)?.[0] ?? `${/^\s*/.exec(rest)?.[0] ?? ""}***`;
      return shown + start;
    }
    const value = rest.slice(key.length);
    const reference = REFERENCE.exec(value)?.[0];
    if (reference === undefined) return shown + key + (value === "" ? "" : " ***");
    shown += key + reference;
    rest = value.slice(reference.length);
  }
  return shown;
}

/** Everything up to the first key that sounds secret and whose value is no reference. */
function maskedOutside(text: string): string {
  let behindReference = 0;
  for (const { 0: whole, 1: key = "", index } of text.matchAll(SECRET_KEY)) {
    const kind = kindOf(key);
    const head = text.slice(0, index + whole.length);
    const value = text.slice(head.length);
    if (kind === null || value === "" || index < behindReference) continue;
    const reference = REFERENCE.exec(value)?.[0];
    if (reference !== undefined) {
      behindReference = head.length + reference.length;
      continue;
    }
    const bracket = kind === "auth" ? /^\s*(?:[&!]\S*\s+)*\{/.exec(value)?.[0] : undefined;
    if (bracket === undefined) return `${head} ***`;
    return head + bracket + maskedInAuth(value.slice(bracket.length), 1);
  }
  return text;
}

function kindOf(key: string): Kind | null {
  if (/^auth$/i.test(key)) return "auth";
  return SOUNDS_SECRET.test(key) && !HARMLESS.test(key) ? "secret" : null;
}

/** What each line begins inside of, given one after the other from the top; told by indentation, brackets and quotes. */
function contextReader(): (line: string) => Context {
  const stack: { readonly column: number; readonly kind: Kind | null }[] = [];
  let open: Open | null = null;
  let lastKind: Kind | null = null;
  return (line) => {
    const text = line.trimEnd();
    if (open !== null) {
      const begins: Context = { kind: open.quote === null ? open.kind : "secret", depth: open.depth };
      open = openAfter(text, open, stack.at(-1)?.kind ?? null);
      return begins;
    }
    if (/^\s*(#|$)/.test(text)) return { kind: stack.at(-1)?.kind ?? null, depth: 0 };
    const [, lead = "", key] = LINE_HEAD.exec(text) ?? [];
    const dash = /[-?]/.exec(lead)?.index;
    let kind: Kind | null = stack.at(-1)?.kind ?? lastKind;
    if (key !== undefined || dash !== undefined) {
      // A list may stand in the same column as the key that it belongs to.
      const column = dash === undefined ? lead.length : dash + 0.5;
      while ((stack.at(-1)?.column ?? -1) >= column) stack.pop();
      kind = stack.at(-1)?.kind ?? null;
      if (dash !== undefined) stack.push({ column, kind });
      if (key !== undefined) stack.push({ column: lead.length, kind: inner(kind, kindOf(key)) });
      lastKind = null;
    }
    for (const [, name = ""] of text.matchAll(ANY_KEY)) lastKind = inner(kind, kindOf(name));
    open = openAfter(text, null, kind);
    return { kind, depth: 0 };
  };
}

function inner(outer: Kind | null, own: Kind | null): Kind | null {
  return outer === "secret" ? outer : (own ?? outer);
}

/** What is open behind the text, when `open` was before it; inside a credential every key may open something. */
function openAfter(text: string, open: Open | null, outer: Kind | null): Open | null {
  const openers = [...text.matchAll(OPENER)].flatMap(({ 0: whole, 1: key = "", index }) => {
    const kind = kindOf(key) ?? (outer === null ? null : "secret");
    return kind === null ? [] : [{ kind, start: index + whole.length }];
  });
  let [now, position] = [open, 0];
  for (;;) {
    if (now === null) {
      const opener = openers.find(({ start }) => start >= position);
      if (opener === undefined) return null;
      position = opener.start;
      now = { kind: opener.kind, depth: 0, quote: null };
    }
    const end = closedAt(text, position, now);
    if (typeof end !== "number") return end;
    [now, position] = [null, end];
  }
}

/** The position behind what closes it, or what is open at the end of the text. */
function closedAt(text: string, start: number, { kind, depth: before, quote: within }: Open): number | Open {
  let [depth, quote] = [before, within];
  for (let at = start; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote !== null) {
      if ((sign === "\\" && quote === '"') || (sign === "'" && quote === "'" && next === "'")) at += 1;
      else if (sign === quote) {
        quote = null;
        if (depth === 0) return at + 1;
      }
    } else if (/["']/.test(sign) && (at === start || /[\s,:{[(]/.test(text.charAt(at - 1)))) quote = sign;
    else if (sign === "#" && /\s/.test(text.charAt(at - 1))) break;
    else if (/[{[]/.test(sign)) depth += 1;
    // In the middle of a word it is more likely a part of the credential than the end of it.
    else if (/[}\]]/.test(sign) && (next === "" || /[\s,}\]]/.test(next))) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return { kind, depth, quote };
}
