// DNS messages: what is decoded, and that no bytes bring anything but "malformed".
import * as dns from "dns-packet";
import { parseDnsName } from "../../../lib/core/dns-name";
import { decodeAnswer, encodeQuestion } from "../../../lib/dns/message";
import { parseTsigKey } from "../../../lib/core/tsig-key";
import { createTsigVerifier, signMessage } from "../../../lib/dns/tsig";
import { parseResolver, parseServer } from "../../../lib/core/name-server";

const QUESTION = { name: "_x.example.com", type: "TXT", recursive: false, checkingDisabled: false } as const;

function response(answers: readonly object[], over: object = {}): Buffer {
  const packet = { type: "response", id: 7, flags: 0x400, questions: [{ name: QUESTION.name, type: "TXT" }], answers };
  return dns.encode({ ...packet, ...over } as unknown as dns.Packet);
}

test("a question holds one question, EDNS with 1232 bytes and DO", () => {
  const packet = dns.decode(encodeQuestion(9, { ...QUESTION, recursive: true, checkingDisabled: true }, true));
  expect(packet).toMatchObject({
    id: 9,
    flag_rd: true,
    flag_cd: true,
    questions: [{ name: QUESTION.name, type: "TXT" }],
  });
  expect(packet.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1232, flag_do: true }]);
  expect(dns.decode(encodeQuestion(9, QUESTION, false)).additionals).toEqual([]);
});

test.each<[string, Buffer, string]>([
  ["the right id and question", response([]), "answer"],
  ["another id", response([], { id: 8 }), "foreign"],
  ["another question", response([], { questions: [{ name: "_y.example.com", type: "TXT" }] }), "foreign"],
  ["another type", response([], { questions: [{ name: QUESTION.name, type: "A" }] }), "foreign"],
  ["a question in place of an answer", response([], { type: "query" }), "foreign"],
  ["an error without the question", response([], { questions: [], flags: 1 }), "answer"],
  ["a success without the question", response([], { questions: [], flags: 0 }), "foreign"],
  ["one byte", Buffer.from([0]), "malformed"],
  ["a header alone that promises more", response([]).subarray(0, 12), "malformed"],
])("%s", (_, bytes, kind) => {
  expect(decodeAnswer(bytes, 7, QUESTION).kind).toBe(kind);
});

test("strings of TXT are joined byte by byte, names are folded", () => {
  const data = [Buffer.from([0xe9, 0x22]), Buffer.from("b")];
  const decoded = decodeAnswer(response([{ name: "_X.Example.COM", type: "TXT", ttl: 5, data }]), 7, QUESTION);
  expect(decoded).toMatchObject({ answer: { answers: [{ name: QUESTION.name, ttl: 5, text: '\u00e9"b' }] } });
});

test("a TXT string that leaves its record, and a CAA tag longer than its record, are malformed", () => {
  const txt = response([{ name: QUESTION.name, type: "TXT", data: ["abc"] }]);
  const broken = Buffer.from(txt);
  broken[broken.length - 4] = 9; // the length of the string
  expect(decodeAnswer(broken, 7, QUESTION).kind).toBe("malformed");
  const caa = Buffer.from(
    response([{ name: QUESTION.name, type: "CAA", data: { flags: 0, tag: "issue", value: "x" } }]),
  );
  caa[caa.length - 7] = 200; // the length of the tag
  expect(decodeAnswer(caa, 7, QUESTION).kind).toBe("malformed");
});

test("mutated messages are answers, foreign or malformed, and end", () => {
  const records = [
    { name: QUESTION.name, type: "TXT", data: ["abc", "d".repeat(200)] },
    { name: QUESTION.name, type: "CNAME", data: "a.b.example.net" },
    { name: "example.com", type: "CAA", data: { flags: 128, tag: "issue", value: "sectigo.com" } },
    { name: "example.com", type: "NS", data: "ns1.example.com" },
  ];
  const seed = response(records);
  let state = 42;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state % below;
  };
  const kinds = new Set<string>();
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = Buffer.from(seed.subarray(0, next(10) === 0 ? next(seed.length) : seed.length));
    for (let count = 1 + next(4); count > 0 && bytes.length > 2; count -= 1)
      bytes[2 + next(bytes.length - 2)] = next(256);
    kinds.add(decodeAnswer(bytes, 7, QUESTION).kind);
  }
  expect([...kinds].sort()).toEqual(["answer", "foreign", "malformed"]);
});

