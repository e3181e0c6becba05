/** How an apply of one domain ended without what it was for, as the first line of a diagnostic. */
import type { EndState } from "../../core/apply/apply-state";

export function endSummary(address: string, state: EndState): string {
  switch (state) {
    case "validated":
    case "already-done":
      return `${address} is validated already`;
    case "changed-since-plan":
      return `${address} has changed at the CA since the plan was made`;
    case "publishing-by-hand":
      return `The record or file of ${address} is not published yet`;
    case "by-hand":
      return `${address} needs a person at the CA`;
    case "waiting":
      return `${address} is not ready yet`;
    case "handed-over":
      return `${address} was submitted, and is not validated yet`;
    case "uncertain":
      return `It is not known whether a call for ${address} had an effect at the CA`;
    case "expired":
      return `The challenge of ${address} has expired`;
    case "failed":
      return `The order of ${address} failed`;
    case "not-begun":
      return `The order of ${address} was not begun`;
  }
}
