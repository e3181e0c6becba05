/** `dcv version`: what a report of a problem needs to name. */
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { VERSION } from "../../run/package-root";

export function versionCommand({ json }: { readonly json: boolean }, { stdout }: Host): number {
  const about = { version: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
  stdout.write(json ? `${JSON.stringify(about, null, 2)}\n` : `${VERSION}\n`);
  return EXIT.ok;
}
