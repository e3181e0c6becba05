/** `dcv plan --dns` from the command line: what it asks, what it adds, and that nothing leaves without it. */
import dgram from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDnsZone } from "../../../lib/simulator/dns/server";
import type { DnsZoneServer, ServedRecord } from "../../../lib/simulator/dns/server";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { dcv } from "../../support/cli";
import { environmentOf, simulate } from "../../support/scenarios";

const DOMAINS = `
  domains:
    - { domain: www.example.com, validated: -180d, submitted: -1d }
    - { domain: api.example.com, validated: -5d }
`;
/** Of each CA: its settings, and a target that its record does not have. */
const CAS = {
  sectigo: {
    settings: 'url: "${SCM_URL}", auth: { login: demo, password: demo, customerUri: demo }',
    otherTarget: "old.sectigo.com",
  },
  digicert: { settings: 'url: "${DIGICERT_URL}", auth: { apiKey: demo }', otherTarget: "old.dcv.digicert.com" },
} as const;

let directory: string;
let server: DnsZoneServer;
const records: ServedRecord[] = [];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "dcv-plan-dns-"));
  records.length = 0;
  server = await startDnsZone({ zone: "example.com", records });
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

let ca: keyof typeof CAS = "sectigo";
function save(dns: string): void {
  const provider = `providers: { ${ca}: { type: ${ca}, ${CAS[ca].settings} } }`;
  writeFileSync(
    join(directory, "domains.yaml"),
    `version: 1\n${provider}\n${dns}domains: [www.example.com, api.example.com]\n`,
  );
}

const ZONES = (): string => `dns: { resolvers: [], zones: { example.com: { servers: ["${server.at}"] } } }\n`;

async function plan(...args: readonly string[]): Promise<PlanDocument> {
  const env = environmentOf(await simulate(`version: 1\n${ca}:${DOMAINS}`));
  const { stdout, stderr } = await dcv(["plan", "--output", "json", ...args], { cwd: directory, env });
  if (!stdout.startsWith("{")) throw new Error(stderr);
  return JSON.parse(stdout) as PlanDocument;
}

const changeOf = ({ changes }: PlanDocument, domain: string) => changes.find((one) => one.domain === domain);

test("without dns in the file and without --dns not one question leaves, and no change has evidence", async () => {
  const sockets = jest.spyOn(dgram.Socket.prototype, "connect");
  save("");
  const { changes } = await plan();
  expect(changes.map((change) => "evidence" in change)).toEqual([false, false]);
  expect(sockets).not.toHaveBeenCalled();
  sockets.mockRestore();
});

describe.each(["sectigo", "digicert"] as const)("%s", (type) => {
  beforeEach(() => void (ca = type));
  afterEach(() => void (ca = "sectigo"));

  test.each<[string, string | null, string]>([
    ["missing", null, "publish"],
    ["published", "as wanted", "wait"],
    ["different", "another", "fix-dns"],
  ])(
    "a record that is %s is evidence, makes the next step exact, and leaves the action",
    async (state, target, step) => {
      save("");
      const before = changeOf(await plan(), "www.example.com");
      const challenge = before?.live?.challenge;
      if (challenge == null || !("name" in challenge)) throw new Error("the order has no challenge");
      if (target !== null) {
        records.push({
          name: challenge.name,
          type: "CNAME",
          data: target === "as wanted" ? challenge.value : CAS[ca].otherTarget,
        });
      }
      save(ZONES());
      const after = changeOf(await plan(), "www.example.com");
      expect(after?.evidence).toMatchObject({ zone: { name: "example.com" }, record: { state }, dnssec: "unknown" });
      expect([after?.action, after?.reason]).toEqual([before?.action, before?.reason]);
      expect(after?.next_step.kind).toBe(step);
    },
  );
});

test("servers that do not answer leave the record unreachable, which is no pass and changes no action", async () => {
  save("");
  const before = await plan();
  server.faults.rcode = 5;
  save(ZONES());
  const after = await plan();
  expect(changeOf(after, "www.example.com")?.evidence?.record?.state).toBe("unreachable");
  expect(after.changes.map(({ action, reason }) => [action, reason])).toEqual(
    before.changes.map(({ action, reason }) => [action, reason]),
  );
  const passed = after.rules.filter(({ rule }) => rule.startsWith("record-") || rule === "caa-blocks");
  expect(passed.length).toBeGreaterThan(0);
  expect(passed.map(({ passed: count }) => count)).toEqual(passed.map(() => 0));
});

test("--dns asks without a part of the file, here nothing that a resolver could answer", async () => {
  save("dns: { resolvers: [], mode: resolver }\n");
  const { changes } = await plan("--dns");
  expect(changes.map(({ evidence }) => evidence?.zone.name)).toEqual([null, null]);
});
