/** Rules judging a plan: outcomes counted, levels, citations, waivers. */
import { assemblePlan } from "../../../lib/core/plan";
import type { Plan } from "../../../lib/core/plan";
import { reconcile } from "../../../lib/core/reconcile";
import type { LiveRecord } from "../../../lib/core/observation";
import type { Tables } from "../../../lib/core/tables";
import type { Waiver } from "../../../lib/core/waiver";
import { evaluate } from "../../../lib/policy/evaluate";
import type { RuleSeverity } from "../../../lib/core/finding";
import { compileRule, fillIn } from "../../../lib/policy/rule";
import type { Rule } from "../../../lib/policy/rule";
import { at, desired, observed, present, validated, waiver as waiverOf } from "../../support/domains";
import { shippedRules } from "../../support/rules";
import { shippedTables } from "../../support/tables";

const ASOF = at("2026-11-21");
let tables: Tables;
let rules: readonly Rule[];
beforeAll(async () => {
  tables = await shippedTables();
  rules = await shippedRules();
});

function plan(): Plan {
  const providers = [
    observed([
      present("old.example.com", validated("2026-01-01")),
      present("good.example.com", validated("2026-11-10")),
      present("stray.example.com", validated("2026-11-10")),
    ]),
  ];
  const wanted = ["old.example.com", "good.example.com", "new.example.com"].map((name) => desired(name));
  return assemblePlan(reconcile(wanted, providers, tables, ASOF), providers, ASOF);
}

const judge = (levels: Record<string, RuleSeverity> = {}, waivers: readonly Waiver[] = []) =>
  evaluate(rules, new Map(Object.entries(levels)), plan(), tables, waivers);

const waiver = (more: Partial<Waiver> = {}): Waiver => waiverOf("not-validated", "new.example.com", more);

describe("findings", () => {
  test("come in the order of the plan, then of the rules, each with its place and its citation", () => {
    const { findings } = judge();
    expect(findings.map(({ rule, domain, severity }) => `${domain} ${rule} ${severity}`)).toEqual([
      "good.example.com reuse-cliff warning",
      "new.example.com not-validated error",
      "old.example.com ca-reuse-limit error",
      "old.example.com dcv-reuse-limit error",
      "stray.example.com undeclared-domain warning",
    ]);
    expect(findings[3]).toMatchObject({
      location: { file: "domains.yaml", line: 7, column: 5 },
      citation: "Baseline Requirements for TLS server certificates 4.2.1 (SC-081v3)",
      message:
        "validated on 2026-01-01 by CNAME, 324 days before 2026-11-21; a certificate issued then may rely on a validation of at most 200 days",
    });
    expect(findings[4]?.location).toBeNull();
  });

  test("no message of any rule has a placeholder left or a fact that is not there", () => {
    for (const { message, remediation } of judge().findings) {
      expect(`${message} ${remediation}`).not.toMatch(/[{}]|unknown/);
    }
  });

  test("the order of the rules does not matter", () => {
    const reversed = evaluate([...rules].reverse(), new Map(), plan(), tables, []);
    expect(reversed).toEqual(judge());
  });
});

