/** `POST /dcv/{version}/validation/status`: the one reading call that gives the date of validation and the challenge. */
import { formatDay, formatInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer, reshaped } from "../answer";
import type { Call } from "../call";
import type { SectigoDomain, SectigoScenario } from "./scenario";
import { readDomain } from "./body";
import { challengeOf, orderNumber } from "./challenge";
import { checkTimes } from "./checks";
import { unknownDomain } from "./errors";
import type { Estate } from "./estate";
import { ORDER_LIFETIME_MS } from "./orders";
import { statusOf } from "./scenario";
import { statusWord } from "./vocabulary";

export type StatusOperation = (call: Call, version: "v1" | "v2") => Answer;

export function createStatus(scenario: SectigoScenario, estate: Estate): StatusOperation {
  return (call, version) => {
    const read = readDomain(call.body);
    if ("refusal" in read) return read.refusal;
    const [name = ""] = read.names;
    const domain = estate.shown(name, call.asOf);
    return domain === null
      ? unknownDomain(version, name)
      : jsonAnswer(200, statusFields(domain, scenario, call.asOf, version));
  };
}

/** The whole answer. */
export function statusFields(
  domain: SectigoDomain,
  scenario: SectigoScenario,
  asOf: EpochMs,
  version: "v1" | "v2",
): Readonly<Record<string, unknown>> {
  const vocabulary = scenario.vocabulary[version];
  const fields = {
    status: statusWord(statusOf(domain, asOf), vocabulary),
    ...(domain.validatedAt === null ? {} : { validationDate: formatDay(domain.validatedAt) }),
    ...(domain.expiresAt === null ? {} : { expirationDate: formatDay(domain.expiresAt) }),
    orderStatus: statusWord(domain.orderStatus, vocabulary),
    ...orderFields(domain, scenario, asOf, version),
  };
  return reshaped(fields, domain.statusOmit, domain.statusExtra);
}

/** Nothing for an idle domain; dates and number only for an order that was submitted, its end only in v2. */
function orderFields(
  domain: SectigoDomain,
  { behaviour }: SectigoScenario,
  asOf: EpochMs,
  version: "v1" | "v2",
): Readonly<Record<string, unknown>> {
  const { orderStatus, orderMethod, submittedAt, usesConnector } = domain;
  if (orderStatus === "NOT_INITIATED") return {};
  const mode = usesConnector ? "AUTO" : orderMethod;
  const prepared = orderMethod === null ? {} : { orderMode: mode, ...challengeOf(domain) };
  if (submittedAt === null) return prepared;
  const { last, next } = checkTimes(domain, behaviour, asOf);
  return {
    ...prepared,
    orderBackendId: orderIdOf(domain),
    submittedDate: formatDay(submittedAt),
    ...(last === null ? {} : { lastCheck: new Date(last).toISOString() }),
    nextCheck: new Date(next).toISOString(),
    ...(version === "v1" ? {} : { orderExpiration: formatInstant(submittedAt + ORDER_LIFETIME_MS) }),
  };
}

export function orderIdOf({ orderId, domain }: SectigoDomain): string {
  return orderId ?? orderNumber(domain);
}
