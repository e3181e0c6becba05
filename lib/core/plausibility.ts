/** Few domains where many are declared are a sign of a wrong account or filter, not of an estate to validate again. */

/** With fewer declared domains than this, a percentage means nothing; none at all is always implausible. */
const MIN_ESTATE = 10;

/**
 * Why a listing is implausible, as a sentence that names the setting which allows it; null when it is plausible. A wrong
 * organization id must not read as "everything has to be validated".
 */
export function plausibilityProblem(declared: number, present: number, minimumPresentPercent: number): string | null {
  const isEmpty = declared > 0 && present === 0 && minimumPresentPercent > 0;
  const isPlausible = declared < MIN_ESTATE || present * 100 >= declared * minimumPresentPercent;
  if (isPlausible && !isEmpty) return null;
  return (
    `only ${present} of ${declared} declared domains were seen, fewer than ${minimumPresentPercent} %; check the account ` +
    `and its filters, or lower minimumPresentPercent of this provider if the number is right`
  );
}
