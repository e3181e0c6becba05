/** `dcv validate`: the file alone, offline. */
import { resolve } from "node:path";
import { loadConfig } from "../../config/load";
import { counted, printable } from "../../core/printable";
import { problemCount } from "../../document/problems";
import { displayName } from "../../document/read";
import { diagnosticsText, hasErrors } from "../../run/diagnostics";
import { EXIT } from "../exit-code";
import type { Host } from "../host";
import { checkReferences } from "../../run/references";

export async function validateCommand({ configPath }: { readonly configPath: string }, host: Host): Promise<number> {
  const context = { modules: host.modules, env: host.env, cwd: host.cwd, now: host.now(), needs: "domains" } as const;
  const loaded = await loadConfig(configPath, context);
  const diagnostics = await checkReferences(loaded, host.cwd);
  host.stderr.write(diagnosticsText(diagnostics));
  if (loaded.config === null || hasErrors(diagnostics)) {
    host.stderr.write(`${counted(problemCount(diagnostics), "problem")} found\n`);
    return EXIT.error;
  }
  const { domains, providers, waivers } = loaded.config;
  const waived = waivers.length === 0 ? "" : `, ${counted(waivers.length, "waiver")}`;
  host.stdout.write(
    `${printable(displayName(resolve(host.cwd, configPath), host.cwd))} is valid: ${counted(domains.length, "domain")} at ${counted(providers.length, "provider")}${waived}\n`,
  );
  return EXIT.ok;
}
