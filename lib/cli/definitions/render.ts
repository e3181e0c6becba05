import type { Define } from "../definition";
import * as options from "../options";
import type { ColorFlag } from "../options";

interface RenderFlags extends ColorFlag {
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly output: readonly string[];
  readonly prometheusLabel: readonly string[];
}

export const defineRender: Define = (program, host, exit) => {
  program
    .command("render")
    .description("Write a saved plan in other formats; it asks no CA and does not judge again.")
    .argument("<plan>", "what dcv plan --output json=PATH wrote; - for standard input")
    .addOption(options.outputOption("plan"))
    .addOption(options.prometheusLabelOption())
    .addOption(options.verboseOption())
    .addOption(options.quietOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv render plan.json --output markdown --output html=report.html")
    .action(async (planPath: string, flags: RenderFlags) => {
      const { renderCommand } = await import("../commands/render");
      const color = options.usesColor(flags, host);
      const { output: outputs, prometheusLabel: metricLabels } = flags;
      const detail = options.detailOf(flags);
      exit(await renderCommand({ planPath, outputs, metricLabels, color, detail }, host));
    });
};
