import { Option } from "commander";
import { RECORDS_FORMAT_NAMES } from "../../report/records/registry";
import type { RecordsFormat } from "../../report/records/registry";
import type { Define } from "../definition";
import * as options from "../options";

interface RecordsFlags {
  readonly format: RecordsFormat;
  readonly out?: string;
  readonly keep: boolean;
  readonly zone: readonly string[];
}

export const defineRecords: Define = (program, host, exit) => {
  program
    .command("records")
    .description("Write the DNS records that a saved plan waits for, for the tool that owns the zones.")
    .argument("<plan>", "what dcv plan --output json=PATH wrote; - for standard input")
    .addOption(new Option("--format <format>", "the form of the tool").choices(RECORDS_FORMAT_NAMES).default("zone"))
    .option("--out <dir>", "the folder for the files; standard output unless given")
    .option("--keep", "also records that no order waits for any more, which a renewal may need", false)
    .addOption(
      options.repeated(
        "--zone <name>",
        "a zone that a record may belong to, where DNS was not asked; may be repeated",
        "the registrable domain",
      ),
    )
    .addHelpText("after", "\nExample: dcv records plan.json --format terraform --out dns")
    .action(async (planPath: string, flags: RecordsFlags) => {
      const { recordsCommand } = await import("../commands/records");
      const { format, out, keep, zone: zones } = flags;
      exit(await recordsCommand({ planPath, format, outDir: out ?? null, keep, zones }, host));
    });
};
