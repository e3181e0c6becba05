/**
 * What a compiled check depends on, as a text; null where it depends on a function that no text can hold: that which makes matchers
 * of patterns. Formats are handed to the check when it is made.
 */
export function keyOf(options, words, formats, schema) {
  const text = JSON.stringify(schema);
  if (options.code?.regExp !== undefined && text.includes('"pattern"')) return null;
  return JSON.stringify([{ ...options, formats: undefined }, words, Object.keys(formats)]) + text;
}
