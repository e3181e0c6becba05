/** `dcv validate`: the files alone, offline. */
import { counted, printable } from "../../core/printable";
import { problemCount } from "../../document/problems";
import { loadRunConfig } from "../../run/config-file";
import { diagnosticsText, hasErrors } from "../../run/diagnostics";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { parseOutputs, refuseToReplace, writeCheck } from "../outputs";
import { checkReferences } from "../../run/references";

export interface ValidateOptions {
  readonly configPath: string;
  /** List the files that were read. */
  readonly verbose: boolean;
  /** Besides the lines for people. */
  readonly outputs: readonly string[];
  readonly color: boolean;
}

export async function validateCommand(options: ValidateOptions, host: Host): Promise<number> {
  const { configPath, verbose } = options;
  const outputs = await parseOutputs("check", options.outputs, [configPath], host.cwd);
  const loaded = await loadRunConfig(configPath, host, "domains");
  const diagnostics = await checkReferences(loaded, host.cwd, host.now());
  const read = [
    ...loaded.files.map(({ path }) => path),
    ...(loaded.mentioned?.policies.paths ?? []).map(({ path }) => path),
  ];
  await refuseToReplace(
    outputs,
    read.filter((path) => path !== null),
    host.cwd,
  );
  const estate = loaded.mentioned?.estate ?? null;
  const isWritten = await writeCheck(configPath, { diagnostics, estate }, outputs, options.color, host);
  if (verbose) host.stderr.write(loaded.files.map(({ file }) => `read ${printable(file)}\n`).join(""));
  host.stderr.write(diagnosticsText(diagnostics));
  if (loaded.config === null || hasErrors(diagnostics)) {
    host.stderr.write(`${counted(problemCount(diagnostics), "problem")} found\n`);
    return EXIT.error;
  }
  if (!isWritten) return EXIT.error;
  if (outputs.some(({ path }) => path === null)) return EXIT.ok; // standard output is that output's alone
  const [root, ...included] = loaded.files.map(({ file }) => printable(file));
  const subject = included.length === 0 ? `${root} is` : `${root} and ${counted(included.length, "included file")} are`;
  const { domains, providers, waivers } = loaded.config;
  const waived = waivers.length === 0 ? "" : `, ${counted(waivers.length, "waiver")}`;
  host.stdout.write(
    `${subject} valid: ${counted(domains.length, "domain")} at ${counted(providers.length, "provider")}${waived}\n`,
  );
  return EXIT.ok;
}
