/** Workflow commands as the runner reads them. */
import { printable } from "../../../lib/core/printable";
import { renderGithub } from "../../../lib/report/github";
import type { FindingDocument, PlanDocument } from "../../../lib/report/plan-document";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { CONTEXT, changeOf, findingOf, planOf } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

const FINDING = findingOf("www.example.com", { severity: "error", rule: "some-rule" });

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** A line as the runner takes it: `::name key=value,key=value::data`, or, anywhere in it, `##[`. */
function readLine(line: string): Command | null {
  if (!line.trimStart().startsWith("::")) {
    if (line.includes("##[")) throw new Error(`a command of the old kind: ${line}`);
    return null;
  }
  const [, name = "", properties = "", data = ""] = /^::([a-z-]+) (.*?)::(.*)$/s.exec(line) ?? [];
  const pairs = properties.split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), unescape(pair.slice(at + 1))] as const;
  });
  return { name, properties: Object.fromEntries(pairs), data: unescape(data) };
}

function unescape(text: string): string {
  const mapped: Readonly<Record<string, string>> = { "0D": "\r", "0A": "\n", "3A": ":", "2C": ",", "25": "%" };
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => mapped[code] ?? "");
}

function render(more: Partial<PlanDocument>): { commands: readonly Command[]; plain: readonly string[] } {
  const lines = wholeText(renderGithub(planOf([], more), CONTEXT)).split("\n");
  expect(lines.pop()).toBe("");
  const read = lines.map((line) => ({ line, command: readLine(line) }));
  const firstPlain = read.findIndex(({ command }) => command === null);
  expect(read.slice(firstPlain).every(({ command }) => command === null)).toBe(true);
  return {
    commands: read.flatMap(({ command }) => (command === null ? [] : [command])),
    plain: read.flatMap(({ line, command }) => (command === null ? [line] : [])),
  };
}

const COUNTS = planOf([]).summary;

function findings(count: number, more: Partial<FindingDocument> = {}): readonly FindingDocument[] {
  return Array.from({ length: count }, (_, index) => ({ ...FINDING, domain: `${index}.example.com`, ...more }));
}

test("a finding stands at its line, with what to do and the source below it", () => {
  expect(render({ findings: [FINDING] }).commands).toEqual([
    {
      name: "error",
      properties: { file: "domains.yaml", line: "7", col: "5", title: "some-rule: www.example.com" },
      data: "usable for fewer days than the window\nvalidate it again\nRecommended practice",
    },
  ]);
});

test.each([
  ["error", "error"],
  ["warning", "warning"],
  ["info", "notice"],
] as const)("the severity %s is the level %s", (severity, level) => {
  expect(render({ findings: findings(1, { severity }) }).commands.map(({ name }) => name)).toEqual([level]);
});

test("a finding that no file mentions has no place", () => {
  const [command] = render({ findings: [{ ...FINDING, location: null }] }).commands;
  expect(command?.properties).toEqual({ title: "some-rule: www.example.com" });
});

test("a waived finding is counted, not annotated", () => {
  const waiver = { reason: "moves", owner: "pki", expires: "2027-01-31" };
  const { commands, plain } = render({ findings: [{ ...FINDING, waiver }], summary: { ...COUNTS, waived: 1 } });
  expect(commands).toEqual([]);
  expect(plain).toEqual(["Policy holds: 0 errors, 0 warnings, 1 waived."]);
});

test("what a CA failed to tell comes before every finding, and then the domains that could not be judged", () => {
  const sectigo = { name: "sectigo", type: "sectigo", observed: 3, warnings: ["sectigo: a row is odd"] };
  const unknown = { action: "unknown", reason: "not_understood" } as const;
  const changes = [changeOf("odd.example.com", unknown), changeOf("fine.example.com")];
  const { commands } = render({
    complete: false,
    providers: [
      { ...sectigo, complete: false, error: "sectigo: 503" },
      { ...sectigo, name: "silent", complete: false, error: null, warnings: [] },
    ],
    changes,
    findings: [FINDING],
  });
  expect(commands.map(({ name, properties }) => `${name} ${properties.title}`)).toEqual([
    "error sectigo: not complete",
    "error silent: not complete",
    "error could not be judged: odd.example.com",
    "error some-rule: www.example.com",
    "warning sectigo: warning",
  ]);
  expect(commands[2]?.properties).toMatchObject({ file: "domains.yaml", line: "7" });
});

