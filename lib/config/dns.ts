/** The `dns` part of `domains.yaml`: which servers are asked what DNS really says. */
import { Type } from "@sinclair/typebox";
import { ALLOWED_HOSTS_VARIABLE, isAllowedAddress } from "../core/base-url";
import type { Diagnostic } from "../core/diagnostic";
import { parseDnsName } from "../core/dns-name";
import { asList, asMapping, asText, asWord } from "../core/loose-values";
import { isDoh, parseResolver, parseServer } from "../core/name-server";
import type { DnsServer, Resolver } from "../core/name-server";
import { parseDocument, withValue } from "../document/document";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { compileSchema } from "../document/schema";
import { readRoot } from "./sources";
import type { InputReader } from "./sources";
import { substitute } from "./substitute";
import type { Environment } from "./substitute";

export const DNS_MODES = ["authoritative", "resolver"] as const;

export interface DnsSettings {
  /** Null: those of the system. */
  readonly resolvers: readonly Resolver[] | null;
  /** Servers to ask in place of those that a resolver names, by zone. */
  readonly zones: ReadonlyMap<string, readonly DnsServer[]>;
  /** `resolver` asks only the resolvers, where a network lets no question through to the servers of a zone. */
  readonly mode: (typeof DNS_MODES)[number];
}

const CLOSED = { additionalProperties: false };
const MAX_SERVERS = 20;

const servers = (description: string, expected: string) =>
  Type.Array(Type.String({ pattern: "\\S", maxLength: 300, expected }), {
    description,
    maxItems: MAX_SERVERS,
    expected: `at most ${MAX_SERVERS} servers`,
  });

export const DNS_SCHEMA = Type.Object(
  {
    resolvers: Type.Optional(
      servers(
        "Resolvers to ask in place of those of the system: an address, address:port, or the https:// URL of DNS over HTTPS.",
        "the address of a resolver",
      ),
    ),
    zones: Type.Optional(
      Type.Unsafe<Readonly<Record<string, { readonly servers: readonly string[] }>>>({
        description: "Servers to ask about a zone and what is below it, in place of those that a resolver names.",
        type: "object",
        additionalProperties: Type.Object(
          {
            servers: {
              ...servers("Authoritative servers of the zone: an address or address:port.", "the address of a server"),
              minItems: 1,
              expected: `1 to ${MAX_SERVERS} servers`,
            },
          },
          CLOSED,
        ),
      }),
    ),
    mode: Type.Optional(
      Type.Unsafe<DnsSettings["mode"]>({
        description: "resolver: ask only the resolvers, where a network lets no question through to other servers.",
        enum: DNS_MODES,
      }),
    ),
  },
  { description: "Asks DNS in every plan, and which servers to ask; {} asks those that the system names.", ...CLOSED },
);

/** Null where the file has no `dns`. The schema check reports what is of another shape. */
export function normalizeDns(
  document: YamlDocument,
  env: Environment,
): { readonly dns: DnsSettings | null; readonly diagnostics: readonly Diagnostic[] } {
  const problems = createProblemList();
  const root = asMapping(document.value);
  if (root.dns === undefined) return { dns: null, diagnostics: [] };
  const written = asMapping(root.dns);
  const report = (code: string, message: string, path: Path): void =>
    problems.add(() => document.diagnostic(code, "error", message, path));
  const read = <One extends Resolver>(
    list: unknown,
    path: Path,
    parse: (text: string) => One | null,
    expected: string,
  ): readonly One[] =>
    asList(list).flatMap((value, index) => {
      const text = asText(value);
      const at = [...path, index];
      // A reference that could not be filled in has its own diagnostic.
      if (text === null || text.includes("${")) return [];
      const server = parse(text);
      if (server === null) report("bad-server", `write ${expected}; a host name would have to be looked up first`, at);
      else if (isDoh(server) && !isAllowedDoh(server.url, env)) {
        const advice = `name it in the environment variable ${ALLOWED_HOSTS_VARIABLE}`;
        report("host-not-allowed", `questions over HTTPS go only to hosts that the environment allows; ${advice}`, at);
      } else {
        const hidden = {
          ...server,
          label: `server ${index + 1} of ${String(path[2] ?? path[1])}`,
          isAddressSecret: true,
        };
        return [document.isSecret(at) ? hidden : server];
      }
      return [];
    });
  const resolvers =
    written.resolvers === undefined
      ? null
      : read(
          written.resolvers,
          ["dns", "resolvers"],
          parseResolver,
          "an address, address:port or [address]:port, or an https:// URL",
        );
  const zones = new Map<string, readonly DnsServer[]>();
  for (const [zone, value] of Object.entries(asMapping(written.zones))) {
    const name = parseDnsName(zone);
    if (name === null) report("bad-zone", "this is not the name of a zone", ["dns", "zones", zone]);
    const path = ["dns", "zones", zone, "servers"];
    const ofZone = read(asMapping(value).servers, path, parseServer, "an address, address:port or [address]:port");
    if (name !== null) zones.set(name, ofZone);
  }
  const mode = asWord(written.mode, DNS_MODES) ?? "authoritative";
  return { dns: { resolvers, zones, mode }, diagnostics: problems.found() };
}

function isAllowedDoh(url: string, env: Environment): boolean {
  return isAllowedAddress(new URL(url), [], env[ALLOWED_HOSTS_VARIABLE]);
}

/** The settings where a file has none, and where there is no file. */
export const DEFAULT_DNS: DnsSettings = { resolvers: null, zones: new Map(), mode: "authoritative" };

/** Reads the `dns` part of a file alone, so that no credential of its CAs is needed. Null with diagnostics where it is wrong. */
export async function readDnsSettings(
  path: string,
  { cwd, env, readInput }: { readonly cwd: string; readonly env: Environment; readonly readInput: InputReader },
): Promise<{ readonly dns: DnsSettings | null; readonly diagnostics: readonly Diagnostic[] }> {
  const root = await readRoot(path, cwd, readInput);
  if (!root.ok) return { dns: null, diagnostics: root.diagnostics };
  const document = parseDocument(root.source.text, root.source.file);
  if (document.diagnostics.length > 0) return { dns: null, diagnostics: document.diagnostics };
  const { dns } = asMapping(document.value);
  const part = withValue(document, dns === undefined ? {} : { dns });
  const { value, diagnostics: ofReferences, isSecret } = substitute(part, env);
  const filled = withValue(part, value, isSecret);
  const check = compileSchema(Type.Object({ dns: Type.Optional(DNS_SCHEMA) }));
  const normalized = normalizeDns(filled, env);
  const diagnostics = [...ofReferences, ...check(filled), ...normalized.diagnostics];
  return { dns: diagnostics.length > 0 ? null : (normalized.dns ?? DEFAULT_DNS), diagnostics };
}
