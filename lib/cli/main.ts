/**
 * The command line: names, options and help. Each command loads its own code only when it is called.
 *
 * `lib/cli` is arguments, streams, exit codes, signals and the clock. `bin.ts` is the process, a file in `commands/` is one command, and
 * `outputs.ts` writes what it made. What a command does stands in `lib/run`.
 */
import { Argument, Command, CommanderError, Option } from "commander";
import type { Shard } from "../core/name-share";
import { printable } from "../core/printable";
import { RECORDS_FORMAT_NAMES } from "../report/records/registry";
import type { RecordsFormat } from "../report/records/registry";
import { EXIT } from "./exit-code";
import { isInterruption } from "../run/context";
import type { Host } from "./host";
import * as options from "./options";
import type { RunFlags, StateFlags } from "./options";
import { VERSION } from "../run/package-root";
import { findConfig } from "../run/config-file";
import { selectionOf, selectionOptions } from "./selection-options";
import type { SelectionFlags } from "./selection-options";
import { UserError } from "../run/user-error";

/** Runs one command line (without `node` and the script) and returns its exit code. Throws only what is a bug. */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.error;
    if (isInterruption(error)) return EXIT.interrupted[error.signal];
    if (error instanceof UserError || (error instanceof Error && error.name === "ProviderError")) {
      // Diagnostics come whole; any other message is ours, a line or more, around words that are not.
      const lines = error.message.split("\n").map(printable).join("\n");
      host.stderr.write(error.message.endsWith("\n") ? lines : `dcv: ${lines}\n`);
      return EXIT.error;
    }
    throw error;
  }
}

