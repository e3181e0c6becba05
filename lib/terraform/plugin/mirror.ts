/**
 * A filesystem mirror: folders in which Terraform and OpenTofu look for a provider that is in no registry. Each platform has a folder with
 * the one script, the policies beside it, and a manifest that says where both are from.
 */
import { chmod, copyFile, cp, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PACKAGE_ROOT, POLICY_DIRECTORY, VERSION } from "../../run/package-root";
import { UserError } from "../../run/user-error";

/** As `required_providers` has it. Terraform and OpenTofu each put a host of their own before it. */
const SOURCE = "dcv-reconciler/dcv";
const HOSTS = ["registry.terraform.io", "registry.opentofu.org"];

/** Where a script with a `#!` line is a program. */
export const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"] as const;

const SCRIPT = join(PACKAGE_ROOT, "dist/terraform/terraform-provider-dcv");

/**
 * Lays this version into the mirror, in the place of an earlier copy of it. Other versions stay.
 * @param directory absolute; it may hold other providers
 * @throws UserError where it cannot be written
 */
export async function writeMirror(directory: string): Promise<void> {
  if ((await stat(SCRIPT).catch(() => null)) === null)
    throw new UserError(`the provider is not built: there is no ${SCRIPT}; run npm run build`);
  try {
    await makeFolder(directory);
    for (const host of HOSTS) await writeVersion(join(directory, host, SOURCE, VERSION));
  } catch (error) {
    throw new UserError(`cannot write to ${directory}: ${(error as Error).message}`);
  }
}

async function writeVersion(place: string): Promise<void> {
  const draft = `${place}.${process.pid}.new`;
  try {
    for (const platform of PLATFORMS) await writePlatform(join(draft, platform));
    await rm(place, { recursive: true, force: true });
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** One by one: where the system makes no folders, such as in `/proc`, a recursive `mkdir` of Node does not end. */
async function makeFolder(path: string): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

async function writePlatform(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const script = join(folder, `terraform-provider-dcv_v${VERSION}`);
  await copyFile(SCRIPT, script);
  await chmod(script, 0o755);
  await cp(POLICY_DIRECTORY, join(folder, "policies"), { recursive: true });
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ name: "dcv-reconciler", version: VERSION })}\n`);
}

/** The file of Terraform's command line, and of OpenTofu's, that makes it take this provider from the mirror, and all others from where they are. */
export function cliConfiguration(directory: string): string {
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(directory)}
    include = ["${SOURCE}"]
  }
  direct {
    exclude = ["${SOURCE}"]
  }
}
`;
}
