/** What is particular to Ncloud: certificates lead to names, histories to states, and two layers refuse calls. */
import type { NcloudSettings } from "../../lib/providers/ncloud/settings";
import { NCLOUD_AUTH, ncloudSettings, NOW, open, requestFor } from "./provider-cases";

const estate = (ncloud: string, faults = "") => `
version: 1
ncloud:
  ${NCLOUD_AUTH}
${ncloud}
${faults}`;
const settings =
  (change: Partial<NcloudSettings> = {}) =>
  (url: string) =>
    ncloudSettings(url, change);
const verifications = (requests: readonly { path: string }[]) =>
  requests.map(({ path }) => path).filter((path) => path.includes("getVerificationInfo"));

const SUCCESS = 'validSn: 1, registered: "2026-10-01", validated: "2026-10-01"';
const ONE = `
  certificates:
    - { certificateNo: 7, domains: [a.example.com], validations: [{ domain: a.example.com, ${SUCCESS} }] }
`;

describe("which certificate is asked", () => {
  test("the declared one, without looking for others", async () => {
    const domains = `
  certificates:
    - { certificateNo: 7, domains: [a.example.com], validations: [{ domain: a.example.com, ${SUCCESS} }] }
    - { certificateNo: 8, domains: [a.example.com], validations: [{ domain: a.example.com, validSn: 9, registered: "2026-11-01", status: VALID_STATUS_REG, validYn: N }] }
`;
    const { observe, requests } = await open(settings(), estate(domains));
    const declared = [{ name: "a.example.com", keys: { certificateNo: "7" } }];
    const { observations, error } = await observe(requestFor(declared));
    expect(error).toBeNull();
    expect(verifications(requests)).toEqual(["/api/v2/certificate/getVerificationInfo/7?domainAddress=a.example.com"]);
    expect(observations.get("a.example.com")).toMatchObject({ record: { status: "VALIDATED", orderStatus: null } });

    const everywhere = await observe(requestFor(["a.example.com"]));
    expect(everywhere.observations.get("a.example.com")).toMatchObject({
      record: { status: "VALIDATED", orderStatus: "SUBMITTED" },
    });
  });

  test("one that is found on the last page of the list", async () => {
    const many = Array.from({ length: 250 }, (_, n) => {
      const domain = `host-${n}.example.com`;
      return `    - { certificateNo: ${n + 1}, domains: [${domain}], validations: [{ domain: ${domain}, ${SUCCESS} }] }`;
    });
    const { observe, requests } = await open(settings(), estate(`  certificates:\n${many.join("\n")}`));
    const { observations, error } = await observe(requestFor(["host-249.example.com"]));
    expect(error).toBeNull();
    expect(observations.get("host-249.example.com")).toMatchObject({
      kind: "present",
      record: { status: "VALIDATED" },
    });
    expect(observations.size).toBe(250);
    expect(requests.slice(0, 3).map(({ path }) => path)).toEqual(
      [1, 2, 3].map((page) => `/api/v2/certificate/certificates?page=${page}&pageSize=100`),
    );
    expect(verifications(requests)).toHaveLength(250);
  });

  test.each([
    ["a revoked one never", "-5", 0],
    ["a deleted one never", "-6", 0],
    ["a failed one where no other names the domain", "-1", 1],
    ["an ongoing one", "0", 1],
    ["one in an undocumented state", "-12", 1],
  ])("%s", async (_, statusCode, calls) => {
    const { observe, requests } = await open(
      settings(),
      estate(ONE.replace("certificateNo: 7", `certificateNo: 7, statusCode: "${statusCode}"`)),
    );
    expect((await observe(requestFor(["a.example.com"]))).error).toBeNull();
    expect(verifications(requests)).toHaveLength(calls);
  });

  test("a failed one not where another names the domain", async () => {
    const two = `${ONE}    - { certificateNo: 8, statusCode: "-1", domains: [a.example.com] }\n`;
    const { observe, requests } = await open(settings(), estate(two));
    expect((await observe(requestFor([]))).error).toBeNull();
    expect(verifications(requests)).toEqual([expect.stringContaining("/7?")]);
  });

  test.each([
    ["a text with blanks", `"Internal Root CA"`, "Internal Root CA"],
    ["such a text between commas", `"b.example.com, Acme Inc. ,c.example.com"`, "Acme Inc."],
    ["an item of a list", `[b.example.com, "c.example.com d.example.com"]`, "c.example.com d.example.com"],
    ["a mail address", `"pki@example.com b.example.com"`, "pki@example.com"],
    ["two asterisks", `["*.*.example.com"]`, "*.*.example.com"],
  ])("%s among the names makes the listing incomplete until the file acknowledges it", async (_, dnsName, name) => {
    const row = `{ certificateNo: 7, commonName: a.example.com, dnsName: ${dnsName}, statusCode: "0" }`;
    const body = `{ returnCode: "0", totalCount: 1, sslCertificateList: [${row}] }`;
    const { observe } = await open(settings(), estate(ONE, `faults: [{ on: ncloud.certificates, body: ${body} }]`));
    const unaccepted = await observe(requestFor([]));
    expect(unaccepted.incomplete).toContain(`ca: lists "${name}", which cannot be read as a domain name`);
    expect(unaccepted.warnings).toContain(
      `ncloud: certificate 1 of page 1 names "${name}", which is not a domain name`,
    );
    expect(unaccepted.observations.get("a.example.com")?.kind).toBe("present");

    const place = { file: "domains.yaml", line: 9, column: 5 };
    const acknowledged = [{ name, reason: "known", owner: "pki", lastDay: Date.parse("2100-01-01"), place }];
    const accepted = await observe(requestFor([], { acknowledged }));
    expect(accepted.incomplete).toBeNull();
    const revoked = await open(
      settings(),
      estate(ONE, `faults: [{ on: ncloud.certificates, body: ${body.replace('"0" }', '"-5" }')} }]`),
    );
    expect(await revoked.observe(requestFor([]))).toMatchObject({ incomplete: null, warnings: [] });
  });

  test.each([
    ["commas", `"b.example.com,c.example.com"`],
    ["blanks", `" b.example.com  c.example.com "`],
    ["both", `"b.example.com, c.example.com,"`],
  ])("names in one text are separated by %s", async (_, dnsName) => {
    const row = `{ certificateNo: 7, commonName: a.example.com, dnsName: ${dnsName}, statusCode: "0" }`;
    const body = `{ returnCode: "0", totalCount: 1, sslCertificateList: [${row}] }`;
    const { observe, requests } = await open(
      settings(),
      estate(ONE, `faults: [{ on: ncloud.certificates, body: ${body} }]`),
    );
    expect((await observe(requestFor([]))).incomplete).toBeNull();
    const asked = verifications(requests)
      .map((path) => path.split("=")[1])
      .sort();
    expect(asked).toEqual(["a.example.com", "b.example.com", "c.example.com"]);
  });

  test("with names as a list", async () => {
    const { observe } = await open(settings(), estate(`  dnsNames: list\n${ONE}`));
    expect((await observe(requestFor([]))).observations.get("a.example.com")).toMatchObject({ kind: "present" });
  });
});

