import { domainsOf, getList, served } from "./served";

const ESTATE = `
version: 1
sectigo:
  domains:
    - { domain: b.example.com, validated: -20d, org: 1 }                                  # expires in 178 days
    - { domain: "*.example.com", validated: -190d, submitted: -1d, org: 1, department: 7 } # expires in 8 days
    - { domain: a.example.com, validated: -198d, org: 2 }                                 # expires today
    - { domain: new.example.net }
    - { domain: auto.example.net, validated: -1d, method: PERSISTENT_TXT, orderStatus: AWAITING_SUBMISSION }
`;

describe("the filters of the Sectigo listing", () => {
  const everything = ["*.example.com", "a.example.com", "auto.example.net", "b.example.com", "new.example.net"];
  const cases: readonly [sentence: string, query: string, expected: readonly string[]][] = [
    ["no filter gives every domain, sorted by name", "", everything],
    [
      "empty values filter nothing",
      "?domain=&expiresIn=&dcvStatus=&orderStatus=&org=&department=&size=&position=",
      everything,
    ],
    ["domain is found anywhere in a name", "?domain=example.net", ["auto.example.net", "new.example.net"]],
    ["domain ignores case", "?domain=B.EXAMPLE", ["b.example.com"]],
    ["domain knows a wildcard by its asterisk", "?domain=*.example.com", ["*.example.com"]],
    [
      "expiresIn keeps what expires within the days",
      "?expiresIn=9",
      ["*.example.com", "a.example.com", "auto.example.net"],
    ],
    ["expiresIn counts the last day in", "?expiresIn=8", ["*.example.com", "a.example.com"]],
    ["expiresIn leaves out the day after", "?expiresIn=7", ["a.example.com"]],
    ["expiresIn leaves out what has no expiry date", "?expiresIn=3650", everything.slice(0, 4)],
    ["dcvStatus is exact", "?dcvStatus=VALIDATED", ["*.example.com", "auto.example.net", "b.example.com"]],
    ["dcvStatus may be spelled as a label", "?dcvStatus=Not%20validated", ["new.example.net"]],
    ["an expired domain is EXPIRED", "?dcvStatus=EXPIRED", ["a.example.com"]],
    ["orderStatus is exact", "?orderStatus=SUBMITTED", ["*.example.com"]],
    ["org narrows", "?org=1", ["*.example.com", "b.example.com"]],
    ["department narrows", "?department=7", ["*.example.com"]],
    ["filters add up", "?org=1&expiresIn=30&dcvStatus=VALIDATED", ["*.example.com"]],
    ["an unknown status matches nothing", "?dcvStatus=PERHAPS", []],
    ["an unknown parameter is ignored", "?dateFormat=EU&org=2", ["a.example.com"]],
  ];
  test.each(cases)("%s", async (_, query, expected) => {
    const received = await getList(await served(ESTATE), query);
    expect(received.status).toBe(200);
    expect(domainsOf(received)).toEqual(expected);
    expect(received.headers.get("x-total-count")).toBe(String(expected.length));
  });
});

describe("a number that is none is refused by name", () => {
  test.each([
    ["expiresIn", "0"],
    ["expiresIn", "soon"],
    ["org", "0"],
    ["department", "-1"],
    ["position", "-1"],
    ["size", "1.5"],
    ["size", "201"],
  ])("%s=%s", async (name, value) => {
    const received = await getList(await served(ESTATE), `?${name}=${value}`);
    expect(received.status).toBe(400);
    expect(received.json).toEqual({ code: -1601, description: `Field '${name}' has invalid value.` });
  });
});

