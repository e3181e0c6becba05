/** The DNS of `dcv simulate`: empty zones that take updates by a known key, on one server or with a second one that lags. */
import { parseDnsName, ROOT } from "../../core/dns-name";
import type { EpochMs } from "../../core/time";
import type { TsigKey } from "../../core/tsig-key";
import { createLookUp } from "./look-up";
import { startDnsServer } from "./server";
import type { SimulatedDnsServer } from "./server";
import { createZoneState } from "./zone-state";

export interface SimulatedDnsOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Empty: the root, which holds all names. */
  readonly zones: readonly string[];
  /** Of a second server on the next port; null for none. */
  readonly lagMs: number | null;
}

export interface SimulatedDns {
  readonly servers: readonly SimulatedDnsServer[];
  readonly lookUp: ReturnType<typeof createLookUp>;
  /** How to reach it: the first words name it, then follow values to copy. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

/** It is no secret, as the server listens on loopback alone. */
export const DEMO_KEY: TsigKey = {
  name: "dcv-demo",
  algorithm: "hmac-sha256",
  secret: Buffer.from("demo-demo-demo-demo-demo").toString("base64"),
};

/** Throws an Error that names the port or the zone that cannot be had. */
export async function startSimulatedDns(
  { port, zones, lagMs }: SimulatedDnsOptions,
  now: () => EpochMs,
): Promise<SimulatedDns> {
  const states = (zones.length === 0 ? [ROOT] : zones).map((zone) => {
    const name = parseDnsName(zone);
    if (name === null) throw new Error(`${JSON.stringify(zone)} is not the name of a zone`);
    return createZoneState(name, [], 1, now);
  });
  const first = await startDnsServer({ zones: states.map((state) => ({ state })), keys: [DEMO_KEY], port, now });
  const servers = [first];
  if (lagMs !== null) {
    const copies = states.map((state) => ({ state, lagMs }));
    const next = startDnsServer({ zones: copies, keys: [DEMO_KEY], port: port === 0 ? 0 : port + 1, now });
    servers.push(
      await next.catch(async (error: Error) => {
        await first.close();
        throw error;
      }),
    );
  }
  const { name, algorithm, secret } = DEMO_KEY;
  return {
    servers,
    lookUp: createLookUp(servers),
    lines: [`DNS  ${servers.map(({ at }) => at).join("  ")}  DNS_TSIG=${algorithm}:${name}:${secret}`],
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
