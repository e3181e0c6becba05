/** An HTTP answer as plain data, before anything goes wrong with it. */

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A JSON answer. The type is bare `application/json`: some clients compare it whole and parse nothing
 * once a charset follows, and neither vendor's documentation shows one.
 */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** `row` without the keys in `omit`, then with everything in `extra`: how a scenario describes an unusual answer. */
export function reshaped(
  row: Readonly<Record<string, unknown>>,
  omit: readonly string[],
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept = Object.entries(row).filter(([key]) => !omit.includes(key));
  return { ...Object.fromEntries(kept), ...extra };
}
