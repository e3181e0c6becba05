import { readFileSync } from "node:fs";
import { shippedScenarioPath } from "./shipped-scenarios";
import { call, DEMO, getList, getNcloud, NOW, postStatus, served } from "./served";

const yamlOf = (name: "demo" | "seed"): string => readFileSync(shippedScenarioPath(name), "utf8");

/** The request of the article's Postman collection. */
const POSTMAN = "/api/dcv/v1/validation?expiresIn=198&dcvStatus=VALIDATED&size=100&position=0";

const ARTICLE_ANSWER = [
  {
    domain: "*.abcdworktest.uk",
    dcvStatus: "VALIDATED",
    dcvMethod: "CNAME",
    dcvOrderStatus: "SUBMITTED",
    dcvOrderMethod: "CNAME",
    expirationDate: "2026-07-09",
  },
  {
    domain: "abcdworktest.uk",
    dcvStatus: "VALIDATED",
    dcvMethod: "CNAME",
    dcvOrderStatus: "SUBMITTED",
    dcvOrderMethod: "CNAME",
    expirationDate: "2026-07-09",
  },
];

const LIST_DCV_STATUSES_ANSWER = {
  returnCode: "0",
  returnMessage: "Success",
  totalRows: 1,
  dnsVerificationCount: 1,
  dnsVerificationList: [
    {
      validSn: 30001,
      requestSn: "a1b2c3d4e5f6478899aa00bbccddeeff",
      validStatusCode: "VALID_STATUS_SUCCESS",
      txtId: 1,
      txtName: "_dnsvalidation.example.com",
      txtValue: "_abc123def456ghi789jkl012mno345pqr678stu901vwx234yz",
      validYn: "Y",
      registDate: "2026-02-01 10:00:00",
      validDate: "2026-02-01 10:01:15",
    },
  ],
};

describe("seed: the vendors' own example answers", () => {
  test("Sectigo's two rows, key by key", async () => {
    const simulator = await served(yamlOf("seed"));
    const received = await call(simulator.url + POSTMAN, { headers: DEMO });
    expect(received.json).toEqual(ARTICLE_ANSWER);
    expect(received.text).toBe(JSON.stringify(ARTICLE_ANSWER));
    expect(received.headers.get("x-total-count")).toBe("2");
  });

  test("Ncloud's one entry, key by key", async () => {
    const simulator = await served(yamlOf("seed"));
    const target = "/api/v2/certificate/getVerificationInfo/55332?domainAddress=www.example.com";
    expect((await getNcloud(simulator, target)).text).toBe(JSON.stringify(LIST_DCV_STATUSES_ANSWER));
  });

  test("Ncloud's example request is not the example answer's: it asks for another domain", async () => {
    const target = "/api/v2/certificate/getVerificationInfo/55332?domainAddress=ncloud.com";
    expect((await getNcloud(await served(yamlOf("seed")), target)).json).toMatchObject({
      returnCode: "0",
      totalRows: 0,
    });
  });

  test("Sectigo's rows have no date of validation, since the article gives none", async () => {
    const { json } = await postStatus(await served(yamlOf("seed")), { domain: "abcdworktest.uk" });
    expect(json).not.toHaveProperty("validationDate");
    expect(json).toMatchObject({ status: "VALIDATED", expirationDate: "2026-07-09", orderStatus: "SUBMITTED" });
  });
});

describe("the assertions of the article's Postman collection hold", () => {
  test.each([
    ["seed", "2026-03-15"],
    ["demo", "2026-11-21"],
  ] as const)("%s", async (name, today) => {
    const simulator = await served(yamlOf(name));
    const received = await call(simulator.url + POSTMAN, { headers: DEMO });
    expect(received.status).toBe(200);
    expect(received.headers.get("content-type")).toContain("application/json");
    const rows = received.json as Record<string, string>[];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining(["domain", "dcvStatus", "expirationDate"]));
      const daysLeft = Math.ceil((Date.parse(row.expirationDate ?? "") - Date.parse(today)) / 86_400_000);
      expect(daysLeft).toBeLessThanOrEqual(198);
    }
  });
});

test("demo: a small CA, whose dates follow the clock", async () => {
  const later = NOW + 100 * 86_400_000;
  const rows = async (now: number): Promise<unknown> =>
    (await getList(await served(yamlOf("demo"), { now: () => now }))).json;
  const idle = { dcvStatus: "VALIDATED", dcvMethod: "CNAME", dcvOrderStatus: "NOT_INITIATED", dcvOrderMethod: "CNAME" };
  expect(await rows(NOW)).toEqual([
    { domain: "*.example.com", ...idle, expirationDate: "2026-12-09" },
    {
      domain: "api.example.com",
      ...idle,
      dcvOrderStatus: "SUBMITTED",
      expirationDate: "2027-01-08",
    },
    { domain: "forgotten.example.com", ...idle, expirationDate: "2027-04-08" },
    { domain: "new.example.com", dcvStatus: "NOT_VALIDATED", dcvMethod: null, dcvOrderStatus: "NOT_INITIATED" },
    { domain: "www.example.com", ...idle, expirationDate: "2027-05-18" },
  ]);
  expect(await rows(later)).toContainEqual({ domain: "*.example.com", ...idle, expirationDate: "2027-03-19" });
});
