import { END_STATES } from "../../../../lib/core/apply/apply-state";
import { problemOfEnd } from "../../../../lib/terraform/plugin/end-problem";

test.each(END_STATES)("the title of an order that ends %s is a sentence about the domain, and no code", (state) => {
  const why = "the CA asks for it again; look at the order there, then make a new plan";
  const acted = { state, why, record: null, challenge: null };
  const { summary, detail } = problemOfEnd("my-ca/example.com", acted);
  expect(summary).toContain("my-ca/example.com");
  expect(summary).not.toMatch(/-(by|since|done|begun|over)|: /);
  expect(`${summary} ${detail}`).not.toMatch(/new plan|--\w/);
});
