/**
 * What GitHub, GitLab and pre-commit accept in their files, as far as this project writes them. A key that is not here is
 * a misspelling, or wants a line here.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 * https://docs.gitlab.com/ci/yaml/
 * https://pre-commit.com/#new-hooks
 */
const text = { type: "string", minLength: 1 } as const;
const identifier = "^[A-Za-z_][A-Za-z0-9_-]*$";
const variables = { type: "object", additionalProperties: { type: "string" } } as const;

function closed(required: readonly string[], properties: Readonly<Record<string, object>>): object {
  return { type: "object", required, properties, additionalProperties: false };
}

function named(value: object): object {
  return { type: "object", propertyNames: { pattern: identifier }, additionalProperties: value };
}

const runStep = closed(["run", "shell"], { id: text, name: text, if: text, run: text, shell: text, env: variables });
const usesStep = closed(["uses"], {
  id: text,
  name: text,
  if: text,
  // Code of others is pinned to a commit. For dcv itself the reader puts in where they keep it.
  uses: { type: "string", pattern: "^(your-org/dcv-reconciler@v[\\d.]+|[\\w.-]+/[\\w./-]+@[0-9a-f]{40})$" },
  with: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
  env: variables,
});

export const ACTION_SCHEMA = closed(["name", "description", "inputs", "outputs", "runs"], {
  name: text,
  description: text,
  branding: closed(["icon", "color"], {
    icon: text,
    color: { enum: ["white", "black", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"] },
  }),
  inputs: named(closed(["description", "default"], { description: text, default: { type: "string" } })),
  outputs: named(closed(["description", "value"], { description: text, value: text })),
  runs: closed(["using", "steps"], { using: { const: "composite" }, steps: { type: "array", items: runStep } }),
});

const permissions = { type: "object", additionalProperties: { enum: ["read", "write"] } } as const;

export const WORKFLOW_SCHEMA = closed(["name", "on", "concurrency", "permissions", "jobs"], {
  name: text,
  on: closed([], {
    pull_request: closed([], { paths: { type: "array", items: text } }),
    schedule: { type: "array", items: closed(["cron"], { cron: { type: "string", pattern: "^\\S+( \\S+){4}$" } }) },
    workflow_dispatch: { type: "null" },
  }),
  concurrency: closed(["group"], { group: text, "cancel-in-progress": { type: "boolean" } }),
  permissions: { const: {} }, // each job asks for its own
  jobs: named(
    closed(["runs-on", "timeout-minutes", "permissions", "steps"], {
      "runs-on": text,
      "timeout-minutes": { type: "integer" },
      permissions,
      if: text,
      needs: text,
      strategy: closed(["matrix"], { "fail-fast": { type: "boolean" }, matrix: { type: "object" } }),
      steps: { type: "array", items: { anyOf: [runStep, usesStep] } },
    }),
  ),
});

const lines = { type: "array", items: text, minItems: 1 } as const;

export const GITLAB_SCHEMA = {
  type: "object",
  additionalProperties: closed([], {
    extends: text,
    image: text,
    variables,
    before_script: lines,
    script: lines,
    after_script: lines,
    rules: { type: "array", minItems: 1, items: closed(["if"], { if: text, changes: lines, when: text }) },
    parallel: { type: "integer", minimum: 2 },
    needs: { type: "array", items: closed(["job"], { job: text, artifacts: { type: "boolean" } }) },
    artifacts: closed([], {
      when: { enum: ["on_success", "on_failure", "always"] },
      paths: lines,
      expire_in: text,
      reports: closed([], { junit: text, codequality: text }),
    }),
  }),
} as const;

export const HOOKS_SCHEMA = {
  type: "array",
  minItems: 1,
  items: closed(["id", "name", "entry", "language"], {
    id: text,
    name: text,
    description: text,
    entry: text,
    language: { const: "script" },
    files: { type: "string", format: "regex" },
    pass_filenames: { type: "boolean" },
  }),
} as const;
