/** Calls stay within the numbers that a CA accepts, in virtual time. */
import { createCallRate } from "../../../lib/providers/http/call-rate";

const RATES = [
  { calls: 3, ms: 100 },
  { calls: 5, ms: 1_000 },
];

function virtual() {
  let now = 0;
  const turn = createCallRate(
    RATES,
    () => now,
    async (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
    },
  );
  return { turn, clock: () => now };
}

test("every window holds no more calls than it may, and calls go out in their order", async () => {
  const { turn, clock } = virtual();
  const { signal } = new AbortController();
  const sent: { readonly call: number; readonly at: number }[] = [];
  await Promise.all(
    Array.from({ length: 12 }, async (_, call) => {
      await turn(signal);
      sent.push({ call, at: clock() });
    }),
  );
  expect(sent.map(({ call }) => call)).toEqual(sent.map((_, index) => index));
  for (const { calls, ms } of RATES) {
    for (const { at } of sent) {
      expect(sent.filter((other) => other.at >= at && other.at < at + ms).length).toBeLessThanOrEqual(calls);
    }
  }
  expect(sent.map(({ at }) => at)).toEqual([0, 0, 0, 100, 100, 1000, 1000, 1000, 1100, 1100, 2000, 2000]);
});

test("an abort ends the wait of one call, and the next one still gets its turn", async () => {
  const { turn } = virtual();
  const stopped = AbortSignal.abort(new Error("stopped"));
  const { signal } = new AbortController();
  await Promise.all([turn(signal), turn(signal), turn(signal)]);
  await expect(turn(stopped)).rejects.toThrow("stopped");
  await expect(turn(signal)).resolves.toBeUndefined();
});
