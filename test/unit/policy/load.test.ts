/** Rules and tables from files: a broken one is reported with file, line and column, and all problems come at once. */
import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../../lib/core/diagnostic";
import { formatDay } from "../../../lib/core/time";
import { builtInRuleIds, loadRules } from "../../../lib/policy/load";
import { compileRule } from "../../../lib/policy/rule";
import { readTables, tablesFor } from "../../../lib/policy/tables";
import { POLICIES, publishedTables } from "../../support/tables";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-policies-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const RULE = `id: owner-known
title: Every domain has an owner
severity: warning
source: { document: Our handbook, url: "https://handbook.example" }
when: { properties: { declared: { const: true } } }
require: { properties: { owner: { type: string } } }
message: "{domain} has no owner"
remediation: Name one.
`;

/** Each of its six parts becomes some 2,000 instructions. */
const LONG = `^${"[a-z]{1,999}".repeat(6)}$`;

const place = { file: "domains.yaml", line: 3, column: 9 };
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
};
const load = (...names: readonly string[]) =>
  loadRules(
    POLICIES,
    names.map((name) => ({ path: join(directory, name), place, boundary: directory })),
    directory,
  );
const lines = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ place: { file, line, column }, code, message }) => `${file}:${line}:${column} ${code} ${message}`);

