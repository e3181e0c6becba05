/** Peak memory of a plan whose CA answers with more than can be held: the answers are cut off, not collected. */
import { createServer } from "node:http";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { dcv, least } from "../support/process.mjs";
import { AS_OF, writeEstate } from "../support/estate.mjs";

const MIB = 1024 * 1024;
const BLANKS = Buffer.alloc(64 * 1024, " ");
/** 64 MiB in 64 KiB; several of these after each other are one gzip file (RFC 1952, section 2.2). */
const BOMB = gzipSync(Buffer.alloc(64 * MIB, " "));

/** Writes the chunks as fast as the client takes them, until it has had enough. */
async function pour(response, chunk, chunks = Infinity) {
  let wake = () => undefined;
  for (const event of ["drain", "close"]) response.on(event, () => wake());
  for (let index = 0; index < chunks && !response.destroyed; index += 1) {
    if (!response.write(chunk)) await new Promise((done) => (wake = done));
    // A chunk of one byte is to arrive alone.
    else if (chunk.length === 1 && index % 64 === 0) await new Promise(setImmediate);
  }
  response.end();
}

const ANSWERS = {
  "a body without end": { head: {}, send: (response) => pour(response, BLANKS) },
  "a gzip bomb": { head: { "content-encoding": "gzip" }, send: (response) => pour(response, BOMB) },
  "3 MiB in chunks of one byte": { head: {}, send: (response) => pour(response, Buffer.from(" "), 3 * MIB) },
};

async function planOf({ head, send }) {
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json", ...head });
    response.once("error", () => undefined);
    void send(response).catch(() => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const env = { SCM_URL: `http://127.0.0.1:${server.address().port}/api` };
  try {
    return await dcv(["plan", "--as-of", AS_OF], { cwd: writeEstate(3), env, expectedCode: 1 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

export async function measure() {
  const small = await least(3, () => planOf({ head: {}, send: async (response) => response.end("{}") }));
  const baseline = { what: "an answer of 2 bytes", value: small.peakMb };
  const rows = [];
  for (const [what, answer] of Object.entries(ANSWERS)) {
    const { peakMb } = await planOf(answer);
    rows.push({ what: `\`dcv plan\`: ${what}`, unit: "MB", value: peakMb, baseline, limit: 2 });
  }
  return rows;
}
