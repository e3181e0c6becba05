/** Two authoritative servers of some zones and one that plays a validating resolver; sends their ports to the parent process. */
import { createRequire } from "node:module";
import { join } from "node:path";

const { startDnsServer } = createRequire(import.meta.url)(
  join(import.meta.dirname, "../../dist/lib/simulator/dns/server.js"),
);
const { createZoneState } = createRequire(import.meta.url)(
  join(import.meta.dirname, "../../dist/lib/simulator/dns/zone-state.js"),
);
const [zoneCount, domainCount] = process.argv.slice(2).map(Number);

const soa = { mname: "a", rname: "b", serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60 };
const states = Array.from({ length: zoneCount }, (_, zone) => {
  const records = [];
  for (let index = zone; index < domainCount; index += zoneCount) {
    records.push({ name: `_x.host${index}.zone${zone}.example`, type: "CNAME", data: `t${index}.ca.example` });
  }
  return createZoneState(`zone${zone}.example`, records, 1, Date.now);
});
const apexes = states.map(({ zone }) => ({ name: zone, type: "SOA", data: soa }));
const root = createZoneState(".", apexes, 1, Date.now);
const zones = states.map((state) => ({ state }));
const servers = await Promise.all([
  startDnsServer({ zones }),
  startDnsServer({ zones }),
  startDnsServer({ zones: [{ state: root }], recursive: true, authenticated: true }),
]);
process.send(servers.map(({ port }) => port));
