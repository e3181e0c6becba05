/**
 * DNS on loopback, against bounds that are set and not measured: 2,700 questions in 2 s, the evidence of 350 domains in 40 zones with two
 * servers each in 3 s, and two million mutated messages, none of which may be anything but an answer, foreign or malformed. The
 * servers run in a process of their own.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const LIB = join(import.meta.dirname, "../../dist/lib");
const SERVERS = join(import.meta.dirname, "../support/dns-servers.mjs");
const [QUESTIONS, DOMAINS, ZONES, MESSAGES] = [2700, 350, 40, 2_000_000];
const SIGNAL = new AbortController().signal;

export async function measure() {
  const child = fork(SERVERS, [String(ZONES), String(DOMAINS)]);
  try {
    const [ports] = await once(child, "message");
    const servers = ports.map((port) => ({ address: "127.0.0.1", port, label: `127.0.0.1:${port}` }));
    const questions = await least(3, () => ask(servers));
    const estate = await least(3, () => readEstate(servers));
    const micros = (mutate() * 1000) / MESSAGES;
    return [
      row(`${QUESTIONS.toLocaleString("en")} questions, two servers`, "ms", questions, 2000),
      row(`evidence of ${DOMAINS} domains in ${ZONES} zones, two servers each`, "ms", estate, 3000),
      row(`a mutated message, of ${MESSAGES.toLocaleString("en")}`, "µs", micros, 200),
    ];
  } finally {
    child.kill();
  }
}

function row(what, unit, value, bound) {
  return { what, unit, value, baseline: { what: "bound", value: bound }, limit: 1 };
}

async function least(times, work) {
  const took = [];
  for (let index = 0; index < times; index += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return Math.min(...took);
}

async function ask(servers) {
  const { createDnsClient, questionOf } = require(join(LIB, "dns/client.js"));
  const client = createDnsClient();
  const outcomes = await Promise.all(
    Array.from({ length: QUESTIONS }, (_, index) =>
      client.ask(servers[index % 2], questionOf(`n${index}.zone0.example`, "TXT"), SIGNAL),
    ),
  );
  await client.close();
  const lost = outcomes.filter(({ kind }) => kind !== "answer").length;
  if (lost > 0) throw new Error(`${lost} questions were lost`);
}

/** The last server plays the resolver. */
async function readEstate([first, second, resolver]) {
  const { createEvidenceReader } = require(join(LIB, "dns/evidence.js"));
  const zones = new Map(Array.from({ length: ZONES }, (_, index) => [`zone${index}.example`, [first, second]]));
  const reader = createEvidenceReader({ now: Date.now, signal: SIGNAL, zones, resolvers: [resolver] });
  const evidence = await reader.read(
    Array.from({ length: DOMAINS }, (_, index) => {
      const domain = `host${index}.zone${index % ZONES}.example`;
      const record = { name: `_x.${domain}`, type: "CNAME", value: `t${index}.ca.example` };
      return { domain, record, applicant: null };
    }),
  );
  await reader.close();
  const other = evidence.filter(({ record, dnssec }) => record.state !== "published" || dnssec !== "secure").length;
  if (other > 0) throw new Error(`${other} domains are not published and secure`);
}

function mutate() {
  const dns = require("dns-packet");
  const { decodeAnswer } = require(join(LIB, "dns/message.js"));
  const question = { name: "_x.example.com", type: "TXT", recursive: false, checkingDisabled: false };
  const answers = [
    { name: question.name, type: "TXT", data: ["abc", "d".repeat(200)] },
    { name: question.name, type: "CNAME", data: "a.b.example.net" },
    { name: "example.com", type: "CAA", data: { flags: 128, tag: "issue", value: "sectigo.com" } },
    { name: "example.com", type: "NS", data: "ns1.example.com" },
  ];
  const soa = { mname: "a", rname: "b", serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 };
  const seed = dns.encode({
    ...{ type: "response", id: 7, flags: 0x400, questions: [{ name: question.name, type: "TXT" }], answers },
    authorities: [{ name: "example.com", type: "SOA", data: soa }],
    additionals: [{ type: "OPT", name: ".", udpPayloadSize: 1232, flags: 0, options: [] }],
  });
  let state = 1;
  // The generator of the C standard's example; its high bits are the good ones.
  const next = (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const kinds = new Map();
  const began = performance.now();
  for (let round = 0; round < MESSAGES; round += 1) {
    const bytes = Buffer.from(seed.subarray(0, next(10) === 0 ? next(seed.length) : seed.length));
    for (let count = 1 + next(4); count > 0 && bytes.length > 2; count -= 1)
      bytes[2 + next(bytes.length - 2)] = next(256);
    const { kind } = decodeAnswer(bytes, 7, question);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const tookMs = performance.now() - began;
  const unknown = [...kinds.keys()].filter((kind) => !["answer", "foreign", "malformed"].includes(kind));
  if (unknown.length > 0 || kinds.size < 3) throw new Error(`kinds of outcome: ${[...kinds.keys()].join(", ")}`);
  return tookMs;
}
