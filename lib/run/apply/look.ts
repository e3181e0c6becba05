/** Looks for challenges where the CA will: records on every authoritative server, files at their URL. */
import { DEFAULT_DNS } from "../../config/dns";
import type { DnsSettings } from "../../config/dns";
import type { Change } from "../../core/change";
import type { Evidence } from "../../core/evidence";
import { evidenceRequest } from "../../core/evidence-request";
import { dnsObstacle, recordProblem } from "../../core/next-step";
import type { Tables } from "../../core/tables";
import { viewFile } from "../../dns/challenge-file";
import type { RunContext } from "../context";
import { readEvidence } from "../dns";
import type { LookRequest, Seen } from "./ports";

const MAX_LOOK_MS = 60_000;

export async function lookFor(
  requests: readonly LookRequest[],
  tables: Tables,
  dns: DnsSettings | null,
  context: RunContext,
  signal: AbortSignal,
): Promise<readonly Seen[]> {
  const asked = requests.map((request) => ("name" in request.challenge ? questionOf(request, tables, context) : null));
  const questions = asked.filter((one) => one !== null);
  const evidence =
    questions.length === 0 ? [] : await readEvidence(questions, dns ?? DEFAULT_DNS, context, MAX_LOOK_MS);
  const answers = evidence.values();
  return Promise.all(
    requests.map(async ({ challenge }, index): Promise<Seen> => {
      const at = context.now();
      if ("url" in challenge) {
        const { state, problem } = await viewFile(challenge.url, challenge.content, { signal });
        return { at, state, obstacle: null, problem, zone: null };
      }
      const answer = asked[index] === null ? undefined : answers.next().value;
      if (answer === undefined) return { at, state: "not-asked", obstacle: null, problem: null, zone: null };
      return seenOf(answer, at);
    }),
  );
}

function questionOf({ item, challenge, record }: LookRequest, tables: Tables, { now }: RunContext) {
  const { declared } = item;
  const live = { ...record, challenge, orderMethod: item.baseline.method ?? record.orderMethod };
  const change: Pick<Change, "declared" | "domain" | "provider" | "live"> = {
    ...{ declared, live },
    ...{ domain: declared.name, provider: declared.provider },
  };
  return evidenceRequest(change as Change, tables, now());
}

function seenOf(evidence: Evidence, at: number): Seen {
  const { zone, record } = evidence;
  const problem = recordProblem(record) ?? (record?.state === "unreachable" ? zoneProblem(evidence) : null);
  return {
    ...{ at, state: record?.state ?? "not-asked", obstacle: dnsObstacle(evidence), problem },
    zone: zone.name,
  };
}

function zoneProblem({ zone }: Evidence): string {
  return zone.problem ?? `no server of ${zone.name ?? "its zone"} answers`;
}
