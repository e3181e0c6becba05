/** What DNS says, for people: a paragraph a name. */
import { counted, printable } from "../../core/printable";
import type { NamedEvidence } from "../evidence-list-document";

export function* renderEvidenceText(all: readonly NamedEvidence[]): Iterable<string> {
  let before = "";
  for (const one of all) {
    const lines = [zoneText(one), ...recordTexts(one), caaText(one), `DNSSEC ${one.dnssec}${dnssecHint(one)}`];
    yield `${before}${[printable(one.name), ...lines.map((line) => `  ${printable(line)}`)].join("\n")}\n`;
    before = "\n";
  }
}

function zoneText({ zone: { name, delegated, servers, problem } }: NamedEvidence): string {
  if (name === null) return `no zone was found${problem === null ? "" : `: ${problem}`}`;
  const kind = delegated ? `zone ${name}` : `not delegated; the closest zone is ${name}`;
  return `${kind}, ${counted(servers, "server")}${problem === null ? "" : ` (${problem})`}`;
}

/** One word of `state` as the start of a sentence, then each server that does not have the record. */
function recordTexts({ record }: NamedEvidence): readonly string[] {
  if (record === null) return [];
  const { name, type, state, servers, others, chain, masked_by: maskedBy, persistent_problem: problem } = record;
  const answering = servers.present + servers.absent;
  const shown: Record<typeof state, string> = {
    published: `published on ${answering === servers.present && servers.present > 0 ? counted(servers.present, "server") : "the servers of its alias"}`,
    lagging: `published on ${servers.present} of ${counted(answering, "server")}`,
    missing: "not published",
    different: "there, with another value",
    masked: `answered by a wildcard, ${maskedBy ?? "with another value"}`,
    elsewhere: `an alias; publish the record at ${chain.at(-1) ?? "its end"}`,
    unreachable: "not to be seen: no server answers",
    "not-asked": "not asked for",
  };
  return [
    `${name} ${type}: ${shown[state]}`,
    ...(problem == null ? [] : [problem]),
    ...others.map(({ server, says, values, serial }) => {
      const version = serial === null ? "" : `, serial ${serial}`;
      return `  ${server}: ${says}${version}${values.length === 0 ? "" : `, ${values.join(", ")}`}`;
    }),
  ];
}

function caaText({ caa: { at, today, later, issuers, why } }: NamedEvidence): string {
  if (at === null) return today === "unknown" ? `CAA unknown: ${why}` : "CAA allows every CA";
  const allowed = issuers.length === 0 ? "no CA is named" : `allows ${issuers.join(", ")}`;
  if (today === "unknown") return `CAA of ${at}: ${allowed}`;
  const verdict = today === later ? today : `${today} today, ${later} from 2027-03-15`;
  return `CAA of ${at}: ${allowed}; this CA is ${verdict} (${why})`;
}

function dnssecHint({ dnssec }: NamedEvidence): string {
  return dnssec === "unknown" ? ": name a resolver that validates (dns.resolvers)" : "";
}
