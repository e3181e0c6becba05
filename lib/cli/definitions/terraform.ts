import { Argument } from "commander";
import type { Define } from "../definition";

/** Terraform looks there in the folder that it runs in, without any configuration. */
const DEFAULT_MIRROR = "terraform.d/plugins";

export const defineTerraform: Define = (program, host, exit) => {
  program
    .command("terraform")
    .description("Install the native Terraform provider, for Linux and macOS.")
    .addArgument(new Argument("<action>", "what to do with it").choices(["install"]))
    .option("--dir <dir>", "the filesystem mirror that it is laid into", DEFAULT_MIRROR)
    .addHelpText(
      "after",
      "\nPrints the configuration with which Terraform finds it; without --dir Terraform finds it in this folder as it is.\nExample: dcv terraform install --dir /opt/terraform/mirror > /opt/terraform/dcv.tfrc",
    )
    .action(async (_action: "install", { dir }: { readonly dir: string }) => {
      const { installCommand } = await import("../commands/terraform");
      exit(await installCommand(dir, dir === DEFAULT_MIRROR, host));
    });
};
