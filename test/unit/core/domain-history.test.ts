/** What is known of one domain over several days. */
import { domainHistory } from "../../../lib/core/domain-history";
import type { Sighting } from "../../../lib/core/domain-history";
import type { Observation } from "../../../lib/core/observation";
import { domainHistoryLines } from "../../../lib/report/domain-history";
import { at, present, validated } from "../../support/domains";

const NAME = "www.example.com";
const on = (day: string, observation: Observation | undefined, complete = true): Sighting => ({
  at: at(day),
  observation,
  complete,
});
const june = present(NAME, { ...validated("2026-06-10"), expiresAt: null });
const november = present(NAME, {
  ...validated("2026-11-19"),
  method: null,
  orderStatus: "SUBMITTED",
  expiresAt: at("2027-06-07"),
});
const unknown: Observation = { kind: "unknown", domain: NAME, reason: "not_understood", detail: "odd", record: null };

test.each<[string, readonly Sighting[], readonly string[]]>([
  ["nothing", [], []],
  [
    "the first reading and each that differs, whatever the order",
    [on("2026-11-21", november), on("2026-11-18", june), on("2026-11-19", june)],
    [
      "2026-11-18T00:00:00Z  VALIDATED by CNAME, validated on 2026-06-10",
      "2026-11-21T00:00:00Z  validated again: VALIDATED, validated on 2026-11-19, expires on 2027-06-07, order SUBMITTED",
    ],
  ],
  [
    "a name that is missing, where everything was read",
    [on("2026-11-18", june), on("2026-11-19", undefined, false), on("2026-11-20", undefined)],
    [
      "2026-11-18T00:00:00Z  VALIDATED by CNAME, validated on 2026-06-10",
      "2026-11-20T00:00:00Z  no longer listed (VALIDATED): not listed",
    ],
  ],
  [
    "what could not be read, and a range of dates",
    [
      on("2026-11-18", unknown),
      on(
        "2026-11-19",
        present(NAME, {
          ...validated("2026-11-19"),
          expiresAt: null,
          validation: { earliest: at("2026-01-01"), latest: at("2026-02-01"), basis: "bounded" },
        }),
      ),
    ],
    [
      "2026-11-18T00:00:00Z  could not be read: odd",
      "2026-11-19T00:00:00Z  can be read again: VALIDATED by CNAME, validated on or after 2026-01-01",
    ],
  ],
])("%s", (_, sightings, lines) => {
  expect(domainHistoryLines(domainHistory(sightings))).toEqual(lines);
});
