/** Sends the message as a mail, over TLS unless the server is on this machine. */
import { once } from "node:events";
import { connect } from "node:net";
import { createTransport } from "nodemailer";
import { isLoopback } from "../core/base-url";
import { messageText } from "./message";
import type { Message } from "./message";
import type { MailTarget } from "./targets";
import { Undelivered } from "./undelivered";

const TIMEOUT_MS = 15_000;

/**
 * One attempt. A repetition has the same `Message-ID`.
 * @throws Undelivered, which says whether another attempt may help; it quotes nothing that the server sent
 */
export async function sendMail(target: MailTarget, message: Message, signal: AbortSignal): Promise<void> {
  const { host, port, isTls, login, from, to } = target;
  const isLocal = isLoopback(host.includes(":") ? `[${host}]` : host);
  // A socket of our own, since a transport that is closed waits for the mail under way.
  const socket = connect({ host, port });
  // `once` below rejects on an error while it waits. A later error without a listener would end the program.
  socket.on("error", () => undefined);
  const stop = (): void => void socket.destroy(new Error("interrupted"));
  signal.addEventListener("abort", stop, { once: true });
  try {
    await once(socket, "connect", { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    const transport = createTransport({
      ...{
        host,
        port,
        connection: socket,
        secure: isTls,
        requireTLS: !isTls && !isLocal,
        ignoreTLS: !isTls && isLocal,
      },
      ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
      ...{ greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
      ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
      tls: { rejectUnauthorized: true },
    });
    const { rejected } = await transport.sendMail({
      from,
      to: [...to],
      subject: message.title,
      text: messageText(message),
      messageId: `<${message.id}@dcv.invalid>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    if (rejected.length > 0) {
      const problem = `${rejected.length} of ${to.length} recipients were refused`;
      throw new Undelivered(problem, { mayHelp: false, afterMs: null });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Undelivered ? error : undelivered(error);
  } finally {
    signal.removeEventListener("abort", stop);
    socket.destroy();
  }
}

/** A refusal for good is 5xx (RFC 5321, 4.2.1); without an answer another attempt may help. */
function undelivered(error: unknown): Undelivered {
  const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
  const word = typeof code === "string" && /^[A-Z_0-9]+$/.test(code) ? code : "failed";
  if (typeof responseCode !== "number") {
    const mayHelp = word !== "EAUTH" && word !== "ETLS" && word !== "EENVELOPE";
    return new Undelivered(`no mail could be sent (${word})`, { mayHelp, afterMs: null });
  }
  return new Undelivered(`the server answered ${responseCode} (${word})`, {
    mayHelp: responseCode >= 400 && responseCode < 500,
    afterMs: null,
  });
}
