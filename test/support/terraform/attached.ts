/** Providers in the test's own process: Terraform attaches to them instead of installing and starting a plugin. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PluginProvider } from "../../../lib/terraform/plugin/provider";
import { createCalls } from "../../../lib/terraform/plugin/protocol/calls";
import type { Calls } from "../../../lib/terraform/plugin/protocol/messages";
import { startServer } from "../../../lib/terraform/plugin/protocol/server";
import { wireTypeOfBlock } from "../../../lib/terraform/plugin/protocol/value-types";
import { decodeValue } from "../../../lib/terraform/plugin/protocol/values";
import type { TfObject } from "../../../lib/terraform/plugin/schema";
import type { StandInResource } from "./stand-in";

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
      const calls = withDestroy(answering.calls, provider);
      const socket = join(directory, `${index}.sock`);
      const server = await startServer({ calls, shutDown: () => undefined, tls: null }, `unix:${socket}`);
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

/** The calls, with what a stand-in does when its resource is destroyed. */
function withDestroy(calls: Calls, provider: PluginProvider<object>): Calls {
  return {
    ...calls,
    ApplyResourceChange: async (request, cancelled) => {
      const resource: StandInResource | undefined = provider.resources[request.type_name];
      if (resource?.destroy !== undefined) {
        const type = wireTypeOfBlock(resource.schema);
        const prior = decodeValue(request.prior_state, type);
        if (decodeValue(request.planned_state, type) === null) await resource.destroy(prior as TfObject, cancelled);
      }
      return calls.ApplyResourceChange(request, cancelled);
    },
  };
}
