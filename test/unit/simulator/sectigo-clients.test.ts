/**
 * The call sequences of public SCM clients, as their source makes them, and what each relies on in the answers. One test a client; the
 * clients themselves are not run.
 */
import type { Simulator } from "../../../lib/simulator/simulator";
import { call, DEMO, served, tokenOf, type Received } from "./served";

const YAML = `
version: 1
sectigo:
  challenges: found
  organizations: [{ id: 7, name: Institute, departments: [{ id: 71, name: Lab }] }]
  domains:
    - { domain: "host-{n}.example.com", count: 450, validated: -20d }
    - { domain: old.example.com, validated: -250d }
    - { domain: new.example.com }
`;

const JSON_TYPE = { "content-type": "application/json" };
type Row = Readonly<Record<string, string | number | null>>;

function client(simulator: Simulator, headers: Readonly<Record<string, string>>, base = "/api") {
  const url = (path: string): string => (path.startsWith("http") ? path : simulator.url + base + path);
  return {
    get: (path: string) => call(url(path), { headers }),
    post: (path: string, body: unknown) =>
      call(url(path), { method: "POST", headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(body) }),
    send: (method: string, path: string) => call(url(path), { method, headers }),
  };
}

const rowsOf = ({ json }: Received): readonly Row[] => json as readonly Row[];
const fieldsOf = ({ json }: Received): Row => json as Row;

