/** What a user waits for at least: a cold start, the sample's file and all rules read and checked. */
import { dirname, join } from "node:path";
import { BIN, dcv, idle, least } from "../support/process.mjs";

const REPOSITORY = join(dirname(BIN), "../../..");

export async function measure() {
  const [nothing, validate, help] = [
    await least(15, idle),
    await least(15, () => dcv(["validate"], { cwd: REPOSITORY })),
    await least(15, () => dcv(["--help"], { cwd: REPOSITORY })),
  ];
  const baseline = { what: "`node -e 0`", value: nothing.wallMs };
  return [
    { what: "cold `dcv validate`", unit: "ms", value: validate.wallMs, baseline, limit: 2 },
    { what: "cold `dcv --help`", unit: "ms", value: help.wallMs, baseline, limit: 1.4 },
  ];
}
