import { patienceOf } from "../../../../lib/run/apply/options";

test.each([
  ["the grace as given", { grace: 600, poll: 60 }, { graceMs: 600_000, patienceMs: 1_800_000, pollMs: 60_000 }],
  ["at least one interval", { grace: 1, poll: 60 }, { graceMs: 60_000, patienceMs: 180_000, pollMs: 60_000 }],
])("%s", (_, flags, patience) => expect(patienceOf(flags)).toEqual(patience));