describe("rules of the user", () => {
  test("a file adds a rule", async () => {
    write("owner.yaml", RULE);
    const { rules, diagnostics } = await load("owner.yaml");
    expect(diagnostics).toEqual([]);
    expect(rules.find(({ id }) => id === "owner-known")).toMatchObject({
      subject: "domain",
      effective: { from: null, until: null },
      file: "owner.yaml",
    });
  });

  test("a directory adds all YAML files in it and in its sub-folders, and nothing else", async () => {
    write("ours/a.yaml", RULE);
    write("ours/b.yml", RULE.replace("owner-known", "owner-named"));
    write("ours/team/deep/d.yaml", RULE.replace("owner-known", "deep-down"));
    write("ours/README.md", "no rule");
    write("ours/c.yaml.bak", "no rule");
    const { rules, ids, diagnostics } = await load("ours");
    expect(diagnostics).toEqual([]);
    const names = rules.map(({ id }) => id);
    expect(names).toEqual(expect.arrayContaining(["owner-known", "owner-named", "deep-down"]));
    expect(names).toEqual([...names].sort());
    expect([...ids].sort()).toEqual(names);
  });

  test.each([
    ["a folder", "outside", "linked leads out of the repository; copy the rules into the repository"],
    ["a file in a folder", "outside/a.yaml", "ours/a.yaml:1:1 outside-repository"],
  ])("%s that is a link out of the repository is refused, and no rule of it is read", async (what, target, message) => {
    write("outside/a.yaml", RULE);
    mkdirSync(join(directory, "estate/ours"), { recursive: true });
    const link = what === "a folder" ? "estate/linked" : "estate/ours/a.yaml";
    symlinkSync(join(directory, target), join(directory, link));
    const path = join(directory, what === "a folder" ? "estate/linked" : "estate/ours");
    const boundary = join(directory, "estate");
    const { rules, diagnostics } = await loadRules(POLICIES, [{ path, place, boundary }], boundary);
    expect(rules.map(({ id }) => id)).not.toContain("owner-known");
    expect(lines(diagnostics)).toEqual([expect.stringContaining(message)]);
  });

  test("a linked sub-folder is read once, also where it leads back, and one that leads out is refused", async () => {
    write("estate/ours/a.yaml", RULE);
    write("estate/shared/b.yaml", RULE.replace("owner-known", "owner-shared"));
    write("outside/c.yaml", RULE.replace("owner-known", "owner-outside"));
    for (const [name, target] of [
      ["back", "."],
      ["again", "."],
      ["shared", "../shared"],
      ["shared-twice", "../shared"],
      ["out", "../../outside"],
      ["lost.yaml", "nothing.yaml"],
    ] as const) {
      symlinkSync(target, join(directory, "estate/ours", name));
    }
    const [path, boundary] = [join(directory, "estate/ours"), join(directory, "estate")];
    const { rules, diagnostics } = await loadRules(POLICIES, [{ path, place, boundary }], boundary);
    const names = rules.map(({ id }) => id).filter((id) => id.startsWith("owner-"));
    expect(names).toEqual(["owner-known", "owner-shared"]);
    expect(lines(diagnostics)).toEqual([
      expect.stringContaining("ours/out leads out of the repository; copy the rules into the repository"),
      expect.stringContaining("lost.yaml"),
    ]);
  });

  test("the id of a built-in rule replaces that rule", async () => {
    write("own.yaml", RULE.replace("owner-known", "not-validated"));
    const [{ rules: ours }, { rules: theirs }] = [await load("own.yaml"), await load()];
    expect(ours.find(({ id }) => id === "not-validated")?.title).toBe("Every domain has an owner");
    expect(ours).toHaveLength(theirs.length);
  });

  test("a rule that takes the place of a built-in one names that one's file", async () => {
    write("own.yaml", RULE.replace("owner-known", "not-validated"));
    const { rules } = await load("own.yaml");
    expect(rules.filter(({ replaces }) => replaces !== null)).toMatchObject([
      { id: "not-validated", file: "own.yaml", replaces: "policies/not-validated.yaml" },
    ]);
  });

  test("a pattern is matched anywhere in the text, and one that backtracks for ever elsewhere ends", async () => {
    const schema = String.raw`{ type: string, pattern: '^(a+)+$' }`;
    write(
      "own.yaml",
      RULE.replace("{ type: string }", () => schema),
    );
    const { rules, diagnostics } = await load("own.yaml");
    expect(diagnostics).toEqual([]);
    const own = rules.find(({ id }) => id === "owner-known");
    if (own === undefined) throw new Error("no rule");
    const judge = compileRule(own);
    const outcomes = ["a", "web", `${"a".repeat(100_000)}b`].map((owner) => judge({ declared: true, owner }, 0));
    expect(outcomes).toEqual(["pass", "fail", "fail"]);
  });

  test.each([
    ["a word of the fact's list, or null", "method: { enum: [CNAME, TXT, null] }", ""],
    ["a type beside null", "age_days: { type: [number, 'null'] }", ""],
    ["a fact that equals another one", "method: { const: { $data: 1/declared_method } }", ""],
    ["a type for the facts as a whole", "} , type: object, not: {", ""],
    ["a bound that another fact sets", "age_ms: { type: integer, maximum: { $data: 1/baseline_limit_ms } }", ""],
    ["a fact that must be there, and no word about it", "} , required: [owner], not: {", ""],
    ["500 keywords", `owner: { allOf: [\n${"  { type: string },\n".repeat(496)}  ] }`, ""],
    ["an end, and no beginning", "owner: { type: string }", "effective: { until: 2027-01-01 }"],
    [
      "a beginning that is nothing, and an end",
      "owner: { type: string }",
      "effective: { from: null, until: 2027-01-01 }",
    ],
  ])("it may have %s", async (_, schema, more) => {
    write("own.yaml", RULE.replace("owner: { type: string }", () => schema) + more);
    expect((await load("own.yaml")).diagnostics).toEqual([]);
  });

  test("everything that is wrong with a file comes at once: its shape, its facts and its schemas", async () => {
    const text = RULE.replace("severity: warning", "severity: fatal")
      .replace("declared: { const: true }", "declard: { const: true }")
      .replace("type: string", "type: sting, minimum: x")
      .replace("{domain}", "{Domain}");
    write("own.yaml", text);
    const { diagnostics } = await load("own.yaml");
    expect(diagnostics.map(({ code, place: { line, column } }) => `${line}:${column} ${code}`)).toEqual([
      "3:11 bad-value",
      "5:23 unknown-fact",
      "6:41 bad-schema",
      "6:57 bad-schema",
      "7:1 unknown-fact",
    ]);
  });

  test("the id of a rule that is broken is told too", async () => {
    write("own.yaml", RULE.replace("severity: warning", "severity: fatal"));
    const { rules, ids } = await load("own.yaml");
    expect(ids.filter((id) => !rules.some((rule) => rule.id === id))).toEqual(["owner-known"]);
  });

  test("a directory without any rule is an error, at the place that names it", async () => {
    write("empty/README.md", "nothing");
    expect(lines((await load("empty")).diagnostics)).toEqual([
      "domains.yaml:3:9 no-such-policy the directory empty holds no rule (*.yaml); add one or remove it from policies.paths",
    ]);
  });

  test("the dates between which it is in force are read", async () => {
    write("own.yaml", `${RULE}effective: { from: 2027-01-01, until: 2028-01-01 }\n`);
    const { rules } = await load("own.yaml");
    expect(rules.find(({ id }) => id === "owner-known")?.effective).toEqual({
      from: Date.UTC(2027, 0, 1),
      until: Date.UTC(2028, 0, 1),
    });
  });

  test.each([
    [
      "a misspelt key",
      RULE.replace("severity", "severty"),
      [
        'own.yaml:1:1 missing-key the key "severity" is missing',
        'own.yaml:3:1 unknown-key unknown key "severty"; did you mean "severity"?',
      ],
    ],
    [
      "a day that does not exist",
      `${RULE}effective: { from: 2027-02-30 }\n`,
      ['own.yaml:9:20 bad-value "2027-02-30": expected a date such as 2027-03-15'],
    ],
    ["a key too few", RULE.replace(/^title.*\n/m, ""), ['own.yaml:1:1 missing-key the key "title" is missing']],
    [
      "a misspelt fact in require",
      RULE.replace("owner: { type", "ower: { type"),
      ['own.yaml:6:26 unknown-fact there is no fact "ower"; did you mean "owner"?'],
    ],
    [
      "a misspelt fact in when",
      RULE.replace("declared:", "declard:"),
      ['own.yaml:5:23 unknown-fact there is no fact "declard"; did you mean "declared"?'],
    ],
    [
      "a misspelt fact in the message",
      RULE.replace("{domain}", "{domian}"),
      ['own.yaml:7:1 unknown-fact there is no fact "domian"; did you mean "domain"?'],
    ],
    [
      "a misspelt fact behind $data",
      RULE.replace("{ type: string }", "{ const: { $data: 1/onwer } }"),
      ['own.yaml:6:44 unknown-fact there is no fact "onwer"; did you mean "owner"?'],
    ],
    [
      "a pointer that leads nowhere",
      RULE.replace("{ type: string }", "{ const: { $data: 0/owner } }"),
      ['own.yaml:6:44 unknown-fact there is no fact "0/owner"'],
    ],
    [
      "a keyword for another type",
      RULE.replace("owner: { type: string }", "age_days: { pattern: x }"),
      ['own.yaml:6:10 bad-schema not a JSON Schema: strict mode: missing type "string" for keyword "pattern"'],
    ],
    [
      "a keyword that is none",
      RULE.replace("{ type: string }", "{ type: string, minLenght: 3 }"),
      ['own.yaml:6:49 bad-schema the schemas of rules have no keyword "minLenght"; did you mean "minLength"?'],
    ],
    [
      "properties that are none",
      RULE.replace("properties: { owner: { type: string } }", "properties: null"),
      ["own.yaml:6:24 bad-schema not a JSON Schema: this must be object"],
    ],
    [
      "an end on the day of the beginning",
      `${RULE}effective: { from: 2027-01-01, until: 2027-01-01 }\n`,
      ["own.yaml:9:39 bad-value until 2027-01-01 is not after from 2027-01-01"],
    ],
    [
      "more keywords than a rule may have",
      RULE.replace(
        "{ type: string }",
        `{ enum: [${"web, ".repeat(600)}], allOf: [\n${"  { type: string },\n".repeat(496)}  ] }`,
      ),
      ["own.yaml:502:5 bad-schema a rule has at most 500 keywords, and this one 501; split it, or use fewer"],
    ],
    ...(
      [
        ["declared", "{ const: 'true' }", 'declared is never the text "true"; it is true or false'],
        ["declared", "{ const: 1 }", "declared is never 1; it is true or false"],
        ["declared", "{ const: null }", "declared is never null; it is true or false"],
        ["declared", "{ type: string }", "declared is never of the type string; it is true or false"],
        [
          "declared",
          "{ const: { $data: 1/domain } }",
          "declared is true or false, and domain is text: they never match",
        ],
        [
          "status",
          "{ const: Validated }",
          'status is never the text "Validated"; it is VALIDATED, NOT_VALIDATED, EXPIRED, INACTIVE, NOT_FOUND or null; did you mean "VALIDATED"?',
        ],
        ["status", "{ const: { $data: 1/method } }", "status is VALIDATED, NOT_VALIDATED"],
        ["age_days", "{ const: '30' }", 'age_days is never the text "30"; it is a whole number or null'],
        ["age_days", "{ const: 1.5 }", "age_days is never 1.5; it is a whole number or null"],
        [
          "age_days",
          "{ type: [string, boolean] }",
          "age_days is never of the type string, boolean; it is a whole number or null",
        ],
        [
          "age_days",
          "{ type: integer, maximum: { $data: 1/owner } }",
          "age_days is a whole number or null, and owner is text or null: they never match",
        ],
        ["owner", "{ enum: { $data: 1/domain } }", "owner is text or null, and domain is text: they never match"],
        ["owner", "{ enum: 5 }", "not a JSON Schema: this must match a schema in anyOf"],
        ["owner", "{ type: object }", "owner is never of the type object; it is text or null"],
        ["owner", "{ type: 5 }", "this is not a type; the types are string, integer, number, boolean, null"],
      ] as const
    ).map(([fact, schema, message]): [string, string, string[]] => [
      `${fact}: ${schema}, which it can never be`,
      RULE.replace("owner: { type: string }", `${fact}: ${schema}`),
      [message],
    ]),
    [
      "a list of which one word is never the fact",
      RULE.replace("owner: { type: string }", "status: { enum: [VALIDATED, Expired] }"),
      [
        'own.yaml:6:54 impossible-condition status is never the text "Expired"; it is VALIDATED, NOT_VALIDATED, EXPIRED, INACTIVE, NOT_FOUND or null; did you mean "EXPIRED"?',
      ],
    ],
    [
      "a list of types of which one is none",
      RULE.replace("{ type: string }", "{ type: [string, nul] }"),
      [
        'own.yaml:6:41 bad-schema "nul" is not a type; the types are string, integer, number, boolean, null; did you mean "null"?',
      ],
    ],
    [
      "what only a fact can be, deep in a condition",
      RULE.replace(
        "{ properties: { declared: { const: true } } }",
        "{ not: { anyOf: [{ properties: { declared: { not: { const: yes } } } }] } }",
      ),
      ['own.yaml:5:66 impossible-condition declared is never the text "yes"; it is true or false'],
    ],
    [
      "a value for the facts as a whole",
      RULE.replace("{ properties: { declared: { const: true } } }", "{ const: true, type: boolean }"),
      [
        "own.yaml:5:16 impossible-condition const belongs below a fact",
        "own.yaml:5:28 impossible-condition type belongs below a fact",
      ],
    ],
    [
      "a placeholder without its end",
      RULE.replace("{domain} has", "{domain has"),
      [
        "own.yaml:7:10 bad-placeholder a brace here belongs to no placeholder; write {fact}, without spaces, with both braces",
      ],
    ],
    [
      "a placeholder with spaces",
      RULE.replace("Name one.", "Name one for { domain }."),
      ["own.yaml:8:14 bad-placeholder"],
    ],
    [
      "a brace that nothing opens",
      RULE.replace("Name one.", "Name one} for {domain}."),
      ["own.yaml:8:14 bad-placeholder"],
    ],
    [
      "a pattern that is none",
      RULE.replace("{ type: string }", '{ type: string, pattern: "(web" }'),
      ['own.yaml:6:58 bad-pattern "(web" cannot be matched: missing closing ): `(web`; use the syntax of RE2'],
    ],
    [
      "a pattern that looks ahead",
      RULE.replace("{ type: string }", '{ not: { type: string, pattern: "^(?!web)" } }'),
      [
        'own.yaml:6:65 bad-pattern "^(?!web)" cannot be matched: invalid or unsupported Perl syntax: `(?!`; use the syntax of RE2',
      ],
    ],
    [
      "a pattern that is taken from a fact",
      RULE.replace("{ type: string }", "{ type: string, pattern: { $data: 1/domain } }"),
      ["own.yaml:6:58 bad-pattern a pattern is text and cannot be taken from a fact"],
    ],
    [
      "a broken pattern beside a broken type",
      RULE.replace("{ type: string }", '{ type: sting, pattern: "(web" }'),
      [
        'own.yaml:6:41 bad-schema "sting" is not a type; the types are string, integer, number, boolean, null; did you mean "string"?',
        'own.yaml:6:57 bad-pattern "(web" cannot be matched: missing closing ): `(web`; use the syntax of RE2',
      ],
    ],
    [
      "a pattern that would count to a million",
      RULE.replace("{ type: string }", '{ type: string, pattern: "' + LONG + '" }'),
      [
        'own.yaml:6:58 bad-pattern with "' +
          LONG +
          '" the patterns of all rules take too long to match; repeat less in them, as {1,100} does',
      ],
    ],
    [
      "an escape that JavaScript has and RE2 has not",
      RULE.replace("{ type: string }", () => String.raw`{ type: string, pattern: '\u0061' }`),
      [
        'own.yaml:6:58 bad-pattern "\\\\u0061" cannot be matched: invalid escape sequence: `\\u`; use the syntax of RE2',
      ],
    ],
    ...["$ref", "$async", "$schema", "$id", "format", "patternProperties"].map(
      (keyword): [string, string, string[]] => [
        `the keyword ${keyword}`,
        RULE.replace("{ type: string }", `{ type: string, ${keyword}: { x: { type: string } } }`),
        [`own.yaml:6:49 bad-schema the schemas of rules have no keyword "${keyword}"`],
      ],
    ),
    [
      "an end before the beginning",
      `${RULE}effective: { from: 2028-01-01, until: 2027-01-01 }\n`,
      ["own.yaml:9:39 bad-value until 2027-01-01 is not after from 2028-01-01"],
    ],
    [
      "a misspelt fact in required",
      RULE.replace("{ properties: { owner: { type: string } } }", "{ required: [ownr] }"),
      ['own.yaml:6:23 unknown-fact there is no fact "ownr"; did you mean "owner"?'],
    ],
    [
      "a schema that is none",
      RULE.replace("type: string", "type: sting"),
      [
        'own.yaml:6:41 bad-schema "sting" is not a type; the types are string, integer, number, boolean, null; did you mean "string"?',
      ],
    ],
    [
      "a list where a mapping belongs",
      "- id: x\n",
      ["own.yaml:1:1 wrong-type expected a mapping (key: value), found a list"],
    ],
    [
      "a list in the place of a schema",
      RULE.replace("{ properties: { owner: { type: string } } }", "[]"),
      ["own.yaml:6:10 wrong-type expected a mapping (key: value), found a list"],
    ],
    ["no YAML", "id: [x\n", ["own.yaml:2:1 yaml-bad-indent"]],
    [
      "a fact of domains in a rule about waivers",
      `${RULE}subject: waiver\n`,
      ['own.yaml:5:23 unknown-fact there is no fact "declared"'],
    ],
  ])("%s", async (_, text, expected) => {
    write("own.yaml", text);
    const { diagnostics } = await load("own.yaml");
    const found = lines(diagnostics);
    expect(found).toHaveLength(expected.length);
    for (const [index, line] of expected.entries()) expect(found[index]).toContain(line);
    expect(diagnostics.filter(({ severity }) => severity !== "error")).toEqual([]);
  });

  test("the rules of all files together are not without end", async () => {
    const keywords = `{ allOf: [\n${"  { type: string },\n".repeat(490)}  ] }`;
    for (let index = 0; index < 12; index += 1) {
      write(`ours/${10 + index}.yaml`, RULE.replace("owner-known", `r-${index}`).replace("{ type: string }", keywords));
    }
    expect(lines((await load("ours")).diagnostics)).toEqual(
      ["20", "21"].map(
        (file) =>
          `ours/${file}.yaml:1:5 too-many-rules with this one the rules have more than 5000 keywords; use fewer`,
      ),
    );
    expect((await load("ours/10.yaml", "ours/11.yaml")).diagnostics).toEqual([]);
  });

  test("nor without number", async () => {
    for (let index = 0; index < 501; index += 1) {
      write(`ours/${1000 + index}.yaml`, RULE.replace("owner-known", `r-${index}`));
    }
    expect(lines((await load("ours")).diagnostics)).toEqual([
      expect.stringContaining("ours/1500.yaml:1:5 too-many-rules"),
    ]);
  });

  test("nor are their patterns", async () => {
    for (let index = 0; index < 6; index += 1) {
      const text = RULE.replace("owner-known", `r-${index}`).replace(
        "{ type: string }",
        '{ type: string, pattern: "^[a-z]{1,999}$" }',
      );
      write(`ours/${index}.yaml`, text);
    }
    expect(lines((await load("ours")).diagnostics)).toEqual(
      ["4", "5"].map((file) => expect.stringContaining(`ours/${file}.yaml:6:58 bad-pattern`) as string),
    );
  });

  test("all problems of all files come at once", async () => {
    write("a.yaml", RULE.replace("severity: warning", "severity: fatal"));
    write("b.yaml", RULE.replace("{domain}", "{x}"));
    const { diagnostics } = await load("a.yaml", "b.yaml", "missing.yaml");
    expect(diagnostics.map(({ code, place: { file } }) => `${file} ${code}`)).toEqual([
      "domains.yaml no-such-policy",
      "a.yaml bad-value",
      "b.yaml unknown-fact",
    ]);
    expect(diagnostics[0]).toMatchObject({
      severity: "error",
      message:
        "there is no file or directory missing.yaml that can be read; create it or remove it from policies.paths",
    });
  });

  test("one id twice is an error that names both files", async () => {
    write("a.yaml", RULE);
    write("b.yaml", RULE);
    const { diagnostics } = await load("a.yaml", "b.yaml");
    expect(diagnostics[0]?.severity).toBe("error");
    expect(lines(diagnostics)).toEqual([
      'b.yaml:1:5 duplicate-rule the rule "owner-known" stands in a.yaml too; keep one of them',
    ]);
  });

  test("a file that cannot be read is said", async () => {
    write("a.yaml", "x");
    writeFileSync(join(directory, "a.yaml"), Buffer.from([0xff, 0xfe, 0x61, 0x00]));
    const { diagnostics } = await load("a.yaml");
    expect(lines(diagnostics)).toEqual(["a.yaml:1:1 not-utf8 this file is UTF-16; save it as UTF-8"]);
  });
});

