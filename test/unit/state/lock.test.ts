/** One writer at a time on one machine, and no lock that outlives its holder. */
import { spawn } from "node:child_process";
import { linkSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lockFile } from "../../../lib/state/lock";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "dcv-lock-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("the second is told who holds it, and gets it after the release", async () => {
  const path = join(directory, "state.jsonl");
  const first = await lockFile(path, "process 1");
  if (first.kind !== "held") throw new Error("not held");
  expect(await lockFile(path, "process 2")).toEqual({ kind: "taken", holder: "process 1" });
  await first.release();
  const second = await lockFile(path, "process 2");
  expect(second.kind).toBe("held");
  if (second.kind === "held") await second.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("a holder that was killed leaves a file that holds nothing", async () => {
  const path = join(directory, "state.jsonl");
  const listen = `require("node:net").createServer().listen(${JSON.stringify(`${path}.lock.00000000000000aa`)}, () => console.log("ready"))`;
  const child = spawn(process.execPath, ["-e", listen], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((ready) => child.stdout.once("data", ready));
  child.kill("SIGKILL");
  await new Promise((ended) => child.once("close", ended));
  expect(readdirSync(directory)).toEqual(["state.jsonl.lock.00000000000000aa"]);
  const lock = await lockFile(path, "process 2");
  expect(lock.kind).toBe("held");
  if (lock.kind === "held") await lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("of contenders that find what a killed holder left, exactly one gets the lock, and the others are told of it", async () => {
  const path = join(directory, "state.jsonl");
  const dead = join(directory, "dead");
  const listen = `require("node:net").createServer().listen(${JSON.stringify(dead)}, () => console.log("ready"))`;
  const child = spawn(process.execPath, ["-e", listen], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((ready) => child.stdout.once("data", ready));
  child.kill("SIGKILL");
  await new Promise((ended) => child.once("close", ended));
  for (let round = 0; round < 60; round += 1) {
    linkSync(dead, `${path}.lock.00000000000000aa`);
    const outcomes = await Promise.all(
      ["a", "b", "c", "d"].map(async (name, index) => {
        await sleep(((round * 7 + index * 3) % 5) * (round % 2));
        return { name, lock: await lockFile(path, `process ${name}`) };
      }),
    );
    const held = outcomes.filter(({ lock }) => lock.kind === "held");
    expect(held).toHaveLength(1);
    for (const { lock } of outcomes) {
      if (lock.kind === "taken") expect(lock.holder).toBe(`process ${held[0]?.name}`);
      else await lock.release();
    }
    expect(readdirSync(directory)).toEqual(["dead"]);
  }
}, 60_000);

test("a file of another program beside it is not touched", async () => {
  const path = join(directory, "state.jsonl");
  writeFileSync(`${path}.lock.00000000000000aa`, "notes");
  const lock = await lockFile(path, "process 1");
  expect(lock.kind).toBe("held");
  if (lock.kind === "held") await lock.release();
  expect(readdirSync(directory)).toEqual(["state.jsonl.lock.00000000000000aa"]);
});

test("a holder that says nothing holds it all the same", async () => {
  const path = join(directory, "state.jsonl");
  const server = createServer((socket) => socket.end());
  await new Promise<void>((ready) => server.listen(`${path}.lock.ffffffffffffffff`, ready));
  expect(await lockFile(path, "process 2")).toEqual({ kind: "taken", holder: "another process" });
  await new Promise((done) => server.close(done));
});

test("a path longer than the address of a socket may be is locked too", async () => {
  const path = join(directory, "x".repeat(120));
  const lock = await lockFile(path, "process 1");
  expect((await lockFile(path, "process 2")).kind).toBe("taken");
  if (lock.kind === "held") await lock.release();
});
