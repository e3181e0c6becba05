/** The stack of `dcv synth`, made and read in tests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JudgedPlan } from "../../../lib/core/finding";
import { createDcvApp } from "../../../lib/terraform/stack/app";
import { temporaryFolder } from "./terraform";

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