describe("what could not be judged", () => {
  const judgeOne = (record: LiveRecord, levels: Record<string, RuleSeverity> = {}) => {
    const seen = [observed([present("x.example", record)], { name: "ncloud" })];
    const changes = reconcile([desired("x.example", { provider: "ncloud" })], seen, tables, ASOF);
    return evaluate(rules, new Map(Object.entries(levels)), assemblePlan(changes, seen, ASOF), tables, []).findings;
  };

  test("is an error that names the rules and what they lack, at the place of the domain", () => {
    expect(judgeOne(validated(null))).toMatchObject([
      {
        rule: "age-unknown",
        severity: "error",
        message: "dcv-reuse-limit cannot be judged, because these facts are not known: age_ms",
        location: { line: 7 },
      },
    ]);
  });

  test.each([
    ["by a rule of the level warning", { "dcv-reuse-limit": "warning" }, []],
    ["by a rule that is off", { "dcv-reuse-limit": "off" }, []],
    [
      "by a rule that was raised to an error",
      { "dcv-reuse-limit": "off", "revalidation-window": "error" },
      ["revalidation-window cannot be judged, because these facts are not known: usable_left_ms"],
    ],
    ["by a rule, while age-unknown is off", { "age-unknown": "off" }, []],
  ] as const)("%s", (_, levels, messages) => {
    expect(judgeOne(validated(null), levels).map(({ message }) => message)).toEqual(messages);
  });

  test("a range that reaches over the limit lacks the exact age, and a finding shows the youngest possible one", () => {
    const between = (earliest: string, latest: string) =>
      judgeOne(validated(null, { validation: { earliest: at(earliest), latest: at(latest), basis: "bounded" } }));
    expect(between("2026-01-01", "2026-11-01").map(({ message }) => message)).toEqual([
      "dcv-reuse-limit cannot be judged, because these facts are not known: age_ms",
    ]);
    expect(between("2025-12-01", "2026-01-01").map(({ message }) => message)).toEqual([
      "validated on 2025-12-01 or later by CNAME, 324 days before 2026-11-21; a certificate issued then may rely on a validation of at most 200 days",
    ]);
  });
});

