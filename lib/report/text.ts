/** The plan for people at a terminal: by urgency, one line a domain, then the findings, then one line that sums up. */
import { createColors } from "picocolors";
import type { Change } from "../core/change";
import type { Finding, JudgedPlan, Summary } from "../core/finding";
import { isOver } from "../core/measure";
import { counted, printable } from "../core/printable";
import { formatDay, formatInstant, wholeDays } from "../core/time";
import type { Action, Severity } from "../core/words";
import type { Renderer } from "./registry";
import { columnWidth, wrap } from "./table";

type Colors = ReturnType<typeof createColors>;
type Paint = keyof Pick<Colors, "red" | "yellow" | "cyan" | "green" | "magenta" | "dim">;

const SIGNS: Record<Action, string> = {
  validate: "+",
  revalidate: "~",
  await: ">",
  undeclared: "!",
  unknown: "?",
  "no-op": " ",
};

interface Group {
  readonly title: string;
  readonly paint: Paint;
  readonly holds: (change: Change) => boolean;
}

/** By urgency; a change belongs to the first group that holds it. */
const GROUPS: readonly Group[] = [
  { title: "Not usable: not validated, expired, or over a limit", paint: "red", holds: isUnusable },
  { title: "Unknown: could not be judged", paint: "magenta", holds: ({ action }) => action === "unknown" },
  { title: "Usable, but to be validated again", paint: "yellow", holds: ({ action }) => action === "revalidate" },
  { title: "In hand: an order is with the CA", paint: "cyan", holds: ({ action }) => action === "await" },
  { title: "Not in the file", paint: "yellow", holds: ({ action }) => action === "undeclared" },
  { title: "Valid", paint: "green", holds: ({ action }) => action === "no-op" },
];

