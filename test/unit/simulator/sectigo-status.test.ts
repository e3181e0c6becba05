import { NOW, postStatus, served } from "./served";

const YAML = `
version: 1
now: 2026-11-21T12:00:00Z
sectigo:
  domains:
    - { domain: idle.example.com, validated: 2026-10-01 }
    - { domain: new.example.com }
    - { domain: "*.cname.example.com", validated: 2026-06-01, submitted: "2026-11-21T07:00:00Z" }
    - { domain: http.example.com, orderStatus: AWAITING_SUBMISSION, orderMethod: HTTP }
    - { domain: txt.example.com, orderStatus: SUBMITTED, orderMethod: TXT }
    - { domain: mail.example.com, orderStatus: SUBMITTED, orderMethod: EMAIL }
    - { domain: persistent.example.com, orderStatus: SUBMITTED, orderMethod: PERSISTENT_TXT }
    - { domain: auto.example.com, orderStatus: SUBMITTED, orderMethod: AUTO }
    - { domain: bare.example.com, orderStatus: REJECTED, orderMethod: null, submitted: 2026-11-01 }
    - { domain: odd.example.com, validated: -1d, statusOmit: [expirationDate], statusExtra: { status: 5, validationDate: yesterday } }
    - { domain: twice.example.com, status: FIRST }
    - { domain: twice.example.com, status: SECOND }
`;

const hex32 = "[0-9a-f]{32}";
const submitted = { status: "NOT_VALIDATED", orderStatus: "SUBMITTED" };

describe("the status of one domain (v2)", () => {
  const cases: readonly [sentence: string, domain: string, expected: object][] = [
    [
      "idle: dates and nothing of an order",
      "idle.example.com",
      { status: "VALIDATED", validationDate: "2026-10-01", expirationDate: "2027-04-17", orderStatus: "NOT_INITIATED" },
    ],
    ["never validated: no dates", "new.example.com", { status: "NOT_VALIDATED", orderStatus: "NOT_INITIATED" }],
    [
      "submitted by CNAME: the record at the base name, number, and checks every two hours",
      "*.cname.example.com",
      {
        status: "VALIDATED",
        validationDate: "2026-06-01",
        expirationDate: "2026-12-16",
        orderStatus: "SUBMITTED",
        orderMode: "CNAME",
        host: expect.stringMatching(new RegExp(`^_${hex32}\\.cname\\.example\\.com\\.$`)),
        point: expect.stringMatching(new RegExp(`^${hex32}\\.${hex32}\\.sectigo\\.com\\.$`)),
        orderBackendId: expect.stringMatching(/^\d{10}$/),
        submittedDate: "2026-11-21",
        lastCheck: "2026-11-21T11:00:00.000Z",
        nextCheck: "2026-11-21T13:00:00.000Z",
        orderExpiration: "2026-12-21T07:00:00Z",
      },
    ],
    [
      "prepared for HTTP: the file",
      "http.example.com",
      {
        status: "NOT_VALIDATED",
        orderStatus: "AWAITING_SUBMISSION",
        orderMode: "HTTP",
        url: expect.stringMatching(/^http:\/\/http\.example\.com\/\.well-known\/pki-validation\/[0-9A-F]{32}\.txt$/),
        firstLine: expect.stringMatching(/^[0-9a-f]{64}$/),
        secondLine: "sectigo.com",
      },
    ],
    [
      "TXT: 32 printable characters",
      "txt.example.com",
      {
        ...submitted,
        orderMode: "TXT",
        host: "_pki-validation.txt.example.com.",
        point: expect.stringMatching(/^[!-~]{32}$/),
      },
    ],
    [
      "e-mail: the address and its number",
      "mail.example.com",
      {
        ...submitted,
        orderMode: "EMAIL",
        validationEmail: "admin@mail.example.com",
        emailValidationReferenceNumber: expect.stringMatching(/^\d{10}$/),
      },
    ],
    [
      "persistent TXT: the account's record",
      "persistent.example.com",
      {
        ...submitted,
        orderMode: "PERSISTENT_TXT",
        host: "_validation-persist.persistent.example.com.",
        point: "sectigo.com;accounturi=acct:1000000@sectigo.com",
      },
    ],
    ["a mode without a challenge", "auto.example.com", { ...submitted, orderMode: "AUTO" }],
    [
      "an order without a method still has its dates",
      "bare.example.com",
      expect.objectContaining({ orderStatus: "REJECTED", submittedDate: "2026-11-01" }),
    ],
    [
      "odd: what the scenario leaves out and puts in",
      "odd.example.com",
      { status: 5, validationDate: "yesterday", orderStatus: "NOT_INITIATED" },
    ],
    ["a name in another case", "NEW.example.COM", { status: "NOT_VALIDATED", orderStatus: "NOT_INITIATED" }],
    ["of two entries the first", "twice.example.com", { status: "FIRST", orderStatus: "NOT_INITIATED" }],
  ];
  test.each(cases)("%s", async (_, domain, expected) => {
    const received = await postStatus(await served(YAML), { domain });
    expect(received.status).toBe(200);
    expect(received.json).toEqual(expected);
  });
});

test("v1 gives the date of validation too, and no end of the order", async () => {
  const simulator = await served(YAML);
  expect((await postStatus(simulator, { domain: "idle.example.com" }, "v1")).json).toEqual({
    status: "VALIDATED",
    validationDate: "2026-10-01",
    expirationDate: "2027-04-17",
    orderStatus: "NOT_INITIATED",
  });
  const pending = (await postStatus(simulator, { domain: "*.cname.example.com" }, "v1")).json;
  expect(pending).not.toHaveProperty("orderExpiration");
  expect(pending).toHaveProperty("submittedDate", "2026-11-21");
});

test("the same order always has the same challenge", async () => {
  const answers = await Promise.all(
    [NOW, NOW + 1].map(async (now) =>
      postStatus(await served(YAML, { now: () => now }), { domain: "txt.example.com" }),
    ),
  );
  expect(answers[0]?.json).toEqual(answers[1]?.json);
});

describe("a status call that cannot be answered", () => {
  const cases: readonly [sentence: string, body: unknown, version: string, status: number, code: number][] = [
    ["no domain", {}, "v2", 400, -7],
    ["an empty domain", { domain: "" }, "v1", 400, -7],
    ["a domain that is no text", { domain: 5 }, "v2", 400, -1601],
    ["a domain that is too short", { domain: "ab" }, "v2", 400, -1601],
    ["a domain that is too long", { domain: "a".repeat(256) }, "v2", 400, -1601],
    ["a body that is no JSON", "domain=a", "v2", 400, -1],
    ["a body that is a list", [], "v2", 400, -1],
    ["a domain that is not there, in v1", { domain: "absent.example.com" }, "v1", 400, -727],
    ["a domain that is not there, in v2", { domain: "absent.example.com" }, "v2", 404, -727],
    ["a wildcard whose base alone is there", { domain: "*.idle.example.com" }, "v2", 404, -727],
  ];
  test.each(cases)("%s", async (_, body, version, status, code) => {
    const received = await postStatus(await served(YAML), body, version);
    expect(received.status).toBe(status);
    expect(received.json).toEqual({ code, description: expect.any(String) });
  });
});
