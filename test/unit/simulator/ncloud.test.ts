import { signatureV2 } from "../../../lib/simulator/ncloud/gateway";
import { call, getNcloud, ncloudHeaders, NOW, served } from "./served";

const YAML = `
version: 1
ncloud:
  certificates:
    - certificateNo: 55332
      name: shop
      domains: [shop.example.kr, "*.shop.example.kr"]
      validations:
        - { domain: shop.example.kr, validSn: "30002", status: VALID_STATUS_REG, registered: "2026-11-20T00:00:00Z" }
        - { domain: shop.example.kr, validSn: 30001, registered: "2026-02-01 10:00:00", validated: "2026-02-01 10:01:15", txtId: 9 }
        - { domain: "*.shop.example.kr", validSn: 30003, status: VALID_STATUS_ODD, validYn: "?", omit: [validDate], extra: { registDate: "" } }
    - { certificateNo: 2, name: blog, domains: [blog.example.kr], kind: advanced, orderId: 900, statusCode: -4, extra: { issuer: CA } }
    - { certificateNo: 3, name: shop-paid, domains: [paid.example.kr], kind: advanced, orderId: 900 }
    - { certificateNo: 4, domains: [other.example.kr], kind: advanced, omit: [memberNo] }
`;
const INFO = "/api/v2/certificate/getVerificationInfo";

/** Computed from the documented string to sign; the last one is the MCP server's own test vector. */
const VECTOR_KEYS = { accessKey: "DEMOACCESSKEY0000001", secretKey: "demoSecretKeyForUnitTestsOnly0000000000A" };
const VECTOR_NOW = 1_767_225_600_000;
const VECTORS: readonly [method: string, target: string, signature: string][] = [
  ["GET", `${INFO}/55332?domainAddress=www.example.com`, "duPPUJK7xB7Ff7k3TTU+cPNCAnwpYzLrR6ma0NH+8ss="],
  ["GET", `${INFO}/55332?domainAddress=*.example.com`, "0/6qDY15ZPlPb5Lg5Zp/QknpwQP2+BSQjkQidOGsftc="],
  ["GET", `${INFO}/55332?domainAddress=%2A.example.com`, "VQGl0Iuj+3KzI0CkXZEBoDSOmQ0pXVtodUfSlp9VL9E="],
  ["GET", "/api/v2/certificate/certificates", "BjkIhwhRv6w9+c19tbcQF4AImuszw0ok7yjtGlq163Q="],
  ["GET", "/api/v2/certificate/certificates?page=1&pageSize=100", "HViDyh2Sb9LCWbcyqJGCA3soMYPr4Ct3jAZFs5BMp8s="],
  [
    "GET",
    "/api/v2/domain/domains?page=1&pageSize=50&validState=PENDING",
    "2KMEMr7bjQQYnUtEmGcDJhL4sqTDPG31O0x4YGaw0ME=",
  ],
  ["POST", "/api/v2/domain/domains", "kuejoOY3pGwzCTFWutLPy6zNYal7Vrj7ZPQQVcONlfs="],
];

describe("signature v2", () => {
  test.each(VECTORS)("%s %s", (method, target, signature) => {
    expect(signatureV2(method, target, String(VECTOR_NOW), VECTOR_KEYS)).toBe(signature);
  });

  test("a vector with other keys", () => {
    const target = "/vserver/v2/getServerInstanceList?responseFormatType=json";
    const keys = { accessKey: "TestAccessKey", secretKey: "TestSecretKey" };
    expect(signatureV2("GET", target, "1234567890123", keys)).toBe("FPsYYX8fuMAgi+cue3eACOW0dNtIwu1LYWfg/megA2M=");
  });

  test.each(VECTORS.slice(0, 5))("is accepted over HTTP: %s %s", async (_, target, signature) => {
    const auth = `auth: { accessKey: ${VECTOR_KEYS.accessKey}, secretKey: ${VECTOR_KEYS.secretKey} }`;
    const simulator = await served(
      `version: 1\nncloud: { ${auth}, certificates: [{ certificateNo: 55332, domains: [a.kr] }] }`,
      {
        now: () => VECTOR_NOW,
      },
    );
    const headers = {
      ...ncloudHeaders(target, String(VECTOR_NOW), VECTOR_KEYS),
      "x-ncp-apigw-signature-v2": signature,
    };
    const received = await call(simulator.url + target, { headers });
    expect(received.status).toBe(200);
    expect(received.json).toHaveProperty("returnCode", "0");
  });
});

