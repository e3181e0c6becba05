/** `dcv notify`: sends one message about what has changed since the plan or the state of before, where anything has. */
import { setTimeout as wait } from "node:timers/promises";
import { messageText } from "../../notify/message";
import { readTargets } from "../../notify/targets";
import type { TargetKind } from "../../notify/targets";
import { proxyOf } from "../../run/open-providers";
import { notificationOf } from "../../run/notify";
import type { RunOptions } from "../../run/run";
import { UserError } from "../../run/user-error";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { createProgress } from "../progress";

export interface NotifyOptions {
  readonly planPath: string;
  readonly beforePath: string | null;
  readonly to: readonly TargetKind[];
  /** Show the message, and send nothing. */
  readonly dryRun: boolean;
  readonly run: () => Promise<RunOptions>;
}

export async function notifyCommand(options: NotifyOptions, host: Host): Promise<number> {
  const { targets, problems } = options.dryRun ? { targets: [], problems: [] } : readTargets(host.env, options.to);
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  const sources = { plan: options.planPath, before: options.beforePath };
  const progress = createProgress(host.stderr, "info");
  const { notification, since } = await notificationOf(sources, options.run, host, progress);
  if (notification === null) {
    host.stderr.write(`dcv: nothing has changed since ${since}, so nothing is sent\n`);
    return EXIT.ok;
  }
  if (options.dryRun) {
    host.stdout.write(messageText(notification.message));
    return EXIT.ok;
  }
  const { send } = await import("../../notify/send");
  const proxy = proxyOf(host);
  const deliveries = await send(targets, notification, {
    proxy: { httpsProxy: proxy?.address, noProxy: proxy?.noProxy },
    // The signal's own reason is thrown, and not the error that the timer makes of it.
    sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted()),
    signal: host.interrupted,
  });
  for (const { kind, problem } of deliveries) {
    if (problem === null) host.stdout.write(`${kind}: sent\n`);
    else host.stderr.write(`dcv: ${kind}: ${problem}\n`);
  }
  return deliveries.every(({ problem }) => problem === null) ? EXIT.ok : EXIT.error;
}
