/** Talks to the primary server of a zone over TCP, each message signed where there is a key. */
import { randomInt } from "node:crypto";
import type { DnsServer } from "../../core/name-server";
import type { EpochMs } from "../../core/time";
import type { TsigKey } from "../../core/tsig-key";
import { questionOf } from "../client";
import { decodeAnswer, encodeQuestion, rcodeText } from "../message";
import { recordsOf } from "../record";
import type { ChallengeType } from "../views";
import { createTsigVerifier, signMessage } from "../tsig";
import { exchangeOverTcp, failure } from "../transport";
import type { Failure } from "../transport";
import { encodeUpdate, updateCode } from "../update";
import type { UpdateStep } from "../update";

export interface PrimaryOptions {
  readonly zone: string;
  readonly server: DnsServer;
  /** Null: messages are not signed. */
  readonly key: TsigKey | null;
  readonly now: () => EpochMs;
  /** For each message. Default 5,000. */
  readonly timeoutMs?: number;
}

export type SetView =
  | { readonly kind: "values"; readonly values: readonly string[] }
  /** The server says that the name is not in this zone; `why` is a phrase. */
  | { readonly kind: "misplaced"; readonly why: string }
  /** Why nothing is known, as a phrase. */
  | { readonly kind: "unknown"; readonly why: string };

export type UpdateOutcome =
  /** The response code of the server. */
  | { readonly kind: "answer"; readonly rcode: string }
  /** Refused as a whole, before anything was done. */
  | { readonly kind: "refused"; readonly why: string }
  /** It may have taken effect. */
  | { readonly kind: "unknown"; readonly why: string };

export interface Primary {
  /** The values of one type that a name has; empty where it has none. */
  read(name: string, type: ChallengeType, signal: AbortSignal): Promise<SetView>;
  /** All steps or none. Sent once. */
  update(steps: readonly UpdateStep[], signal: AbortSignal): Promise<UpdateOutcome>;
}

const TIMEOUT_MS = 5000;
const NOTAUTH = 9;

export function createPrimary({ zone, server, key, now, timeoutMs = TIMEOUT_MS }: PrimaryOptions): Primary {
  const { address, port, label } = server;

  /** Signs, sends, checks the signature of the answer and returns its bytes. */
  async function exchange(message: Buffer, signal: AbortSignal): Promise<Buffer | Refusal | Failure> {
    if (address === null) return failure("no-address");
    const signed = key === null ? null : signMessage(message, key, now());
    const verifier = key === null ? null : createTsigVerifier(key, signed?.mac);
    return exchangeOverTcp<Buffer | Refusal>(
      { address, port },
      signed?.bytes ?? message,
      { timeoutMs, signal },
      (bytes) => {
        const verdict = verifier?.check(bytes, now());
        if (verdict === undefined || verdict.kind === "signed") return bytes;
        return verdict.kind === "unsigned" ? withoutSignature(bytes) : verdict;
      },
    );
  }

  const named = (why: string): string => `${label}: ${why}`;

  return {
    async read(name, type, signal) {
      const id = randomInt(65_536);
      const question = questionOf(name, type);
      const bytes = await exchange(encodeQuestion(id, question, true), signal);
      if (!Buffer.isBuffer(bytes)) return { kind: "unknown", why: named(problemOf(bytes)) };
      const decoded = decodeAnswer(bytes, id, question);
      if (decoded.kind !== "answer") return { kind: "unknown", why: named("its answer could not be read") };
      const { rcode, authoritative, answers, authorities } = decoded.answer;
      if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return { kind: "unknown", why: named(rcode) };
      const cut = recordsOf(authorities, "NS").find((record) => record.name !== zone);
      const misplaced = (why: string): SetView => ({ kind: "misplaced", why: named(why) });
      if (!authoritative && cut !== undefined) {
        return misplaced(`${name} is not in the zone ${zone} but in ${cut.name}, which it delegates`);
      }
      if (!authoritative) return misplaced(`it does not have the zone ${zone}`);
      const soa = recordsOf(authorities, "SOA").find((record) => record.name !== zone);
      if (soa !== undefined) return misplaced(`${name} is not in the zone ${zone} but in ${soa.name}`);
      const values = recordsOf<ChallengeType>(answers, type, name);
      return { kind: "values", values: values.map((one) => (one.type === "CNAME" ? one.target : one.text)) };
    },

    async update(steps, signal) {
      const id = randomInt(65_536);
      const bytes = await exchange(encodeUpdate(id, zone, steps), signal);
      if (!Buffer.isBuffer(bytes)) {
        const kind = bytes.kind === "refused" || NOT_SENT.includes(codeOf(bytes)) ? "refused" : "unknown";
        return { kind, why: named(problemOf(bytes)) };
      }
      const code = updateCode(bytes, id);
      if (code === null) return { kind: "unknown", why: named("its answer could not be read") };
      return { kind: "answer", rcode: rcodeText(code) };
    },
  };
}

interface Refusal {
  readonly kind: "refused" | "forged";
  readonly why: string;
}

/** No connection was made, so the server has seen nothing. */
const NOT_SENT: readonly string[] = ["ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "no-address"];

function codeOf(problem: Refusal | Failure): string {
  return problem.kind === "failure" ? problem.code : "";
}

function problemOf(problem: Refusal | Failure): string {
  return problem.kind === "failure" ? `no answer (${problem.code})` : problem.why;
}

/** A server that does not know the key refuses without a signature. A success without one is not believed. */
function withoutSignature(bytes: Buffer): Refusal {
  const code = bytes.length < 4 ? 0 : bytes.readUInt16BE(2) & 15;
  if (code === 0) return { kind: "forged", why: "its answer has no signature" };
  if (code !== NOTAUTH) return { kind: "refused", why: `it refuses, without a signature (${rcodeText(code)})` };
  return { kind: "refused", why: "it does not accept this key for this zone (NOTAUTH)" };
}
