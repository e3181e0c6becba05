import { VERSION } from "../../run/package-root";
import type { Define } from "../definition";
import { EXIT } from "../exit-code";

export const defineVersion: Define = (program, { stdout }, exit) => {
  program
    .command("version")
    .description("Show the version of dcv, and of what it runs on.")
    .option("--json", "as JSON, with the versions of Node and the platform", false)
    .action(({ json }: { readonly json: boolean }) => {
      const about = { version: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
      stdout.write(json ? `${JSON.stringify(about, null, 2)}\n` : `${VERSION}\n`);
      exit(EXIT.ok);
    });
};
