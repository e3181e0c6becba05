/** `GET /dcv/{version}/validation`: the listing with its filters, its pages and its total. */
import { DAY_MS, formatDay } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer, reshaped } from "../answer";
import { pageOf } from "../call";
import type { Call, Distortion } from "../call";
import type { SectigoDomain, SectigoScenario } from "./scenario";
import { invalidField } from "./errors";
import type { Estate } from "./estate";
import { statusOf } from "./scenario";
import { comparableWord, methodWord, statusWord } from "./vocabulary";
import type { Vocabulary } from "./vocabulary";

export type ListingAnswer = (call: Call, version: "v1" | "v2", distortion: Distortion) => Answer;

interface Filter {
  readonly domain: string;
  readonly dcvStatus: string;
  readonly orderStatus: string;
  readonly expiresIn: number | null;
  readonly org: number | null;
  readonly department: number | null;
}

/** The lowest value that each numeric parameter may have, as the OpenAPI document has it. */
const LOWEST = { expiresIn: 1, org: 1, department: 1, size: 0, position: 0 } as const;
type NumericName = keyof typeof LOWEST;

export function createListing(scenario: SectigoScenario, estate: Estate): ListingAnswer {
  // The pages of one listing ask the same question again: with 100,000 domains it is answered once.
  let last: {
    readonly question: string;
    readonly rows: readonly SectigoDomain[];
    readonly found: readonly SectigoDomain[];
  } | null = null;
  const search = (filter: Filter, asOf: EpochMs): readonly SectigoDomain[] => {
    const question = JSON.stringify([filter, formatDay(asOf)]);
    const rows = estate.rows(asOf);
    if (last?.question !== question || last.rows !== rows) {
      last = { question, rows, found: rows.filter(matcher(filter, asOf)) };
    }
    return last.found;
  };

  return (call, version, distortion) => {
    const numbers = numericParameters(call.query);
    if (typeof numbers === "string") return invalidField(numbers);
    // The OpenAPI document bounds size at 200, so more is refused; `clamp` is what some clients expect instead.
    if (numbers.size !== null && numbers.size > scenario.maxPageSize && scenario.oversizedPages === "refuse") {
      return invalidField("size");
    }
    const size = Math.min(numbers.size ?? scenario.defaultPageSize, scenario.maxPageSize);
    const filter: Filter = {
      domain: (call.query.get("domain") ?? "").toLowerCase(),
      dcvStatus: comparableWord(call.query.get("dcvStatus") ?? ""),
      orderStatus: comparableWord(call.query.get("orderStatus") ?? ""),
      expiresIn: numbers.expiresIn,
      org: numbers.org,
      department: numbers.department,
    };
    const found = search(filter, call.asOf);
    const vocabulary = scenario.vocabulary[version];
    const shown = pageOf(found, numbers.position ?? 0, size, distortion);
    const rows = shown.map((domain) => row(domain, call.asOf, vocabulary));
    const total = { "x-total-count": String(distortion.total ?? found.length) };
    return jsonAnswer(200, rows, distortion.omitTotal ? {} : total);
  };
}

/** The parameters that are numbers, null where absent or empty (the manual's own sample sends empty ones). */
function numericParameters(query: URLSearchParams): Record<NumericName, number | null> | NumericName {
  const numbers: Record<NumericName, number | null> = {
    expiresIn: null,
    org: null,
    department: null,
    size: null,
    position: null,
  };
  for (const name of Object.keys(LOWEST) as NumericName[]) {
    const text = query.get(name) ?? "";
    if (text === "") continue;
    if (!/^\d{1,9}$/.test(text) || Number(text) < LOWEST[name]) return name;
    numbers[name] = Number(text);
  }
  return numbers;
}

/**
 * `domain` is found anywhere in a name (the manual's sample answers `ccmqa.com` with `www.ccmqa.com` too). `expiresIn`
 * counts days from the day of the request and keeps what has already expired: the documentation does not exclude it.
 */
function matcher(filter: Filter, asOf: EpochMs): (domain: SectigoDomain) => boolean {
  const lastDay = filter.expiresIn === null ? null : Math.floor(asOf / DAY_MS) + filter.expiresIn;
  return (domain) =>
    (filter.domain === "" || domain.domain.toLowerCase().includes(filter.domain)) &&
    (filter.dcvStatus === "" || comparableWord(statusOf(domain, asOf)) === filter.dcvStatus) &&
    (filter.orderStatus === "" || comparableWord(domain.orderStatus) === filter.orderStatus) &&
    (filter.org === null || domain.org === filter.org) &&
    (filter.department === null || domain.department === filter.department) &&
    (lastDay === null || (domain.expiresAt !== null && Math.floor(domain.expiresAt / DAY_MS) <= lastDay));
}

/**
 * A domain that was never validated has a null method and no expiry date. The order method stays when the order has ended, as in the
 * manuals' samples.
 */
function row(domain: SectigoDomain, asOf: EpochMs, vocabulary: Vocabulary): Record<string, unknown> {
  const orderMethod = domain.usesConnector ? "AUTO" : (domain.orderMethod ?? domain.method);
  const fields = {
    domain: domain.domain,
    dcvStatus: statusWord(statusOf(domain, asOf), vocabulary),
    dcvMethod: domain.method === null ? null : methodWord(domain.method, vocabulary),
    dcvOrderStatus: statusWord(domain.orderStatus, vocabulary),
    ...(orderMethod === null ? {} : { dcvOrderMethod: orderMethod }),
    ...(domain.expiresAt === null ? {} : { expirationDate: formatDay(domain.expiresAt) }),
  };
  return reshaped(fields, domain.omit, domain.extra);
}
