/** The first line of a diagnostic is a sentence: it names the domain, and shows no word that only programs know. */
import { END_STATES } from "../../../../lib/core/apply/apply-state";
import { endSummary } from "../../../../lib/terraform/plugin/end-summary";

test.each(END_STATES)("an order that ends as %s is said in words, by its domain", (state) => {
  const summary = endSummary("my-ca/example.com", state);
  expect(summary).toMatch(/^(?:The |It |my-ca)[^:]*\bmy-ca\/example\.com\b|^my-ca\/example\.com /);
  expect(summary).not.toMatch(/[a-z]: |-plan|by-hand|not-begun|handed-over|already-done|\.$/);
});

test("no two ends read the same, but for the two ways of being validated", () => {
  expect(new Set(END_STATES.map((state) => endSummary("a/b", state))).size).toBe(END_STATES.length - 1);
});
