import { setTimeout as sleep } from "node:timers/promises";
import { allEnded } from "../../../../lib/run/apply/all-ended";

test("the results come in the order of the works", async () => {
  const onFailure = jest.fn();
  expect(await allEnded([sleep(20, "a"), sleep(1, "b")], onFailure)).toEqual(["a", "b"]);
  expect(onFailure).not.toHaveBeenCalled();
});

test("a failure is thrown when all have ended, and the others hear of it at once", async () => {
  const events: string[] = [];
  const failing = sleep(1).then(() => {
    throw new Error("the disk is full");
  });
  const other = sleep(50).then(() => void events.push("the other ended"));
  const all = allEnded<void>([failing, other], () => events.push("failed"));
  await expect(all).rejects.toThrow("the disk is full");
  expect(events).toEqual(["failed", "the other ended"]);
});
