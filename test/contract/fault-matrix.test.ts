/** The run that matters is the one at night when a CA is half down: every fault, and what the plan makes of it. */
import { survived } from "./fault-cases";
import { runFault, type FaultCase } from "./fault-run";
import { FAULTY_ANSWERS } from "./faulty-answers";
import { FAULTY_CONNECTIONS } from "./faulty-connections";
import { FAULTY_PAGES } from "./faulty-pages";
import { FAULTY_ROWS } from "./faulty-rows";

const HEALTHY = (["sectigo", "sectigo with OAuth", "ncloud", "digicert"] as const).map((at) =>
  survived("nothing", at, {}),
);

/** Checks every row, several at once; a run that never ends fails by the time-out of the test. */
function check(cases: readonly FaultCase[]): void {
  const table = cases.map((one) => [`${one.fault} (${one.at})`, one] as const);
  test.concurrent.each(table)("%s", async (_, one) => runFault(one));
}

describe("without a fault", () => check(HEALTHY));
describe("on the way", () => check(FAULTY_CONNECTIONS));
describe("in answers", () => check(FAULTY_ANSWERS));
describe("in pages", () => check(FAULTY_PAGES));
describe("in rows", () => check(FAULTY_ROWS));