describe("the gateway", () => {
  const target = "/api/v2/certificate/certificates?page=1";
  const good = ncloudHeaders(target);
  const without = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  const missing = "Authentication information are missing.";
  const invalid = "Invalid authentication information.";
  const minute = 60_000;
  const cases: readonly [sentence: string, headers: Record<string, string>, status: number, details: string | null][] =
    [
      ["passes a signed call", good, 200, null],
      ["passes a clock that is five minutes slow", ncloudHeaders(target, String(NOW - 5 * minute)), 200, null],
      ["passes a clock that is five minutes fast", ncloudHeaders(target, String(NOW + 5 * minute)), 200, null],
      ["refuses a slower clock", ncloudHeaders(target, String(NOW - 5 * minute - 1)), 401, invalid],
      ["refuses a faster clock", ncloudHeaders(target, String(NOW + 5 * minute + 1)), 401, invalid],
      ["refuses seconds instead of milliseconds", ncloudHeaders(target, String(NOW / 1000)), 401, invalid],
      ["refuses a timestamp that is none", ncloudHeaders(target, "now"), 401, invalid],
      [
        "refuses an unknown access key",
        ncloudHeaders(target, String(NOW), { accessKey: "x", secretKey: "demo" }),
        401,
        invalid,
      ],
      [
        "refuses another secret key",
        ncloudHeaders(target, String(NOW), { accessKey: "demo", secretKey: "x" }),
        401,
        invalid,
      ],
      ["refuses the signature of the path alone", ncloudHeaders("/api/v2/certificate/certificates"), 401, invalid],
      ["refuses the signature of the shortened path", ncloudHeaders("/certificate/certificates?page=1"), 401, invalid],
      [
        "refuses a timestamp other than the signed one",
        { ...good, "x-ncp-apigw-timestamp": String(NOW + 1) },
        401,
        invalid,
      ],
      ["wants the timestamp", without("x-ncp-apigw-timestamp"), 401, missing],
      ["wants the access key", without("x-ncp-iam-access-key"), 401, missing],
      ["wants the signature", without("x-ncp-apigw-signature-v2"), 401, missing],
      [
        "wants Content-Type, on GET as well",
        without("content-type"),
        400,
        "Content-Type and Accept must be application/json.",
      ],
      ["wants Accept", { ...good, accept: "text/html" }, 400, "Content-Type and Accept must be application/json."],
    ];
  test.each(cases)("%s", async (_, headers, status, details) => {
    const received = await call((await served(YAML)).url + target, { headers });
    expect(received.status).toBe(status);
    const error = { errorCode: status === 401 ? "200" : "100", message: expect.any(String), details };
    if (details !== null) {
      expect(received.json).toEqual({ error });
      expect(received.headers.get("x-ncp-apigw-response-origin")).toBe("APIGW");
    }
  });

  test("a sub-account's key is refused by the service with an empty 403", async () => {
    const received = await getNcloud(await served(YAML.replace("ncloud:", "ncloud:\n  subAccountKey: true")), target);
    expect([received.status, received.text]).toEqual([403, ""]);
    expect(received.headers.get("x-ncp-apigw-response-origin")).toBe("ENDPOINT");
  });

  test.each([
    ["GET", "/api/v2/certificate/orders"],
    ["GET", `${INFO}/`],
    ["POST", "/api/v2/certificate/certificates"],
  ])("does not know %s %s", async (method, path) => {
    const received = await call((await served(YAML)).url + path, { method });
    expect(received.status).toBe(404);
    expect(received.json).toHaveProperty("error.errorCode", "300");
  });
});

describe("ListDcvStatuses", () => {
  const challenge = {
    requestSn: expect.stringMatching(/^[0-9a-f]{32}$/),
    txtName: "_dnsvalidation.shop.example.kr",
    txtValue: expect.stringMatching(/^_[0-9a-f]{50}$/),
  };

  test("gives the history in the scenario's order, dates in Korean time", async () => {
    const received = await getNcloud(await served(YAML), `${INFO}/55332?domainAddress=shop.example.kr`);
    expect(received.json).toEqual({
      returnCode: "0",
      returnMessage: "Success",
      totalRows: 2,
      dnsVerificationCount: 2,
      dnsVerificationList: [
        {
          ...challenge,
          validSn: "30002",
          validStatusCode: "VALID_STATUS_REG",
          validYn: "N",
          registDate: "2026-11-20 09:00:00",
          validDate: null,
        },
        {
          ...challenge,
          validSn: 30001,
          validStatusCode: "VALID_STATUS_SUCCESS",
          txtId: 9,
          validYn: "Y",
          registDate: "2026-02-01 10:00:00",
          validDate: "2026-02-01 10:01:15",
        },
      ],
    });
  });

  test("a wildcard is asked for as such, and may be odd", async () => {
    const target = `${INFO}/55332?domainAddress=*.shop.example.kr`;
    const odd = { validSn: 30003, validStatusCode: "VALID_STATUS_ODD", validYn: "?", registDate: "" };
    expect((await getNcloud(await served(YAML), target)).json).toHaveProperty("dnsVerificationList", [
      { ...challenge, ...odd },
    ]);
  });

  test("a wildcard is asked for by its base where the scenario says so", async () => {
    const simulator = await served(YAML.replace("ncloud:", "ncloud:\n  wildcardDomainAddress: base"));
    const count = async (name: string): Promise<unknown> =>
      ((await getNcloud(simulator, `${INFO}/55332?domainAddress=${name}`)).json as { totalRows: number }).totalRows;
    expect(await count("shop.example.kr")).toBe(3);
    expect(await count("*.shop.example.kr")).toBe(0);
  });

  test("the fields about e-mail can be had", async () => {
    const simulator = await served(YAML.replace("ncloud:", "ncloud:\n  emailVerification: true"));
    const { json } = await getNcloud(simulator, `${INFO}/55332?domainAddress=shop.example.kr`);
    expect(json).toMatchObject({ emailVerificationCount: 0, emailVerificationList: [] });
  });

  const cases: readonly [sentence: string, target: string, status: number, expected: object][] = [
    ["an unknown certificate", "/1?domainAddress=shop.example.kr", 200, { returnCode: "1006" }],
    ["no domainAddress", "/55332", 200, { returnCode: "2101" }],
    ["an empty domainAddress", "/55332?domainAddress=", 200, { returnCode: "2101" }],
    ["a certificate number that is none", "/abc?domainAddress=shop.example.kr", 400, { returnCode: "2100" }],
    [
      "a domain that the certificate does not have",
      "/55332?domainAddress=absent.example.kr",
      200,
      { returnCode: "0", totalRows: 0, dnsVerificationCount: 0, dnsVerificationList: [] },
    ],
  ];
  test.each(cases)("%s", async (_, target, status, expected) => {
    const received = await getNcloud(await served(YAML), INFO + target);
    expect(received.status).toBe(status);
    expect(received.json).toEqual({ returnMessage: expect.any(String), ...expected });
  });
});