describe("tables", () => {
  const copy = (): string => {
    const tables = join(directory, "tables");
    cpSync(join(POLICIES, "tables"), tables, { recursive: true });
    return tables;
  };

  test("the methods are those of the Baseline Requirements, with their ends", async () => {
    const { methods } = await publishedTables();
    const day = (instant: number | null) => (instant === null ? null : formatDay(instant));
    const rows = [...methods].flatMap(([word, all]) =>
      all.map((one) => [
        word,
        one.citation.replace(/^.* (3[0-9.]+).*$/, "$1"),
        one.wildcard,
        day(one.sunsetFrom),
        day(one.voidFrom),
        one.reuseCapDays,
      ]),
    );
    expect(rows).toEqual([
      ["CNAME", "3.2.2.4.7", true, null, null, null],
      ["TXT", "3.2.2.4.7", true, null, null, null],
      ["HTTP", "3.2.2.4.18", false, null, null, null],
      ["HTTPS", "3.2.2.4.18", false, null, null, null],
      ["EMAIL", "3.2.2.4.4", true, "2026-03-15", "2028-03-15", null],
      ["EMAIL", "3.2.2.4.13", true, "2026-03-15", "2028-03-15", null],
      ["EMAIL", "3.2.2.4.14", true, "2026-03-15", "2028-03-15", null],
      ["PHONE", "3.2.2.4.16", true, "2026-03-15", "2027-03-15", null],
      ["PHONE", "3.2.2.4.17", true, "2026-03-15", "2027-03-15", null],
      ["PERSISTENT_TXT", "3.2.2.4.22", true, null, null, 10],
    ]);
    // What a CA's word stands for, and how long a random value of a DNS change counts, is read into the text.
    const written = readFileSync(join(POLICIES, "tables/methods.yaml"), "utf8");
    expect(written.match(/word: (CNAME|TXT|HTTP|HTTPS),[^}]*confidence: inferred/g)).toHaveLength(4);
    expect(written).toMatch(/random_value: .*confidence: inferred/);
    expect(
      [...methods].filter(([, all]) => all.some(({ refreshedByCa }) => refreshedByCa)).map(([word]) => word),
    ).toEqual(["PERSISTENT_TXT"]);
  });

  test("a broken one is reported like a broken rule", async () => {
    const tables = copy();
    writeFileSync(
      join(tables, "reuse-periods.yaml"),
      "source: { document: x }\nperiods:\n  - { issued_from: soon, days: 0 }\n",
    );
    writeFileSync(join(tables, "ca-profiles.yaml"), "profiles: {\n");
    rmSync(join(tables, "methods.yaml"));
    const { tables: read, diagnostics } = await readTables(tables, directory);
    expect(read).toBeNull();
    expect(lines(diagnostics)).toEqual([
      'tables/reuse-periods.yaml:3:20 bad-value "soon": expected a date such as 2027-03-15',
      "tables/reuse-periods.yaml:3:32 bad-value 0: expected a number of days, 1 or more",
      "tables/methods.yaml:1:1 no-such-file there is no such file; create it, or name another",
      expect.stringContaining("tables/ca-profiles.yaml:2:1 yaml-") as string,
    ]);
  });

  test.each(["reuse-periods.yaml", "methods.yaml", "ca-profiles.yaml"])("there are none without %s", async (name) => {
    const tables = copy();
    rmSync(join(tables, name));
    const { tables: read, diagnostics } = await readTables(tables, directory);
    expect([read, diagnostics.map(({ severity }) => severity)]).toEqual([null, ["error"]]);
  });

  test.each([
    ["reuse-periods.yaml", "methods: []"],
    ["methods.yaml", "periods: []"],
    ["ca-profiles.yaml", "methods: []"],
  ])("what stands in %s is checked by its own schema", async (name, text) => {
    const tables = copy();
    writeFileSync(join(tables, name), `${text}\n`);
    const { tables: read, diagnostics } = await readTables(tables, directory);
    expect([read, diagnostics.map(({ code }) => code)]).toEqual([
      null,
      expect.arrayContaining(["unknown-key", "missing-key"]),
    ]);
  });

  test("each limit says who sets it, and where that stands", async () => {
    const { reusePeriods, caProfiles, randomValue } = await publishedTables();
    expect(reusePeriods).toMatchObject({
      kind: "baseline_requirements",
      source: "Baseline Requirements 4.2.1 (SC-081v3)",
    });
    expect(reusePeriods.steps[0]).toEqual({ from: Number.NEGATIVE_INFINITY, days: 398 });
    expect(caProfiles.get("sectigo")).toMatchObject({ kind: "ca", source: "Sectigo operational limit" });
    expect(randomValue).toEqual({ days: 30, citation: "Baseline Requirements 3.2.2.4" });
  });

  test("steps may stand in any order", async () => {
    const tables = copy();
    writeFileSync(
      join(tables, "reuse-periods.yaml"),
      "source: { document: x }\nperiods:\n  - { issued_from: 2027-03-15, days: 100 }\n  - { issued_from: null, days: 398 }\n",
    );
    const { tables: read } = await readTables(tables, directory);
    expect(read?.reusePeriods.steps.map(({ days }) => days)).toEqual([398, 100]);
  });

  test("a provider brings its own limit, or has the profile of its kind, or none", async () => {
    const { caLimits } = tablesFor(await publishedTables(), [
      { name: "plain", type: "sectigo", reuseLimit: null },
      { name: "own", type: "sectigo", reuseLimit: [{ from: 0, days: 90 }] },
      { name: "other", type: "ncloud", reuseLimit: null },
    ]);
    expect(caLimits.get("plain")?.source).toBe("Sectigo operational limit");
    expect(caLimits.get("own")).toMatchObject({
      kind: "ca",
      source: "reuseLimit of own in this file",
      steps: [{ from: 0, days: 90 }],
    });
    expect(caLimits.has("other")).toBe(false);
  });
});

test("the ids of the built-in rules can be told without reading them", async () => {
  const { rules } = await load();
  expect(await builtInRuleIds(POLICIES)).toEqual(rules.map(({ id }) => id).toSorted());
});
