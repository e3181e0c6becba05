/** Problems in such numbers as a person can read: the first of them, and how many more there are. */
import type { Diagnostic } from "../core/diagnostic";
import { counted } from "../core/printable";

/** All problems are said at once; a file with more than this is not a file with mistakes, but another file. */
export const MAX_PROBLEMS = 200;

/** The last line of a list that was cut. */
interface Remainder extends Diagnostic {
  readonly omitted: number;
}

/** The first problems as they stand, and one that counts the others. A list that was cut before may be part of another. */
export function bounded(problems: readonly Diagnostic[], omittedBefore = 0): readonly Diagnostic[] {
  const whole = problems.filter((one) => !isRemainder(one));
  const shown = whole.slice(0, MAX_PROBLEMS);
  const cut = problems.reduce((sum, one) => sum + (isRemainder(one) ? one.omitted : 0), omittedBefore);
  const omitted = cut + whole.length - shown.length;
  const last = shown.at(-1);
  return omitted === 0 || last === undefined ? shown : [...shown, remainder(last, omitted)];
}

/** Collects problems. Those past the limit are counted, but neither made nor kept. */
export interface ProblemList {
  add(make: () => Diagnostic): void;
  /** In the order in which they were found, cut as by `bounded`. */
  found(): readonly Diagnostic[];
}

export function createProblemList(): ProblemList {
  const kept: Diagnostic[] = [];
  let count = 0;
  return {
    add: (make) => {
      count += 1;
      if (kept.length < MAX_PROBLEMS) kept.push(make());
    },
    found: () => bounded(kept, count - kept.length),
  };
}

/** How many problems there are, those that were cut included. */
export function problemCount(problems: readonly Diagnostic[]): number {
  return problems.reduce((sum, one) => sum + (isRemainder(one) ? one.omitted : 1), 0);
}

function isRemainder(problem: Diagnostic): problem is Remainder {
  return "omitted" in problem;
}

/** Always an error: there may be errors among the problems that were left out. */
function remainder({ place }: Diagnostic, omitted: number): Remainder {
  const message = `${counted(omitted, "more problem")}; correct the ones above first`;
  return { code: "more-problems", severity: "error", message, place, excerpt: null, omitted };
}
