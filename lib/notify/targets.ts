/** Where notifications go. Everything about it comes from the environment: an address is a secret, since who has it can post. */
import { isAllowedAddress, isLoopback } from "../core/base-url";

export const TARGET_KINDS = ["slack", "teams", "webhook", "smtp"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export interface HttpTarget {
  readonly kind: "slack" | "teams" | "webhook";
  readonly url: URL;
  /** Sent as a bearer token; null for none. */
  readonly token: string | null;
}

export interface MailTarget {
  readonly kind: "smtp";
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps`); otherwise STARTTLS is required, but to loopback. */
  readonly isTls: boolean;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: readonly string[];
}

export type Target = HttpTarget | MailTarget;

export interface ReadTargets {
  readonly targets: readonly Target[];
  /** Sentences that quote nothing of a value. */
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const URL_VARIABLES: Readonly<Record<TargetKind, string>> = {
  slack: "DCV_NOTIFY_SLACK_URL",
  teams: "DCV_NOTIFY_TEAMS_URL",
  webhook: "DCV_NOTIFY_WEBHOOK_URL",
  smtp: "DCV_NOTIFY_SMTP_URL",
};
const TOKEN_VARIABLE = "DCV_NOTIFY_WEBHOOK_TOKEN";
const FROM_VARIABLE = "DCV_NOTIFY_SMTP_FROM";
const TO_VARIABLE = "DCV_NOTIFY_SMTP_TO";

/** The hosts at which these services take messages; of a name that begins with a dot, every host below it. */
const HOSTS: Readonly<Record<HttpTarget["kind"], readonly string[]>> = {
  slack: ["hooks.slack.com", "hooks.slack-gov.com"],
  teams: [".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com"],
  webhook: [],
};

/** @param wanted none: every target whose variable is set */
export function readTargets(env: Environment, wanted: readonly TargetKind[]): ReadTargets {
  const isSet = (kind: TargetKind): boolean => (env[URL_VARIABLES[kind]] ?? "") !== "";
  const kinds = wanted.length === 0 ? TARGET_KINDS.filter(isSet) : [...new Set(wanted)];
  if (kinds.length === 0) {
    const names = Object.values(URL_VARIABLES).join(", ");
    return { targets: [], problems: [`there is nowhere to send to: set at least one of ${names}`] };
  }
  const read = kinds.map((kind): Target | string => {
    if (!isSet(kind)) return `${URL_VARIABLES[kind]} is not set`;
    return kind === "smtp" ? readMailTarget(env) : readHttpTarget(kind, env);
  });
  return {
    targets: read.filter((one) => typeof one !== "string"),
    problems: read.filter((one) => typeof one === "string"),
  };
}

function readHttpTarget(kind: HttpTarget["kind"], env: Environment): HttpTarget | string {
  const variable = URL_VARIABLES[kind];
  const url = urlIn(env, variable);
  if (url === null) return `${variable} is not an absolute URL`;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return `${variable} must begin with https:// (http:// is for loopback only)`;
  }
  if (url.username !== "" || url.password !== "") return `${variable} holds credentials; use ${TOKEN_VARIABLE}`;
  const isKnown = HOSTS[kind].some((host) =>
    host.startsWith(".") ? url.hostname.endsWith(host) : url.hostname === host,
  );
  if (!isKnown && !isAllowedAddress(url, [], env.DCV_ALLOWED_HOSTS)) return notAllowed(variable);
  return { kind, url, token: kind === "webhook" ? env[TOKEN_VARIABLE] || null : null };
}

function readMailTarget(env: Environment): MailTarget | string {
  const variable = URL_VARIABLES.smtp;
  const url = urlIn(env, variable);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
    return `${variable} is not of the form smtps://USER:PASSWORD@HOST or smtp://USER:PASSWORD@HOST:587`;
  }
  const isTls = url.protocol === "smtps:";
  const port = url.port === "" ? (isTls ? 465 : 587) : Number(url.port);
  // The URL of another scheme than the web's keeps the host as it is written.
  const asWeb = new URL(`https://${url.hostname}:${port}/`);
  if (!isAllowedAddress(asWeb, [], env.DCV_ALLOWED_HOSTS)) return notAllowed(variable);
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === null || password === null)
    return `${variable} has a % that escapes nothing; write %25 for the character`;
  const from = (env[FROM_VARIABLE] ?? "").trim();
  const to = (env[TO_VARIABLE] ?? "").split(",").flatMap((one) => (one.trim() === "" ? [] : [one.trim()]));
  if (!isAddress(from)) return `${FROM_VARIABLE} must be the one e-mail address that mail comes from`;
  if (to.length === 0 || !to.every(isAddress))
    return `${TO_VARIABLE} must be one e-mail address or several, with commas`;
  const host = asWeb.hostname.replace(/^\[(.*)\]$/, "$1");
  return { kind: "smtp", host, port, isTls, login: user === "" ? null : { user, password }, from, to };
}

function urlIn(env: Environment, variable: string): URL | null {
  const text = (env[variable] ?? "").trim();
  return URL.canParse(text) ? new URL(text) : null;
}

function notAllowed(variable: string): string {
  return `${variable} leads to a host that is not allowed; add it to DCV_ALLOWED_HOSTS`;
}

function isAddress(text: string): boolean {
  return /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text);
}

/** Null for what is not percent-encoded. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
