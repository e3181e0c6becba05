/** CSV as spreadsheets and scripts read it. */
import { parse } from "csv-parse/sync";
import { printable } from "../../../lib/core/printable";
import { renderCsv } from "../../../lib/report/csv/csv";
import { renderListCsv } from "../../../lib/report/csv/list";
import type { PlanDocument } from "../../../lib/report/plan-document";
import { present, validated } from "../../support/domains";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { changeOf, CONTEXT, findingOf, planOf, reuseUntil } from "./plan-documents";
import { wholeText } from "../../support/whole-text";

type Row = Readonly<Record<string, string>>;

/** Strict: every row has the columns of the first. */
function read(text: string): readonly Row[] {
  return parse<Row>(text, { bom: true, columns: true, record_delimiter: "\r\n" });
}

function rows(plan: PlanDocument): readonly Row[] {
  return read(wholeText(renderCsv(plan, CONTEXT)));
}

/** The cells as Excel reads them where the comma is the decimal sign: a quote counts only at the beginning of a cell. */
function dividedAtSemicolons(text: string): readonly string[] {
  const CELL = /(?:"((?:[^"]|"")*)(?:"|$))?([^;\r\n]*)(?:;|\r\n|$)/g;
  return [...text.slice(1).matchAll(CELL)].map(
    ([, quoted = "", rest = ""]) => `${quoted.replaceAll('""', '"')}${rest}`,
  );
}

test.each([
  ["a;b", ["a", "b"]],
  ['"a;b";c', ["a;b", "c"]],
  ['x,"a;""=1;b', ['x,"a', "=1", "b"]],
  ['"say ""a""";b', ['say "a"', "b"]],
])("%s is divided at semicolons", (line, cells) => {
  expect(dividedAtSemicolons(`\ufeff${line}\r\n`).slice(0, cells.length)).toEqual(cells);
});

test("begins with a byte order mark and a row of headings, and every row ends with CR and LF", () => {
  const text = wholeText(renderCsv(planOf([changeOf("a.example.com"), changeOf("b.example.com")]), CONTEXT));
  expect(text).toMatch(/^\ufeffdomain,unicode,provider,/);
  expect(text.split("\r\n").map((line) => line.slice(0, 13))).toEqual([
    "\ufeffdomain,unico",
    "a.example.com",
    "b.example.com",
    "",
  ]);
});

test("a plan without domains is a row of headings", () => {
  expect(wholeText(renderCsv(planOf([]), CONTEXT))).toMatch(/^\ufeffdomain,[a-z_,]+\r\n$/);
});

test("a row says everything that is known of a domain", () => {
  const change = changeOf("*.xn--bcher-kva.example", {
    unicode: "*.bücher.example",
    action: "revalidate",
    reason: "expiring",
    message: 'validated by "CNAME", usable until then',
    live: {
      status: "VALIDATED",
      method: "CNAME",
      order_status: "AWAITING_SUBMISSION",
      order_method: "TXT",
      order_submitted_at: "2026-11-20T09:30:00Z",
      validated_at: "2026-06-24T00:00:00.500Z",
      expires_on: "2027-07-27",
      challenge: {
        ...{ method: "CNAME", name: "_c8f8.bücher.example.", value: "db6d.56cf.sectigo.com." },
        ...{ deadline: "2026-12-20T00:00:00Z", next_check: "2026-11-22T10:00:00Z" },
      },
    },
    next_step: { kind: "publish", text: "Publish the record", by: "2026-12-20T00:00:00Z", until: null },
    declared: {
      ...{ file: "domains.yaml", line: 7, column: 5, method: "CNAME", owner: "pki@example.com" },
      labels: { env: "production", team: "shop" },
    },
    reuse: reuseUntil("2026-11-29T00:00:00Z", 8),
  });
  expect(rows(planOf([change], { complete: false }))).toEqual([
    {
      domain: "*.xn--bcher-kva.example",
      unicode: "*.bücher.example",
      provider: "sectigo",
      urgency: "renewable",
      action: "revalidate",
      reason: "expiring",
      usable_until_utc: "2026-11-29 00:00:00",
      usable_until_inclusive: "true",
      days_left: "8",
      bound_by: "ca",
      bound_source: "Sectigo operational limit",
      age_days: "150",
      age_basis: "reported",
      limit_days: "198",
      limit_source: "Sectigo operational limit",
      declared_method: "CNAME",
      live_method: "CNAME",
      status: "VALIDATED",
      order_status: "AWAITING_SUBMISSION",
      order_method: "TXT",
      order_submitted_at_utc: "2026-11-20 09:30:00",
      validated_at_utc: "2026-06-24 00:00:00.500",
      expires_on: "2027-07-27",
      owner: "pki@example.com",
      labels: "env=production; team=shop",
      next_step: "publish",
      next_step_text: "Publish the record",
      next_step_by_utc: "2026-12-20 00:00:00",
      next_step_until_utc: "",
      challenge_type: "CNAME",
      challenge_name: "_c8f8.bücher.example.",
      challenge_value: "db6d.56cf.sectigo.com.",
      challenge_deadline_utc: "2026-12-20 00:00:00",
      file: "domains.yaml",
      line: "7",
      findings: "",
      message: 'validated by "CNAME", usable until then',
      address: "sectigo/*.xn--bcher-kva.example",
      as_of_utc: "2026-11-21 00:00:00",
      plan_complete: "false",
      plan_partial: "false",
    },
  ]);
});

