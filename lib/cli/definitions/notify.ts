import { TARGET_KINDS } from "../../notify/targets";
import type { TargetKind } from "../../notify/targets";
import { DEFAULT_DEADLINE_SECONDS } from "../../run/deadline";
import type { Define } from "../definition";
import * as options from "../options";

interface NotifyFlags {
  readonly before?: string;
  readonly to: readonly TargetKind[];
  readonly dryRun: boolean;
  readonly config?: string;
}

export const defineNotify: Define = (program, host, exit) => {
  program
    .command("notify")
    .description("Send a message if anything has changed since the last time: to Slack, Teams, a webhook, or by mail.")
    .argument("<plan>", "what dcv plan --output json=PATH wrote; - for standard input")
    .option("--before <file>", "the earlier plan or state; else the changes that a plan with --state reports")
    .addOption(
      options.repeatedChoice(
        "--to <target>",
        "where to send it; may be repeated; all configured targets unless given",
        TARGET_KINDS,
      ),
    )
    .option("--dry-run", "show the message, and send nothing", false)
    .addOption(options.configOption())
    .addHelpText(
      "after",
      "\nThe environment says where to: DCV_NOTIFY_SLACK_URL, DCV_NOTIFY_TEAMS_URL, DCV_NOTIFY_WEBHOOK_URL (with DCV_NOTIFY_WEBHOOK_TOKEN), DCV_NOTIFY_SMTP_URL (with DCV_NOTIFY_SMTP_FROM and DCV_NOTIFY_SMTP_TO).\nExample: dcv notify plan.json --before yesterday.jsonl",
    )
    .action(async (planPath: string, flags: NotifyFlags) => {
      const { notifyCommand } = await import("../commands/notify");
      const { before: beforePath = null, to, dryRun, config } = flags;
      const flagsOfRun = { deadline: DEFAULT_DEADLINE_SECONDS, logLevel: "info" } as const;
      const run = () => options.runOptions({ ...flagsOfRun, ...(config === undefined ? {} : { config }) }, host);
      exit(await notifyCommand({ planPath, beforePath, to, dryRun, run }, host));
    });
};
