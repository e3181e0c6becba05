/** The head of every page. The Content-Security-Policy stands before the style sheet, because it applies only to what follows it. */
import { html, verbatim } from "./markup";
import type { Markup } from "./markup";

/** @param style a `<style>` element; the policy holds its hash */
export function pageHead(title: Markup, policy: string, style: Markup): Markup {
  return html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${verbatim(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${title}</title>
    ${style}
  </head>`;
}