describe("results of rules", () => {
  const result = (id: string, levels: Record<string, RuleSeverity> = {}) =>
    judge(levels).results.find(({ rule }) => rule === id);

  test("pass, not applicable, not effective and unknown are four things", () => {
    expect(result("dcv-reuse-limit")).toEqual({
      rule: "dcv-reuse-limit",
      title: "The validation is no older than the Baseline Requirements allow",
      file: "policies/dcv-reuse-limit.yaml",
      replaces: null,
      severity: "error",
      citation: "Baseline Requirements for TLS server certificates 4.2.1 (SC-081v3)",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
      remediation: "Validate the domain again before a certificate is ordered for it.",
      passed: 1,
      failed: 1,
      notApplicable: 2,
      notEffective: 0,
      unknown: 0,
    });
    const noDate = [observed([present("x.example", validated(null))])];
    const [unknown, early] = [ASOF, at("2025-01-01")].map((asOf) => {
      const changes = reconcile([desired("x.example")], noDate, tables, asOf);
      return evaluate(rules, new Map(), assemblePlan(changes, noDate, asOf), tables, []).results.find(
        ({ rule }) => rule === "dcv-reuse-limit",
      );
    });
    expect(unknown).toMatchObject({
      passed: 0,
      failed: 0,
      unknown: 1,
    });
    expect(early).toMatchObject({ passed: 0, failed: 0, notEffective: 1 });
  });

  test("what could not be seen is unknown to every rule that may apply to it, and not applicable to none of them", () => {
    const down = [observed([], { complete: false, error: "503" })];
    const changes = reconcile([desired("x.example")], down, tables, ASOF);
    const { results, findings } = evaluate(rules, new Map(), assemblePlan(changes, down, ASOF), tables, []);
    const outcomeOf = (id: string) => results.find(({ rule }) => rule === id);
    for (const id of ["dcv-reuse-limit", "not-validated", "method-void", "revalidation-window", "order-stale"]) {
      expect(outcomeOf(id)).toMatchObject({ rule: id, unknown: 1, notApplicable: 0, passed: 0 });
    }
    expect(outcomeOf("undeclared-domain")).toMatchObject({ passed: 1 });
    expect(findings).toEqual([]);
  });

  test("the last figure that decides is shown: a second too old is not as old as allowed", () => {
    const old = [observed([present("x.example", validated("2026-05-04T23:59:59Z"))], { name: "ncloud" })];
    const changes = reconcile([desired("x.example", { provider: "ncloud" })], old, tables, ASOF);
    const { findings } = evaluate(rules, new Map(), assemblePlan(changes, old, ASOF), tables, []);
    expect(findings[0]?.message).toContain("more than 200 days before 2026-11-21");
  });

  test("there is one for every rule, sorted by id, those about waivers too", () => {
    const [first, ...others] = rules;
    if (first === undefined) throw new Error("no rule");
    const { results } = evaluate([{ ...first, id: "zz-known" }, ...others], new Map(), plan(), tables, []);
    expect(results.map(({ rule }) => rule)).toEqual([...others.map(({ id }) => id), "zz-known"]);
  });

  test("each change names the rules that it passes and those that could not be judged, as often as they are counted", () => {
    const { results, changes } = judge({}, [waiver(), waiver({ domain: "other.example.com" })]);
    const passes = changes.map(({ passed }) => passed.includes("undeclared-domain"));
    expect(plan().changes.map(({ domain }, index) => [domain, passes[index]])).toEqual([
      ["good.example.com", true],
      ["new.example.com", true],
      ["old.example.com", true],
      ["stray.example.com", false],
    ]);
    for (const { rule, passed, unknown } of results.filter(({ rule: id }) => !id.startsWith("waiver-"))) {
      const counted = (lists: readonly (readonly string[])[]) => lists.filter((ids) => ids.includes(rule)).length;
      expect([counted(changes.map((one) => one.passed)), counted(changes.map((one) => one.unjudged))]).toEqual([
        passed,
        unknown,
      ]);
    }
  });

  test("domains that all differ are counted as those that are alike", () => {
    const count = 1_200;
    const days = Array.from({ length: count }, (_, index) => at("2023-08-01") + index * 86_400_000);
    const names = days.map((_, index) => `d${index}.example.com`);
    const providers = [
      observed(
        names.map((name, index) =>
          present(name, { ...validated("2026-01-01"), validation: { at: days[index] ?? 0, basis: "reported" } }),
        ),
      ),
    ];
    const wanted = names.map((name) => desired(name));
    const whole = assemblePlan(reconcile(wanted, providers, tables, ASOF), providers, ASOF);
    const { results, changes } = evaluate(rules, new Map(), whole, tables, []);
    const limit = results.find(({ rule }) => rule === "dcv-reuse-limit");
    const passed = changes.filter((one) => one.passed.includes("dcv-reuse-limit")).length;
    expect([limit?.passed, Number(limit?.passed) + Number(limit?.failed)]).toEqual([passed, count]);
    expect(passed).toBeGreaterThan(0);
  });

  test("a rule about waivers is passed by no domain", () => {
    const { results, changes } = judge({}, [waiver()]);
    expect(results.find(({ rule }) => rule === "waiver-unused")).toMatchObject({ passed: 1 });
    expect(changes.some(({ passed }) => passed.includes("waiver-unused"))).toBe(false);
  });

  test("a rule that is off judges nothing and says so", () => {
    expect(result("not-validated", { "not-validated": "off" })).toMatchObject({
      severity: "off",
      passed: 0,
      failed: 0,
    });
    expect(judge({ "not-validated": "off" }).findings.some(({ rule }) => rule === "not-validated")).toBe(false);
  });

  test("a level replaces the severity of the rule", () => {
    const { findings } = judge({ "not-validated": "info", "undeclared-domain": "error" });
    const severity = (rule: string) => findings.find((finding) => finding.rule === rule)?.severity;
    expect([severity("not-validated"), severity("undeclared-domain")]).toEqual(["info", "error"]);
  });
});

