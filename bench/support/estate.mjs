/** An estate of any size and the embedded CA that holds it, as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, newFolder } from "./process.mjs";

export const AS_OF = "2026-11-21";

/** Expired, by a method that is being retired, with an order that waits for too long: every domain has several findings. */
export const TROUBLED = "validated: -450d, expires: -52d, method: EMAIL, submitted: -60d";
/** Validated, and no date is missing. */
export const HEALTHY = "validated: -50d, expires: +348d, method: CNAME";

/** As in an estate that people keep: validated on forty days, over some months. */
export const MIXED = Array.from(
  { length: 40 },
  (_, index) => `validated: -${10 + 2 * index}d, expires: +${388 - 2 * index}d, method: CNAME`,
);

/** A list in one file may hold no more. */
const MAX_ITEMS = 20_000;

const PROVIDERS = (domains) => `version: 1
providers:
  sectigo:
    { type: sectigo, url: "\${SCM_URL}", maximumListed: ${2 * domains}, auth: { login: demo, password: demo, customerUri: demo } }
`;
const DEFAULTS = "defaults: { provider: sectigo, method: CNAME, owner: pki@example.com }\n";

/** The names of the domains of each kind, which are as many. */
const perKind = (domains, kinds) => domains / [kinds].flat().length;

/**
 * Writes `domains.yaml` into a new folder, with files that it includes where one does not suffice: so many domains at one CA, whose
 * address is in SCM_URL, in the short form.
 */
export function writeEstate(domains, kinds = HEALTHY) {
  const folder = newFolder();
  const each = perKind(domains, kinds);
  const nameOf = (index) =>
    `host-${(index % each) + 1}${!Array.isArray(kinds) ? "" : `.k${Math.floor(index / each)}`}.example.com`;
  const listOf = (from, to) =>
    `domains:\n${Array.from({ length: to - from }, (_, index) => `  - ${nameOf(from + index)}\n`).join("")}`;
  if (domains <= MAX_ITEMS) {
    writeFileSync(join(folder, "domains.yaml"), PROVIDERS(domains) + DEFAULTS + listOf(0, domains));
    return folder;
  }
  writeFileSync(join(folder, "domains.yaml"), `${PROVIDERS(domains)}include: [teams/*.yaml]\n`);
  mkdirSync(join(folder, "teams"));
  for (let from = 0; from < domains; from += MAX_ITEMS) {
    const text = DEFAULTS + listOf(from, Math.min(domains, from + MAX_ITEMS));
    writeFileSync(join(folder, `teams/${from / MAX_ITEMS}.yaml`), text);
  }
  return folder;
}

/** Serves such domains; `delayMs` is the wait before each page of the list. Returns the address and a function that ends it. */
export async function serveEstate(domains, kinds, delayMs = 0) {
  const folder = newFolder();
  const faults = delayMs === 0 ? "" : `faults: [{ on: sectigo.list, delayMs: ${delayMs} }]\n`;
  const count = perKind(domains, kinds);
  const groups = Array.isArray(kinds)
    ? kinds.map((kind, index) => `{ domain: "host-{n}.k${index}.example.com", count: ${count}, ${kind} }`)
    : [`{ domain: "host-{n}.example.com", count: ${count}, ${kinds} }`];
  writeFileSync(
    join(folder, "scenario.yaml"),
    `version: 1
now: ${AS_OF}T00:00:00Z
sectigo: { domains: [${groups.join(", ")}] }
${faults}`,
  );
  const args = [BIN, "simulate", "--port", "0", "--scenario", join(folder, "scenario.yaml")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill); // where a figure fails before it ends the server
  const requests = [];
  child.stderr.setEncoding("utf8").on("data", (text) => requests.push(...text.split("\n").filter(Boolean)));
  const [greeting] = await once(child.stdout.setEncoding("utf8"), "data");
  const url = /SCM_URL=(\S+)/.exec(greeting)[1];
  const end = async () => {
    process.off("exit", kill);
    kill();
    await once(child, "close");
  };
  return { url, requests, end };
}
