/** Observes DCV at Ncloud Certificate Manager: the certificates for the names, one question a name for its state. */
import { baseName, isWildcard } from "../../core/domain-name";
import type { Observation, ObservationBatch, ObserveRequest, Provider } from "../../core/observation";
import type { NcloudSettings } from "./settings";
import { createBreathing } from "../breathing";
import { createCallTally } from "../call-tally";
import { inParallel } from "../../concurrency/in-parallel";
import { mostListed } from "../listing-limit";
import { combineErrors, ProviderError } from "../provider-error";
import type { ProviderRuntime } from "../runtime";
import { readCertificates } from "./certificates";
import { createNcloudClient } from "./client";
import { readHistory, type History } from "./history";
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
      mostListed(settings.maximumListed, request.declared.length),
      (page) => client.fetchCertificates(page, signal),
      (certificates) => namesMissing(certificates, request),
      quote,
      signal,
    );
    yield { observations: [], warnings: list.warnings };

    const tally = createCallTally(settings.name, "verification call");
    const questions = questionsFor(list.certificates, request);
    yield* inParallel(questions, settings.concurrency, signal, async (question, live): Promise<ObservationBatch> => {
      const answers = await ask(question, tally, live);
      const { observation, warnings } = await understood(question.name, answers, live);
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

  /** After an abort what is short is still understood; what would take long is left unknown. */
  async function understood(domain: string, answers: Answers, signal: AbortSignal): Promise<Understood> {
    try {
      return await understand(domain, answers, signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
      const detail = `${settings.name}: ${domain}: not read to the end, since the run was stopped`;
      const observation = { kind: "unknown", domain, reason: "provider_unreachable", detail, record: null } as const;
      return { observation, warnings: [] };
    }
  }

  async function understand(
    domain: string,
    { certificateNos, entries, nothing, short, missed }: Answers,
    signal: AbortSignal,
  ): Promise<Understood> {
    const place = `${settings.name}: ${domain}`;
    const readable = entries.filter((entry): entry is VerificationEntry => isVerificationEntry(entry));
    const history = await readHistory(readable, place, quote, createBreathing(signal));
    const record = recordOf(history);
    const challenges = readChallenges(domain, history);
    const warnings = few([...history.warnings, ...challenges.warnings], place);
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
    if (challenges.problem !== null) return notUnderstood(challenges.problem);
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

  /** The verifications that decide must be of this domain; what they say of another one says nothing of it. */
  function readChallenges(domain: string, { current, lastSuccess }: History): Challenges {
    const names = new Set([current?.txtName ?? null, lastSuccess?.txtName ?? null].filter((name) => name !== null));
    const said = (name: string): string => `${settings.name}: ${domain}: the challenge "${quote(name)}"`;
    const foreign = [...names].find((name) => challengeFits(name, domain) === false);
    return {
      problem: foreign === undefined ? null : `${said(foreign)} belongs to another domain`,
      warnings: [...names]
        .filter((name) => challengeFits(name, domain) === null)
        .map((name) => `${said(name)} names no domain`),
    };
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

interface Challenges {
  /** Why the answer is not about the domain; null when nothing speaks against it. */
  readonly problem: string | null;
  readonly warnings: readonly string[];
}

interface Understood {
  readonly observation: Observation;
  readonly warnings: readonly string[];
}

/** More odd things of one domain than anybody reads; there may be thousands of domains. */
const MOST_WARNINGS = 10;

function few(warnings: readonly string[], place: string): readonly string[] {
  const more = warnings.length - MOST_WARNINGS;
  return more <= 0 ? warnings : [...warnings.slice(0, MOST_WARNINGS), `${place}: and ${more} more warnings`];
}

/** Whether a name that is declared without its certificate is named by none, which would make it absent. */
function namesMissing(certificates: readonly Certificate[], { declared, filter }: ObserveRequest): boolean {
  const named = new Set(certificates.flatMap(({ names }) => names));
  return filter === null && declared.some(({ name, keys }) => keys.certificateNo === undefined && !named.has(name));
}

/** Ncloud filters neither by name nor by state, so it is done here. What is unknown is never filtered away. */
function isWanted(observation: Observation, { filter }: ObserveRequest): boolean {
  if (filter === null || filter.status === null || observation.kind === "unknown") return true;
  return observation.kind === "present" && observation.record.status === filter.status.toUpperCase();
}
