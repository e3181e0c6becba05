/** The null provider for tests: a gRPC server that Terraform attaches to instead of installing and starting a plugin. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadPackageDefinition, Server, ServerCredentials } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { decode, encode, ExtData } from "@msgpack/msgpack";

export interface NullProvider {
  /** The environment with which Terraform finds it. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

interface Value {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

interface NullResource {
  readonly id: unknown;
  readonly triggers: Readonly<Record<string, unknown>> | null;
}

/** How Terraform writes a value that is known after apply only. */
const UNKNOWN = new ExtData(0, new Uint8Array(1));
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const read = ({ msgpack }: Value): NullResource | null => decode(msgpack ?? []) as NullResource | null;
const write = (resource: NullResource | null): Value => ({ msgpack: encode(resource) });

const NULL_RESOURCE = {
  version: 0,
  block: {
    attributes: [
      { name: "id", type: bytes("string"), computed: true },
      { name: "triggers", type: bytes(["map", "string"]), optional: true },
    ],
  },
};

/** Starts the provider on a socket of its own in the system's folder for temporary files. */
export async function startNullProvider(): Promise<NullProvider> {
  const directory = await mkdtemp(join(tmpdir(), "null-provider-"));
  const socket = join(directory, "grpc.sock");
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  server.addService(providerService(), {
    GetProviderSchema: answer(() => ({
      provider: { version: 0, block: { attributes: [] } },
      resource_schemas: { null_resource: NULL_RESOURCE },
    })),
    ValidateProviderConfig: answer(() => ({})),
    ConfigureProvider: answer(() => ({})),
    ValidateResourceConfig: answer(() => ({})),
    UpgradeResourceState: answer(({ raw_state }: { raw_state: Value }) => ({ upgraded_state: raw_state })),
    ReadResource: answer(({ current_state }: { current_state: Value }) => ({ new_state: current_state })),
    PlanResourceChange: answer(plan),
    ApplyResourceChange: answer(({ planned_state }: { planned_state: Value }) => ({
      new_state: create(planned_state),
    })),
    StopProvider: answer(() => ({})),
  });
  await new Promise<void>((bound, failed) =>
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? failed(error) : bound(),
    ),
  );
  const attached = {
    Protocol: "grpc",
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true, // Terraform leaves the process alone
    Addr: { Network: "unix", String: socket },
  };
  return {
    env: { TF_REATTACH_PROVIDERS: JSON.stringify({ "registry.terraform.io/hashicorp/null": attached }) },
    close: async () => {
      server.forceShutdown();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function providerService(): ServiceClientConstructor["service"] {
  const definition = loadSync(join(__dirname, "plugin-protocol.proto"), { keepCase: true });
  const { tfplugin6 } = loadPackageDefinition(definition);
  return (tfplugin6 as unknown as Record<"Provider", ServiceClientConstructor>).Provider.service;
}

function answer<Q, A>(handle: (request: Q) => A): (call: ServerUnaryCall<Q, A>, reply: sendUnaryData<A>) => void {
  return ({ request }, reply) => reply(null, handle(request));
}

/** Other triggers ask for another resource; the same ones change nothing. */
function plan({ prior_state, proposed_new_state }: { prior_state: Value; proposed_new_state: Value }): object {
  const [prior, proposed] = [read(prior_state), read(proposed_new_state)];
  if (proposed === null) return { planned_state: proposed_new_state };
  if (prior === null) return { planned_state: write({ ...proposed, id: UNKNOWN }) };
  if (isDeepStrictEqual(prior.triggers, proposed.triggers)) return { planned_state: prior_state };
  return {
    planned_state: write({ ...proposed, id: UNKNOWN }),
    requires_replace: [{ steps: [{ attribute_name: "triggers" }] }],
  };
}

let created = 0;

function create(planned: Value): Value {
  const resource = read(planned);
  return resource === null ? planned : write({ ...resource, id: String((created += 1)) });
}