export const renderText: Renderer<JudgedPlan> = (judged, { color, columns }) => {
  const colors = createColors(color);
  const { plan, findings } = judged;
  const blocks = [
    [`DCV plan as of ${formatInstant(plan.asOf)}`],
    providerLines(judged, columns, colors),
    ...changeBlocks(plan.changes, columns, colors),
    findings.length === 0 ? [] : ["Findings", ...findingLines(findings, columns, colors)],
    replacementLines(judged),
    summaryLines(judged),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
};

/** Whether an order for this domain would be refused on the date judged. */
function isUnusable({ action, live, reuse, declared }: Change): boolean {
  if (declared === null || action === "unknown") return false;
  return live?.status !== "VALIDATED" || (reuse !== null && isOver(reuse) && action !== "no-op");
}

/** Only what is wrong with the CAs; that they answered goes without saying. */
function providerLines({ plan }: JudgedPlan, columns: number, colors: Colors): readonly string[] {
  return plan.providers.flatMap(({ error, warnings }) => [
    ...(error === null ? [] : hanging(colors.red("error"), "error", error, columns)),
    ...warnings.flatMap((warning) => hanging(colors.yellow("warning"), "warning", warning, columns)),
  ]);
}

function changeBlocks(changes: readonly Change[], columns: number, colors: Colors): readonly (readonly string[])[] {
  const rows = changes.map((change) => ({ change, name: printable(change.domain), left: leftOf(change) }));
  // sign 4, days 8, date 10, the gaps between them 6, and 22 for the longest reason that is common
  const nameWidth = columnWidth(
    rows.map((row) => row.name),
    Math.max(20, columns - 50),
  );
  const grouped = new Map<Group, string[]>(GROUPS.map((group) => [group, []]));
  for (const { change, name, left } of rows) {
    const group = GROUPS.find(({ holds }) => holds(change));
    if (group === undefined) throw new Error(`no group for ${change.action}`);
    const sign = colors[group.paint](SIGNS[change.action]);
    const until = left === "-" ? null : (change.reuse?.usableUntil ?? null);
    const date = (until === null ? "-" : formatDay(until)).padEnd(10);
    const unicode = change.unicode === null ? "" : ` (${printable(change.unicode)})`;
    const rest = `${left.padStart(8)}  ${date}  ${change.reason.replaceAll("_", " ")}${unicode}`;
    const head = name.length > nameWidth ? `${name}\n    ${" ".repeat(nameWidth)}` : name.padEnd(nameWidth);
    const lines = grouped.get(group);
    lines?.push(`  ${sign} ${head}${rest}`);
    if (change.action === "unknown") lines?.push(...wrap(change.message, columns - 6).map((line) => `      ${line}`));
  }
  const blocks = [...grouped]
    .filter(([, lines]) => lines.length > 0)
    .map(([{ title, paint }, lines]) => [colors[paint](`${title} (${lines.length})`), ...lines]);
  return [
    ...blocks,
    legend(
      rows.map(({ left }) => left),
      colors,
    ),
  ];
}

/** `18 d`; `~18 d` for an estimate, `18+ d` for a lower bound; nothing where the CA repeats the validation by itself. */
function leftOf({ action, reuse }: Change): string {
  if (reuse?.leftMs == null || (action === "no-op" && reuse.leftMs < 0)) return "-";
  const days = String(wholeDays(reuse.leftMs));
  if (reuse.boundBy?.kind === "ca_expiry") return `${days} d`;
  return reuse.ageBasis === "derived" ? `~${days} d` : reuse.ageBasis === "bounded" ? `${days}+ d` : `${days} d`;
}

function legend(lefts: readonly string[], colors: Colors): readonly string[] {
  const marks = new Set(lefts.map((left) => left.replace(/[^~+]/g, "")));
  return [
    ...(marks.has("~")
      ? [colors.dim("  ~ d: estimated from the expiry date, for the CA gave no validation date")]
      : []),
    ...(marks.has("+") ? [colors.dim("  + d: at least, judging by the expiry date")] : []),
  ];
}

const SEVERITY_PAINT: Record<Severity, Paint> = { error: "red", warning: "yellow", info: "cyan" };
const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Grouped by severity and rule, so that what the findings of a rule have in common is said once. */
function findingLines(findings: readonly Finding[], columns: number, colors: Colors): readonly string[] {
  const rank = ({ severity, waiver }: Finding): number => (waiver === null ? SEVERITY_ORDER[severity] : 3);
  const groups = new Map<string, Finding[]>();
  for (const finding of [...findings].sort((a, b) => rank(a) - rank(b))) {
    const key = `${rank(finding)} ${finding.rule}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => findingGroup(group, columns, colors));
}

function findingGroup(group: readonly Finding[], columns: number, colors: Colors): readonly string[] {
  const [{ rule, severity, citation, waiver }] = group as readonly [Finding, ...Finding[]];
  const label = waiver === null ? severity : "waived";
  const painted = colors[waiver === null ? SEVERITY_PAINT[severity] : "dim"](label);
  return [
    ...hanging(painted, label, `${rule}  [${citation}]`, columns),
    ...group.flatMap((finding) => findingBlock(finding, columns)),
  ];
}

function findingBlock({ domain, message, location, waiver }: Finding, columns: number): readonly string[] {
  const place = location === null ? "" : `  ${location.file}:${location.line}:${location.column}`;
  const accepted = waiver === null ? "" : `; accepted by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}`;
  return [
    `    ${printable(`${domain}${place}`)}`,
    ...wrap(`${message}${accepted}`, columns - INDENT.length).map((line) => INDENT + line),
  ];
}

const INDENT = " ".repeat(11);

/** A label in the margin, and the text hanging beside it. */
function hanging(painted: string, label: string, text: string, columns: number): readonly string[] {
  const [first = "", ...rest] = wrap(text, columns - INDENT.length);
  const margin = " ".repeat(Math.max(1, INDENT.length - 2 - label.length));
  return [`  ${painted}${margin}${first}`, ...rest.map((line) => INDENT + line)];
}

/** A rule of the user's own in the place of a built-in one changes what everything above means. */
function replacementLines({ rules }: JudgedPlan): readonly string[] {
  return rules.flatMap(({ rule, file, replaces }) =>
    replaces === null ? [] : [`Rule ${rule} is that of ${printable(file)}, not the built-in one.`],
  );
}

function summaryLines(judged: JudgedPlan): readonly string[] {
  const { summary } = judged;
  return [`${verdictText(judged)}: ${findingCounts(summary)}.`, `Plan: ${actionCounts(summary)}.`];
}

function actionCounts({ byAction }: Summary): string {
  return (Object.keys(SIGNS) as Action[]).map((action) => `${byAction[action]} ${action}`).join(", ");
}

function findingCounts({ errors, warnings, infos, waived }: Summary): string {
  const parts = [counted(errors, "error"), counted(warnings, "warning")];
  if (infos > 0) parts.push(`${infos} for information`);
  if (waived > 0) parts.push(`${waived} waived`);
  return parts.join(", ");
}

function verdictText({ plan, verdict, enforcement, summary }: JudgedPlan): string {
  if (!plan.complete) return "Not complete";
  if (verdict === "violation") return "Policy is violated";
  return summary.errors > 0 && enforcement === "advisory" ? "Policy is violated, but only advisory" : "Policy holds";
}