test("days that are over are a negative number, not text", () => {
  const change = changeOf("www.example.com", {
    action: "revalidate",
    reason: "reuse_limit_exceeded",
    reuse: reuseUntil("2026-11-18T00:00:00Z", -3),
  });
  expect(rows(planOf([change]))).toMatchObject([{ days_left: "-3", urgency: "unusable" }]);
});

test("where the CA repeats the validation by itself no end is shown that is over", () => {
  const change = changeOf("www.example.com", { reuse: reuseUntil("2026-11-18T00:00:00Z", -3) });
  expect(rows(planOf([change]))).toMatchObject([
    { usable_until_utc: "", days_left: "", bound_by: "", age_days: "150" },
  ]);
});

test("what the CA does not list has empty cells", () => {
  const change = changeOf("www.example.com", { action: "validate", reason: "not_found", live: null, reuse: null });
  expect(rows(planOf([change]))).toMatchObject([{ status: "", live_method: "", days_left: "", age_basis: "" }]);
});

test("findings stand in the row of their domain: the rule, then how much it counts", () => {
  const waiver = { reason: "moves", owner: "pki@example.com", expires: "2027-01-31" };
  const plan = planOf([changeOf("a.example.com"), changeOf("b.example.com")], {
    findings: [
      findingOf("a.example.com", { rule: "dcv-reuse-limit", severity: "error", changed: true }),
      findingOf("a.example.com", { rule: "method-drift", changed: false }),
      findingOf("a.example.com", { rule: "not-validated", severity: "error", waiver }),
      findingOf("a.example.com", { rule: "at-another-ca", provider: "ncloud" }),
    ],
  });
  expect(rows(plan).map(({ domain, provider, findings }) => [domain, provider, findings])).toEqual([
    ["a.example.com", "sectigo", "dcv-reuse-limit:error changed; method-drift:warning; not-validated:waived"],
    ["b.example.com", "sectigo", ""],
    ["a.example.com", "ncloud", "at-another-ca:warning"],
  ]);
});

test("findings about what is no domain of the plan have a row of their own", () => {
  const place = { file: "domains.yaml", line: 40, column: 5 };
  const plan = planOf([changeOf("a.example.com")], {
    findings: [
      findingOf("gone.example.com", { rule: "waiver-unused", provider: null, message: "not needed", location: place }),
      findingOf("gone.example.com", { rule: "waiver-expiring", provider: null, message: "ends soon", location: place }),
    ],
  });
  expect(rows(plan)[1]).toMatchObject({
    domain: "gone.example.com",
    provider: "",
    action: "",
    line: "40",
    findings: "waiver-unused:warning; waiver-expiring:warning",
    message: "not needed; ends soon",
  });
});

