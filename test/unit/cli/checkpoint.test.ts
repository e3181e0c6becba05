/** A long computation that goes by steps hears what happens meanwhile. */
import { inSteps } from "../../../lib/run/checkpoint";

/** So many steps that each keep the process busy for a while. */
function* busy(steps: number, stepMs: number): Generator<void, string, void> {
  for (let step = 0; step < steps; step += 1) {
    const end = performance.now() + stepMs;
    while (performance.now() < end);
    yield;
  }
  return "done";
}

const INTERRUPTION = { kind: "interruption", signal: "SIGINT" } as const;

test("it is left when it is interrupted, although it would never end by itself", async () => {
  const interruption = new AbortController();
  setTimeout(() => interruption.abort(INTERRUPTION), 50);
  await expect(inSteps(busy(Infinity, 10), { interrupted: interruption.signal })).rejects.toBe(INTERRUPTION);
});

test("its result is what the last step leaves", async () => {
  expect(await inSteps(busy(30, 5), { interrupted: new AbortController().signal })).toBe("done");
});
