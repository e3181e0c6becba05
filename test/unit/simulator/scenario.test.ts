import { readFileSync } from "node:fs";
import { parseScenario } from "../../../lib/simulator/scenario";
import type { Scenario } from "../../../lib/simulator/scenario";
import type { NcloudScenario } from "../../../lib/simulator/ncloud/scenario";
import type { SectigoScenario } from "../../../lib/simulator/sectigo/scenario";
import { SHIPPED_SCENARIOS, shippedScenarioPath } from "./shipped-scenarios";
import { NOW, scenarioOf } from "./served";

const DAY = 86_400_000;

const sectigoOf = ({ cas }: Scenario) => cas.get("sectigo") as SectigoScenario;
const ncloudOf = ({ cas }: Scenario) => cas.get("ncloud") as NcloudScenario;

describe("the dates of a scenario", () => {
  const sectigo: readonly [text: string, instant: number | null][] = [
    ["now", NOW],
    ["-20d", NOW - 20 * DAY],
    ["+178d", NOW + 178 * DAY],
    ["-3h", NOW - 3 * 3_600_000],
    ["+90m", NOW + 90 * 60_000],
    ["2026-07-09", Date.UTC(2026, 6, 9)],
    ["2026-07-09T10:00:00Z", Date.UTC(2026, 6, 9, 10)],
    ["2026-07-09T10:00:00+09:00", Date.UTC(2026, 6, 9, 1)],
    ["null", null],
  ];
  test.each(sectigo)("Sectigo: %s", (text, instant) => {
    const scenario = `version: 1\nsectigo: { domains: [{ domain: a.example, validated: ${text} }] }`;
    expect(sectigoOf(scenarioOf(scenario)).domains[0]?.validatedAt).toBe(instant);
  });

  const ncloud: readonly [text: string, instant: number][] = [
    ["-20d", NOW - 20 * DAY],
    ["2026-02-01 10:01:15", 1_769_907_675_000],
    ["2026-03-15 08:59:59", Date.UTC(2026, 2, 14, 23, 59, 59)],
    ["2026-03-15T00:00:00Z", 1_773_532_800_000],
  ];
  test.each(ncloud)("Ncloud: %s", (text, instant) => {
    const scenario = scenarioOf(
      `version: 1\nncloud: { certificates: [{ certificateNo: 1, domains: [a.kr], validations: [{ validSn: 1, validated: ${text} }] }] }`,
    );
    expect(ncloudOf(scenario).certificates[0]?.validations[0]).toMatchObject({
      validatedAt: instant,
      registeredAt: instant,
    });
  });

  test("count from the scenario's own instant", () => {
    const scenario = scenarioOf(
      "version: 1\nnow: 2020-01-02\nsectigo: { domains: [{ domain: a.example, validated: -1d }] }",
    );
    expect(scenario.now).toBe(Date.UTC(2020, 0, 2));
    expect(sectigoOf(scenario).domains[0]?.validatedAt).toBe(Date.UTC(2020, 0, 1));
  });
});

describe("what a scenario leaves out", () => {
  test("both CAs: neither is there", () => {
    expect(scenarioOf("version: 1")).toEqual({ now: null, cas: new Map(), faults: [] });
  });

  test("everything of a CA: the demo credentials, the documented pages, no domains", () => {
    expect(Object.fromEntries(scenarioOf("version: 1\nsectigo: {}\nncloud: {}").cas)).toMatchObject({
      sectigo: {
        auth: { login: "demo", password: "demo", customerUri: "demo", clientId: "demo", clientSecret: "demo" },
        tokenLifetimeSeconds: 300,
        defaultPageSize: 20,
        maxPageSize: 200,
        oversizedPages: "refuse",
        vocabulary: { v1: "constants", v2: "constants" },
        domains: [],
      },
      ncloud: {
        auth: { accessKey: "demo", secretKey: "demo" },
        subAccountKey: false,
        defaultPageSize: 10,
        certificates: [],
      },
    });
  });

  test("a fault's times: it lasts", () => {
    expect(scenarioOf("version: 1\nfaults: [{ on: '*', when: { size: 5 }, status: 503 }]").faults).toEqual([
      { on: "*", when: { size: "5" }, after: 0, times: Infinity, effect: { status: 503 } },
    ]);
  });

  test("a part of the credentials: the rest is demo", () => {
    expect(sectigoOf(scenarioOf("version: 1\nsectigo: { auth: { login: me } }")).auth).toMatchObject({
      login: "me",
      password: "demo",
    });
  });

  test("a counted entry is that many domains, sorted by name", () => {
    const sectigo = sectigoOf(
      scenarioOf('version: 1\nsectigo: { domains: [{ domain: "h{n}.{n}.example", count: 11, org: 4 }] }'),
    );
    expect(sectigo.domains.map((one) => one.domain).slice(0, 3)).toEqual([
      "h1.1.example",
      "h10.10.example",
      "h11.11.example",
    ]);
    expect(sectigo.domains.every((one) => one.org === 4)).toBe(true);
  });
});

