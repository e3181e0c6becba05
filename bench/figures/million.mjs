/** Peak memory of a plan of a million domains with a state. It takes some minutes, so it is measured only when it is named. */
import { planOf } from "./estate.mjs";

export const isSlow = true;

export async function measure() {
  const { peakMb } = await planOf(1_000_000, 1, ["--state", "estate.state"]);
  const baseline = { what: "goal", value: 2048 };
  return [{ what: "`dcv plan --state`, 1,000,000 domains", unit: "MB", value: peakMb, baseline, limit: 1 }];
}
