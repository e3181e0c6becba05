import type { LiveRecord } from "../../../../lib/core/observation";
import { entriesOf } from "../../../../lib/terraform/stack/entries";
import { at, desired, observed, present, validated } from "../../../support/domains";
import { judge, judgeValidated } from "./judged";

describe("the triggers of a domain", () => {
  test("hold the state of its validation as strings", async () => {
    const [entry] = entriesOf(await judgeValidated({ "www.example.com": "2026-11-01" }));
    expect(entry).toEqual({
      key: "www.example.com",
      triggers: {
        provider: "sectigo",
        status: "VALIDATED",
        method: "CNAME",
        order_status: "NOT_INITIATED",
        action: "no-op",
        reason: "valid",
        validated_on: "2026-11-01",
        usable_until: "2027-03-15T00:00:00Z",
        next_step: "none",
        challenge: "none",
        labels: "none",
      },
      violatedRules: [],
      violation: [],
    });
  });

  test("name what there is not, so that a change shows both values", async () => {
    const [entry] = entriesOf(await judge([desired("new.example.com")], [observed([])]));
    expect(entry?.triggers).toEqual({
      provider: "sectigo",
      status: "absent",
      method: "none",
      order_status: "none",
      action: "validate",
      reason: "not_found",
      validated_on: "none",
      usable_until: "none",
      next_step: "register",
      challenge: "none",
      labels: "none",
    });
  });

  const day = at("2026-11-01");
  test.each<[string, NonNullable<LiveRecord["validation"]>, string]>([
    ["reported", { at: day, basis: "reported" }, "2026-11-01"],
    ["derived", { at: day, basis: "derived" }, "2026-11-01 (derived from the expiry date)"],
    ["bounded", { earliest: day, latest: at("2026-11-05"), basis: "bounded" }, "2026-11-01 or later"],
  ])("say that a validation date is %s", async (_, validation, expected) => {
    const record = validated(null, { validation });
    const [entry] = entriesOf(await judge([desired("a.example.com")], [observed([present("a.example.com", record)])]));
    expect(entry?.triggers.validated_on).toBe(expected);
  });

  test("hold the declared labels, in whatever order the file has them", async () => {
    const of = async (labels: Readonly<Record<string, string>>) =>
      entriesOf(await judge([desired("a.example.com", { labels })], [observed([])])).map((one) => one.triggers.labels);
    expect(await of({ team: "shop", env: "production" })).toEqual(["env=production,team=shop"]);
    expect(await of({ env: "production", team: "shop" })).toEqual(["env=production,team=shop"]);
  });

  const states = {
    "valid.example.com": "2026-11-01",
    "expiring.example.com": "2026-06-01",
    "old.example.com": "2026-01-01",
  };

  test("stay the same from day to day while the state stays the same", async () => {
    const of = async (asOf: string) => entriesOf(await judgeValidated(states, { asOf })).map((entry) => entry.triggers);
    const first = await of("2026-11-21");
    expect(new Set(first.map(({ reason }) => reason))).toEqual(new Set(["valid", "expiring", "reuse_limit_exceeded"]));
    for (const asOf of ["2026-11-22", "2026-11-23T13:14:15Z", "2026-12-02"]) expect(await of(asOf)).toEqual(first);
  });

  test("change with the day on which the window is reached", async () => {
    // 200 days after 2026-06-01 is 2026-12-18, and 30 days before that the window of 30 days begins.
    const of = async (asOf: string) =>
      entriesOf(await judgeValidated({ "a.example.com": "2026-06-01" }, { asOf })).map(
        ({ triggers }) => triggers.reason,
      );
    expect([await of("2026-11-01"), await of("2026-11-25")]).toEqual([["valid"], ["expiring"]]);
  });
});

describe("the key of a domain", () => {
  test("is its name, and its address where two providers hold the same name", async () => {
    const domains = [
      desired("a.example.com"),
      desired("both.example.com"),
      desired("both.example.com", { provider: "ncloud" }),
    ];
    const record = validated("2026-11-01");
    const providers = [
      observed([
        present("a.example.com", record),
        present("both.example.com", record),
        present("found.example", record),
      ]),
      observed([present("both.example.com", record)], { name: "ncloud", type: "ncloud" }),
    ];
    const judged = await judge(domains, providers);
    expect(entriesOf(judged).map(({ key }) => key)).toEqual([
      "ncloud/both.example.com",
      "a.example.com",
      "sectigo/both.example.com",
      "found.example",
    ]);
  });
});

describe("the violation of a domain", () => {
  const old = { "old.example.com": "2026-01-01", "new.example.com": "2026-11-01" };

  test("says all of its errors in one message", async () => {
    const [, entry] = entriesOf(await judgeValidated(old));
    expect(entry?.key).toBe("old.example.com");
    expect(entry?.violatedRules).toEqual(["ca-reuse-limit", "dcv-reuse-limit"]);
    const [head, ...lines] = entry?.violation ?? [];
    expect(head).toBe("sectigo/old.example.com:");
    expect(lines[0]).toMatch(/^- ca-reuse-limit \(domains.yaml:7:5\): validated on 2026-01-01 .*\. Validate .*\[.+\]$/);
    expect(lines[1]).toMatch(/^- dcv-reuse-limit \(domains.yaml:7:5\): validated on 2026-01-01 /);
  });

  test("leaves out what is waived", async () => {
    const waiver = (rule: string) => ({
      rule,
      domain: "old.example.com",
      match: "exact" as const,
      reason: "moves",
      owner: "pki@example.com",
      lastDay: at("2027-01-31"),
      place: { file: "domains.yaml", line: 30, column: 3 },
    });
    const one = entriesOf(await judgeValidated(old, { waivers: [waiver("ca-reuse-limit")] }));
    expect(one[1]?.violatedRules).toEqual(["dcv-reuse-limit"]);
    const both = entriesOf(await judgeValidated(old, { waivers: ["ca-reuse-limit", "dcv-reuse-limit"].map(waiver) }));
    expect(both[1]?.violation).toEqual([]);
  });
});
