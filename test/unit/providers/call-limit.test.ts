/** How many calls are under way at once: what a CA's answers and refusals come to. */
import { createCallLimit } from "../../../lib/providers/http/call-limit";

type Step = readonly [what: "quick" | "slow" | "idle" | "refused" | "refused late" | "quick late", times: number];

/** Ten milliseconds a call; a late one was sent before the last refusal. */
function after(most: number, steps: readonly Step[]): number {
  let clock = 1_000;
  const limit = createCallLimit(most, () => clock);
  let refusedAt = clock;
  for (const [what, times] of steps) {
    for (let time = 0; time < times; time += 1) {
      const sentAt = what.endsWith("late") ? refusedAt - 5 : clock;
      clock += what === "slow" ? 500 : 10;
      if (what.startsWith("refused")) limit.refused(sentAt);
      else limit.answered(sentAt, what !== "idle");
      if (what === "refused") refusedAt = clock;
    }
  }
  return limit.atOnce();
}

test.each<readonly [string, number, readonly Step[], number]>([
  ["four at first", 32, [], 4],
  ["the setting where that is less", 2, [], 2],
  ["one more with each quick answer", 32, [["quick", 5]], 9],
  ["never more than the setting", 6, [["quick", 50]], 6],
  ["as before where fewer calls are under way than might be", 32, [["idle", 50]], 4],
  [
    "as before while answers are slow",
    32,
    [
      ["quick", 1],
      ["slow", 20],
    ],
    5,
  ],
  [
    "more again when slow is what its calls of that kind take",
    32,
    [
      ["quick", 1],
      ["slow", 40],
    ],
    14,
  ],
  [
    "half as many after a refusal",
    32,
    [
      ["quick", 8],
      ["refused", 1],
    ],
    6,
  ],
  [
    "half once for all calls that were under way",
    32,
    [
      ["quick", 12],
      ["refused", 1],
      ["refused late", 7],
    ],
    8,
  ],
  ["never less than one", 4, [["refused", 9]], 1],
  [
    "after a refusal one more for as many answers as there are calls",
    32,
    [
      ["refused", 1],
      ["quick", 2],
    ],
    3,
  ],
  [
    "after a refusal, and then a step more",
    32,
    [
      ["refused", 1],
      ["quick", 5],
    ],
    4,
  ],
  [
    "no more for answers to calls that were sent before the refusal",
    32,
    [
      ["refused", 1],
      ["quick late", 20],
    ],
    2,
  ],
])("%s", (_, most, steps, expected) => {
  expect(after(most, steps)).toBe(expected);
});
