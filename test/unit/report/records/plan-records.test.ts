/** Which records a plan waits for, and in which zone. */
import type { EvidenceDocument } from "../../../../lib/report/evidence-document";
import type { ChangeDocument } from "../../../../lib/report/plan-document";
import { recordsOfPlan } from "../../../../lib/report/records/plan-records";
import { changeOf, planOf } from "../plan-documents";

type Step = ChangeDocument["next_step"]["kind"];
interface Waiting {
  readonly step?: Step;
  readonly challenge?: object | null;
  readonly more?: Partial<ChangeDocument>;
}

const CNAME = {
  method: "CNAME",
  name: "_6F66.Example.COM.",
  value: "D6a3.Sectigo.com.",
  deadline: "2026-12-20T08:00:00Z",
  next_check: null,
};

function waiting(domain: string, { step = "publish", challenge = CNAME, more = {} }: Waiting = {}): ChangeDocument {
  const change = changeOf(domain);
  const live = { ...change.live, order_submitted_at: "2026-11-20T08:00:00Z", challenge } as ChangeDocument["live"];
  const next = { kind: step, text: "", by: "2026-12-20T08:00:00Z", until: null };
  return { ...change, live, next_step: next, ...more };
}

const evidenceIn = (name: string | null): EvidenceDocument => ({
  asked_at: "2026-11-21T00:00:00Z",
  zone: { name, found_by: "resolver", delegated: true, servers: 2, answering: 2, negative_ttl: 60, problem: null },
  record: null,
  caa: { at: null, today: "allowed", later: "allowed", issuers: [], why: "" },
  dnssec: "insecure",
});

const read = (changes: readonly ChangeDocument[], keep = false, zones: readonly string[] = []) =>
  recordsOfPlan(planOf(changes), { keep, zones });

test("a record is in the one form that is compared, with the domain, its order and its deadline", () => {
  expect(read([waiting("example.com")])).toEqual({
    records: [
      {
        zone: "example.com",
        name: "_6f66.example.com",
        type: "CNAME",
        value: "d6a3.sectigo.com",
        ttl: 60,
        comment: "sectigo/example.com, order of 2026-11-20, until 2026-12-20T08:00:00Z",
      },
    ],
    problems: [],
    leftOut: [],
  });
});

test.each<[Step, number, number]>([
  ["publish", 1, 1],
  ["fix-dns", 1, 1],
  ["submit", 1, 1],
  ["wait", 1, 1],
  ["none", 0, 1],
  ["start", 0, 1],
])("the step %s: %i record, with --keep %i", (step, plain, kept) => {
  const change = waiting("example.com", { step });
  expect([read([change]).records.length, read([change], true).records.length]).toEqual([plain, kept]);
});

test("the record of an order that can no longer succeed is not kept", () => {
  expect(read([waiting("a.example.com", { step: "start", more: { reason: "order_stale" } })], true).records).toEqual(
    [],
  );
});

test.each<[string, object | null, readonly string[]]>([
  ["no challenge", null, []],
  [
    "a file",
    { url: "http://example.com/x", content: "x", deadline: null, next_check: null },
    ["sectigo/example.com: left out, because the CA waits for a file at http://example.com/x, not for a DNS record"],
  ],
  [
    "an e-mail",
    { email: "admin@example.com", deadline: null, next_check: null },
    [
      "sectigo/example.com: left out, because the CA waits for an answer to the e-mail to admin@example.com, not for a DNS record",
    ],
  ],
])("%s is no record", (_, challenge, leftOut) => {
  expect(read([waiting("example.com", { challenge })])).toEqual({ records: [], problems: [], leftOut });
});

test.each<[string, string, ChangeDocument, readonly string[]]>([
  [
    "the one that DNS shows",
    "sub.example.com",
    waiting("x", { more: { evidence: evidenceIn("sub.example.com") } }),
    [],
  ],
  [
    "not one that does not hold the name",
    "example.com",
    waiting("x", { more: { evidence: evidenceIn("else.net") } }),
    [],
  ],
  ["the longest that the user names", "b.sub.example.com", waiting("x"), ["example.com", "b.sub.example.com", "net"]],
  ["the registrable domain", "example.com", waiting("x", { more: { evidence: evidenceIn(null) } }), ["example.net"]],
])("its zone is %s", (_, zone, change, zones) => {
  const name = "_6f66.a.b.sub.example.com";
  const live = { ...change.live, challenge: { ...CNAME, name } } as ChangeDocument["live"];
  expect(read([{ ...change, live }], false, zones).records).toMatchObject([{ name, zone }]);
});

test("the registrable domain below a public suffix of two labels; a name without one has its parent", () => {
  const challenge = (name: string) => ({ challenge: { ...CNAME, name } });
  const names = ["_x.a.example.co.uk", "_x.corp"].map((name) => waiting("x", challenge(name)));
  expect(read(names).records.map(({ zone }) => zone)).toEqual(["example.co.uk", "corp"]);
});

test("a name and its wildcard share one record, which names both", () => {
  const { records, problems } = read([waiting("example.com"), waiting("*.example.com")]);
  expect(problems).toEqual([]);
  expect(records.map(({ comment }) => comment.split("; ").length)).toEqual([2]);
});

test("several texts at one name are a set; a second alias is said and left out", () => {
  const texts = ["a", "ü"].map((value) => waiting(value, { challenge: { ...CNAME, method: "TXT", value } }));
  expect(read(texts).records.map(({ value }) => value)).toEqual(["a", "\u00c3\u00bc"]);
  const aliases = ["a.ca.example", "b.ca.example"].map((value) => waiting(value, { challenge: { ...CNAME, value } }));
  expect(read(aliases)).toMatchObject({
    records: [{ value: "a.ca.example" }],
    problems: [
      "sectigo/b.ca.example: _6f66.example.com cannot be an alias of both a.ca.example and b.ca.example; publish one, then the other",
    ],
    leftOut: [],
  });
});

test("what no DNS record can hold is said, on one printable line", () => {
  const challenge = { ...CNAME, value: "a b\n" };
  expect(read([waiting("example.com", { challenge })]).problems).toEqual([
    "sectigo/example.com: no DNS record can hold _6F66.Example.COM. with a b\\u{a}",
  ]);
});

test("the asterisk of a wildcard is no part of a record's name", () => {
  const challenge = { ...CNAME, method: "PERSISTENT_TXT", name: "_validation-persist.*.example.com" };
  expect(read([waiting("*.example.com", { challenge })]).records).toMatchObject([
    { name: "_validation-persist.example.com", type: "TXT" },
  ]);
});