test("mutated messages with a signature are never taken for signed, and end", () => {
  const key = { name: "dcv-key", algorithm: "hmac-sha256", secret: Buffer.alloc(32, 7).toString("base64") } as const;
  const now = Date.parse("2026-11-25T00:00:00Z");
  const question = signMessage(encodeQuestion(7, QUESTION, true), key, now);
  const answer = signMessage(response([{ name: QUESTION.name, type: "TXT", data: ["abc"] }]), key, now, question.mac);
  const verdict = (bytes: Buffer) => createTsigVerifier(key, question.mac).check(bytes, now).kind;
  expect(verdict(answer.bytes)).toBe("signed");
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const kinds = new Set<string>();
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = Buffer.from(
      answer.bytes.subarray(0, next(10) === 0 ? next(answer.bytes.length) : answer.bytes.length),
    );
    for (let count = 1 + next(4); count > 0 && bytes.length > 2; count -= 1) {
      const at = 2 + next(bytes.length - 2);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + next(255));
    }
    const isChanged = !answer.bytes.equals(bytes);
    if (isChanged) kinds.add(verdict(bytes));
  }
  // The letters of the key's and the algorithm's name may change their case: names are equal whatever it is.
  expect([...kinds].filter((kind) => kind !== "signed").sort()).toEqual(["forged", "refused", "unsigned"]);
});

test.each(["hmac-sha1", "hmac-sha384", "hmac-sha512"])("a message signed by %s is verified", (algorithm) => {
  const parsed = parseTsigKey(`${algorithm}:dcv-key:${Buffer.alloc(32, 7).toString("base64")}`);
  if (!parsed.ok) throw new Error(parsed.problem);
  const question = signMessage(encodeQuestion(7, QUESTION, true), parsed.key, 0);
  const answer = signMessage(response([]), parsed.key, 0, question.mac);
  expect(createTsigVerifier(parsed.key, question.mac).check(answer.bytes, 0)).toEqual({ kind: "signed" });
  expect(createTsigVerifier(parsed.key, question.mac).check(answer.bytes, 301_000)).toMatchObject({ kind: "forged" });
  expect(createTsigVerifier(parsed.key, Buffer.alloc(20)).check(answer.bytes, 0)).toMatchObject({ kind: "forged" });
});

test.each([
  ["10.0.0.53", { address: "10.0.0.53", port: 53 }],
  ["10.0.0.53:5353", { address: "10.0.0.53", port: 5353 }],
  ["::1", { address: "::1", port: 53 }],
  ["[::1]:5353", { address: "::1", port: 5353 }],
  ["[10.0.0.1]:53", null],
  ["10.0.0.53:0", null],
  ["10.0.0.53:65536", null],
  ["300.1.1.1", null],
  ["dns.example.com", null],
])("the server %s", (text, expected) => {
  const server = parseServer(text);
  expect(server === null ? null : { address: server.address, port: server.port }).toEqual(expected);
});

test("a resolver may be an https URL", () => {
  expect(parseResolver("https://dns.corp/dns-query")).toEqual({ url: "https://dns.corp/dns-query", label: "dns.corp" });
  expect(parseResolver("https://")).toBeNull();
  expect(parseResolver("http://dns.corp/")).toBeNull();
});

test.each([
  ["Example.COM.", "example.com"],
  [".", "."],
  ["", null],
  ["a..b", null],
  [`${"a".repeat(64)}.com`, null],
  ["bücher.example", null],
  ["a b.example", null],
])("the name %j", (text, expected) => {
  expect(parseDnsName(text)).toBe(expected);
});
