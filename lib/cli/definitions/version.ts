import type { Define } from "../definition";

export const defineVersion: Define = (program, host, exit) => {
  program
    .command("version")
    .description("Show the version of dcv, and of what it runs on.")
    .option("--json", "as JSON, with the versions of Node and the platform", false)
    .action(async (flags: { readonly json: boolean }) => {
      const { versionCommand } = await import("../commands/version");
      exit(versionCommand(flags, host));
    });
};
