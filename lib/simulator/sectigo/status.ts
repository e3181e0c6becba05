/** `POST /dcv/{version}/validation/status`: the one reading call that gives the date of validation. */
import { DAY_MS, formatDay, formatInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer, reshaped } from "../answer";
import type { Call } from "../call";
import type { SectigoDomain, SectigoScenario } from "./scenario";
import { challengeOf, orderNumber } from "./challenge";
import { invalidField, missingField, sectigoError, unknownDomain } from "./errors";
import { statusWord } from "./vocabulary";

/** The time between two checks of a submitted order in the manual's sample. */
const CHECK_INTERVAL_MS = 2 * 3_600_000;

/** A random value may be relied on for 30 days (CA/Browser Forum Baseline Requirements 3.2.2.4.7). */
const ORDER_LIFETIME_MS = 30 * DAY_MS;

export type StatusOperation = (call: Call, version: "v1" | "v2") => Answer;

export function createStatus(scenario: SectigoScenario): StatusOperation {
  const byName = new Map<string, SectigoDomain>();
  for (const domain of scenario.domains) {
    const name = domain.domain.toLowerCase();
    if (!byName.has(name)) byName.set(name, domain);
  }
  return (call, version) => {
    const body = jsonObject(call.body);
    if (body === null) return sectigoError(400, -1, "The request body is not a JSON object");
    const { domain: name } = body;
    if (name === undefined || name === null || name === "") return missingField("domain");
    if (typeof name !== "string" || name.length < 3 || name.length > 255) return invalidField("domain");
    const domain = byName.get(name.toLowerCase());
    if (domain === undefined) return unknownDomain(version);
    const fields = {
      status: statusWord(domain.status, scenario.vocabulary[version]),
      ...(domain.validatedAt === null ? {} : { validationDate: formatDay(domain.validatedAt) }),
      ...(domain.expiresAt === null ? {} : { expirationDate: formatDay(domain.expiresAt) }),
      orderStatus: statusWord(domain.orderStatus, scenario.vocabulary[version]),
      ...orderFields(domain, call.asOf, version),
    };
    return jsonAnswer(200, reshaped(fields, domain.statusOmit, domain.statusExtra));
  };
}

/** Nothing for an idle domain; dates and number only for an order that was submitted, its end only in v2. */
function orderFields(domain: SectigoDomain, asOf: EpochMs, version: "v1" | "v2"): Readonly<Record<string, unknown>> {
  const { orderStatus, orderMethod, submittedAt } = domain;
  if (orderStatus === "NOT_INITIATED") return {};
  const prepared = orderMethod === null ? {} : { orderMode: orderMethod, ...challengeOf(domain) };
  if (submittedAt === null) return prepared;
  const checks = Math.max(0, Math.floor((asOf - submittedAt) / CHECK_INTERVAL_MS));
  const lastCheck = submittedAt + checks * CHECK_INTERVAL_MS;
  return {
    ...prepared,
    orderBackendId: orderNumber(domain.domain),
    submittedDate: formatDay(submittedAt),
    lastCheck: new Date(lastCheck).toISOString(),
    nextCheck: new Date(lastCheck + CHECK_INTERVAL_MS).toISOString(),
    ...(version === "v1" ? {} : { orderExpiration: formatInstant(submittedAt + ORDER_LIFETIME_MS) }),
  };
}

/** The text as a JSON object; null for anything else. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