/** What each client does with host and point: it cuts off their trailing dot. */
function expectDots(record: Row): void {
  expect([record.host, record.point]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
}

test("broadinstitute/python-cert_manager: pages of 200 until one is empty, status in v1, a domain is created with 201", async () => {
  const simulator = await served(YAML);
  for (const headers of [DEMO, { authorization: `Bearer ${await tokenOf(simulator)}` }]) {
    const { get, post } = client(simulator, headers);
    const sizes: number[] = [];
    for (let position = 0, size = -1; size !== 0; position += 200) {
      size = rowsOf(await get(`/dcv/v1/validation?size=200&position=${position}`)).length;
      sizes.push(size);
    }
    expect(sizes).toEqual([200, 200, 52, 0]);
    const status = await post("/dcv/v1/validation/status", { domain: "host-1.example.com" });
    expect(fieldsOf(status)).toMatchObject({ status: "VALIDATED", orderStatus: "NOT_INITIATED" });
    const refused = await post("/dcv/v1/validation/status", { domain: "absent.example.com" });
    expect([refused.status, fieldsOf(refused).description]).toEqual([
      400,
      "The domain 'absent.example.com' does not exist.",
    ]);
  }
  const { post, get } = client(simulator, DEMO);
  const delegations = [{ orgId: 7, certTypes: ["SSL"] }];
  const created = await post("/domain/v1", { name: "created.example.com", delegations });
  expect([created.status, created.text]).toEqual([201, ""]);
  const id = /\/(\d+)$/.exec(created.headers.get("location") ?? "")?.[1];
  expect(fieldsOf(await get(`/domain/v1/${id}`))).toMatchObject({ id: Number(id), name: "created.example.com" });
  expect(rowsOf(await get("/domain/v1?name=created")).map(({ name }) => name)).toEqual(["created.example.com"]);
});

test("hm-edu/sectigo-client: lists without size where that is 0, days as dates, start, submit, status v2, clear", async () => {
  const { get, post } = client(await served(YAML), DEMO);
  const listed = await get("/dcv/v1/validation?domain=example.com&expiresIn=365");
  expect(rowsOf(listed)).toHaveLength(20);
  for (const { expirationDate } of rowsOf(listed)) expect(expirationDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const domain = "old.example.com";
  expectDots(fieldsOf(await post("/dcv/v1/validation/start/domain/cname", { domain })));
  const submitted = fieldsOf(await post("/dcv/v1/validation/submit/domain/cname", { domain }));
  expect(submitted).toMatchObject({ orderStatus: "SUBMITTED", message: "Submitted successfully" });
  expect(fieldsOf(await post("/dcv/v2/validation/status", { domain }))).toMatchObject({ status: "VALIDATED" });
  expect(fieldsOf(await post("/dcv/v1/validation/clear", { domain }))).toMatchObject({
    message: "DCV status: VALIDATED; DCV order status: NOT_INITIATED",
  });
});

test("fgouteroux/sectigo-client: size and position always sent, a total to go by, 201 and 204", async () => {
  const { get, post, send } = client(await served(YAML), DEMO, "");
  const empty = await get("/api/dcv/v1/validation?size=0&position=0");
  expect([rowsOf(empty), empty.headers.get("x-total-count")]).toEqual([[], "452"]);
  const names = new Set<unknown>();
  for (let position = 0; position < 452; position += 200) {
    const page = await get(`/api/dcv/v1/validation?size=200&position=${position}`);
    expect(page.headers.get("x-total-count")).toBe("452");
    for (const { domain } of rowsOf(page)) names.add(domain);
  }
  expect(names.size).toBe(452);
  const created = await post("/api/domain/v1", {
    name: "fresh.example.com",
    active: true,
    delegations: [{ orgId: 71, certTypes: ["SSL"] }],
  });
  expect(created.status).toBe(201);
  const domain = "fresh.example.com";
  const started = await post("/api/dcv/v1/validation/start/domain/cname", { domain });
  const submitted = await post("/api/dcv/v1/validation/submit/domain/cname", { domain });
  const status = await post("/api/dcv/v2/validation/status", { domain });
  expect([started.status, submitted.status, status.status]).toEqual([200, 200, 200]);
  expect(fieldsOf(status).status).toBe("VALIDATED");
  const id = Number(/\d+$/.exec(created.headers.get("location") ?? "")?.[0]);
  expect((await send("PUT", `/api/domain/v1/${id}/suspend`)).status).toBe(200);
  const suspended = await post("/api/dcv/v1/validation/start/domain/cname", { domain });
  expect(fieldsOf(suspended)).toEqual({ code: -715, description: "The domain 'fresh.example.com' is inactive." });
  expect((await send("DELETE", `/api/domain/v1/${id}`)).status).toBe(204);
  expect((await send("DELETE", `/api/domain/v1/${id}`)).status).toBe(404);
});

test("duke-automation/varanus: v2 by headers, the bare JSON type, a `code` in every error and in no success, the report of domains", async () => {
  const { get, post } = client(await served(YAML), DEMO);
  const answers = [
    await get("/dcv/v2/validation?size=200&position=400"),
    await post("/dcv/v2/validation/status", { domain: "host-1.example.com" }),
    await post("/dcv/v1/validation/start/domain/cname", { domain: "new.example.com" }),
    await post("/dcv/v1/validation/submit/domain/cname", { domain: "new.example.com" }),
    await post("/report/v1/domains", {}),
    await get("/organization/v1"),
  ];
  for (const { headers, json } of answers) {
    expect(headers.get("content-type")).toBe("application/json");
    expect(json).not.toHaveProperty("code");
  }
  expect(answers[0]?.json).toHaveLength(52);
  expect(answers[4]?.json).toEqual({ statusCode: 0, reports: expect.any(Array) });
  const { reports } = answers[4]?.json as { reports: readonly Row[] };
  const named = (domain: string) => reports.find(({ name }) => name === domain);
  expect(named("old.example.com")).toMatchObject({ id: expect.any(Number), status: "Active", dcvStatus: "Expired" });
  expect(named("new.example.com")).toMatchObject({ dcvStatus: "Validated", stickyUntil: "2027-06-07T00:00:00Z" });
  const institute = { id: 7, name: "Institute", departments: [{ id: 71, name: "Lab", parentName: "Institute" }] };
  expect(answers[5]?.json).toEqual([institute]);
  for (const refused of [
    await post("/dcv/v2/validation/status", { domain: "absent.example.com" }),
    await post("/dcv/v1/validation/submit/domain/cname", { domain: "old.example.com" }),
    await get("/organization/v1/8"),
  ]) {
    expect(refused.json).toMatchObject({ code: expect.any(Number), description: expect.any(String) });
  }
});

test("DSI-Universite-Rennes2/check-sectigo-dcv: every key in every row that is about to end", async () => {
  const { get } = client(await served(YAML), DEMO);
  const rows = rowsOf(await get("/dcv/v1/validation?expiresIn=180&size=200&position=0"));
  expect(rows.length).toBeGreaterThan(100);
  for (const row of rows) {
    const { dcvMethod, dcvOrderStatus, expirationDate } = row;
    expect([dcvMethod, dcvOrderStatus, expirationDate]).not.toContain(undefined);
  }
});

test("ctophs/sectigo_dcv: an unknown domain is code -727, its wildcard is registered, then it is started and submitted", async () => {
  const { post } = client(await served(YAML), DEMO);
  const start = async (domain: string) => fieldsOf(await post("/dcv/v1/validation/start/domain/cname", { domain }));
  expect(await start("*.town.example")).toMatchObject({ code: -727 });
  const created = await post("/domain/v1", {
    name: "*.town.example",
    description: "town",
    active: "true",
    delegations: [{ orgId: 7, certTypes: ["SSL"], domainCertificateRequestPrivileges: ["DOMAIN", "SUBDOMAIN"] }],
  });
  expect(created.status).toBe(201);
  const record = await start("*.town.example");
  expectDots(record);
  expect(record.host).toMatch(/^_[0-9a-f]{32}\.town\.example\.$/);
  const submitted = await post("/dcv/v1/validation/submit/domain/cname", { domain: "*.town.example" });
  expect(fieldsOf(submitted)).toMatchObject({ orderStatus: "SUBMITTED" });
});

test("EvotecIT/SectigoCertificateManager: OAuth, v2 throughout, null `domains` and a misspelt connector are ignored", async () => {
  const simulator = await served(YAML);
  const { get, post } = client(simulator, { authorization: `Bearer ${await tokenOf(simulator)}` });
  const body = { domain: "new.example.com", domains: null, dnsAgentUuid: "x" };
  expect(rowsOf(await get("/dcv/v2/validation?size=5&position=0"))).toHaveLength(5);
  expectDots(fieldsOf(await post("/dcv/v2/validation/start/domain/cname", body)));
  const submitted = await post("/dcv/v2/validation/submit/domain/cname", body);
  expect(fieldsOf(submitted)).toMatchObject({ orderStatus: "SUBMITTED" });
  expect(fieldsOf(await post("/dcv/v2/validation/sync?force=true", body))).toEqual({ status: "VALIDATED" });
});

describe("a domain is not registered", () => {
  const delegations = [{ orgId: 7, certTypes: ["SSL"] }];
  test.each<[string, object, number]>([
    ["without a name", { delegations }, -7],
    ["with a number as its name", { name: 5, delegations }, -1601],
    ["with a name that is too short", { name: "a.b", delegations }, -712],
    ["with a name that is too long", { name: `${"a.".repeat(127)}ab`, delegations }, -713],
    ["with a name without a dot", { name: "localhost", delegations }, -714],
    ["with a name that is none", { name: "a b.example", delegations }, -732],
    ["without an organization", { name: "x.example.com", delegations: [] }, -709],
    ["for an unknown organization", { name: "x.example.com", delegations: [{ orgId: 8 }] }, -1023],
    ["for no organization", { name: "x.example.com", delegations: [{}] }, -1023],
    ["twice", { name: "new.example.com", delegations }, -700],
  ])("%s", async (_, body, code) => {
    const simulator = await served(YAML);
    const received = await client(simulator, DEMO).post("/domain/v1", body);
    expect([received.status, fieldsOf(received).code]).toEqual([400, code]);
    expect(simulator.acts).toEqual([]);
  });

  test("without the privilege, or without credentials", async () => {
    const simulator = await served(YAML.replace("challenges: found", "readOnly: true"));
    const body = { name: "x.example.com", delegations };
    expect(fieldsOf(await client(simulator, DEMO).post("/domain/v1", body))).toMatchObject({ code: -25 });
    expect((await client(simulator, {}).post("/domain/v1", body)).status).toBe(401);
    expect(fieldsOf(await client(simulator, DEMO).send("DELETE", "/domain/v1/1"))).toMatchObject({ code: -25 });
  });
});

describe("the lists of domains, organizations and connectors", () => {
  const CONNECTOR = "  connectors: [{ id: c1, name: Ours, providers: [ovh, cloudflare] }]\n";
  const narrowed = YAML.replace("{ domain: new.example.com }", "{ domain: new.example.com, org: 7, department: 71 }");
  test.each<[string, string, unknown]>([
    [
      "domains of a department",
      "/domain/v1?orgId=71&state=active&status=approved",
      [{ id: 451, name: "new.example.com" }],
    ],
    ["requested domains: there are none", "/domain/v1?status=requested", []],
    ["suspended domains: there are none", "/domain/v1?state=inactive", []],
    [
      "one organization",
      "/organization/v1/7",
      { id: 7, name: "Institute", departments: [{ id: 71, name: "Lab", parentName: "Institute" }] },
    ],
    ["organizations by role", "/organization/v1/managed-by/RAO", [expect.objectContaining({ id: 7 })]],
    ["connectors", "/connector/v1/dns?name=our&size=&position=", [{ id: "c1", name: "Ours", status: "CONNECTED" }]],
    ["one connector", "/connector/v1/dns/c1", { id: "c1", name: "Ours", status: "CONNECTED" }],
    ["providers of a connector", "/connector/v1/dns/c1/provider", ["ovh", "cloudflare"]],
    ["an unknown connector", "/connector/v1/dns/c2", { code: -1, description: "No such resource" }],
    ["a size that is none", "/domain/v1?size=x", { code: -1601, description: "Field 'size' has invalid value." }],
    [
      "an organization that is none",
      "/domain/v1?orgId=x",
      { code: -1601, description: "Field 'orgId' has invalid value." },
    ],
    ["a domain that is not there", "/domain/v1/9999", { code: -727, description: "The domain '9999' does not exist." }],
  ])("%s", async (_, path, expected) => {
    const simulator = await served(narrowed.replace("  domains:", `${CONNECTOR}  domains:`));
    expect((await client(simulator, DEMO).get(path)).json).toEqual(expected);
  });

  test("one domain, in the words of that call", async () => {
    const { get } = client(await served(YAML), DEMO);
    expect((await get("/domain/v1/452")).json).toMatchObject({
      name: "old.example.com",
      state: "ACTIVE",
      validationStatus: "EXPIRED",
      validationMethod: "CNAME_CSR_HASH",
      dcvValidation: "2026-03-16",
      dcvExpiration: "2026-09-30",
      delegations: [{ orgId: 7, certTypes: ["SSL"] }],
    });
  });
});

test.each([
  ["in the form", {}, "client_id=demo&client_secret=demo&", 200],
  ["as HTTP Basic", { authorization: `Basic ${btoa("demo:demo")}` }, "", 200],
  ["as HTTP Basic, encoded first", { authorization: `Basic ${btoa("d%65mo:demo")}` }, "", 200],
  ["as HTTP Basic with another secret", { authorization: `Basic ${btoa("demo:other")}` }, "", 401],
  ["as HTTP Basic that is none", { authorization: "Basic ***" }, "", 401],
])("the token endpoint takes the client %s", async (_, headers, form, status) => {
  const { url } = await served(YAML);
  const received = await call(`${url}/auth/realms/apiclients/protocol/openid-connect/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: `${form}grant_type=client_credentials`,
  });
  expect(received.status).toBe(status);
});