describe("a scenario that cannot be read", () => {
  const cases: readonly [sentence: string, text: string, code: string, line: number, column: number][] = [
    ["broken YAML", "version: 1\nsectigo: [", "yaml-bad-indent", 2, 11],
    ["no version", "sectigo: {}", "missing-key", 1, 1],
    ["another version", "version: 2", "bad-value", 1, 10],
    ["an unknown key", "version: 1\nsectigo:\n  domians: []", "unknown-key", 3, 3],
    ["an unknown operation", "version: 1\nfaults:\n  - on: sectigo.lists", "bad-value", 3, 9],
    ["a fault without an operation", "version: 1\nfaults:\n  - status: 503", "missing-key", 3, 5],
    ["a domain without a name", "version: 1\nsectigo:\n  domains:\n    - { org: 1 }", "missing-key", 4, 7],
    ["an unknown vocabulary", "version: 1\nsectigo:\n  vocabulary: words", "bad-value", 3, 15],
    ["a vocabulary for v3", "version: 1\nsectigo:\n  vocabulary: { v3: labels }", "unknown-key", 3, 17],
    [
      "a date that is none",
      "version: 1\nsectigo:\n  domains:\n    - { domain: a.example, expires: soon }",
      "bad-date",
      4,
      37,
    ],
    [
      "a day that does not exist",
      "version: 1\nsectigo:\n  domains:\n    - { domain: a.example, validated: 2026-02-30 }",
      "bad-date",
      4,
      39,
    ],
    [
      "a date beyond all calendars",
      "version: 1\nsectigo:\n  domains:\n    - { domain: a.example, submitted: +9999999d }",
      "bad-date",
      4,
      39,
    ],
    [
      "Ncloud's way to write a date at Sectigo",
      "version: 1\nsectigo:\n  domains:\n    - { domain: a.example, submitted: 2026-02-01 10:00:00 }",
      "bad-date",
      4,
      39,
    ],
    ["a relative instant of its own", "version: 1\nnow: -20d", "bad-date", 2, 6],
    [
      "a count without {n}",
      "version: 1\nsectigo:\n  domains:\n    - { domain: a.example, count: 5 }",
      "bad-value",
      4,
      17,
    ],
    [
      "a date in a list of a list",
      "version: 1\nncloud:\n  certificates:\n    - certificateNo: 1\n      domains: [a.kr]\n      validations:\n        - { validSn: 1 }\n        - { validSn: 2, registered: x }",
      "bad-date",
      8,
      37,
    ],
  ];
  test.each(cases)("%s", (_, text, code, line, column) => {
    const { scenario, diagnostics } = parseScenario(text, "our.yaml", NOW);
    expect(scenario).toBeNull();
    expect(diagnostics.map((one) => [one.code, one.severity, one.place])).toContainEqual([
      code,
      "error",
      { file: "our.yaml", line, column },
    ]);
  });

  test("all wrong dates are told at once, and no password is", () => {
    const text = "version: 1\nsectigo:\n  auth: { password: hunter2, logn: x }\n  domains: []\n";
    expect(JSON.stringify(parseScenario(text, "our.yaml", NOW))).not.toContain("hunter2");
    const dates = "version: 1\nsectigo: { domains: [{ domain: a, validated: x }, { domain: b, expires: y }] }";
    expect(parseScenario(dates, "our.yaml", NOW).diagnostics).toHaveLength(2);
  });
});

test.each(SHIPPED_SCENARIOS)("the shipped scenario %s can be read", (name) => {
  const path = shippedScenarioPath(name);
  expect(parseScenario(readFileSync(path, "utf8"), path, NOW).diagnostics).toEqual([]);
});
