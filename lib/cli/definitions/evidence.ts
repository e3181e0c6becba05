import { Option } from "commander";
import { findConfig } from "../../run/config-file";
import type { Define } from "../definition";
import * as options from "../options";
import type { RunFlags } from "../options";

interface EvidenceFlags extends Pick<RunFlags, "config" | "deadline"> {
  readonly cname?: string;
  readonly txt?: string;
  readonly resolver: readonly string[];
  readonly output: "text" | "json";
}

export const defineEvidence: Define = (program, host, exit) => {
  program
    .command("evidence")
    .description("Show what DNS holds for names: zone, servers, a record, CAA, DNSSEC. It asks no CA.")
    .argument("<names...>", "domain names, or names of records with --cname or --txt")
    .addOption(new Option("--cname <target>", "the alias that each name must be").conflicts("txt"))
    .option("--txt <text>", "the text that each name must have")
    .addOption(options.configOption())
    .addOption(
      options.repeated(
        "--resolver <address>",
        "a resolver to ask in place of those of the file or the system; may be repeated",
        "those of the file or the system",
      ),
    )
    .addOption(new Option("--output <format>", "the form").choices(["text", "json"]).default("text"))
    .addOption(options.deadlineOption("longest time for asking DNS", 60))
    .addHelpText("after", "\nExample: dcv evidence _6f66.example.com --cname d6a3.ca.example")
    .action(async (names: readonly string[], flags: EvidenceFlags) => {
      const { evidenceCommand } = await import("../commands/evidence");
      const { cname, txt, resolver: resolvers, output, deadline } = flags;
      const value = cname ?? txt;
      const wanted = value === undefined ? null : ({ method: cname === undefined ? "TXT" : "CNAME", value } as const);
      const configPath = await findConfig(flags.config ?? null, host);
      exit(await evidenceCommand({ names, wanted, configPath, resolvers, output, deadlineMs: deadline * 1000 }, host));
    });
};
