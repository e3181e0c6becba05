import type { Define } from "../definition";
import * as options from "../options";

export const defineSimulate: Define = (program, host) => {
  program
    .command("simulate")
    .description("Serve the embedded CA on this machine.")
    .option("--port <port>", "the port to listen on; 0 for any that is free", options.portNumber, 8080)
    .option("--scenario <file>", "what the CA holds, and where it misbehaves")
    .addHelpText("after", "\nExample: dcv simulate --port 8080 --scenario examples/scenarios/outage.yaml")
    .action(async (flags: { readonly port: number; readonly scenario?: string }) => {
      const { simulateCommand } = await import("../commands/simulate");
      await simulateCommand({ port: flags.port, scenarioPath: flags.scenario ?? null }, host);
    });
};