describe("the pages of the Sectigo listing", () => {
  const many = 'version: 1\nsectigo: { domains: [{ domain: "host-{n}.example.com", count: 250, validated: -1d }] }';
  const cases: readonly [sentence: string, yaml: string, query: string, rows: number][] = [
    ["a page holds 20 rows where no size is given", many, "", 20],
    ["a page holds as many rows as asked for", many, "?size=200", 200],
    ["the last page is short", many, "?size=200&position=200", 50],
    ["a page behind the end is empty", many, "?size=200&position=400", 0],
    ["a size of 0 is an empty page that still counts", many, "?size=0&position=0", 0],
    [
      "a larger page is cut where the scenario says so",
      many.replace("{", "{ oversizedPages: clamp,"),
      "?size=500",
      200,
    ],
    ["the default size can be set", many.replace("{", "{ defaultPageSize: 7,"), "", 7],
  ];
  test.each(cases)("%s", async (_, yaml, query, rows) => {
    const received = await getList(await served(yaml), query);
    expect(domainsOf(received)).toHaveLength(rows);
    expect(received.headers.get("x-total-count")).toBe("250");
  });

  test("the pages together hold every domain once", async () => {
    const simulator = await served(many);
    const seen: string[] = [];
    for (let position = 0; position < 250; position += 100) {
      seen.push(...domainsOf(await getList(simulator, `?size=100&position=${position}`)));
    }
    expect(new Set(seen).size).toBe(250);
    expect(seen).toHaveLength(250);
  });

  test("a change of filter between two pages changes the answer", async () => {
    const simulator = await served(many);
    expect(domainsOf(await getList(simulator, "?domain=host-250."))).toEqual(["host-250.example.com"]);
    expect(domainsOf(await getList(simulator, "?domain=host-249."))).toEqual(["host-249.example.com"]);
  });

  test("100,000 domains can be paged through", async () => {
    const simulator = await served(many.replace("250", "100000"));
    for (let position = 0; position < 100_000; position += 5_000) {
      expect(domainsOf(await getList(simulator, `?size=200&position=${position}&expiresIn=365`))).toHaveLength(200);
    }
  });
});

describe("a row of the Sectigo listing", () => {
  const cases: readonly [sentence: string, entry: string, row: object][] = [
    [
      "never validated: a null method, no expiry date, no order method",
      "{ domain: new.example }",
      { domain: "new.example", dcvStatus: "NOT_VALIDATED", dcvMethod: null, dcvOrderStatus: "NOT_INITIATED" },
    ],
    [
      "validated: expires 198 days later, and the method of its order stays",
      "{ domain: a.example, validated: 2026-11-01 }",
      {
        domain: "a.example",
        dcvStatus: "VALIDATED",
        dcvMethod: "CNAME",
        dcvOrderStatus: "NOT_INITIATED",
        dcvOrderMethod: "CNAME",
        expirationDate: "2027-05-18",
      },
    ],
    [
      "a persistent record: expires 10 days later",
      "{ domain: a.example, validated: 2026-11-20, method: PERSISTENT_TXT, submitted: -1h, orderMethod: TXT }",
      {
        domain: "a.example",
        dcvStatus: "VALIDATED",
        dcvMethod: "PERSISTENT_TXT",
        dcvOrderStatus: "SUBMITTED",
        dcvOrderMethod: "TXT",
        expirationDate: "2026-11-30",
      },
    ],
    [
      "odd: keys missing, added, null, of the wrong type, with words nobody knows",
      "{ domain: a.example, status: PENDING, validated: -1d, omit: [expirationDate, dcvOrderStatus], extra: { dcvMethod: 7, new: null } }",
      { domain: "a.example", dcvStatus: "PENDING", dcvMethod: 7, dcvOrderMethod: "CNAME", new: null },
    ],
  ];
  test.each(cases)("%s", async (_, entry, row) => {
    const received = await getList(await served(`version: 1\nsectigo: { domains: [${entry}] }`));
    expect(received.json).toEqual([row]);
  });

  test("the basis of the expiry date can be set", async () => {
    const yaml =
      "version: 1\nsectigo: { expirationBasisDays: 398, domains: [{ domain: a.example, validated: 2025-06-06 }] }";
    expect((await getList(await served(yaml))).json).toEqual([
      expect.objectContaining({ expirationDate: "2026-07-09", dcvStatus: "EXPIRED" }),
    ]);
  });

  test("the words are labels where the scenario says so, for one version alone", async () => {
    const simulator = await served(
      "version: 1\nsectigo: { vocabulary: { v2: labels }, domains: [{ domain: a.example, status: NOT_VALIDATED, method: TXT }] }",
    );
    const labels = {
      dcvStatus: "Not validated",
      dcvMethod: "DNSTXT_RANDOM_VALUE",
      dcvOrderStatus: "Not initiated",
      dcvOrderMethod: "TXT",
    };
    const constants = {
      dcvStatus: "NOT_VALIDATED",
      dcvMethod: "TXT",
      dcvOrderStatus: "NOT_INITIATED",
      dcvOrderMethod: "TXT",
    };
    expect((await getList(simulator, "", "v2")).json).toEqual([{ domain: "a.example", ...labels }]);
    expect((await getList(simulator, "", "v1")).json).toEqual([{ domain: "a.example", ...constants }]);
  });

  test("the type is bare application/json", async () => {
    expect((await getList(await served(ESTATE))).headers.get("content-type")).toBe("application/json");
  });
});
