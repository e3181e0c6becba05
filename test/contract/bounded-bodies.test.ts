/** The fault matrix, last part: bodies that would fill the memory are cut off, not read whole. */
import { gzipSync } from "node:zlib";
import { incomplete, survived } from "./fault-cases";
import { PROVIDERS } from "./fault-estate";
import { runFault } from "./fault-run";
import { pouringCa } from "./foreign-ca";

const MIB = 1024 * 1024;
/** The largest limit, 16 MiB, and what the system keeps on its way through two sockets. */
const MAX_SENT = 28 * MIB;

const ROW = '[{"domain":"a.example.com","dcvStatus":"VALIDATED","note":"';
const BLANKS = Buffer.alloc(64 * 1024, " ");
/** 64 MiB in 64 KiB; as many of these as one likes are one gzip file (RFC 1952, section 2.2). */
const BOMB = gzipSync(Buffer.alloc(64 * MIB, " "));

interface Pouring {
  readonly what: string;
  readonly head: Readonly<Record<string, string>>;
  readonly first: string;
  readonly chunk: Buffer;
  readonly says: RegExp;
}

const TOO_LARGE = /more than (?:4194304|16777216) bytes, which no such answer has/;
const PACKED = /200 for .*a compressed body that was not asked for/;

const POURING: readonly Pouring[] = [
  { what: "a row without end", head: {}, first: ROW, chunk: BLANKS, says: TOO_LARGE },
  { what: "a row of 30 MB", head: { "content-length": "30000000" }, first: ROW, chunk: BLANKS, says: TOO_LARGE },
  { what: "a gzip bomb", head: { "content-encoding": "gzip" }, first: "", chunk: BOMB, says: PACKED },
];

describe.each(PROVIDERS)("%s", (at) => {
  test.each(POURING)("$what is cut off", async ({ what, head, first, chunk, says }) => {
    let sent = (): number => 0;
    const foreign = async () => {
      const ca = await pouringCa(head, first, chunk);
      sent = ca.sent;
      return ca;
    };
    await runFault(incomplete(what, at, { foreign }, { error: says, calls: 1 }));
    expect(sent()).toBeLessThan(MAX_SENT);
  });

  test("a row of 3 MB is read", async () => {
    const notes = Array.from({ length: 50 }, () => "x".repeat(60_000));
    const note = `extra: { notes: [${notes.join(", ")}] }`;
    await runFault(
      survived("a row of 3 MB", at, {
        odd: { sectigo: { c: note }, certificates: { c: note }, digicert: { c: note } },
      }),
    );
  });
});
