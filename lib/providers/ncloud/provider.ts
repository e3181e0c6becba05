/** Observes DCV at Ncloud Certificate Manager: the certificates for the names, one question a name for its state. */
import { baseName, isWildcard } from "../../core/domain-name";
import type { Observation, ObservationBatch, ObserveRequest, Provider } from "../../core/observation";
import type { NcloudSettings } from "../../core/provider-settings";
import { createCallTally } from "../call-tally";
import { inParallel } from "../in-parallel";
import { combineErrors, ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { readCertificates } from "./certificates";
import { createNcloudClient } from "./client";
import { readHistory } from "./history";
import { challengeFits, recordOf, type Certificate } from "./mapping";
import { questionsFor, type Question } from "./questions";
import { isVerificationEntry, type VerificationEntry } from "./schema";

/** @throws ProviderError `Unsupported` for a URL that signed requests may not be sent to */
export function createNcloudProvider(settings: NcloudSettings, runtime: ProviderRuntime): Provider {
  const client = createNcloudClient(settings, runtime);
  const { quote } = client;

  async function* observe(request: ObserveRequest, signal: AbortSignal): AsyncGenerator<ObservationBatch> {
    if (request.filter !== null && request.filter.expiresInDays !== null) {
      const message = `${settings.name}: Ncloud reports no expiry dates; use \`dcv plan\`, which judges by age, or leave --expires-in out`;
      throw new ProviderError("Unsupported", message);
    }
    const list = await readCertificates(
      settings.name,
      (page) => client.fetchCertificates(page, signal),
      (certificates) => namesMissing(certificates, request),
      quote,
    );
    yield { observations: [], warnings: list.warnings };

    const tally = createCallTally(settings.name, "verification call");
    const questions = questionsFor(list.certificates, request);
    yield* inParallel(questions, settings.concurrency, signal, async (question, live): Promise<ObservationBatch> => {
      const answers = await ask(question, tally, live);
      const { observation, warnings } = understand(question.name, answers);
      return { observations: isWanted(observation, request) ? [observation] : [], warnings };
    });

    signal.throwIfAborted();
    const failure = combineErrors([list.failure, tally.failure()].filter((error) => error !== null));
    if (failure !== null) throw failure;
  }

  /** The form in which a name is asked for. The documentation does not say which one a wildcard wants. */
  function domainAddressOf(name: string): string {
    return settings.wildcardDomainAddress === "base" ? baseName(name) : name;
  }

  /** Asks one certificate after the other; they share the name's place in the queue. */
  async function ask(
    { name, certificateNos }: Question,
    tally: ReturnType<typeof createCallTally>,
    signal: AbortSignal,
  ): Promise<Answers> {
    const entries: unknown[] = [];
    const nothing: string[] = [];
    const short: string[] = [];
    let missed: string | null = null;
    for (const certificateNo of certificateNos) {
      const result = await tally.call(
        () => client.fetchVerification(certificateNo, domainAddressOf(name), signal),
        signal,
      );
      if ("missed" in result) missed ??= result.missed;
      else if (result.value.kind === "nothing") {
        nothing.push(`certificate ${quote(certificateNo)}: ${result.value.said}`);
      } else {
        const sent = result.value.entries;
        const counted = sent.length + result.value.missing;
        for (const entry of sent) entries.push(entry);
        if (result.value.missing > 0) short.push(shortfall(certificateNo, counted, sent.length));
      }
    }
    return { certificateNos, entries, nothing, short, missed };
  }

  function shortfall(certificateNo: string, counted: number, sent: number): string {
    return `certificate ${quote(certificateNo)} counts ${counted} verifications (dnsVerificationCount) but sent ${sent}`;
  }

  function understand(domain: string, { certificateNos, entries, nothing, short, missed }: Answers): Understood {
    const place = `${settings.name}: ${domain}`;
    const readable = entries.filter((entry): entry is VerificationEntry => isVerificationEntry(entry));
    const history = readHistory(readable, place, quote);
    const record = recordOf(history);
    const warnings = [...history.warnings, ...misfits(domain, history.current?.txtName ?? null)];
    const notUnderstood = (detail: string): Understood => ({
      observation: { kind: "unknown", domain, reason: "not_understood", detail, record },
      warnings: [detail, ...warnings],
    });

    if (missed !== null) {
      const reason = "provider_unreachable";
      return { observation: { kind: "unknown", domain, reason, detail: missed, record }, warnings };
    }
    if (short.length > 0) return notUnderstood(`${place}: ${short.join("; ")}`);
    if (readable.length < entries.length) {
      return notUnderstood(`${place}: a verification has no readable validSn or validStatusCode`);
    }
    if (history.problem !== null) return notUnderstood(history.problem);
    if (record !== null) return { observation: { kind: "present", domain, record }, warnings };
    if (nothing.length === certificateNos.length) {
      const detail = `${settings.name} has nothing for ${domain}: ${nothing.join("; ")}`;
      return { observation: { kind: "absent", domain, detail }, warnings };
    }
    return notUnderstood(emptyListDetail(domain, certificateNos));
  }

  /** An empty list with `returnCode` 0 says neither that there is a verification nor that there is none. */
  function emptyListDetail(domain: string, certificateNos: readonly string[]): string {
    const asked = domainAddressOf(domain);
    const what = `${settings.name}: ${domain}: certificate ${certificateNos.map(quote).join(", ")} has no verification for domainAddress=${asked}`;
    if (!isWildcard(domain)) return `${what}; check certificateNo and the domain`;
    const other = settings.wildcardDomainAddress === "base" ? "wildcard" : "base";
    return `${what}; try \`wildcardDomainAddress: ${other}\` in the provider's settings`;
  }

  function misfits(domain: string, txtName: string | null): readonly string[] {
    if (txtName === null || challengeFits(txtName, domain)) return [];
    return [`${settings.name}: ${domain}: the challenge "${quote(txtName)}" belongs to another domain`];
  }

  return { observe, close: () => client.close() };
}

interface Answers {
  readonly certificateNos: readonly string[];
  readonly entries: readonly unknown[];
  /** What certificates that have nothing said. */
  readonly nothing: readonly string[];
  /** Which certificates sent less than they count. */
  readonly short: readonly string[];
  /** Why a certificate could not be asked; null when all were. */
  readonly missed: string | null;
}

interface Understood {
  readonly observation: Observation;
  readonly warnings: readonly string[];
}

/** Whether a name that is declared without its certificate is named by none, which would make it absent. */
function namesMissing(certificates: readonly Certificate[], { declared, filter }: ObserveRequest): boolean {
  const named = new Set(certificates.flatMap(({ names }) => names));
  return filter === null && declared.some(({ name, certificateNo }) => certificateNo === null && !named.has(name));
}

/** Ncloud filters neither by name nor by state, so it is done here. What is unknown is never filtered away. */
function isWanted(observation: Observation, { filter }: ObserveRequest): boolean {
  if (filter === null || filter.status === null || observation.kind === "unknown") return true;
  return observation.kind === "present" && observation.record.status === filter.status.toUpperCase();
}
