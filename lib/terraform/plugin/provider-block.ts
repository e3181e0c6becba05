/** The provider's own block: its schema, and what is wrong with it before anything is read. */
import { parseInstant } from "../../core/time";
import { DEFAULT_PATIENCE } from "../../core/apply/situation";
import { patienceOf } from "../../run/apply/options";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Environment } from "../../config/substitute";
import type { ActingOptions } from "./acting";
import { errorAt } from "./diagnostics";
import type { Schema, TfDiagnostic, TfObject, TfValue } from "./schema";

const SECOND_MS = 1000;
/** Of `grace` and `poll`. A provider that polls without a pause would flood the CA. */
const MAX_WAIT_SECONDS = 86_400;

export const PROVIDER_SCHEMA: Schema = {
  version: 0,
  description:
    "Keeps domain control validations alive: reads what the CAs say, starts validations, hands out the DNS records that they wait for, and submits. The accounts stand in `domains.yaml` (`config`) or in `accounts`.",
  attributes: {
    config: {
      ...{ mode: "optional", type: "string" },
      description:
        "The path of `domains.yaml`, relative to the directory that Terraform runs in. Without it and without `accounts`, the file is found as `dcv plan` finds it. Credentials stand in it as references to environment variables.",
    },
    accounts: {
      ...{ mode: "optional", type: "dynamic", sensitive: true },
      description:
        "The accounts at the CAs, by a name of your own, with the keys that stand below `providers` in `domains.yaml`. An account without `auth` takes its credentials from the environment variables of its CA. An ordinary variable stands in the plan file; use an ephemeral one, or the environment.",
    },
    as_of: {
      ...{ mode: "optional", type: "string" },
      description:
        "An RFC 3339 instant for which everything is judged in place of the present, for trials with `dcv simulate`. Refused where a CA is not on this machine.",
    },
    journal: {
      ...{ mode: "optional", type: "string" },
      description:
        "The path of the journal, which keeps a call from being sent twice: `dcv-` and a digest of the accounts, `.journal`, in Terraform's data directory (`TF_DATA_DIR`, else `.terraform`) unless set. Keep it from run to run. Blocks of different accounts have different ones; use one block for one account.",
    },
    first: {
      ...{ mode: "optional", type: "bool" },
      description:
        "Says that no apply before has called these CAs and lost its journal. Without it, the first call of a new journal waits for `grace`. Also `DCV_FIRST=1` in the environment.",
    },
    grace: {
      ...{ mode: "optional", type: "number" },
      description: `By how many seconds the status of a CA may be late after a call; ${DEFAULT_PATIENCE.graceMs / SECOND_MS} unless set, as \`dcv apply --grace\`.`,
    },
    poll: {
      ...{ mode: "optional", type: "number" },
      description: `After how many seconds a domain is read again at first; ${DEFAULT_PATIENCE.pollMs / SECOND_MS} unless set, as \`dcv apply --poll\`.`,
    },
  },
};

export function providerBlockProblems(block: TfObject): readonly TfDiagnostic[] {
  const { config = null, accounts = null, as_of: asOf = null, grace = null, poll = null, journal = null } = block;
  const problems: TfDiagnostic[] = [];
  if (config !== null && accounts !== null) {
    problems.push(errorAt(["accounts"], "config and accounts exclude each other", "Keep one of the two"));
  }
  if (config === "-")
    problems.push(
      errorAt(["config"], "config is not a path", "Terraform's standard input cannot be read; name a file"),
    );
  if (journal === "") {
    problems.push(errorAt(["journal"], "journal is empty", "Name a file, or leave it out"));
  }
  if (typeof asOf === "string" && parseInstant(asOf) === null) {
    problems.push(errorAt(["as_of"], "as_of is not an instant", "Write one such as 2027-06-13T10:00:00Z"));
  }
  for (const [name, value] of Object.entries({ grace, poll })) {
    if (typeof value === "number" && !(value >= 1 && value <= MAX_WAIT_SECONDS)) {
      const detail = `Write a number of seconds from 1 to ${MAX_WAIT_SECONDS}`;
      problems.push(errorAt([name], `${name} is out of bounds`, detail));
    }
  }
  return problems;
}

/** @param accounts identify the accounts of the configuration: two blocks of different accounts have a journal each */
export function actingOptionsOf(block: TfObject, env: Environment, accounts: readonly string[]): ActingOptions {
  const { journal = null, first = null, grace = null, poll = null } = block;
  const { graceMs, pollMs } = DEFAULT_PATIENCE;
  const isPatienceGiven = grace !== null || poll !== null;
  const seconds = { grace: numberOr(grace, graceMs / SECOND_MS), poll: numberOr(poll, pollMs / SECOND_MS) };
  return {
    journalPath:
      typeof journal === "string" ? journal : join(env["TF_DATA_DIR"] || ".terraform", journalName(accounts)),
    isFirst: typeof first === "boolean" ? first : env["DCV_FIRST"] === "1",
    patience: isPatienceGiven ? patienceOf(seconds) : DEFAULT_PATIENCE,
  };
}

function journalName(accounts: readonly string[]): string {
  const digest = createHash("sha256").update([...new Set(accounts)].sort().join(" "));
  return `dcv-${digest.digest("hex").slice(0, 8)}.journal`;
}

function numberOr(value: TfValue, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
