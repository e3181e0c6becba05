/** Real Terraform in folders of its own, with providers of tests; nothing of the user's is read, and no registry is asked. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PluginProvider } from "../../../lib/terraform/plugin/provider";
import { describeIf } from "../needs-program";
import { attach } from "./attached";
import { nullProvider } from "./null-provider";

const isThere = (program: string): boolean =>
  spawnSync(program, ["version"], { env: { ...process.env, CHECKPOINT_DISABLE: "1" } }).status === 0;

/** `describe`, but skipped with a line on standard error where there is no Terraform. */
export function describeWithTerraform(name: string, tests: () => void): void {
  describeIf(isThere("terraform"), "the terraform command, which is not on the PATH", name, tests);
}

/** The same for OpenTofu. */
export function describeWithOpenTofu(name: string, tests: () => void): void {
  describeIf(isThere("tofu"), "the tofu command, which is not on the PATH", name, tests);
}

export interface TerraformOptions {
  /** The command; Terraform's unless given. */
  readonly program?: "terraform" | "tofu";
  /** Providers in this process, by source; the null provider unless given. */
  readonly attached?: Readonly<Record<string, PluginProvider<object>>>;
  /** The folder of a filesystem mirror, as `dcv terraform install` lays it. */
  readonly mirror?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface TerraformResult {
  readonly code: number | null;
  readonly raw: string;
  /** Standard output and standard error, the box drawing and line breaks of messages taken out. */
  readonly text: string;
}

export interface ResourceChange {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: { readonly triggers: Readonly<Record<string, string>> } | null;
    readonly after: { readonly triggers: Readonly<Record<string, string>> } | null;
  };
}

export interface Terraform {
  /** Runs one command in the folder. */
  readonly run: (directory: string, ...args: readonly string[]) => Promise<TerraformResult>;
  /** The same with more environment. */
  readonly runWith: (
    env: Readonly<Record<string, string>>,
    directory: string,
    ...args: readonly string[]
  ) => Promise<TerraformResult>;
  /** The process of such a command, to send signals to. */
  readonly start: (
    env: Readonly<Record<string, string>>,
    directory: string,
    ...args: readonly string[]
  ) => { readonly child: ChildProcess; readonly ended: Promise<TerraformResult> };
  /** What a plan would do, as `terraform show -json` prints it; fails the test when there is no plan. */
  readonly changes: (directory: string) => Promise<readonly ResourceChange[]>;
  readonly close: () => Promise<void>;
}

export async function startTerraform(options: TerraformOptions = {}): Promise<Terraform> {
  const { program = "terraform", attached = { "hashicorp/null": nullProvider() }, mirror } = options;
  const providers = await attach(attached);
  const env = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    TF_CLI_CONFIG_FILE: cliConfiguration(mirror),
    ...providers.env,
    ...options.env,
  };
  const start: Terraform["start"] = (more, directory, ...args) => {
    const child = spawn(program, args, { cwd: directory, env: { ...env, ...more } });
    let raw = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (raw += chunk.toString()));
    const ended = new Promise<TerraformResult>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, raw, text: raw.replace(/[│╷╵]/g, "").replace(/\s+/g, " ") }));
    });
    return { child, ended };
  };
  const run: Terraform["run"] = (directory, ...args) => start({}, directory, ...args).ended;
  return {
    start,
    run,
    runWith: (more, directory, ...args) => start(more, directory, ...args).ended,
    changes: async (directory) => {
      const planned = await run(directory, "plan", "-input=false", "-no-color", "-out=plan.tfplan");
      if (planned.code !== 0) throw new Error(planned.raw);
      const { raw } = await run(directory, "show", "-json", "plan.tfplan");
      return (JSON.parse(raw) as { resource_changes?: readonly ResourceChange[] }).resource_changes ?? [];
    },
    close: providers.close,
  };
}

/** A file that lets Terraform install from the mirror alone, or nothing at all. */
function cliConfiguration(mirror: string = temporaryFolder()): string {
  const file = join(temporaryFolder(), "terraform.rc");
  writeFileSync(file, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  return file;
}

const folders: string[] = [];

/** A new folder, removed when the file's tests are over. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "dcv-terraform-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));
