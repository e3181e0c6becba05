/** Sends one message to every target. One that fails does not stop the others. */
import type { NotifiedEvent } from "./events";
import type { Message } from "./message";
import { slackPayload, teamsPayload, webhookPayload } from "./payloads";
import type { PlanDocument } from "../report/plan-document";
import { connectionsFor, post } from "./post";
import type { ProxyVariables } from "./post";
import type { Target, TargetKind } from "./targets";
import { Undelivered } from "./undelivered";

export interface Notification {
  readonly message: Message;
  readonly events: readonly NotifiedEvent[];
  readonly plan: PlanDocument;
  /** The instant that the plan is compared with; null where it is not known. */
  readonly since: string | null;
}

export interface Delivery {
  readonly kind: TargetKind;
  /** A sentence without secrets; null where the message was delivered. */
  readonly problem: string | null;
}

export interface SendContext {
  readonly proxy: ProxyVariables;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

const MAX_ATTEMPTS = 3;
const FIRST_WAIT_MS = 1000;

/**
 * At least once: where an answer is lost, the message is sent again, with the same id.
 * @returns in the order of the targets
 */
export async function send(
  targets: readonly Target[],
  notification: Notification,
  context: SendContext,
): Promise<readonly Delivery[]> {
  const dispatcher = connectionsFor(context.proxy);
  try {
    return await Promise.all(
      targets.map(async (target): Promise<Delivery> => {
        const attempt = async (): Promise<void> => {
          if (target.kind === "smtp") {
            const { sendMail } = await import("./mail");
            return sendMail(target, notification.message, context.signal);
          }
          return post(
            target,
            payloadOf(target.kind, notification),
            notification.message.id,
            dispatcher,
            context.signal,
          );
        };
        return { kind: target.kind, problem: await repeated(attempt, context) };
      }),
    );
  } finally {
    await dispatcher.destroy();
  }
}

function payloadOf(kind: Exclude<TargetKind, "smtp">, { message, events, plan, since }: Notification): object {
  switch (kind) {
    case "slack":
      return slackPayload(message);
    case "teams":
      return teamsPayload(message);
    case "webhook":
      return webhookPayload(message, events, plan, since);
  }
}

/** The problem of the last attempt; null where one went well. */
async function repeated(attempt: () => Promise<void>, { sleep, signal }: SendContext): Promise<string | null> {
  for (let count = 1; ; count += 1) {
    try {
      await attempt();
      return null;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Undelivered)) throw error;
      if (!error.retry.mayHelp || count === MAX_ATTEMPTS) {
        return count === 1 ? error.message : `${error.message}, after ${count} attempts`;
      }
      await sleep(error.retry.afterMs ?? FIRST_WAIT_MS * 2 ** (count - 1), signal);
    }
  }
}
