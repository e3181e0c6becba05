/** Only the page's own style sheet and script may run (CSP Level 3, 2.3.1), so that no name in a page ever can. */
import { createHash } from "node:crypto";

/** @param script null: no script at all */
export function contentPolicy(style: string, script: string | null): string {
  return [
    "default-src 'none'",
    `style-src ${hashSource(style)}`,
    ...(script === null ? [] : [`script-src ${hashSource(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
