/** Providers in the test's own process: Terraform attaches to them instead of installing and starting a plugin. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PluginProvider } from "../../../lib/terraform/plugin/provider";
import { createCalls } from "../../../lib/terraform/plugin/protocol/calls";
import { startServer } from "../../../lib/terraform/plugin/protocol/server";

export interface Attached {
  /** The environment with which Terraform finds them. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** @param providers by source, such as `hashicorp/null`; each on a socket of its own */
export async function attach(providers: Readonly<Record<string, PluginProvider<object>>>): Promise<Attached> {
  const directory = await mkdtemp(join(tmpdir(), "attached-"));
  const started = await Promise.all(
    Object.entries(providers).map(async ([source, provider], index) => {
      const answering = createCalls(provider, () => undefined);
      const socket = join(directory, `${index}.sock`);
      const server = await startServer(
        { calls: answering.calls, shutDown: () => undefined, tls: null },
        `unix:${socket}`,
      );
      const attached = {
        Protocol: "grpc",
        ProtocolVersion: 6,
        Pid: process.pid,
        Test: true, // Terraform leaves the process alone
        Addr: { Network: "unix", String: socket },
      };
      const end = async (): Promise<void> => {
        await answering.close();
        server.forceShutdown();
      };
      return { entry: [`registry.terraform.io/${source}`, attached] as const, end };
    }),
  );
  return {
    env: { TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(started.map(({ entry }) => entry))) },
    close: async () => {
      for (const { end } of started) await end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
