/** Real Terraform in a folder of its own, with the stand-in for the null provider; nothing of the user's is read. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDcvApp } from "../../../lib/terraform/stack/app";
import type { JudgedPlan } from "../../../lib/core/finding";
import { describeIf } from "../needs-program";
import { startNullProvider } from "./null-provider";

const isInstalled =
  spawnSync("terraform", ["version"], { env: { ...process.env, CHECKPOINT_DISABLE: "1" } }).status === 0;

/** `describe`, but skipped with a line on standard error where there is no Terraform. */
export function describeWithTerraform(name: string, tests: () => void): void {
  describeIf(isInstalled, "the terraform command, which is not on the PATH", name, tests);
}

export interface TerraformResult {
  readonly code: number | null;
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
  /** What a plan would do, as `terraform show -json` tells; fails the test when the plan does not come about. */
  readonly changes: (directory: string) => Promise<readonly ResourceChange[]>;
  readonly close: () => Promise<void>;
}

export async function startTerraform(): Promise<Terraform> {
  const provider = await startNullProvider();
  const env = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    ...provider.env,
  };
  const run = (directory: string, ...args: readonly string[]): Promise<TerraformResult & { readonly raw: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn("terraform", args, { cwd: directory, env });
      let raw = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (raw += chunk.toString()));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, raw, text: raw.replace(/[│╷╵]/g, "").replace(/\s+/g, " ") }));
    });
  return {
    run,
    changes: async (directory) => {
      const planned = await run(directory, "plan", "-input=false", "-no-color", "-out=plan.tfplan");
      if (planned.code !== 0) throw new Error(planned.raw);
      const { raw } = await run(directory, "show", "-json", "plan.tfplan");
      return (JSON.parse(raw) as { resource_changes?: readonly ResourceChange[] }).resource_changes ?? [];
    },
    close: provider.close,
  };
}

const folders: string[] = [];

/** A new folder, removed when the file's tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dcv-terraform-"));
  folders.push(folder);
  return folder;
}
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** Synthesizes the plan, to a new folder or again to the same one; returns the folder in which Terraform is run. */
export function synthesize(judged: JudgedPlan, outDir: string = temporaryFolder()): string {
  createDcvApp({ judged, outDir }).synth();
  return join(outDir, "stacks/dcv");
}

/** What of a stack's JSON tests look at. */
export interface StackJson {
  readonly check: Readonly<Record<string, object>>;
  readonly locals: Readonly<Record<string, Readonly<Record<string, StackEntry>>>>;
  readonly output: Readonly<Record<string, { readonly value: unknown; readonly precondition?: object }>>;
  readonly resource: { readonly null_resource: Readonly<Record<string, { readonly lifecycle?: object }>> };
}

export interface StackEntry {
  readonly triggers: Readonly<Record<string, string>>;
  readonly violation: string;
}

export function readStack(directory: string): StackJson {
  return JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as StackJson;
}