describe("waivers", () => {
  const found = (waivers: readonly Waiver[]) => {
    const { findings } = judge({}, waivers);
    return {
      waived: findings.filter((finding) => finding.waiver !== null),
      about: findings
        .filter(({ rule }) => rule.startsWith("waiver-"))
        .map(({ rule, severity }) => `${rule} ${severity}`),
    };
  };

  test("a waived finding stays, and names its waiver", () => {
    const { waived, about } = found([waiver()]);
    expect(waived).toMatchObject([
      {
        rule: "not-validated",
        domain: "new.example.com",
        severity: "error",
        waiver: { reason: "moves to a new host", owner: "pki@example.com", expires: "2027-01-31" },
      },
    ]);
    expect(about).toEqual([]);
  });

  test.each([
    ["it has ended", { lastDay: at("2026-11-20") }, 0, ["waiver-expired error"]],
    ["it is its last day", { lastDay: ASOF }, 1, ["waiver-expiring warning"]],
    ["it names another domain", { domain: "other.example.com" }, 0, ["waiver-unused warning"]],
    ["it names another rule", { rule: "method-drift" }, 0, ["waiver-unused warning"]],
    ["it covers all subdomains", { domain: "*.example.com", match: "subdomains" as const }, 1, []],
    ["it names the wildcard entry only", { domain: "*.example.com" }, 0, ["waiver-unused warning"]],
  ])("%s", (_, more, waivedCount, about) => {
    const result = found([waiver(more)]);
    expect([result.waived.length, result.about]).toEqual([waivedCount, about]);
  });

  test("of two that cover a finding the one in force counts, and the ended one is no error", () => {
    const { waived, about } = found([waiver({ lastDay: at("2026-11-01") }), waiver({ owner: "second" })]);
    expect(waived[0]?.waiver?.owner).toBe("second");
    expect(about).toEqual([]);
  });

  test("whether a waiver is unused is not known while not everything was seen", () => {
    const providers = [observed([], { complete: false, error: "503" })];
    const half = assemblePlan(reconcile([desired("new.example.com")], providers, tables, ASOF), providers, ASOF);
    const { findings, results } = evaluate(rules, new Map(), half, tables, [waiver()]);
    expect(findings).toEqual([]);
    expect(results.find(({ rule }) => rule === "waiver-unused")).toMatchObject({ unknown: 1, passed: 0 });
  });

  test("findings about a waiver point at the waiver", () => {
    const { findings } = judge({}, [waiver({ lastDay: at("2026-11-20") })]);
    expect(findings.at(-1)).toMatchObject({ provider: null, location: { line: 30 }, domain: "new.example.com" });
  });
});

test("a rule is in force from the first instant of its first day until the first of the day after its last", () => {
  const rule = rules.find(({ id }) => id === "undeclared-domain");
  if (rule === undefined) throw new Error("no rule");
  const judge = compileRule({ ...rule, effective: { from: at("2027-01-01"), until: at("2028-01-01") } });
  const instants = ["2026-12-31T23:59:59Z", "2027-01-01", "2027-12-31T23:59:59Z", "2028-01-01"].map(at);
  expect(instants.map((asOf) => judge({ declared: true }, asOf))).toEqual([
    "not_effective",
    "pass",
    "pass",
    "not_effective",
  ]);
});

test("what the file leaves out is an answer: a rule may require that it is there", () => {
  const rule = rules.find(({ id }) => id === "undeclared-domain");
  if (rule === undefined) throw new Error("no rule");
  const judge = compileRule({ ...rule, require: { properties: { owner: { type: "string" } } } });
  expect([judge({ owner: null }, ASOF), judge({ owner: "web" }, ASOF)]).toEqual(["fail", "pass"]);
  const other = compileRule({ ...rule, require: { properties: { owner: { not: { const: "web" } } } } });
  expect([null, "web", "pki"].map((owner) => other({ owner }, ASOF))).toEqual(["fail", "fail", "pass"]);
  const patterns = new Map([["@", /@/]]);
  const require = { properties: { owner: { type: "string", pattern: "@" } } };
  const byPattern = compileRule({ ...rule, require, patterns });
  expect([null, "web", "web@example.com"].map((owner) => byPattern({ owner }, ASOF))).toEqual(["fail", "fail", "pass"]);
  expect(() => compileRule({ ...rule, require, patterns: new Map() })).toThrow('the pattern "@" was not read');
  expect(() => compileRule({ ...rule, require, patterns: new Map([["x", /x/]]) })).toThrow('"@" was not read');
  const byAge = compileRule({ ...rule, require: { properties: { age_ms: { type: "integer" } } } });
  expect(byAge({ age_ms: null }, ASOF)).toBe("unknown");
});

