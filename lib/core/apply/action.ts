/** What an apply does next to one change. */
import type { Challenge } from "../observation";
import type { EpochMs } from "../time";
import type { ActiveState, EndState } from "./apply-state";
import type { Call } from "./journal-entry";

export type NextAction =
  /** Sends one call to the CA, unless the status read right before it asks for something else. */
  | { readonly kind: "call"; readonly call: Call; readonly state: ActiveState }
  /** Writes down that the last call has taken effect, then asks again. */
  | { readonly kind: "note-moved" }
  /** Looks for the challenge where the CA looks for it, then asks again. */
  | { readonly kind: "look"; readonly challenge: Challenge }
  /** Publishes the record, then asks again. */
  | { readonly kind: "publish"; readonly challenge: Challenge; readonly replaces: string | null }
  /** Reads the status again at that time. */
  | { readonly kind: "wait"; readonly state: ActiveState; readonly until: EpochMs; readonly why: string }
  | { readonly kind: "end"; readonly state: EndState; readonly why: string };
