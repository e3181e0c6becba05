/** An estate of any size and the embedded CA that holds it, as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, newFolder } from "./process.mjs";

export const AS_OF = "2026-11-21";

/** Expired, by a method that is being retired, with an order that waits for too long: every domain has several findings. */
export const TROUBLED = "validated: -450d, expires: -52d, method: EMAIL, submitted: -60d";
/** Validated, and no date is missing. */
export const HEALTHY = "validated: -50d, expires: +348d, method: CNAME";

/** Writes `domains.yaml` into a new folder: so many domains at one CA, whose address is in SCM_URL. */
export function writeEstate(domains) {
  const folder = newFolder();
  const names = Array.from({ length: domains }, (_, index) => `  - host-${index + 1}.example.com\n`).join("");
  writeFileSync(
    join(folder, "domains.yaml"),
    `version: 1
providers:
  sectigo: { type: sectigo, url: "\${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo } }
defaults: { provider: sectigo, method: CNAME, owner: pki@example.com }
domains:
${names}`,
  );
  return folder;
}

/** Serves such domains; `delayMs` is the wait before each page of the list. Returns the address and a function that ends it. */
export async function serveEstate(domains, kind, delayMs = 0) {
  const folder = newFolder();
  const faults = delayMs === 0 ? "" : `faults: [{ on: sectigo.list, delayMs: ${delayMs} }]\n`;
  writeFileSync(
    join(folder, "scenario.yaml"),
    `version: 1
now: ${AS_OF}T00:00:00Z
sectigo: { domains: [{ domain: "host-{n}.example.com", count: ${domains}, ${kind} }] }
${faults}`,
  );
  const args = [BIN, "simulate", "--port", "0", "--scenario", join(folder, "scenario.yaml")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  process.once("exit", () => child.kill("SIGKILL")); // where a figure fails before it ends the server
  const requests = [];
  child.stderr.setEncoding("utf8").on("data", (text) => requests.push(...text.split("\n").filter(Boolean)));
  const [greeting] = await once(child.stdout.setEncoding("utf8"), "data");
  const url = /SCM_URL=(\S+)/.exec(greeting)[1];
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "close");
  };
  return { url, requests, end };
}
