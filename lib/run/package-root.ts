/** Finds what ships beside the code (rules, scenarios, schemas), whether it runs compiled or from source. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
}

function find(directory: string): { root: string; manifest: Manifest } {
  const file = join(directory, "package.json");
  if (!existsSync(file) && dirname(directory) !== directory) return find(dirname(directory));
  return { root: directory, manifest: JSON.parse(readFileSync(file, "utf8")) as Manifest };
}

const found = find(__dirname);

/** The directory of this package. */
export const PACKAGE_ROOT = found.root;
export const VERSION = found.manifest.version;
export const POLICY_DIRECTORY = join(PACKAGE_ROOT, "policies");
export const TABLES_DIRECTORY = join(POLICY_DIRECTORY, "tables");
/** The scenario of the embedded CA where no other is given. */
export const DEMO_SCENARIO = join(PACKAGE_ROOT, "lib/simulator/scenarios/demo.yaml");
