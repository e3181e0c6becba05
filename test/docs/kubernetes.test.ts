/** The manifests are what Kubernetes accepts, and run without rights. The check is that of its own schema, as `kubernetes-models` has it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import type { ICronJob } from "kubernetes-models/batch/v1/CronJob";
import { parseAllDocuments } from "yaml";
import { REPOSITORY } from "../support/tables";

const TEXT = readFileSync(join(REPOSITORY, "examples/kubernetes/refresh.yaml"), "utf8");
const manifests = (): readonly ICronJob[] => parseAllDocuments(TEXT).map((one) => one.toJS() as ICronJob);
const jobOf = ({ spec }: ICronJob) => spec?.jobTemplate.spec;
const podOf = (manifest: ICronJob) => jobOf(manifest)?.template.spec;

/**
 * The schema lets pass what it does not know, and Kubernetes warns of it at most: a key that is not here is a misspelling, or wants a word
 * here. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/
 */
const KEYS = new Set(
  (
    "apiVersion kind metadata name spec schedule concurrencyPolicy jobTemplate completions parallelism completionMode backoffLimit " +
    "backoffLimitPerIndex template restartPolicy automountServiceAccountToken securityContext runAsNonRoot runAsUser fsGroup seccompProfile type " +
    "containers image command args env value allowPrivilegeEscalation readOnlyRootFilesystem capabilities drop resources requests " +
    "limits cpu memory volumeMounts mountPath readOnly volumes configMap secret secretName defaultMode persistentVolumeClaim claimName"
  ).split(" "),
);

function keysOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

test("they are valid, and have no key that is misspelt", () => {
  expect(manifests()).toHaveLength(2);
  for (const manifest of manifests()) {
    expect(() => new CronJob(manifest).validate()).not.toThrow();
    expect(keysOf(manifest).filter((key) => !KEYS.has(key))).toEqual([]);
  }
});

test("the check finds what is wrong", () => {
  const [manifest] = manifests();
  const spoilt = JSON.parse(JSON.stringify(manifest).replace('"Indexed"', '"indexed"')) as ICronJob;
  expect(() => new CronJob(spoilt).validate()).toThrow(/completionMode must be equal to one of the allowed values/);
});

test("no container is root, writes into its image, has a right or gets a token of the cluster; secrets are files", () => {
  for (const manifest of manifests()) {
    const pod = podOf(manifest);
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    for (const container of pod?.containers ?? []) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(JSON.stringify(container.env)).not.toMatch(/secretKeyRef|PASSWORD|LOGIN/);
    }
  }
});

test("the number of shards is the same everywhere", () => {
  const [refresh, plan] = manifests();
  const count = refresh === undefined ? 0 : (jobOf(refresh)?.completions ?? 0);
  expect(count).toBeGreaterThan(1);
  const argsOf = (manifest: ICronJob | undefined): string =>
    manifest === undefined ? "" : (podOf(manifest)?.containers[0]?.args?.join("\n") ?? "");
  expect(argsOf(refresh)).toContain(`--shard auto/${count} `);
  const merged = argsOf(plan).match(/state\.\d+\.jsonl/g) ?? [];
  expect(merged).toEqual(Array.from({ length: count }, (_, index) => `state.${index}.jsonl`));
});
