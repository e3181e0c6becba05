/** A CA that suddenly shows far fewer domains than are declared is answering another question than the one asked. */

/** With fewer declared domains than this, a share says nothing; that there is not a single one always does. */
const SMALLEST_ESTATE = 10;

/**
 * Why an answer is not believed, as a sentence that names the setting which allows it; null when it is believable.
 * One wrong organization id must not read as "everything has to be validated".
 */
export function plausibilityProblem(declared: number, present: number, minimumPresentPercent: number): string | null {
  const isEmpty = declared > 0 && present === 0 && minimumPresentPercent > 0;
  const isBelievable = declared < SMALLEST_ESTATE || present * 100 >= declared * minimumPresentPercent;
  if (isBelievable && !isEmpty) return null;
  return (
    `only ${present} of ${declared} declared domains were seen, fewer than ${minimumPresentPercent} %; check the account ` +
    `and its filters, or lower minimumPresentPercent of this provider if it is true`
  );
}
