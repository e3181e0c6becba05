import { UserError } from "../../run/user-error";
import type { Define } from "../definition";
import * as options from "../options";

export const defineSimulate: Define = (program, host) => {
  program
    .command("simulate")
    .description("Serve the embedded CA on this machine.")
    .option("--port <port>", "the port to listen on; 0 for any that is free", options.portNumber, 8080)
    .option("--scenario <file>", "what the CA holds, and where it misbehaves; - for standard input")
    .option(
      "--dns-port <port>",
      "serve a DNS on this port, too: it takes updates, and the CA looks at it",
      options.portNumber,
    )
    .addOption(
      options.repeated("--dns-zone <name>", "a zone of that DNS; may be repeated", "the root, which holds all names"),
    )
    .option(
      "--dns-lag <seconds>",
      "a second server of that DNS, on the next port, lags by so much",
      options.positiveNumber,
    )
    .addHelpText(
      "after",
      "\nExample: dcv simulate --port 8080 --dns-port 5300 --scenario examples/scenarios/outage.yaml",
    )
    .action(async (flags: Flags) => {
      if (flags.dnsPort === undefined && (flags.dnsZone.length > 0 || flags.dnsLag !== undefined)) {
        throw new UserError("--dns-zone and --dns-lag need --dns-port");
      }
      const { simulateCommand } = await import("../commands/simulate");
      const dns =
        flags.dnsPort === undefined
          ? null
          : {
              port: flags.dnsPort,
              zones: flags.dnsZone,
              lagMs: flags.dnsLag === undefined ? null : flags.dnsLag * 1000,
            };
      await simulateCommand({ port: flags.port, scenarioPath: flags.scenario ?? null, dns }, host);
    });
};

interface Flags {
  readonly port: number;
  readonly scenario?: string;
  readonly dnsPort?: number;
  readonly dnsZone: readonly string[];
  readonly dnsLag?: number;
}