describe("what an answer means", () => {
  test("a certificate that does not exist is an absent name, which says so", async () => {
    const { observe } = await open(settings(), estate(ONE));
    const declared = [{ name: "a.example.com", keys: { certificateNo: "404" } }];
    const { observations, error } = await observe(requestFor(declared));
    expect(error).toBeNull();
    expect(observations.get("a.example.com")).toEqual({
      kind: "absent",
      domain: "a.example.com",
      detail: expect.stringMatching(/certificate 404: .*\(returnCode 1006\)/),
    });
  });

  test.each([
    ["an empty list", 'body: { returnCode: "0", dnsVerificationCount: 0, dnsVerificationList: [] }', "absent"],
    ["no list", 'body: { returnCode: "0", dnsVerificationCount: 0, dnsVerificationList: ~ }', "absent"],
    ["none found", 'body: { returnCode: "2200", returnMessage: No data }', "absent"],
    ["no such certificate", 'body: { returnCode: "1006", returnMessage: No certificate exists. }', "unknown"],
  ])("a listed certificate that answers %s", async (_, effect, kind) => {
    const { observe } = await open(settings(), estate(ONE, `faults: [{ on: ncloud.verification, ${effect} }]`));
    const undeclared = await observe(requestFor([]));
    expect(undeclared.error).toBeNull();
    expect(undeclared.observations.get("a.example.com")?.kind).toBe(kind);
    if (kind === "absent") expect(undeclared.warnings).toEqual([]);
    else
      expect(undeclared.warnings).toEqual([
        expect.stringMatching(/certificate 7: .*1006.*although the list .* has it/),
      ]);
    // Whether a declared domain has no verification, or is asked for wrongly, cannot be told.
    const declared = await observe(requestFor(["a.example.com"]));
    expect(declared.observations.get("a.example.com")).toMatchObject({ kind: "unknown", reason: "not_understood" });
  });

  test("an empty list for a wildcard names the setting that asks otherwise", async () => {
    const wildcard = `
  wildcardDomainAddress: base
  certificates:
    - { certificateNo: 7, domains: ["*.example.com"], validations: [{ domain: "*.example.com", ${SUCCESS} }] }
`;
    const asDeclared = await open(settings(), estate(wildcard));
    const detail = expect.stringMatching(
      /^ncloud: \*\.example\.com: no verification of it at certificate 7; try `wildcardDomainAddress: base`/,
    );
    const { observations, warnings } = await asDeclared.observe(requestFor(["*.example.com"]));
    expect(observations.get("*.example.com")).toMatchObject({ kind: "unknown", reason: "not_understood", detail });
    expect(warnings).toEqual([detail]);
    const byBase = await open(settings({ wildcardDomainAddress: "base" }), estate(wildcard));
    expect((await byBase.observe(requestFor([]))).observations.get("*.example.com")).toMatchObject({ kind: "present" });
  });

  test.each([
    ["an unknown state", "status: VALID_STATUS_MAYBE", /VALID_STATUS_MAYBE/],
    ["a success that is not completed", "validYn: N", /VALID_STATUS_SUCCESS together with/],
    ["an entry without its number", "omit: [validSn]", /no readable validSn/],
  ])("%s is not understood", async (_, change, detail) => {
    const { observe } = await open(settings(), estate(ONE.replace("validSn: 1,", `validSn: 1, ${change},`)));
    const { observations, error, warnings } = await observe(requestFor([]));
    expect(error).toBeNull();
    expect(observations.get("a.example.com")).toMatchObject({
      kind: "unknown",
      reason: "not_understood",
      detail: expect.stringMatching(detail),
    });
    expect(warnings).toEqual([expect.stringMatching(/^ncloud: a\.example\.com: /)]);
    expect(warnings).toEqual([expect.stringMatching(detail)]);
  });

  const ENTRY = `{ validSn: 1, validStatusCode: VALID_STATUS_SUCCESS, validYn: Y, validDate: "2026-10-01 00:00:00" }`;
  test.each([
    ["more than is sent", "2", true],
    ["more than is sent, as text", '"2"', true],
    ["as many as are sent", '"1"', false],
    ["something that is no number", "~", false],
  ])("a list that counts %s", async (_, count, short) => {
    const body = `{ returnCode: "0", dnsVerificationCount: ${count}, dnsVerificationList: [${ENTRY}] }`;
    const { observe } = await open(settings(), estate(ONE, `faults: [{ on: ncloud.verification, body: ${body} }]`));
    const { observations, error, warnings } = await observe(requestFor([]));
    expect(error).toBeNull();
    const observation = observations.get("a.example.com");
    if (short) {
      expect(observation).toMatchObject({ kind: "unknown", reason: "not_understood" });
      expect(warnings).toEqual([expect.stringMatching(/^ncloud: a\.example\.com: certificate 7 counts 2 .* sent 1$/)]);
    } else {
      expect(observation).toMatchObject({ kind: "present", record: { status: "VALIDATED" } });
      expect(warnings).toEqual([]);
    }
  });

  test("a number in text and a challenge for a CNAME are understood", async () => {
    const change = 'validSn: "1", txtValue: _0123.cm.naverncp.com.,';
    const { observe } = await open(settings(), estate(ONE.replace("validSn: 1,", change)));
    expect((await observe(requestFor([]))).observations.get("a.example.com")).toMatchObject({
      record: { method: "CNAME" },
    });
  });

  test.each([
    ["belongs to another domain is not understood", "_x.other.example", "unknown"],
    ["names no domain is a warning", "_dnsvalidation", "present"],
    ["cannot be read is a warning", '"a b"', "present"],
  ])("a challenge that %s", async (how, txtName, kind) => {
    const { observe } = await open(settings(), estate(ONE.replace("validSn: 1,", `validSn: 1, txtName: ${txtName},`)));
    const { observations, warnings, error } = await observe(requestFor([]));
    expect(error).toBeNull();
    expect(observations.get("a.example.com")).toMatchObject({ kind, record: { status: "VALIDATED" } });
    const said = how.startsWith("belongs") ? "belongs to another domain" : "names no domain";
    expect(warnings).toEqual([
      expect.stringMatching(new RegExp(`^ncloud: a\\.example\\.com: the challenge ".*" ${said}$`)),
    ]);
  });

  test("a challenge of another domain counts also where it is the older success that decides", async () => {
    const two = `
  certificates:
    - certificateNo: 7
      domains: [a.example.com]
      validations:
        - { domain: a.example.com, ${SUCCESS}, txtName: _x.other.example }
        - { domain: a.example.com, validSn: 2, registered: "2026-11-01", status: VALID_STATUS_REG, validYn: N }
`;
    const { observe } = await open(settings(), estate(two));
    expect((await observe(requestFor([]))).observations.get("a.example.com")).toMatchObject({
      kind: "unknown",
      reason: "not_understood",
    });
  });

  const MANY = (count: number) =>
    `{ returnCode: "0", dnsVerificationList: [${Array.from({ length: count }, (_, n) => `{ validSn: ${n}, validStatusCode: X, registDate: odd }`).join()}] }`;

  test("more odd things than anybody reads are counted", async () => {
    const { observe } = await open(settings(), estate(ONE, `faults: [{ on: ncloud.verification, body: ${MANY(30)} }]`));
    const { warnings } = await observe(requestFor([]));
    expect(warnings).toHaveLength(12);
    expect(warnings).toContain("ncloud: a.example.com: and 19 more warnings");
  });

  test("more verifications than a domain has are not believed", async () => {
    const { observe } = await open(
      settings(),
      estate(ONE, `faults: [{ on: ncloud.verification, body: ${MANY(1_001)} }]`),
    );
    const { observations, error } = await observe(requestFor([]));
    expect(error).toMatchObject({ message: expect.stringMatching(/with 1001 verifications, which no domain has/) });
    expect(observations.get("a.example.com")).toMatchObject({ kind: "unknown", reason: "provider_unreachable" });
  });
});

