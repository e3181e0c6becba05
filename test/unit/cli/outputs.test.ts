/** An output that is interrupted while it is written: the file is whole, or as it was. */
import { Readable } from "node:stream";
import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Host } from "../../../lib/cli/host";
import type { Interruption } from "../../../lib/run/context";
import { writeOutputs } from "../../../lib/cli/outputs";
import type { Listing } from "../../../lib/core/listing";
import { present, validated } from "../../support/domains";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-outputs-"));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const INTERRUPTION: Interruption = { kind: "interruption", signal: "SIGTERM" };

/** Some megabytes of JSON: enough for several writes to the disk. */
const LISTING: Listing = {
  provider: "sectigo",
  type: "sectigo",
  asOf: 0,
  undated: 0,
  complete: true,
  error: null,
  warnings: [],
  observations: Array.from({ length: 5000 }, (_, index) =>
    present(`host-${index}.example.com`, validated("2026-11-01")),
  ),
};

function hostAt(cwd: string, interrupted: AbortSignal): Host & { readonly said: string[] } {
  const said: string[] = [];
  const stream = {
    write: (text: string) => void said.push(text),
    drained: () => Promise.resolve(),
    isTTY: false,
    columns: 80,
  };
  const startEmbeddedCa = () => Promise.reject(new Error("no CA is asked here"));
  return {
    env: {},
    modules: [],
    cwd,
    now: () => 0,
    stdout: stream,
    stderr: stream,
    ask: null,
    stdin: () => Readable.from([]),
    interrupted,
    startEmbeddedCa,
    said,
  };
}

const write = async (interruption: AbortController, listing = LISTING) => {
  const host = hostAt(directory, interruption.signal);
  const outputs = [{ format: "json", path: "list.json", boundary: "/" }] as const;
  return { written: await writeOutputs("list", listing, outputs, false, host), said: host.said };
};

/** Interrupts as soon as the writing of a file has begun. */
function interruptWriting(): AbortController {
  const interruption = new AbortController();
  const { open } = fs.promises;
  jest.spyOn(fs.promises, "open").mockImplementation(async (...args) => {
    const file = await open(...args);
    interruption.abort(INTERRUPTION);
    return file;
  });
  return interruption;
}

test("nothing is left of a file that was begun", async () => {
  await expect(write(interruptWriting())).rejects.toEqual(INTERRUPTION);
  expect(readdirSync(directory)).toEqual([]);
});

test("a file that was there stays as it was", async () => {
  writeFileSync(join(directory, "list.json"), "earlier");
  await expect(write(interruptWriting())).rejects.toEqual(INTERRUPTION);
  expect(readdirSync(directory)).toEqual(["list.json"]);
  expect(readFileSync(join(directory, "list.json"), "utf8")).toBe("earlier");
});

test("one that comes after the writing is heard as well", async () => {
  const interruption = new AbortController();
  const { rename } = fs.promises;
  jest.spyOn(fs.promises, "rename").mockImplementation(async (...args) => {
    await rename(...args);
    interruption.abort(INTERRUPTION);
  });
  await expect(write(interruption)).rejects.toEqual(INTERRUPTION);
  expect(readFileSync(join(directory, "list.json"), "utf8")).toMatch(/\}\n$/);
});

test("without one, all is written and nothing is said", async () => {
  expect(await write(new AbortController())).toEqual({ written: true, said: [] });
  expect(readdirSync(directory)).toEqual(["list.json"]);
});

test("a text that cannot be made is a bug, not a failure of the disk", async () => {
  const last = {
    ...present("last.example.com", validated("2026-11-01")),
    get domain(): string {
      throw new RangeError("a bug");
    },
  };
  const broken = { ...LISTING, observations: [...LISTING.observations, last] };
  await expect(write(new AbortController(), broken)).rejects.toThrow("a bug");
  expect(readdirSync(directory)).toEqual([]);
});

describe("standard output", () => {
  /** Its reader takes `patience` chunks, each some turns of the event loop after it came, and then interrupts. */
  const writeTo = async (patience: number) => {
    const interruption = new AbortController();
    const chunks: string[] = [];
    let waiting = 0;
    const host = hostAt(directory, interruption.signal);
    const stdout = {
      ...host.stdout,
      write(text: string): void {
        chunks.push(text);
        waiting += 1;
        expect(waiting).toBe(1);
      },
      async drained(): Promise<void> {
        for (let turn = 0; turn < 3; turn += 1) await setImmediate();
        waiting -= 1;
        if (chunks.length === patience) interruption.abort(INTERRUPTION);
      },
    };
    const outputs = [{ format: "json", path: null, boundary: "/" }] as const;
    const written = writeOutputs("list", LISTING, outputs, false, { ...host, stdout });
    return { chunks, ended: await written.catch((error: unknown) => error) };
  };

  test("gets the next chunk when its reader has taken the one before", async () => {
    const { chunks, ended } = await writeTo(Number.POSITIVE_INFINITY);
    expect(ended).toBe(true);
    expect(chunks.length).toBeGreaterThan(10);
    const { domains } = JSON.parse(chunks.join("")) as { readonly domains: readonly unknown[] };
    expect(domains).toHaveLength(LISTING.observations.length);
  });

  test("gets no more once a signal has come", async () => {
    const { chunks, ended } = await writeTo(2);
    expect([chunks.length, ended]).toEqual([2, INTERRUPTION]);
  });
});
