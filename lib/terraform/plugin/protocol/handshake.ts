/** The start of a provider: Terraform asks by the environment, and the provider answers with one line on standard output. */
import { X509Certificate } from "node:crypto";

/** No secret: it only shows that Terraform, and not a person, has started the file. */
const COOKIE = {
  name: "TF_PLUGIN_MAGIC_COOKIE",
  value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
};
const CORE_PROTOCOL = 1;
const PROTOCOL = 6;

interface Handshake {
  /** PEM; null where Terraform wants no TLS (`TF_DISABLE_PLUGIN_TLS`). */
  readonly clientCertificate: string | null;
  /** Where the socket is to be; null: where temporary files are. */
  readonly socketDirectory: string | null;
}

/** What Terraform asks for, or why this process cannot serve. */
export function readHandshake(
  env: Readonly<Record<string, string | undefined>>,
): Handshake | { readonly problem: string } {
  if (env[COOKIE.name] !== COOKIE.value)
    return {
      problem:
        "this is a Terraform provider, which Terraform starts itself; `dcv terraform install` says how Terraform finds it",
    };
  const versions = (env.PLUGIN_PROTOCOL_VERSIONS ?? String(PROTOCOL)).split(",");
  if (!versions.includes(String(PROTOCOL)))
    return {
      problem: `this provider speaks plugin protocol ${PROTOCOL}, and the program that started it speaks ${versions.join(", ")}; use Terraform 1.8 or later`,
    };
  return { clientCertificate: env.PLUGIN_CLIENT_CERT || null, socketDirectory: env.PLUGIN_UNIX_SOCKET_DIR || null };
}

/** The only text that may ever be on standard output. */
export function handshakeLine(socket: string, certificate: string | null): string {
  const parts = [CORE_PROTOCOL, PROTOCOL, "unix", socket, "grpc"];
  if (certificate === null) return `${parts.join("|")}\n`;
  const der = new X509Certificate(certificate).raw.toString("base64").replace(/=+$/, "");
  return `${[...parts, der].join("|")}\n`;
}
