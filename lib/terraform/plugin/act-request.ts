/** What a resource asks for at a CA, and what came of it. */
import { endClassOf } from "../../core/apply/apply-state";
import type { Baseline } from "../../core/apply/situation";
import type { DesiredDomain } from "../../core/desired";
import type { Challenge } from "../../core/observation";
import type { ChangeEnd } from "../../run/apply/ports";

export interface ActRequest {
  readonly domain: DesiredDomain;
  readonly baseline: Baseline;
  /** The name that the calls are about: its own, or the listed one that covers it. */
  readonly listedName: string;
  readonly registers: boolean;
  /** Identifies what is applied in the journal; what the journal holds of an unfinished order goes before it. */
  readonly token: string;
  /** Whether the order that the CA shows is taken up, rather than a new one begun. */
  readonly resumes: boolean;
  readonly timeoutMs: number;
}

export interface Acted extends Pick<ChangeEnd, "state" | "why" | "record"> {
  /** What the CA waits for; of an answer, where its status does not repeat it. */
  readonly challenge: Challenge | null;
}

/** Whether an order came to its challenge, or to its validation. */
export function hasReached({ state }: Pick<Acted, "state">): boolean {
  return state === "publishing-by-hand" || endClassOf(state) === "good";
}
