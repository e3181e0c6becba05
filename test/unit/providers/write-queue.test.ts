import { createWriteQueue } from "../../../lib/providers/write-queue";

const live = new AbortController().signal;

/** A queue in virtual time. */
function queue() {
  const clock = { now: 0 };
  const slept: number[] = [];
  const writes = createWriteQueue(
    () => clock.now,
    async (ms) => {
      slept.push(ms);
      clock.now += ms;
    },
  );
  return { writes, clock, slept };
}

describe("calls that change something", () => {
  test.each([
    ["the first begins at once, the next a second after it", [0, 0, 0], [1000, 1000]],
    ["what a call took counts", [300, 1500, 0], [700]],
    ["a clock that was set back holds up a call for a second at most", [-60_000, 0], [1000]],
  ])("%s", async (_, takes, waits) => {
    const { writes, clock, slept } = queue();
    for (const ms of takes) await writes.run(live, async () => (clock.now += ms));
    expect(slept).toEqual(waits);
  });

  test("never overlap, and keep their order", async () => {
    const { writes } = queue();
    const seen: string[] = [];
    const task = (name: string) => async () => {
      seen.push(`begin ${name}`);
      await Promise.resolve();
      seen.push(`end ${name}`);
    };
    await Promise.all(["a", "b"].map((name) => writes.run(live, task(name))));
    expect(seen).toEqual(["begin a", "end a", "begin b", "end b"]);
  });

  test("one that fails does not hold up the next", async () => {
    const { writes } = queue();
    await expect(writes.run(live, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(writes.run(live, async () => "yes")).resolves.toBe("yes");
  });

  test("one that is stopped while it waits is not begun", async () => {
    const { writes } = queue();
    const stop = new AbortController();
    await writes.run(live, async () => stop.abort("stopped"));
    const begun = jest.fn();
    await expect(writes.run(stop.signal, begun)).rejects.toBe("stopped");
    expect(begun).not.toHaveBeenCalled();
  });
});