describe("refusals", () => {
  test("a clock that was wrong once is read again", async () => {
    const readings = [NOW - 600_000];
    const { observe, requests } = await open(settings({ retries: 1 }), estate(ONE), {
      now: () => readings.shift() ?? NOW,
    });
    expect((await observe(requestFor([]))).error).toBeNull();
    expect(requests.map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  test("a sub-account's key is named", async () => {
    const { observe } = await open(settings(), estate(`  subAccountKey: true\n${ONE}`));
    expect((await observe(requestFor([]))).error).toMatchObject({
      code: "Unauthorized",
      message: expect.stringMatching(/key of the main account/),
    });
  });

  test.each([
    [
      "a used-up quota",
      'status: 429, body: { error: { errorCode: "400", message: Quota Exceeded } }',
      "RateLimited",
      1,
    ],
    ["a throttle", "status: 429, body: { error: { errorCode: 410, message: Throttle Limited } }", "RateLimited", 1],
    [
      "a missing permission",
      "status: 401, body: { error: { errorCode: 210, message: Permission Denied } }",
      "Unauthorized",
      1,
    ],
    ["a failure with HTTP 200", 'body: { returnCode: "2101", returnMessage: bad page }', "UnexpectedResponse", 1],
    [
      "a failure in another envelope",
      "status: 400, body: { responseError: { returnCode: 2000, returnMessage: bad } }",
      "UnexpectedResponse",
      1,
    ],
    ["an answer without a result", "body: { totalCount: 0, sslCertificateList: [] }", "UnexpectedResponse", 1],
  ])("%s", async (_, effect, code, attempts) => {
    const { observe, requests } = await open(
      settings(),
      estate(ONE, `faults: [{ on: ncloud.certificates, ${effect} }]`),
      { remainingMs: () => 0 },
    );
    expect((await observe(requestFor([]))).error).toMatchObject({ code });
    expect(requests).toHaveLength(attempts);
  });

  test("a failed list does not keep from asking what is declared with its certificate", async () => {
    const { observe } = await open(settings(), estate(ONE, "faults: [{ on: ncloud.certificates, status: 500 }]"));
    const declared = [{ name: "a.example.com", keys: { certificateNo: "7" } }];
    const { observations, error } = await observe(requestFor(declared));
    expect(observations.get("a.example.com")).toMatchObject({ kind: "present" });
    expect(error).toMatchObject({ code: "Unavailable" });
  });

  test("a certificate that cannot be read lets no domain be called absent", async () => {
    const { observe } = await open(
      settings(),
      estate(`${ONE}    - { certificateNo: 8, domains: [b.example.com], omit: [certificateNo] }\n`),
    );
    const { error, warnings } = await observe(requestFor([]));
    expect(error).toMatchObject({
      code: "UnexpectedResponse",
      message: expect.stringMatching(/no domain can be called absent/),
    });
    expect(warnings).toEqual([expect.stringMatching(/certificate 2 of page 1 cannot be read/)]);
  });

  test("expiry dates cannot be asked for", async () => {
    const { observe, requests } = await open(settings(), estate(ONE));
    const filter = { expiresInDays: 30, status: null, domain: null };
    expect((await observe(requestFor([], { filter }))).error).toMatchObject({
      code: "Unsupported",
      message: expect.stringMatching(/no expiry dates/),
    });
    expect(requests).toHaveLength(0);
  });
});

test("a base URL with the API's prefix does not get it twice", async () => {
  const { observe, requests } = await open((url) => ncloudSettings(`${url}/api/v2`), estate(ONE));
  expect((await observe(requestFor([]))).error).toBeNull();
  expect(requests[0]?.path).toBe("/api/v2/certificate/certificates?page=1&pageSize=100");
});

test("every call carries the five headers", async () => {
  const { observe, requests } = await open(settings(), estate(ONE));
  await observe(requestFor([]));
  for (const { headers } of requests) {
    expect(headers).toMatchObject({
      "x-ncp-apigw-timestamp": String(NOW),
      "x-ncp-iam-access-key": "ACCESSKEY00000000001",
      "x-ncp-apigw-signature-v2": "***",
      "content-type": "application/json",
      accept: "application/json",
    });
  }
});
