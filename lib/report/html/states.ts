/** The groups of urgency in the few words that fit a tile, a button or a cell. */
import type { Urgency } from "../urgency";

export interface State {
  readonly label: string;
  readonly note: string;
}

export const STATES: Readonly<Record<Urgency["id"], State>> = {
  unusable: { label: "Not usable", note: "not validated, expired, or over a limit" },
  unknown: { label: "Unknown", note: "could not be judged" },
  renewable: { label: "Validate again", note: "still usable" },
  pending: { label: "Pending", note: "an order is at the CA" },
  undeclared: { label: "Not in the file", note: "live at the CA" },
  valid: { label: "Valid", note: "nothing to do" },
};