/** The commands and options, without running any. */
export function createProgram(host: Host, exit: (code: number) => void): Command {
  const program = new Command("dcv")
    .description("Keeps domain control validations (DCV) alive as code.")
    .version(VERSION, "-v, --version")
    .helpCommand("help [command]", "Show the help of a command.")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHelpWidth: () => Math.min(100, host.stdout.columns),
      getErrHelpWidth: () => Math.min(100, host.stderr.columns),
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 done; 1 error or not complete; 2 changes pending (--detailed-exitcode); 3 policy violated; 129, 130, 143 ended by a signal.",
    );

  program
    .command("init")
    .description("Write a new domains.yaml for your CAs, once their credentials are seen to work.")
    .addOption(
      options.repeatedChoice(
        "--type <type>",
        "the kind of CA; may be repeated; asked for on a terminal unless given",
        host.modules.map(({ type }) => type),
      ),
    )
    .option("--provider <name>", "its name in the file; the type unless given")
    .option("--url <url>", "its address; from the environment or the CA's own unless given; simulator: the embedded CA")
    .option("--output <file>", "the new file; domains.yaml unless given")
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nThe credentials come from the variables of that kind of CA: docs/providers.md")
    .action(async (flags: InitFlags) => {
      const { initCommand } = await import("./commands/init");
      const { type: types, provider = null, url = null, output: outputPath = null, logLevel } = flags;
      exit(await initCommand({ types, provider, url, outputPath, deadlineMs: flags.deadline * 1000, logLevel }, host));
    });

  program
    .command("check")
    .description(
      "Look at every CA and resolver of the file: can it be reached, do the credentials suffice, what do they see.",
    )
    .addOption(options.configOption())
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv check --config estate/domains.yaml")
    .action(async ({ config, deadline, logLevel }: RunFlags) => {
      const { checkCommand } = await import("./commands/check");
      const configPath = await findConfig(config ?? null, host);
      exit(await checkCommand({ configPath, deadlineMs: deadline * 1000, logLevel }, host));
    });

  program
    .command("import")
    .description("Add every domain that the CAs list to the file; what stands there stays as it is.")
    .addOption(options.configOption())
    .option("--provider <name>", "this provider of the file only")
    .option("--output <file>", "the file that gets the entries; the configuration unless given")
    .option("--dry-run", "show the change as a diff, and write nothing", false)
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv import --dry-run")
    .action(async (flags: ImportFlags) => {
      const { importCommand } = await import("./commands/import");
      const { provider = null, output: outputPath = null, dryRun, logLevel } = flags;
      const configPath = await findConfig(flags.config ?? null, host);
      exit(
        await importCommand(
          { configPath, provider, outputPath, dryRun, deadlineMs: flags.deadline * 1000, logLevel },
          host,
        ),
      );
    });

  const plan = program
    .command("plan")
    .description("Read the CAs, decide what must be validated when, and judge it by policy.")
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.oldWindowOption())
    .addOption(options.outputOption("plan"))
    .addOption(options.enforcementOption())
    .addOption(options.stateOption())
    .addOption(options.refreshOption())
    .addOption(options.maxStateAgeOption())
    .addOption(options.maxKnownAgeOption())
    .option("--only-news", "with --state: write no output where nothing has happened since the state of before", false)
    .option("--changed-since <ref>", "mark the findings that belong to what changed in Git since it parted from <ref>")
    .option("--only-changed", "count only these for the exit code", false)
    .option("--dns", "ask DNS what it says of each domain, as dns in the file does", false)
    .option("--full", "with --changed-since: ask about every domain, not only about those that changed", false)
    .option("--detailed-exitcode", "exit with 2 when changes are pending", false)
    .option("--allow-incomplete", "ignore unreadable domains in the exit code (unsafe in CI)", false)
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addOption(options.verboseOption())
    .addOption(options.quietOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv plan --as-of 2027-03-15 --output text --output json=plan.json")
    .action(async (flags: PlanFlags) => {
      const { planCommand } = await import("./commands/plan");
      const { output: outputs, detailedExitcode: detailedExitCode, allowIncomplete } = flags;
      const compareWith = options.comparisonOptions(flags);
      const color = options.usesColor(flags, host);
      const state = options.stateOptions(flags);
      const selection = selectionOf(flags);
      const run = {
        ...(await options.runOptions(flags, host)),
        ...{ logLevel: flags.logLevel, compareWith, state, selection, asksDns: flags.dns },
      };
      const { onlyNews } = flags;
      if (onlyNews && state?.refresh !== true) throw new UserError("--only-news needs --state FILE, and asks the CAs");
      const detail = options.detailOf(flags);
      exit(await planCommand({ ...run, onlyNews, outputs, detailedExitCode, allowIncomplete, color, detail }, host));
    });
  selectionOptions().forEach((option) => plan.addOption(option));

  program
    .command("refresh")
    .description("Ask the CAs what the state does not know, and write the state; it judges nothing.")
    .requiredOption("--state <file>", "the state: read if it is there, then written whole")
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.maxKnownAgeOption())
    .addOption(options.shardOption(host))
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv refresh --state state.jsonl && dcv plan --state state.jsonl --refresh=false")
    .action(async (flags: RefreshFlags) => {
      const { refreshCommand } = await import("./commands/refresh");
      const { state, maxKnownAge: maxKnownAgeDays, shard = null, logLevel } = flags;
      const run = await options.runOptions(flags, host);
      exit(await refreshCommand({ ...run, statePath: state, maxKnownAgeDays, shard, logLevel }, host));
    });

  program
    .command("state")
    .description("Look at state files, unite the shards of one, or compare two; it asks no CA.")
    .addArgument(new Argument("<action>", "what to do with them").choices(["show", "merge", "diff"]))
    .argument("<files...>", "one state to show, all shards to merge, or the earlier and the later state to compare")
    .option("--state <file>", "with merge: the file to write")
    .addHelpText("after", "\nExample: dcv state merge --state state.jsonl state.1.jsonl state.2.jsonl")
    .action(async (action: "show" | "merge" | "diff", files: readonly string[], flags: { readonly state?: string }) => {
      const { stateCommand } = await import("./commands/state");
      exit(await stateCommand({ action, files, target: flags.state ?? null }, host));
    });

  program
    .command("render")
    .description("Write a saved plan in other formats; it asks no CA and judges nothing anew.")
    .argument("<plan>", "what dcv plan --output json=PATH wrote; - for standard input")
    .addOption(options.outputOption("plan"))
    .addOption(options.verboseOption())
    .addOption(options.quietOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv render plan.json --output markdown --output html=report.html")
    .action(async (planPath: string, flags: Pick<PlanFlags, "output" | "color" | "verbose" | "quiet">) => {
      const { renderCommand } = await import("./commands/render");
      const color = options.usesColor(flags, host);
      exit(await renderCommand({ planPath, outputs: flags.output, color, detail: options.detailOf(flags) }, host));
    });

  program
    .command("records")
    .description("Write the DNS records that a saved plan waits for, for the tool that owns the zones.")
    .argument("<plan>", "what dcv plan --output json=PATH wrote; - for standard input")
    .addOption(new Option("--format <format>", "the form of the tool").choices(RECORDS_FORMAT_NAMES).default("zone"))
    .option("--out <dir>", "the folder for the files; standard output unless given")
    .option("--keep", "also records that no order waits for any more, which a renewal may need", false)
    .addOption(options.zoneOption())
    .addHelpText("after", "\nExample: dcv records plan.json --format terraform --out dns")
    .action(async (planPath: string, flags: RecordsFlags) => {
      const { recordsCommand } = await import("./commands/records");
      const { format, out, keep, zone: zones } = flags;
      exit(await recordsCommand({ planPath, format, outDir: out ?? null, keep, zones }, host));
    });

  program
    .command("evidence")
    .description("Say what DNS says of names: zone, servers, a record, CAA, DNSSEC. It asks no CA.")
    .argument("<names...>", "domain names, or names of records with --cname or --txt")
    .addOption(new Option("--cname <target>", "the alias that each name must be").conflicts("txt"))
    .option("--txt <text>", "the text that each name must have")
    .addOption(options.configOption())
    .addOption(options.resolverOption())
    .addOption(new Option("--output <format>", "the form").choices(["text", "json"]).default("text"))
    .addOption(options.deadlineOption("longest time for asking DNS", 60))
    .addHelpText("after", "\nExample: dcv evidence _6f66.example.com --cname d6a3.ca.example")
    .action(async (names: readonly string[], flags: EvidenceFlags) => {
      const { evidenceCommand } = await import("./commands/evidence");
      const { cname, txt, resolver: resolvers, output, deadline } = flags;
      const value = cname ?? txt;
      const wanted = value === undefined ? null : ({ method: cname === undefined ? "TXT" : "CNAME", value } as const);
      const configPath = await findConfig(flags.config ?? null, host);
      exit(await evidenceCommand({ names, wanted, configPath, resolvers, output, deadlineMs: deadline * 1000 }, host));
    });

  program
    .command("list")
    .description("List the validations of one CA as it holds them, without a plan.")
    .addOption(options.configOption())
    .option("--provider <name>", "the provider of the file to ask; needed when it has several")
    .addOption(
      new Option("--type <type>", "use no file, but credentials from the environment").choices(
        host.modules.map(({ type }) => type),
      ),
    )
    .option(
      "--expires-in <days>",
      "only validations that the CA lets expire within so many days",
      options.positiveNumber,
    )
    .option("--status <word>", "only this status, such as VALIDATED")
    .option("--domain <name>", "only this name")
    .addOption(options.outputOption("list"))
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv list --provider my-ca --expires-in 198 --status VALIDATED")
    .action(async (flags: ListFlags) => {
      const { listCommand } = await import("./commands/list");
      exit(
        await listCommand(
          {
            configPath: flags.type === undefined ? await findConfig(flags.config ?? null, host) : "",
            provider: flags.provider ?? null,
            type: flags.type ?? null,
            expiresInDays: flags.expiresIn ?? null,
            status: flags.status ?? null,
            domain: flags.domain ?? null,
            outputs: flags.output,
            deadlineMs: flags.deadline * 1000,
            logLevel: flags.logLevel,
            color: options.usesColor(flags, host),
          },
          host,
        ),
      );
    });

  program
    .command("validate")
    .description("Check the file and the rules it names, offline.")
    .addOption(options.configOption())
    .addHelpText("after", "\nExample: dcv validate --config estate/domains.yaml")
    .option("--verbose", "list the files that are read", false)
    .addOption(options.outputOption("check"))
    .addOption(options.colorOption())
    .action(async (flags: ValidateFlags) => {
      const { validateCommand } = await import("./commands/validate");
      const { verbose, output: outputs } = flags;
      const configPath = await findConfig(flags.config ?? null, host);
      exit(await validateCommand({ configPath, verbose, outputs, color: options.usesColor(flags, host) }, host));
    });

  const explain = program
    .command("explain")
    .description("Explain a rule and how each domain comes out by it now, or everything that is known of one domain.")
    .argument("[rule or domain]", "the id of a rule, such as dcv-reuse-limit, or the name of a declared domain")
    .option("--list", "list all rules", false)
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addOption(options.colorOption())
    .addHelpText("after", "\nExample: dcv explain dcv-reuse-limit --as-of 2027-03-15")
    .action(async (subject: string | undefined, flags: ExplainFlags) => {
      if ((subject === undefined) !== flags.list) throw new UserError("name one rule or one domain, or use --list");
      const { explainCommand } = await import("./commands/explain");
      const color = options.usesColor(flags, host);
      exit(
        await explainCommand(
          {
            ...(await options.runOptions(flags, host)),
            logLevel: flags.logLevel,
            subject: subject ?? null,
            selection: selectionOf(flags),
            color,
          },
          host,
        ),
      );
    });
  selectionOptions().forEach((option) => explain.addOption(option));

  program
    .command("synth")
    .description("Write the plan as a Terraform stack, for terraform plan to show and to gate.")
    .addOption(options.configOption())
    .addOption(options.asOfOption(host))
    .addOption(options.windowOption())
    .addOption(options.oldWindowOption())
    .addOption(options.enforcementOption())
    .option("--out <dir>", "the folder for the stack", "cdktf.out")
    .addOption(options.deadlineOption())
    .addOption(options.logLevelOption())
    .addHelpText("after", "\nExample: dcv synth && terraform -chdir=cdktf.out/stacks/dcv init")
    .action(async (flags: SynthFlags) => {
      const { synthCommand } = await import("./commands/synth");
      exit(
        await synthCommand(
          { ...(await options.runOptions(flags, host)), logLevel: flags.logLevel, outDir: flags.out },
          host,
        ),
      );
    });

  program
    .command("simulate")
    .description("Serve the embedded CA on this machine.")
    .option("--port <port>", "the port to listen on; 0 for any that is free", options.portNumber, 8080)
    .option("--scenario <file>", "what the CA holds, and where it misbehaves")
    .addHelpText("after", "\nExample: dcv simulate --port 8080 --scenario examples/scenarios/outage.yaml")
    .action(async (flags: { readonly port: number; readonly scenario?: string }) => {
      const { simulateCommand } = await import("./commands/simulate");
      await simulateCommand({ port: flags.port, scenarioPath: flags.scenario ?? null }, host);
    });

  program
    .command("version")
    .description("Show the version of dcv, and of what it runs on.")
    .option("--json", "as JSON, with the versions of Node and the platform", false)
    .action(async (flags: { readonly json: boolean }) => {
      const { versionCommand } = await import("./commands/version");
      exit(versionCommand(flags, host));
    });

  program
    .command("completion")
    .description("Print the script that lets a shell complete dcv's commands and options.")
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", "\nExample: dcv completion bash > /etc/bash_completion.d/dcv")
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionCommand } = await import("./commands/completion");
      exit(await completionCommand(shell, host));
    });

  program
    .command("completion-server", { hidden: true })
    .argument("[words...]")
    .action(async () => {
      const { completionServerCommand } = await import("./commands/completion");
      exit(completionServerCommand(program, host));
    });

  return program;
}

