/**
 * The configuration as it is written, after the schema check. The check reports but does not stop: so that all problems
 * come out in one run, whatever it did not refuse is read on, and every field may still be missing or of another type.
 */
export interface Written {
  readonly [key: string]: unknown;
}

export function asMapping(value: unknown): Written {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Written) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function asNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The value if it is one of the words, otherwise null. */
export function asWord<T extends string>(value: unknown, words: readonly T[]): T | null {
  return words.find((word) => word === value) ?? null;
}