test("of what could not be seen, what the file says still decides whether a rule applies", () => {
  const rule = rules.find(({ id }) => id === "undeclared-domain");
  if (rule === undefined) throw new Error("no rule");
  const when = { properties: { declared: { const: true }, status: { const: "VALIDATED" } } };
  const judge = compileRule({ ...rule, when });
  const outcomes = [true, false].map((declared) => judge({ observed: false, declared, status: null }, ASOF));
  expect(outcomes).toEqual(["unknown", "not_applicable"]);
  const ofMethod = compileRule({ ...rule, when: { properties: { declared_method: { type: "string" } } } });
  const open = { observed: false, declared: true, declared_method: null };
  expect(ofMethod(open, ASOF)).toBe("not_applicable");
});

test("a fact that is not known is said to be unknown in a message", () => {
  expect(fillIn("{a} and {b}", (fact) => (fact === "a" ? 1 : null))).toBe("1 and unknown");
});

describe("domains that share one record", () => {
  const OWN: Rule["when"] = { properties: { domain: { const: "b.example" } }, required: ["domain"] };
  const own = (part: Partial<Rule>): Rule => ({ ...(rules[0] as Rule), id: "own", subject: "domain", ...part });
  const PASSES = { when: {}, require: {} };
  const FAILS = { when: {}, require: { properties: { declared: { const: false } } } };

  const evaluated = (shares: boolean, more: readonly Rule[]) => {
    const records = ["2026-05-01", "2026-11-10", null].map((day) => validated(day, { method: "EMAIL" }));
    const names = ["a.example", "b.example", "*.a.example", "c.example", "stray.example"];
    const listed = names.flatMap((name) =>
      records.map((record, index) =>
        present(name.replace("example", `e${index}.example`), shares ? record : structuredClone(record)),
      ),
    );
    const providers = [observed(listed)];
    const wanted = listed.flatMap(({ domain }, index) => {
      if (domain.startsWith("stray")) return [];
      const terms = { method: index % 2 === 0 ? ("CNAME" as const) : null, maxAgeDays: index % 3 === 0 ? 20 : null };
      return [desired(domain, { ...terms, owner: `owner-${index % 4}`, labels: { at: String(index % 5) } })];
    });
    const whole = assemblePlan(reconcile(wanted, providers, tables, ASOF), providers, ASOF);
    return evaluate([...rules, ...more], new Map(), whole, tables, []);
  };

  test.each([
    ["by the rules of the package", () => []],
    ["by a rule that judges by the name", () => [own({ ...FAILS, when: OWN })]],
    [
      "by a rule that judges by the owner",
      () => [own({ when: {}, require: { properties: { owner: { const: "owner-1" } } } })],
    ],
    [
      "by a rule that judges by labels",
      () => [own({ when: {}, require: { properties: { labels: { const: ",at=1," } } } })],
    ],
    ["by a rule whose message names the domain", () => [own({ ...FAILS, message: "{domain} of {owner} {wildcard}" })]],
    ["by a rule whose advice names the domain", () => [own({ ...FAILS, remediation: "look at {domain}" })]],
    ["by a rule that all pass", () => [own(PASSES)]],
  ])("come out as each alone: %s", (_, more) => {
    const alone = evaluated(false, more());
    expect(evaluated(true, more())).toEqual(alone);
    expect(new Set(alone.findings.map(({ message }) => message)).size).toBeGreaterThan(3);
  });

  test("share what is said of them", () => {
    const { changes, findings } = evaluated(true, []);
    expect(new Set(changes).size).toBeLessThan(changes.length);
    expect(findings.length).toBeGreaterThan(10);
  });
});
