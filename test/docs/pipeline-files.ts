/** The files that a pipeline is made of, as data, and the shell scripts inside them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { REPOSITORY } from "../support/tables";

export const ACTION = "action.yml";
export const PULL_REQUEST = "examples/github/pull-request.yml";
export const NIGHTLY = "examples/github/nightly.yml";
export const SHARDED = "examples/github/sharded.yml";
export const GITLAB = "examples/gitlab/dcv.gitlab-ci.yml";
export const JENKINS = "examples/jenkins/Jenkinsfile";
export const HOOKS = ".pre-commit-hooks.yaml";
export const HOOK = "examples/pre-commit/dcv";
export const PAGE = "docs/ci.md";

/** One step of a GitHub job or of a composite action. */
export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** A job of GitLab; keys that are not about shell are left out. */
export interface GitlabJob {
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly after_script?: readonly string[];
}

export interface Script {
  /** The file and the step, for the name of a test. */
  readonly name: string;
  readonly text: string;
  readonly dialect: "bash" | "sh";
}

export const readText = (path: string): string => readFileSync(join(REPOSITORY, path), "utf8");

/** The pages and workflows in a folder of the repository. */
export const pathsIn = (folder: string): readonly string[] =>
  readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(md|ya?ml)$/.test(path) && !path.includes("node_modules"))
    .map((path) => join(folder, path));

/** @throws Error for anything that YAML itself objects to, warnings included */
export function readYaml<T>(path: string): T {
  const document = parseDocument(readText(path));
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS() as T;
}

export const stepsOf = (path: string): readonly Step[] =>
  path === ACTION
    ? readYaml<Action>(path).runs.steps
    : Object.values(readYaml<Workflow>(path).jobs).flatMap(({ steps }) => steps);

/** The script of the step with this name. */
export function runOf(path: string, name: string): string {
  const run = stepsOf(path).find((step) => step.name === name)?.run;
  if (run === undefined) throw new Error(`${path} has no script named ${name}`);
  return run;
}

/** The lines of one job's section, as GitLab hands them to one shell. */
export function gitlabScript(job: string, section: keyof GitlabJob): string {
  const lines = readYaml<Readonly<Record<string, GitlabJob>>>(GITLAB)[job]?.[section];
  if (lines === undefined) throw new Error(`${GITLAB} has no ${section} in ${job}`);
  return lines.join("\n");
}

/** The texts that the Jenkinsfile gives to `sh`. */
export function jenkinsScripts(): readonly string[] {
  const texts = [...readText(JENKINS).matchAll(/\bsh(?:\(.*script: | )(?:'''([\s\S]*?)'''|'([^'\n]*)')/g)];
  return texts.map(([, long, short]) => long ?? short ?? "");
}

export const shellBlocks = (): readonly string[] =>
  [...readText(PAGE).matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, margin = "", text = ""]) =>
    text.replaceAll(new RegExp(`^${margin}`, "gm"), ""),
  );

/** Every shell script of the project's pipelines and of their page. */
export function allScripts(): readonly Script[] {
  const ofGithub = [ACTION, PULL_REQUEST, NIGHTLY, SHARDED].flatMap((path) =>
    stepsOf(path).flatMap(({ name = "", run }) =>
      run === undefined ? [] : [{ name: `${path}: ${name}`, text: run, dialect: "bash" as const }],
    ),
  );
  const ofGitlab = Object.entries(readYaml<Readonly<Record<string, GitlabJob>>>(GITLAB)).flatMap(([job, sections]) =>
    (["before_script", "script", "after_script"] as const)
      .filter((section) => sections[section] !== undefined)
      .map((section) => ({
        name: `${GITLAB}: ${job}: ${section}`,
        text: gitlabScript(job, section),
        dialect: "bash" as const,
      })),
  );
  const ofJenkins = jenkinsScripts().map((text, index) => ({
    name: `${JENKINS}: ${index + 1}`,
    text,
    dialect: "sh" as const,
  }));
  const ofPage = shellBlocks().map((text, index) => ({
    name: `${PAGE}: ${index + 1}`,
    text,
    dialect: "bash" as const,
  }));
  const ofHook = { name: `${HOOK}: whole`, text: readText(HOOK), dialect: "bash" as const };
  return [...ofGithub, ...ofGitlab, ...ofJenkins, ofHook, ...ofPage];
}
