/** Text, paths and addresses from outside as SARIF 2.1.0 wants them. */
import type { ArtifactLocation, Message, MultiformatMessageString } from "sarif";
import { printable } from "../../core/printable";
import { clip } from "../clip";
import { prose } from "../markdown-text";

/** Names the root of the checked-out repository; the reader of the log knows where that is (section 3.14.14). */
export const SOURCE_ROOT = "%SRCROOT%";

/** GitHub takes no more of a description. */
const DESCRIPTION_LIMIT = 1024;

/** A character of a message: an escape of `printable`, a brace, which is written twice, or any other. */
const ESCAPED = /\\u\{\{[\da-f]+\}\}|\{\{|\}\}|[^]/gu;

/** In a message `[text](address)` is a link even in plain text (3.11.6): a blank takes the meaning from it. */
export function message(text: string): Message & { readonly text: string } {
  return { text: withoutPlaceholders(printable(text).replaceAll("](", "] (")) };
}

export function description(text: string): MultiformatMessageString {
  return { text: clip(message(text).text, DESCRIPTION_LIMIT, ESCAPED) };
}

/** A paragraph for each line, both as plain text and as Markdown; `url` is an address that `webAddress` let pass. */
export function help(remediation: string, citation: string, url: string | null): MultiformatMessageString {
  const plain = [`What to do: ${remediation}`, `Source: ${citation}`].map((line) => message(line).text);
  const source = url === null ? prose(citation) : `[${prose(citation)}](<${url}>)`;
  const markdown = [`**What to do:** ${prose(remediation)}`, `**Source:** ${source}`].map(withoutPlaceholders);
  return { text: [...plain, ...(url === null ? [] : [url])].join("\n"), markdown: markdown.join("\n\n") };
}

/** Braces are for placeholders, and written twice where they are none (3.11.5). */
function withoutPlaceholders(text: string): string {
  return text.replaceAll("{", "{{").replaceAll("}", "}}");
}

/** As RFC 3986 writes it; null for what is no address of the web. */
export function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return null;
  return href.replace(/[^!#$%&'()*+,\-./:;=?@\w~[\]]/g, encodeURIComponent).replace(/%(?![\dA-F]{2})/gi, "%25");
}

/** A path as a URI reference: relative to the root of the repository, or absolute where the file lies outside. */
export function artifactLocation(file: string): ArtifactLocation {
  const path = printable(file).split("/").map(encodeURIComponent).join("/");
  if (!/^(?:[A-Za-z]:)?\//.test(file)) return { uri: path, uriBaseId: SOURCE_ROOT };
  return { uri: `file://${file.startsWith("/") ? "" : "/"}${path}` };
}

/** By it GitHub keeps the analyses of several estates in one repository apart. */
export function categoryOf(estate: string | null): string {
  return estate === null ? "dcv" : `dcv/${printable(estate)}`;
}
