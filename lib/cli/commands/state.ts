/** `dcv state`: shows a state, unites shards, compares two. No CA is asked and no configuration is read. */
import { counted, printable } from "../../core/printable";
import { formatInstant } from "../../core/time";
import { newsLine } from "../../report/news";
import { readStateFile, STANDARD_STREAM, whileLocked, writeStateFile } from "../../run/state-file";
import { UserError } from "../../run/user-error";
import { diffStates } from "../../state/diff-states";
import { mergeStates } from "../../state/merge-states";
import type { State } from "../../state/state";
import { EXIT } from "../exit-code";
import type { Host, Stream } from "../host";

export interface StateCommandOptions {
  readonly action: "show" | "merge" | "diff";
  readonly files: readonly string[];
  /** Where `merge` writes. */
  readonly target: string | null;
}

export async function stateCommand({ action, files, target }: StateCommandOptions, host: Host): Promise<number> {
  if ((target !== null) !== (action === "merge")) {
    throw new UserError(
      `dcv state ${action}: ${target === null ? "name the file to write with --state" : "--state is for merge"}`,
    );
  }
  const [first = "", second = ""] = files;
  if (action === "show" && files.length !== 1) throw new UserError("dcv state show: name one state");
  if (action === "diff" && files.length !== 2)
    throw new UserError("dcv state diff: name the earlier state, then the later");
  if (action === "show") return show(await readStateFile(first, host), host);
  if (action === "merge") return merge(files, target ?? "", host);
  return diff(await readStateFile(first, host), await readStateFile(second, host), host);
}

function show({ header, providers: observed }: State, host: Said): number {
  const { at, complete, shard, observations, providers } = header;
  const part = shard === null ? "" : `, shard ${shard.index} of ${shard.count}`;
  say(host, `state of ${at}${part}: ${counted(observations, "observation")}${complete ? "" : "; not complete"}`);
  for (const { name, type, account, listed, asked, known, error } of providers) {
    say(host, `${name} (${type}, account ${account}): ${listed} listed, ${asked} asked, ${known} known`);
    const later = [...(observed.get(name)?.values() ?? [])].flatMap(({ seenAt }) => seenAt ?? []);
    const last = later.reduce((latest, one) => Math.max(latest, one), 0);
    if (later.length > 0)
      say(host, `  ${counted(later.length, "domain")} read again since, the last at ${formatInstant(last)}`);
    if (error !== null) say(host, `  ${error}`);
  }
  return EXIT.ok;
}

async function merge(files: readonly string[], target: string, host: Host): Promise<number> {
  return whileLocked(target, host, async () => {
    const named: { name: string; state: State }[] = [];
    for (const name of files) named.push({ name, state: await readStateFile(name, host) });
    const merged = mergeStates(named);
    if (!merged.ok) throw new UserError(merged.problems.join("\n"));
    await writeStateFile(target, merged.state, host);
    return show(merged.state, target === STANDARD_STREAM ? { stdout: host.stderr } : host);
  });
}

/** The earlier first. */
function diff(before: State, after: State, host: Host): number {
  const news = diffStates(before, after);
  for (const one of news) say(host, newsLine(one));
  say(host, `${counted(news.length, "difference")} between ${before.header.at} and ${after.header.at}`);
  return EXIT.ok;
}

/** Where lines for people go. */
interface Said {
  readonly stdout: Stream;
}

function say({ stdout }: Said, line: string): void {
  stdout.write(`${printable(line)}\n`);
}