interface ColorFlag {
  readonly color: boolean;
}

interface RefreshFlags extends RunFlags {
  readonly state: string;
  readonly maxKnownAge: number;
  readonly shard?: Shard;
}

interface PlanFlags extends RunFlags, ColorFlag, StateFlags, SelectionFlags {
  readonly onlyNews: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly output: readonly string[];
  readonly changedSince?: string;
  readonly onlyChanged: boolean;
  readonly dns: boolean;
  readonly full: boolean;
  readonly detailedExitcode: boolean;
  readonly allowIncomplete: boolean;
}

interface RecordsFlags {
  readonly format: RecordsFormat;
  readonly out?: string;
  readonly keep: boolean;
  readonly zone: readonly string[];
}

interface EvidenceFlags extends Pick<RunFlags, "config" | "deadline"> {
  readonly cname?: string;
  readonly txt?: string;
  readonly resolver: readonly string[];
  readonly output: "text" | "json";
}

interface ValidateFlags extends Pick<RunFlags, "config">, ColorFlag {
  readonly verbose: boolean;
  readonly output: readonly string[];
}

interface InitFlags extends RunFlags {
  readonly type: readonly string[];
  readonly provider?: string;
  readonly url?: string;
  readonly output?: string;
}

interface ImportFlags extends RunFlags {
  readonly provider?: string;
  readonly output?: string;
  readonly dryRun: boolean;
}

interface ListFlags extends RunFlags, ColorFlag {
  readonly output: readonly string[];
  readonly provider?: string;
  readonly type?: string;
  readonly status?: string;
  readonly domain?: string;
}

interface ExplainFlags extends RunFlags, ColorFlag, SelectionFlags {
  readonly list: boolean;
}

interface SynthFlags extends RunFlags {
  readonly out: string;
}
