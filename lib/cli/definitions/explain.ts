import { UserError } from "../../run/user-error";
import type { Define } from "../definition";
import * as options from "../options";
import type { ColorFlag, RunFlags } from "../options";
import { selectionOf, selectionOptions } from "../selection-options";
import type { SelectionFlags } from "../selection-options";

interface ExplainFlags extends RunFlags, ColorFlag, SelectionFlags {
  readonly list: boolean;
  readonly state: readonly string[];
}

export const defineExplain: Define = (program, host, exit) => {
  const explain = program
    .command("explain")
    .description("Explain a rule and its result for each domain, or show everything that is known of one domain.")
    .argument("[rule or domain]", "the id of a rule, such as dcv-reuse-limit, or the name of a declared domain")
    .option("--list", "list all rules", false)
    .addOption(
      options.repeated(
        "--state <file>",
        "for one domain: its history from this state of an earlier day; may be repeated",
        "none",
      ),
    )
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv explain dcv-reuse-limit --as-of 2027-03-15")
    .action(async (subject: string | undefined, flags: ExplainFlags) => {
      if ((subject === undefined) !== flags.list) throw new UserError("name one rule or one domain, or use --list");
      const { explainCommand } = await import("../commands/explain");
      const color = options.usesColor(flags, host);
      exit(
        await explainCommand(
          {
            ...(await options.runOptions(flags, host)),
            logLevel: flags.logLevel,
            subject: subject ?? null,
            states: flags.state,
            selection: selectionOf(flags),
            color,
          },
          host,
        ),
      );
    });
  selectionOptions().forEach((option) => explain.addOption(option));
};
