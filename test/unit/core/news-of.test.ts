/** What has happened to one domain between two observations. */
import { newsOf } from "../../../lib/core/news-of";
import type { LiveRecord, Observation } from "../../../lib/core/observation";
import { at, bounded, present, validated } from "../../support/domains";

const NAME = "a.example.com";
const one = (over: Partial<LiveRecord> = {}): Observation =>
  present(NAME, validated("2026-11-01", { expiresAt: at("2027-12-04"), ...over }));
const absent: Observation = { kind: "absent", domain: NAME, detail: null };
const unknown: Observation = { kind: "unknown", domain: NAME, reason: "not_understood", detail: "odd", record: null };

test.each<[string, Observation | undefined, Observation | undefined, string | null]>([
  ["nothing", one(), one(), null],
  ["a newer date", one(), one({ validation: { at: at("2026-11-20"), basis: "reported" } }), "revalidated CNAME"],
  [
    "a later expiry without dates, by a method that is not known",
    one({ validation: null }),
    one({ validation: null, method: null, expiresAt: at("2028-01-01") }),
    "revalidated ",
  ],
  [
    "an expiry where there was none",
    one({ validation: null, expiresAt: null }),
    one({ validation: null }),
    "changed VALIDATED CNAME to VALIDATED CNAME",
  ],
  [
    "an expiry that is gone",
    one({ validation: null }),
    one({ validation: null, expiresAt: null }),
    "changed VALIDATED CNAME to VALIDATED CNAME",
  ],
  ["validated for the first time", one({ status: "NOT_VALIDATED" }), one(), "revalidated CNAME"],
  ["no longer validated", one(), one({ status: "EXPIRED" }), "lapsed VALIDATED to EXPIRED"],
  [
    "expired, and not validated at all",
    one({ status: "EXPIRED" }),
    one({ status: "NOT_VALIDATED" }),
    "changed EXPIRED CNAME to NOT_VALIDATED CNAME",
  ],
  ["an order that moved", one(), one({ orderStatus: "SUBMITTED" }), "order-moved NOT_INITIATED to SUBMITTED"],
  [
    "an order that is gone",
    one({ orderStatus: "SUBMITTED" }),
    one({ orderStatus: null }),
    "order-moved SUBMITTED to none",
  ],
  ["an order where there was none", one({ orderStatus: null }), one(), "order-moved none to NOT_INITIATED"],
  ["another method", one(), one({ method: "HTTP" }), "changed VALIDATED CNAME to VALIDATED HTTP"],
  ["a range that overlaps", one({ validation: bounded("2026-10-01", "2026-11-10") }), one(), null],
  ["a name that appeared", undefined, one(), "appeared VALIDATED"],
  ["a name that vanished", one(), absent, "vanished VALIDATED"],
  ["a name that was not there either time", undefined, absent, null],
  ["a name that cannot be read", one(), unknown, "unreadable "],
  ["a name that can be read again", unknown, one(), "readable "],
  ["a name that cannot be read either time", unknown, unknown, null],
])("%s", (_, before, after, expected) => {
  const news = newsOf(before, after);
  expect(news === null ? null : `${news.kind} ${news.detail}`).toBe(expected);
});