describe("text that a spreadsheet would take for a formula is text", () => {
  test.each([
    ["an equals sign", "=1+1", "'=1+1"],
    ["a plus", "+1+1", "'+1+1"],
    ["a minus", "-1+1", "'-1+1"],
    ["an at sign, also that of a team", "@pki", "'@pki"],
    ["full-width signs", "＝1+1", "'＝1+1"],
    ["blanks before the sign", " \u3000=1+1", "' \u3000=1+1"],
    ["a tab, which is shown besides", "\t=1+1", "\\u{9}=1+1"],
    ["a semicolon before the sign, where semicolons divide cells", 'a";=1+1', "a\";'=1+1"],
    ["a semicolon and a quote", 'a;"=1+1;b', "a;'\"=1+1;b"],
    ["a semicolon, quotes and blanks", 'a; "" "@b', 'a;\' "" "@b'],
    ["a semicolon and a blank", "a; -1; @b", "a;' -1;' @b"],
  ])("%s", (_, owner, shown) => {
    const { declared } = changeOf("www.example.com");
    if (declared === null) throw new Error("declared");
    const change = changeOf("www.example.com", { declared: { ...declared, owner } });
    expect(rows(planOf([change]))[0]?.owner).toBe(shown);
  });

  test.each([
    ["a wildcard", "*.example.com"],
    ["an address", "pki@example.com"],
    ["a sign within the text", "a=b+c-d@e; f=1"],
  ])("%s stays as it is", (_, owner) => {
    const { declared } = changeOf("www.example.com");
    if (declared === null) throw new Error("declared");
    const change = changeOf("www.example.com", { declared: { ...declared, owner } });
    expect(rows(planOf([change]))[0]?.owner).toBe(owner);
  });
});

describe.each(Object.entries(HOSTILE_TEXTS))("%s", (_, text) => {
  const written = wholeText(renderCsv(planSaying(text), CONTEXT));

  test("adds no row and no column, and is read again as it is shown", () => {
    const found = read(written);
    expect(found.length).toBe(read(wholeText(renderCsv(planSaying("x"), CONTEXT))).length);
    for (const { domain, owner = "" } of found) {
      expect(domain?.replaceAll("'", "")).toBe(printable(text).replaceAll("'", ""));
      expect(["", domain]).toContain(owner);
    }
  });

  test("is no formula, wherever Excel divides cells", () => {
    const cells = [
      ...read(written).flatMap((row) => Object.entries(row)),
      ...written.split(/\r\n|;/).map((piece) => ["", piece.replace(/^["\s]*/, "")] as const),
    ];
    const formulas = cells.filter(([, cell]) => /^\s*[=+\-@＝＋－＠]/u.test(cell));
    expect(formulas.filter(([name, cell]) => name !== "days_left" || !/^-\d+$/.test(cell))).toEqual([]);
  });

  test("is no formula to who divides lines at semicolons", () => {
    expect(dividedAtSemicolons(written).filter((cell) => /^\s*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
  });

  test("holds nothing that could act on a terminal", () => {
    expect(written.replaceAll("\r\n", "")).toBe(`\ufeff${printable(written.slice(1).replaceAll("\r\n", ""))}`);
  });
});

describe("a listing", () => {
  const listing = {
    provider: "sectigo",
    type: "sectigo",
    complete: true,
    error: null,
    warnings: [],
    asOf: 0,
    undated: 0,
  };

  test("has a row for every record, with the columns of its JSON", () => {
    const record = validated("2026-11-01", { expiresAt: Date.parse("2027-05-18"), orderStatus: "SUBMITTED" });
    const odd = { kind: "unknown", domain: "odd.example.com", reason: "not_understood", detail: "?" } as const;
    const observations = [present("*.example.com", record), { ...odd, record: null }];
    const text = wholeText(renderListCsv({ ...listing, complete: false, observations }, CONTEXT));
    expect(read(text)).toEqual([
      {
        domain: "*.example.com",
        provider: "sectigo",
        understood: "true",
        status: "VALIDATED",
        method: "CNAME",
        order_status: "SUBMITTED",
        order_method: "",
        order_submitted_at_utc: "",
        validated_at_utc: "2026-11-01 00:00:00",
        expires_on: "2027-05-18",
        challenge_type: "",
        challenge_name: "",
        challenge_value: "",
        complete: "false",
      },
      expect.objectContaining({ domain: "odd.example.com", understood: "false", status: "", complete: "false" }),
    ]);
  });

  test("without records is a row of headings", () => {
    const text = wholeText(renderListCsv({ ...listing, observations: [] }, CONTEXT));
    expect(text).toMatch(/^\ufeffdomain,[a-z_,]+\r\n$/);
  });

  test.each(Object.entries(HOSTILE_TEXTS))("is inert: %s", (_, text) => {
    const record = validated("2026-11-01", { status: text, method: text, orderStatus: text, orderMethod: text });
    const written = wholeText(renderListCsv({ ...listing, observations: [present(text, record)] }, CONTEXT));
    const [row] = read(written);
    expect(row?.status?.replaceAll("'", "")).toBe(printable(text).replaceAll("'", ""));
    expect([row?.domain, row?.method, row?.order_method]).toEqual(Array(3).fill(row?.status));
    expect(Object.values(row ?? {}).filter((cell) => /^\s*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
  });
});