test("the domains of a CA that could not be read are not annotated one by one", () => {
  const unread = { action: "unknown", reason: "provider_unreachable" } as const;
  const { commands, plain } = render({
    complete: false,
    providers: [
      { name: "sectigo", type: "sectigo", complete: false, observed: 0, error: "sectigo: 503", warnings: [] },
    ],
    changes: Array.from({ length: 20 }, (_, index) => changeOf(`${index}.example.com`, unread)),
  });
  expect(commands.map(({ properties }) => properties.title)).toEqual(["sectigo: not complete"]);
  expect(plain).toEqual(["Not complete: 0 errors, 0 warnings."]);
});

test("a plan that is not complete and does not say why is an error none the less", () => {
  const [command] = render({ complete: false }).commands;
  expect(command).toMatchObject({ name: "error", properties: { title: "plan: not complete" } });
});

test("a text without an end is cut", () => {
  const [command] = render({
    findings: [{ ...FINDING, rule: "r", domain: "a".repeat(9999), message: "b".repeat(9999) }],
  }).commands;
  expect(command?.properties.title).toBe(`r: ${"a".repeat(255 - "r%3A …".length)}…`);
  expect(command?.data).toMatch(/^b{1999}…\nvalidate it again\n/);
});

test.each([
  ["an escape of GitHub", "%".repeat(300), /^[a-z%3A ]*(?:%25)+…$/],
  ["a colon", ":".repeat(300), /^r%3A (?:\\u\{3a\})?(?:%3A)+…$/],
  ["an escape of ours", "\u202e".repeat(300), /^r%3A (?:\\u\{202e\})+…$/],
])("a title has at most 255 characters as it is written, and %s is not cut in two", (_, text, whole) => {
  for (let length = 0; length < 9; length += 1) {
    const findings = [{ ...FINDING, rule: "r", domain: text + "a".repeat(length), location: null }];
    const [, title = ""] = /title=(.*)::usable/.exec(wholeText(renderGithub(planOf([], { findings }), CONTEXT))) ?? [];
    expect(title).toMatch(whole);
    expect(title.length).toBeLessThanOrEqual(255);
    expect(title.length).toBeGreaterThan(246);
  }
});

test("ten of a level are shown, and the others counted", () => {
  const { commands, plain } = render({
    findings: [...findings(12), ...findings(11, { severity: "warning" }), ...findings(10, { severity: "info" })],
  });
  const counts = ["error", "warning", "notice"].map((level) => commands.filter(({ name }) => name === level).length);
  expect(counts).toEqual([10, 10, 10]);
  expect(plain[0]).toBe("GitHub shows 10 annotations of a level; not among them: 2 errors, 1 warning.");
});

test("what changed comes first and is marked", () => {
  const { commands } = render({
    changed_since: { ref: "origin/main", only_changed: false },
    findings: [...findings(20, { changed: false }), { ...FINDING, changed: true }],
  });
  expect(commands).toHaveLength(10);
  expect(commands[0]?.properties.title).toBe("some-rule: www.example.com (changed)");
});

test("where only what changed counts, the rest is counted and not annotated", () => {
  const { commands, plain } = render({
    changed_since: { ref: "origin/main", only_changed: true },
    findings: [
      ...findings(2, { changed: false }),
      ...findings(1, { changed: false, severity: "info" }),
      { ...FINDING, changed: true },
    ],
    summary: { ...COUNTS, errors: 3, changed: { errors: 1, warnings: 0, infos: 0, waived: 0 } },
  });
  expect(commands.map(({ properties }) => properties.title)).toEqual(["some-rule: www.example.com (changed)"]);
  expect(plain).toEqual([
    "Not annotated, for they were there before: 2 errors, 1 notice.",
    "Policy holds for what changed since origin/main: 3 errors, 0 warnings.",
    "Of what changed since origin/main: 1 error, 0 warnings; only these count.",
  ]);
});

describe.each(Object.entries(HOSTILE_TEXTS))("%s", (_, text) => {
  const plan = planSaying(text);
  const { commands, plain } = render(plan);

  test("adds no command, no property and no line", () => {
    const harmless = render(planSaying("harmless"));
    const shape = ({ name, properties }: Command): string => `${name} ${Object.keys(properties).join(" ")}`;
    expect(commands.map(shape)).toEqual(harmless.commands.map(shape));
    expect(plain).toHaveLength(harmless.plain.length);
  });

  test("is read again as it is shown", () => {
    const shown = printable(text).replaceAll("##[", "##\\u{5b}");
    const [trouble] = commands;
    expect(trouble?.data).toBe(shown);
    expect(commands.find(({ properties }) => "file" in properties)?.properties.file).toBe(shown);
  });

  test("leaves nothing that acts on a terminal", () => {
    expect(wholeText(renderGithub(plan, CONTEXT))).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/,
    );
  });
});

test("ten thousand domains are counted, and only the first are shown", () => {
  const { plain } = render({ findings: findings(10_000) });
  expect(plain[0]).toMatch(/: 9990 errors\.$/);
});
