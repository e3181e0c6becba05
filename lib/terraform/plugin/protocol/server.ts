/** The gRPC server on which Terraform calls the provider. */
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { STOPPED } from "../provider";
import type { KeyPair } from "./certificate";
import { decodeMessage, encodeMessage, SERVICES } from "./messages";
import type { Calls, MessageName } from "./messages";

interface ServerOptions {
  readonly calls: Calls;
  /** Called when Terraform needs this process no more. */
  readonly shutDown: () => void;
  /** Null: without TLS. */
  readonly tls: { readonly own: KeyPair; /** PEM; no other may connect. */ readonly client: string } | null;
}

/** @param address such as `unix:/tmp/x.sock` */
export async function startServer({ calls, shutDown, tls }: ServerOptions, address: string): Promise<Server> {
  // The plan of a large estate is larger than the limit that gRPC sets by default.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(definitionOf("tfplugin6.Provider"), implementationOf(calls));
  server.addService(definitionOf("plugin.GRPCController"), {
    Shutdown: (_call: unknown, reply: sendUnaryData<object>) => {
      reply(null, {});
      shutDown();
    },
  });
  const credentials = tls === null ? ServerCredentials.createInsecure() : mutualTls(tls);
  await new Promise<void>((bound, failed) =>
    server.bindAsync(address, credentials, (error) => (error === null ? bound() : failed(error))),
  );
  return server;
}

function mutualTls({ own, client }: NonNullable<ServerOptions["tls"]>): ServerCredentials {
  const pair = { private_key: Buffer.from(own.key), cert_chain: Buffer.from(own.certificate) };
  return ServerCredentials.createSsl(Buffer.from(client), [pair], true);
}

function definitionOf(service: keyof typeof SERVICES): ServiceDefinition {
  const calls = Object.entries<readonly [MessageName, MessageName]>(SERVICES[service]);
  return Object.fromEntries(
    calls.map(([call, [request, answer]]) => [
      call,
      {
        path: `/${service}/${call}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: (message: object) => encodeMessage(request, message),
        requestDeserialize: (bytes: Buffer) => decodeMessage(request, bytes),
        responseSerialize: (message: object) => encodeMessage(answer, message),
        responseDeserialize: (bytes: Buffer) => decodeMessage(answer, bytes),
      },
    ]),
  );
}

type AnyCall = (request: unknown, cancelled: AbortSignal) => Promise<object>;

function implementationOf(calls: Calls): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(calls as Readonly<Record<string, AnyCall>>).map(([name, answer]) => [
      name,
      (call: ServerUnaryCall<unknown, object>, reply: sendUnaryData<object>) => {
        const cancelling = new AbortController();
        call.on("cancelled", () => cancelling.abort(STOPPED));
        answer(call.request, cancelling.signal).then(
          (message) => reply(null, message),
          (error: Error) => reply({ code: status.INTERNAL, details: error.message }),
        );
      },
    ]),
  );
}
