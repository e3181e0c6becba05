/** Where one change of an apply stands, in words for people and programs. */

/** While it goes on. */
export type ActiveState =
  | "planned"
  /** The CA is asked to make a challenge. */
  | "starting"
  /** The CA has made one. */
  | "prepared"
  /** The record or the file is not where the CA looks yet. */
  | "publishing"
  /** Every server has it. */
  | "visible"
  /** The CA is asked to look. */
  | "submitting"
  /** The CA is at work. */
  | "submitted"
  /** Something else must come first. */
  | "waiting";

/** When this run can do no more. */
export const END_STATES = [
  "validated",
  /** Validated since the plan was made, and not by this apply. */
  "already-done",
  /** The CA has moved since the plan was made, and not by this apply: nothing was done. */
  "changed-since-plan",
  /** A person publishes the record or the file. */
  "publishing-by-hand",
  /** A person must act at the CA, or answer its e-mail. */
  "by-hand",
  /** It goes on by itself, or when the command runs again. */
  "waiting",
  /** `--no-wait`: the CA has been asked, and its answer is not waited for. */
  "handed-over",
  /** A call was sent and its effect cannot be seen: a person must look at the CA. */
  "uncertain",
  /** The challenge has ended. */
  "expired",
  "failed",
  /** Not begun: a bound, or a failure that stops all. */
  "not-begun",
] as const;
export type EndState = (typeof END_STATES)[number];

/** What an end means for the exit code. */
export type EndClass = "good" | "pending" | "bad";

export function endClassOf(state: EndState): EndClass {
  switch (state) {
    case "validated":
    case "already-done":
    case "handed-over":
      return "good";
    case "publishing-by-hand":
    case "by-hand":
    case "waiting":
      return "pending";
    case "changed-since-plan":
    case "uncertain":
    case "expired":
    case "failed":
    case "not-begun":
      return "bad";
  }
}
