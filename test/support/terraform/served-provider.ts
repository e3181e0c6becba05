/** A provider that misbehaves on demand, in a process of its own: the entry of a bundle that tests make. */
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "../../../lib/terraform/plugin/protocol/serve";
import { UNKNOWN } from "../../../lib/terraform/plugin/schema";
import { provider, resource } from "./stand-in";

/** Longer than a test waits. */
const FOREVER_MS = 600_000;

/** How many applies wait. */
let waiting = 0;

const DOES: Readonly<Record<string, (signal: AbortSignal) => unknown>> = {
  nothing: () => undefined,
  print: () => {
    // eslint-disable-next-line no-console -- what is tested
    console.log("1|6|unix|/printed|grpc");
    process.stdout.write("printed without console\n");
  },
  throw: () => Reflect.get(null as never, "x"),
  wait: async (signal) => {
    process.stderr.write("the apply has begun\n");
    waiting += 1;
    await sleep(FOREVER_MS, undefined, { signal });
  },
  reject: async (signal) => {
    while (waiting === 0) await sleep(10);
    void Promise.reject(new Error("outside any call"));
    return sleep(FOREVER_MS, undefined, { signal }).catch(() => undefined);
  },
};

void serve(() =>
  provider({
    test_call: resource(
      {
        id: { description: "A name.", mode: "computed", type: "string" },
        does: { description: "What the apply does.", mode: "required", type: "string" },
      },
      {
        plan: (prior, config) => ({ planned: { ...config, id: prior?.id ?? UNKNOWN } }),
        apply: async (planned, _prior, signal) => {
          await DOES[planned.does as string]?.(signal);
          return { ...planned, id: "done" };
        },
      },
    ),
  }),
);
