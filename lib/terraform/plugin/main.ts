/** The provider as a process of its own. `scripts/bundle` makes one file of it, which Terraform starts. */
import { PROVIDER_MODULES } from "../../providers/registry";
import { createDcvProvider } from "./dcv-provider";
import { serve } from "./protocol/serve";

void serve((log) =>
  createDcvProvider({
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    modules: PROVIDER_MODULES,
    pid: process.pid,
    log: (text) => log("info", text),
    onCall: ({ provider, method, url, status, durationMs, attempt }) =>
      log("debug", "a call to a CA", { provider, method, url, status, durationMs, attempt }),
  }),
);
