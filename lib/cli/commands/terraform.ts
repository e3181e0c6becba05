/** `dcv terraform install`: lays the native provider where Terraform finds it. */
import { resolve } from "node:path";
import { printable } from "../../core/printable";
import { boundaryOf } from "../../document/boundary";
import { DEFAULT_CONFIG } from "../../run/config-file";
import { VERSION } from "../../run/package-root";
import { refuseToLeave } from "../../run/stay-inside";
import { UserError } from "../../run/user-error";
import { cliConfiguration, writeMirror, PLATFORMS } from "../../terraform/plugin/mirror";
import { EXIT } from "../exit-code";
import type { Host } from "../host";

/** @param isFound whether Terraform looks into that folder by itself */
export async function installCommand(dir: string, isFound: boolean, host: Host): Promise<number> {
  const { cwd, stdout, stderr } = host;
  if (dir === "") throw new UserError("--dir is empty; name the folder of the mirror");
  await refuseToLeave(dir, await boundaryOf(resolve(cwd, DEFAULT_CONFIG), cwd), cwd);
  const directory = resolve(cwd, dir);
  await writeMirror(directory);
  stderr.write(`dcv: provider ${VERSION} for ${PLATFORMS.join(", ")} is in ${printable(directory)}\n`);
  const advice = isFound
    ? `Terraform finds it there where it runs in ${printable(cwd)}; for other folders, write standard output to a file`
    : "Write standard output to a file";
  stderr.write(`dcv: ${advice}, and name that file in TF_CLI_CONFIG_FILE\n`);
  stdout.write(cliConfiguration(directory));
  return EXIT.ok;
}
