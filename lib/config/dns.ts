/** The `dns` part of `domains.yaml`: which servers are asked what DNS really says. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { ALLOWED_HOSTS_VARIABLE, isAllowedAddress } from "../core/base-url";
import { PUBLISHERS } from "../core/apply/situation";
import type { PublisherKind } from "../core/apply/situation";
import type { Diagnostic } from "../core/diagnostic";
import { parseDnsName } from "../core/dns-name";
import { asList, asMapping, asText, asWord } from "../core/loose-values";
import type { Written } from "../core/loose-values";
import { isDoh, parseResolver, parseServer } from "../core/name-server";
import type { DnsServer, Resolver } from "../core/name-server";
import { parseTsigKey } from "../core/tsig-key";
import type { TsigKey } from "../core/tsig-key";
import { parseDocument, withValue } from "../document/document";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { compileSchema } from "../document/schema";
import { readRoot } from "./sources";
import type { InputReader } from "./sources";
import { substitute } from "./substitute";
import type { Environment } from "./substitute";

const DNS_MODES = ["authoritative", "resolver"] as const;

export interface DnsZoneSettings {
  /** Servers to ask in place of those that a resolver names; empty for those. */
  readonly servers: readonly DnsServer[];
  /** Takes updates and transfers; null where none is named. */
  readonly primary: DnsServer | null;
  /** Signs updates and transfers, and questions where `signQuestions` is set. Its servers are those that the environment allows. */
  readonly tsig: TsigKey | null;
  readonly signQuestions: boolean;
  readonly publish: PublisherKind;
}

export interface DnsSettings {
  /** Null: those of the system. */
  readonly resolvers: readonly Resolver[] | null;
  /** By the name of the zone; they hold for what is below it as well. */
  readonly zones: ReadonlyMap<string, DnsZoneSettings>;
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

const ZONE = Type.Object(
  {
    servers: Type.Optional({
      ...servers(
        "Servers to ask in place of those that a resolver names: an address or address:port.",
        "the address of a server",
      ),
      minItems: 1,
      expected: `1 to ${MAX_SERVERS} servers`,
    }),
    primary: Type.Optional(
      Type.String({
        description: "The server that takes updates and transfers; else the first of servers.",
        pattern: "\\S",
        maxLength: 300,
        expected: "the address of a server",
      }),
    ),
    tsig: Type.Optional(
      Type.String({
        description: "A key from the environment, such as ${DNS_TSIG}, in the form [hmac-sha256:]NAME:SECRET.",
        maxLength: 1000,
      }),
    ),
    signQuestions: Type.Optional(
      Type.Boolean({ description: "Sign questions to servers with tsig too, where a key selects the view." }),
    ),
    publish: Type.Optional(
      Type.Unsafe<PublisherKind>({
        description:
          "How apply publishes: records prints them for a person; rfc2136 updates primary; exec runs a hook.",
        enum: PUBLISHERS,
      }),
    ),
  },
  CLOSED,
);

export const DNS_SCHEMA = Type.Object(
  {
    resolvers: Type.Optional(
      servers(
        "Resolvers to ask in place of those of the system: an address, address:port, or the https:// URL of DNS over HTTPS.",
        "the address of a resolver",
      ),
    ),
    zones: Type.Optional(
      Type.Unsafe<Readonly<Record<string, Static<typeof ZONE>>>>({
        description: "What is special to a zone and what is below it.",
        type: "object",
        additionalProperties: ZONE,
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
      const at = path.at(-1) === "primary" ? path : [...path, index];
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
          label: `${path.at(-1) === "primary" ? "primary" : `server ${index + 1}`} of ${String(path[2] ?? path[1])}`,
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
  const zones = new Map<string, DnsZoneSettings>();
  for (const [zone, value] of Object.entries(asMapping(written.zones))) {
    const name = parseDnsName(zone);
    const path = ["dns", "zones", zone];
    if (name === null) report("bad-zone", "this is not the name of a zone", path);
    const settings = readZone(asMapping(value), path);
    if (name !== null) zones.set(name, settings);
  }

  function readZone(zone: Written, path: Path): DnsZoneSettings {
    const form = "an address, address:port or [address]:port";
    const ofZone = read(zone.servers, [...path, "servers"], parseServer, form);
    const [named] = zone.primary === undefined ? [] : read([zone.primary], [...path, "primary"], parseServer, form);
    const tsig = zone.tsig === undefined ? null : readKey(zone.tsig, [...path, "tsig"]);
    const primary = named ?? ofZone[0] ?? null;
    const publish = asWord(zone.publish, PUBLISHERS) ?? "records";
    const signQuestions = zone.signQuestions === true;
    if (publish === "rfc2136" && zone.primary === undefined && zone.servers === undefined) {
      report("no-primary", "name the server that takes the updates, as primary", [...path, "publish"]);
    }
    if (signQuestions && (zone.tsig === undefined || zone.servers === undefined)) {
      report("no-key", "questions are signed with tsig, and only to servers that stand here", [
        ...path,
        "signQuestions",
      ]);
    }
    // A stranger's server could hand a signed message on to the real one, and read what that answers.
    const signed = tsig === null ? [] : [...(primary === null ? [] : [primary]), ...(signQuestions ? ofZone : [])];
    if (signed.some((server) => !isAllowedServer(server, env))) {
      const advice = `name their addresses in the environment variable ${ALLOWED_HOSTS_VARIABLE}`;
      report("host-not-allowed", `signed messages go only to servers that the environment allows; ${advice}`, [
        ...path,
        "tsig",
      ]);
    }
    return { servers: ofZone, primary, tsig, signQuestions, publish };
  }

  /** The value of a key is never quoted. */
  function readKey(value: unknown, path: Path): TsigKey | null {
    const text = asText(value);
    if (text === null || text.includes("${")) return null;
    if (!document.isSecret(path)) {
      report(
        "secret-in-file",
        "write the name of a variable, such as ${DNS_TSIG}; a key must not stand in a file",
        path,
      );
      return null;
    }
    const parsed = parseTsigKey(text);
    if (!parsed.ok) report("bad-tsig", `the variable holds no key: ${parsed.problem}`, path);
    return parsed.ok ? parsed.key : null;
  }

  const mode = asWord(written.mode, DNS_MODES) ?? "authoritative";
  return { dns: { resolvers, zones, mode }, diagnostics: problems.found() };
}

function isAllowedDoh(url: string, env: Environment): boolean {
  return isAllowedAddress(new URL(url), [], env[ALLOWED_HOSTS_VARIABLE]);
}

function isAllowedServer({ address, port }: DnsServer, env: Environment): boolean {
  const host = address?.includes(":") === true ? `[${address}]` : (address ?? "");
  return isAllowedAddress(new URL(`http://${host}:${port}`), [], env[ALLOWED_HOSTS_VARIABLE]);
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
