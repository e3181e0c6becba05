/** What is known of a domain, as the attributes that its resource and its data source share. */
import { nextMethod } from "../../core/apply/next-method";
import { isOrderOpen } from "../../core/apply/status-mark";
import { recordOfChallenge } from "../../core/challenge-record";
import type { Change } from "../../core/change";
import type { Challenge } from "../../core/observation";
import { formatInstant } from "../../core/time";
import type { Method } from "../../core/vocabulary";
import type { JudgedReading } from "./reading";
import { UNKNOWN } from "./schema";
import type { Attributes, TfObject, TfValue } from "./schema";
import { needsOrder } from "./situation";

/** Nothing here moves by the day: an unchanged estate has an empty plan whenever it is made. */
export const STATUS_ATTRIBUTES: Attributes = {
  status: {
    ...{ mode: "computed", type: "string" },
    description:
      "What the CA says of the domain: `VALIDATED`, `NOT_VALIDATED`, `EXPIRED`, `INACTIVE`, or its own word.",
  },
  validated_at: {
    ...{ mode: "computed", type: "string" },
    description: "When the CA validated the domain, as an RFC 3339 instant; null where it does not say.",
  },
  validated_method: {
    ...{ mode: "computed", type: "string" },
    description: "By which method it was validated; null where it was not, or the CA does not say.",
  },
  usable_until: {
    ...{ mode: "computed", type: "string" },
    description:
      "Until when certificates can be issued with the validation, as an RFC 3339 instant: the strictest of the Baseline Requirements, the CA, the method and the file. Null where that is not known exactly.",
  },
  needs_revalidation: {
    ...{ mode: "computed", type: "bool" },
    description:
      "Whether a new order is due: the domain is not validated, or its validation ends within the window, and no order runs that will do.",
  },
};

export const CHALLENGE_ATTRIBUTES: Attributes = {
  records: {
    ...{ mode: "computed", nesting: "list" },
    description:
      "The DNS records that the CA looks for; the last ones, where it waits for nothing. Empty for a method without a record, and for a domain of which no challenge was ever seen.",
    attributes: {
      type: { mode: "computed", type: "string", description: "`CNAME` or `TXT`." },
      name: {
        ...{ mode: "computed", type: "string" },
        description: "The name of the record, in lower case, absolute and without a dot at its end.",
      },
      value: {
        ...{ mode: "computed", type: "string" },
        description: "The target of a CNAME without a dot at its end, or the text of a TXT record without quotes.",
      },
    },
  },
  files: {
    ...{ mode: "computed", nesting: "list" },
    description: "For the methods HTTP and HTTPS: the files that the CA looks for.",
    attributes: {
      url: { mode: "computed", type: "string", description: "The address at which the CA looks." },
      content: { mode: "computed", type: "string", description: "The whole text of the file." },
    },
  },
};

/** @param before of the same domain: a CA may name the method of an order that runs in place of that of the validation */
export function statusAttributes({ change, situation }: JudgedReading, before: TfObject | null = null): TfObject {
  const { live } = change;
  const { validation, method } = live ?? {};
  const validatedAt = validation?.basis === "reported" ? formatInstant(validation.at) : null;
  const isSameValidation = live != null && isOrderOpen(live) && validatedAt === (before?.["validated_at"] ?? null);
  return {
    status: live?.status ?? null,
    validated_at: validatedAt,
    validated_method: (isSameValidation ? before?.["validated_method"] : null) ?? method ?? null,
    usable_until: usableUntil(change),
    needs_revalidation: needsOrder(situation),
  };
}

/** Null where it is not known exactly: a range of dates would give an end that a later, exact date moves. */
export function usableUntil({ reuse }: Pick<Change, "reuse">): string | null {
  if (reuse?.ageBasis !== "reported" && reuse?.ageBasis !== "derived") return null;
  const { usableUntil: at } = reuse;
  return at === null || !Number.isFinite(at) ? null : formatInstant(at);
}

export const UNKNOWN_STATUS: TfObject = Object.fromEntries(
  Object.keys(STATUS_ATTRIBUTES).map((name) => [name, UNKNOWN] as const),
);

export type ChallengeValues = TfObject & { readonly records: TfValue; readonly files: TfValue };

/** Null for a challenge that no DNS message can hold. An e-mail has neither a record nor a file. */
export function challengeAttributes(challenge: Challenge): ChallengeValues | null {
  if ("email" in challenge) return NO_CHALLENGE;
  if ("url" in challenge) return { records: [], files: [{ url: challenge.url, content: challenge.content }] };
  const record = recordOfChallenge(challenge);
  if (record === null) return null;
  const { type, name } = record;
  return { records: [{ type, name, value: type === "TXT" ? challenge.value : record.value }], files: [] };
}

export const NO_CHALLENGE: ChallengeValues = { records: [], files: [] };

/** How many there are, and of which type; all else is left to the apply. */
export function countsOf({ records, files }: ChallengeValues): ChallengeValues {
  const unknown = (values: TfValue): TfValue => {
    if (!Array.isArray(values)) return values;
    return (values as readonly TfObject[]).map((one) =>
      Object.fromEntries(Object.keys(one).map((key) => [key, key === "type" ? (one[key] ?? null) : UNKNOWN] as const)),
    );
  };
  return { records: unknown(records), files: unknown(files) };
}

/**
 * How many there will be, and of which type, follows from the method; all of it is unknown without one. Where a name above covers the domain,
 * another resource may start the order that serves it, by another type.
 */
export function plannedChallenge(method: Method | null, isCovered: boolean): ChallengeValues {
  switch (method) {
    case null:
      return { records: UNKNOWN, files: UNKNOWN };
    case "CNAME":
    case "TXT":
    case "PERSISTENT_TXT":
      return { records: [{ type: recordType(method, isCovered), name: UNKNOWN, value: UNKNOWN }], files: [] };
    case "HTTP":
    case "HTTPS":
      return { records: [], files: [{ url: UNKNOWN, content: UNKNOWN }] };
    case "EMAIL":
      return NO_CHALLENGE;
  }
}

function recordType(method: Method, isCovered: boolean): TfValue {
  if (isCovered) return UNKNOWN;
  return method === "CNAME" ? "CNAME" : "TXT";
}

/** The method of the next order, as `dcv apply` chooses it. */
export function methodOf({ declared, live }: Pick<Change, "declared" | "live">): Method | null {
  return nextMethod(declared?.method ?? null, live);
}
