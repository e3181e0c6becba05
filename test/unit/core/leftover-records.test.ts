/** Which records of earlier validations are left, judged by what the CA says of the domain. */
import type { Change } from "../../../lib/core/change";
import { evidenceRequests } from "../../../lib/core/evidence-request";
import { leftoverQuestions, leftovers } from "../../../lib/core/leftover-records";
import type { LiveRecord } from "../../../lib/core/observation";
import { reconcile } from "../../../lib/core/reconcile";
import type { Observation } from "../../../lib/core/observation";
import { at, desired, observed, present, validated } from "../../support/domains";
import { shippedTables } from "../../support/tables";

const NOW = at("2026-11-25");
const hex = (digit: string): string => `_${digit.repeat(32)}`;
const OLD = `${hex("a")}.example.com`;
const CURRENT = `${hex("b")}.example.com`;
const CHALLENGE = {
  method: "CNAME",
  name: `${CURRENT.toUpperCase()}.`,
  value: "x.sectigo.com",
  deadline: null,
  nextCheck: null,
} as const;
const PENDING = { orderStatus: "SUBMITTED", orderSubmittedAt: at("2026-11-24") };
const ALIASES = [
  { name: CURRENT, target: "x.sectigo.com" },
  { name: OLD, target: "old.comodoca.com" },
  { name: `${hex("c")}.example.com`, target: "elsewhere.example.net" },
  { name: `${hex("d")}.www.example.com`, target: "x.sectigo.com" },
  { name: "_short.example.com", target: "x.sectigo.com" },
];

async function changes(...seen: readonly Observation[]): Promise<readonly Change[]> {
  const names = seen.map(({ domain }) => domain);
  return reconcile(
    names.map((name) => desired(name)),
    [observed(seen)],
    await shippedTables(),
    NOW,
  );
}

async function leftAt(base: string, all: readonly Change[]): Promise<readonly string[] | null> {
  const question = leftoverQuestions(all, await shippedTables()).get(base);
  return question === undefined ? null : leftovers(question, ALIASES);
}

const live = (more: Partial<LiveRecord> = {}): LiveRecord => validated("2026-11-01", more);

test.each<[string, readonly Observation[], readonly string[] | null]>([
  ["no order: every record of that form to the CA", [present("example.com", live())], [OLD, CURRENT]],
  ["an order waits for one", [present("example.com", live({ ...PENDING, challenge: CHALLENGE }))], [OLD]],
  [
    "the order of the wildcard waits for one",
    [present("example.com", live()), present("*.example.com", live({ ...PENDING, challenge: CHALLENGE }))],
    [OLD],
  ],
  ["an order waits for something that is not known", [present("example.com", live(PENDING))], null],
  [
    "an order waits for a file",
    [
      present(
        "example.com",
        live({ ...PENDING, challenge: { url: "http://example.com/x", content: "x", deadline: null, nextCheck: null } }),
      ),
    ],
    [OLD, CURRENT],
  ],
  [
    "an order waits for a name that DNS cannot hold",
    [present("example.com", live({ ...PENDING, challenge: { ...CHALLENGE, name: "a..b" } }))],
    [OLD, CURRENT],
  ],
  ["the CA does not list the name", [], null],
])("%s", async (_, seen, left) => {
  expect(await leftAt("example.com", await changes(...seen))).toEqual(left);
});

test("nothing is said of a name that the CA could not be asked about, or whose CA no table names", async () => {
  const [change] = await changes(present("example.com", live()));
  if (change === undefined) throw new Error("no change");
  expect(await leftAt("example.com", [change, { ...change, observed: "unknown", live: null }])).toBeNull();
  expect(await leftAt("example.com", [{ ...change, observed: "absent", live: null }])).toBeNull();
  expect(await leftAt("example.com", [{ ...change, provider: "another" }])).toBeNull();
  const long = `${"a.".repeat(126)}example`;
  expect(leftoverQuestions([{ ...change, domain: long }], await shippedTables()).size).toBe(0);
});

test("a base name and its wildcard are asked once", async () => {
  const all = await changes(present("example.com", live()), present("*.example.com", live()));
  const requests = evidenceRequests(
    [...all, ...all.map((one) => ({ ...one, declared: null }))],
    await shippedTables(),
    NOW,
  );
  expect(requests.map((one) => one?.leftovers?.base)).toEqual(["example.com", undefined, undefined, undefined]);
});