describe("the lists of certificates", () => {
  const shop = {
    certificateNo: 55332,
    certificateName: "shop",
    memberNo: "1",
    commonName: "shop.example.kr",
    dnsName: "shop.example.kr,*.shop.example.kr",
    statusCode: "1",
  };
  const list = (name: string, query = ""): string => `/api/v2/certificate/${name}${query}`;
  const numbersOf = (json: unknown): number[] =>
    (json as { sslCertificateList: { certificateNo: number }[] }).sslCertificateList.map((one) => one.certificateNo);

  test("cloud certificates are a flat list that counts in totalCount", async () => {
    expect((await getNcloud(await served(YAML), list("getCertificates"))).json).toEqual({
      returnCode: "0",
      returnMessage: "Success",
      totalCount: 1,
      sslCertificateList: [shop],
    });
  });

  test("advanced certificates come by order", async () => {
    const { json } = await getNcloud(await served(YAML), list("getPaidCertificates"));
    const blog = { certificateNo: 2, certificateName: "blog", memberNo: "1", commonName: "blog.example.kr" };
    const paid = { certificateNo: 3, certificateName: "shop-paid", memberNo: "1", commonName: "paid.example.kr" };
    const other = { certificateNo: 4, certificateName: "certificate-4", commonName: "other.example.kr" };
    expect(json).toEqual({
      returnCode: "0",
      returnMessage: "Success",
      totalCount: 2,
      orders: [
        {
          orderId: 900,
          certificates: [
            { ...blog, dnsName: "blog.example.kr", statusCode: "-4", orderId: 900, issuer: "CA" },
            { ...paid, dnsName: "paid.example.kr", statusCode: "1", orderId: 900 },
          ],
        },
        { orderId: 4, certificates: [{ ...other, dnsName: "other.example.kr", statusCode: "1" }] },
      ],
    });
  });

  test("dnsName can be an array", async () => {
    const { json } = await getNcloud(
      await served(YAML.replace("ncloud:", "ncloud:\n  dnsNames: list")),
      list("getCertificates"),
    );
    expect(json).toHaveProperty("sslCertificateList.0.dnsName", ["shop.example.kr", "*.shop.example.kr"]);
  });

  const pages: readonly [sentence: string, query: string, numbers: readonly number[], total: number][] = [
    ["all of them", "", [55332, 2, 3, 4], 4],
    ["the first page", "?page=1&pageSize=3", [55332, 2, 3], 4],
    ["the second page", "?page=2&pageSize=3", [4], 4],
    ["page 0 is the first", "?page=0&pageSize=1", [55332], 4],
    ["a page behind the end", "?page=3&pageSize=3", [], 4],
    ["a page size of 0 is everything", "?page=1&pageSize=0", [55332, 2, 3, 4], 4],
    ["by name", "?certificateName=shop", [55332, 3], 2],
  ];
  test.each(pages)("%s", async (_, query, numbers, total) => {
    const { json } = await getNcloud(await served(YAML), list("certificates", query));
    expect(numbersOf(json)).toEqual(numbers);
    expect(json).toHaveProperty("totalCount", total);
  });

  test("a page holds ten where no size is given", async () => {
    const entries = Array.from({ length: 12 }, (_, n) => `{ certificateNo: ${n + 1}, domains: [a.example.kr] }`);
    const simulator = await served(`version: 1\nncloud: { certificates: [${entries.join(", ")}] }`);
    const { json } = await getNcloud(simulator, list("certificates"));
    expect(numbersOf(json)).toHaveLength(10);
    expect(json).toHaveProperty("totalCount", 12);
  });

  test.each(["page=x", "pageSize=-1"])("%s is refused with HTTP 400", async (query) => {
    const received = await getNcloud(await served(YAML), list("certificates", `?${query}`));
    expect(received.status).toBe(400);
    expect(received.json).toHaveProperty("returnCode", "2100");
  });
});
