/** Markup made by one tagged template, which escapes whatever is put into it unless that is markup itself. */
import { printable } from "../../core/printable";

/** A symbol, which no JSON can hold: what a plan says can never pass for markup. */
const TEXT = Symbol("markup");

export interface Markup {
  readonly [TEXT]: readonly Part[];
}

/** A text, or markup that is not made yet. */
type Part = string | Iterable<Markup>;

type Inserted = string | number | null | Markup | Iterable<Markup>;

/**
 * `null` is left out, a list is joined, and text is shown as it is: it can neither end an element nor an attribute. The
 * indentation of the template itself is left out as well; that of what is put in stays.
 */
export function html(template: TemplateStringsArray, ...values: readonly Inserted[]): Markup {
  const [first = "", ...others] = unindented(template);
  const parts: Part[] = [];
  let text = first;
  for (const [index, value] of values.entries()) {
    for (const part of partsOf(value)) {
      if (typeof part === "string") {
        text += part;
      } else {
        parts.push(text, part);
        text = "";
      }
    }
    text += others[index] ?? "";
  }
  return { [TEXT]: [...parts, text] };
}

/** A list too long to be held whole: each item is made when the page is written, which it can be once. */
export function* each<T>(items: Iterable<T>, markupOf: (item: T) => Markup): Iterable<Markup> {
  for (const item of items) yield markupOf(item);
}

const UNINDENTED = new WeakMap<TemplateStringsArray, readonly string[]>();

/**
 * A template is the same object at every use, so a row that is written ten thousand times is unindented once. The cells of a
 * row stand on one line: the blanks between them would be a hundred thousand nodes for a browser to make.
 */
function unindented(template: TemplateStringsArray): readonly string[] {
  const known = UNINDENTED.get(template);
  if (known !== undefined) return known;
  const parts = template.map((part) =>
    part
      .replace(/(?<=<t[dh][^>]*>)\s*\n\s*|\s*\n\s*(?=<\/?t[dh]\b)/g, "")
      .replace(/(?<=>)\s*\n\s*|\s*\n\s*(?=<)/g, "\n")
      .replace(/ *\n +/g, " "),
  );
  UNINDENTED.set(template, parts);
  return parts;
}

/** For the style sheet and the script of the page itself, never for what a plan says. */
export function verbatim(text: string): Markup {
  return { [TEXT]: [text] };
}

/** In pieces. */
export function* markupText(markup: Markup): Iterable<string> {
  for (const part of markup[TEXT]) {
    if (typeof part === "string") yield part;
    else for (const inner of part) yield* markupText(inner);
  }
}

/** A name or a place, kept from changing the direction of the text around it. */
export function isolated(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

/** A link to a web page; an address of any other kind is shown, not followed. */
export function webLink(url: string, text: string): Markup {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return html`<bdi>${url}</bdi>`;
  return html`<a href="${url}" rel="noopener noreferrer">${text}</a>`;
}

function partsOf(value: Inserted): readonly Part[] {
  if (value === null) return [];
  if (typeof value === "number") return [String(value)];
  if (typeof value === "string") return [escaped(value)];
  if (TEXT in value) return value[TEXT];
  return Array.isArray(value) ? (value as readonly Markup[]).flatMap((markup) => markup[TEXT]) : [value];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The last two code points of each plane, and U+FDD0 to U+FDEF (Unicode 23.7); the set never changes. */
const NONCHARACTERS = new RegExp(
  `[\\ufdd0-\\ufdef${Array.from({ length: 17 }, (_, plane) => `\\u{${plane.toString(16)}fffe}\\u{${plane.toString(16)}ffff}`).join("")}]`,
  "gu",
);

/** Noncharacters are errors in HTML (13.2.3.5) though nothing shows them, so they are made visible like the others. */
function escaped(text: string): string {
  return printable(text)
    .replace(NONCHARACTERS, (character) => `\\u{${Number(character.codePointAt(0)).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
