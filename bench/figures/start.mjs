/** What a user waits for at least: a cold start, the sample's file and all rules read and checked. */
import { dirname, join } from "node:path";
import { BIN, dcv, idle, least } from "../support/process.mjs";

const REPOSITORY = join(dirname(BIN), "../../..");

export async function measure() {
  const nothing = await least(9, idle);
  const validate = await least(9, () => dcv(["validate"], { cwd: REPOSITORY }));
  const baseline = { what: "`node -e 0`", value: nothing.wallMs };
  return [{ what: "cold `dcv validate`", unit: "ms", value: validate.wallMs, baseline, limit: 6 }];
}
