/** What a status answer wants to be published or confirmed. Sectigo REST manual, "Domain Control Validation". */
import { MAX_CHALLENGE_TEXT } from "../../core/challenge-record";
import { belongsTo } from "../../core/challenge-owner";
import { baseName } from "../../core/domain-name";
import type { Challenge, ChallengeDates } from "../../core/observation";
import { parseListedName } from "../../core/domain-name";
import type { StatusAnswer } from "./schema";

export interface ReadChallenge {
  /** Null where the answer holds none. */
  readonly challenge: Challenge | null;
  /** Why what it holds cannot be used, as a phrase that follows the place; null when it can. */
  readonly problem: string | null;
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * Reads the fields of every method and takes what is there: `orderMode` may be `AUTO`, which is no method. A challenge
 * of another domain is refused: it would be published in the wrong zone.
 * @param name the domain asked about, as an A-label name
 */
export function readChallenge(answer: StatusAnswer, name: string, dates: ChallengeDates): ReadChallenge {
  const { host, point, url, firstLine, secondLine, validationEmail } = answer;
  const base = baseName(name);
  const all = [host, point, url, firstLine, secondLine, validationEmail];
  if (all.some((text) => text != null && !isPlain(text)))
    return refuse("holds a challenge with unprintable characters");
  if (host && point) {
    const owner = parseListedName(host);
    if (owner === null) return refuse("holds a challenge whose `host` is not a domain name");
    if (belongsTo(owner, name) !== true) return refuse("holds the challenge of another domain");
    return accept({ method: methodOf(answer.orderMode ?? "", owner, point), name: host, value: point, ...dates });
  }
  if (url && firstLine && secondLine) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      return refuse("holds a challenge whose `url` is not an address");
    }
    if (parseListedName(new URL(url).hostname) !== base) return refuse("holds the challenge of another domain");
    return accept({ url, content: `${firstLine}\n${secondLine}`, ...dates });
  }
  if (validationEmail) {
    if (!EMAIL.test(validationEmail)) return refuse("holds a `validationEmail` that is not an e-mail address");
    return accept({ email: validationEmail, ...dates });
  }
  if (host || point || url || firstLine || secondLine) return refuse("holds a part of a challenge");
  return { challenge: null, problem: null };
}

function accept(challenge: Challenge): ReadChallenge {
  return { challenge, problem: null };
}

function refuse(problem: string): ReadChallenge {
  return { challenge: null, problem };
}

function isPlain(text: string): boolean {
  return text.length <= MAX_CHALLENGE_TEXT && /^[\x20-\x7e]*$/.test(text);
}

/** The method that the order names; else what the record itself shows. */
function methodOf(orderMode: string, owner: string, point: string): "CNAME" | "TXT" | "PERSISTENT_TXT" {
  const mode = orderMode.trim().toUpperCase();
  if (mode === "PERSISTENT_TXT" || owner.startsWith("_validation-persist.")) return "PERSISTENT_TXT";
  if (mode === "TXT" || owner.startsWith("_pki-validation.")) return "TXT";
  if (mode === "CNAME" || /\.(?:sectigo|comodoca)\.com\.?$/i.test(point)) return "CNAME";
  return "TXT";
}
