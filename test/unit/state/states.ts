/** States for tests. */
import { rowKeyOf } from "../../../lib/core/known";
import type { LiveRecord, Observation } from "../../../lib/core/observation";
import type { StateHeader, StateProvider } from "../../../lib/state/format";
import type { Observed, State } from "../../../lib/state/state";
import { at } from "../../support/domains";

export const ACCOUNT = "0123456789abcdef";

export const record = (over: Partial<LiveRecord> = {}): LiveRecord => ({
  status: "VALIDATED",
  method: "CNAME",
  orderStatus: "NOT_INITIATED",
  orderMethod: null,
  orderSubmittedAt: null,
  validation: { at: at("2026-11-01"), basis: "reported" },
  expiresAt: at("2027-12-04"),
  challenge: null,
  ...over,
});

export const present = (domain: string, over: Partial<LiveRecord> = {}): Observed => ({
  observation: { kind: "present", domain, record: record(over) },
  learnedAt: at("2026-11-24T02:00:00Z"),
  row: rowKeyOf(record(over)),
});

export const observed = (observation: Observation): Observed => ({ observation, learnedAt: null, row: null });

const provider = (name: string, over: Partial<StateProvider> = {}): StateProvider => ({
  name,
  type: "sectigo",
  account: ACCOUNT,
  complete: true,
  error: null,
  warnings: [],
  unreadable: [],
  listed: 2,
  asked: 1,
  known: 1,
  ...over,
});

export function stateOf(
  all: Readonly<Record<string, readonly Observed[]>>,
  over: Partial<StateHeader> = {},
  ofProvider: Partial<StateProvider> = {},
): State {
  const providers = new Map(
    Object.entries(all).map(([name, ones]) => [name, new Map(ones.map((one) => [one.observation.domain, one]))]),
  );
  return {
    header: {
      format: "dcv-state",
      version: 2,
      at: "2026-11-24T02:00:00Z",
      complete: true,
      shard: null,
      observations: Object.values(all).flat().length,
      providers: Object.keys(all).map((name) => provider(name, ofProvider)),
      ...over,
    },
    providers,
  };
}
