/**
 * The call sequences of public CertCentral clients, as their source makes them, and what each relies on in the answers. One test a
 * client; the clients themselves are not run. The first two can be pointed at another host; the others cannot, and show what else
 * the API is used for.
 */
import type { Simulator } from "../../../lib/simulator/simulator";
import { call, served, type Received } from "./served";

const YAML = `
version: 1
digicert:
  apiKey: demo
  domains:
    - { domain: "host-{n}.example.com", count: 3, validated: "2026-11-01" }
    - { domain: old.example.com, validated: "2026-03-01", container: 7 }
    - { domain: new.example.com }
`;

type Fields = Readonly<Record<string, unknown>>;
const TOKEN = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/) as string;
const DAY = expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string;

/** @param base what the client puts before its paths */
function client(simulator: Simulator, base = "/services/v2") {
  const url = simulator.url + base;
  const headers = { "x-dc-devkey": "demo", "content-type": "application/json" };
  const send = (method: string) => (path: string, body?: unknown) =>
    call(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { get: send("GET"), post: send("POST"), put: send("PUT") };
}

const fieldsOf = ({ json }: Received): Fields => json as Fields;
const domainsOf = (received: Received): readonly Fields[] => fieldsOf(received).domains as readonly Fields[];
const codesOf = ({ json }: Received): readonly string[] =>
  (json as { errors: readonly { code: string }[] }).errors.map(({ code }) => code);

test("the handler of a mail-security product: who am I; add, which is refused where it exists, then list and submit again", async () => {
  const { get, post } = client(await served(YAML));
  expect(fieldsOf(await get("/user/me"))).toMatchObject({ access_roles: [{ name: "Administrator" }] });
  const added = await post("/domain", {
    name: "brand.example",
    organization: { id: 1 },
    validations: [{ type: "ov" }],
    dcv_method: "dns-txt-token",
  });
  expect(added.status).toBe(201);
  expect(fieldsOf(added)).toMatchObject({
    id: expect.any(Number),
    dcv_token: { token: TOKEN, expiration_date: INSTANT },
  });
  const again = await post("/domain", {
    name: "old.example.com",
    organization: { id: 1 },
    validations: [{ type: "ov" }],
  });
  expect([again.status, again.text]).toEqual([400, expect.stringContaining("exist")]);
  const [row] = domainsOf(await get("/domain?filters[search]=old.example.com"));
  const submitted = await post(`/domain/${String(row?.id)}/validation`, {
    validations: [{ type: "ov" }],
    dcv_method: "dns-txt-token",
  });
  expect([submitted.status, fieldsOf(submitted)]).toMatchObject([
    201,
    { dcv_token: { token: TOKEN, expiration_date: INSTANT } },
  ]);
});

test("DataDog/lemur: unknown parameters of the list change nothing, and paths that do not exist are not_found|route", async () => {
  const { get, post } = client(await served(YAML), "");
  const listed = await get("/services/v2/domain?name=old.example.com&include_dcv=true&limit=1000&offset=0");
  expect(domainsOf(listed)).toHaveLength(5);
  for (const { dcv_expiration_date: none } of domainsOf(listed)) expect(none).toBeUndefined();
  for (const path of ["/services/v2/domain/1001/dcv/check", "/services/v2/domain/1001/dcv"]) {
    const refused = await post(path, {});
    expect([refused.status, codesOf(refused)]).toEqual([404, ["not_found|route"]]);
  }
});

test("CompuNetInc/dcv: days in the list, a submission is exactly 201, ov comes before ev, a hyphen that is none is 400", async () => {
  const { get, post, put } = client(await served(YAML));
  const rows = domainsOf(await get("/domain"));
  const old = rows.find(({ name }) => name === "old.example.com");
  expect(old?.dcv_expiration).toEqual({ ov: DAY, ev: DAY });
  expect(rows.find(({ name }) => name === "new.example.com")).not.toHaveProperty("dcv_expiration");
  const submitted = await post(`/domain/${String(old?.id)}/validation`, {
    validations: [{ type: "ov" }, { type: "ev" }],
    dcv_method: "dns-cname-token",
  });
  expect([submitted.status, fieldsOf(submitted)]).toMatchObject([
    201,
    { dcv_token: { token: TOKEN, verification_value: "dcv.digicert.com" } },
  ]);
  const { validations } = fieldsOf(await get(`/domain/${String(old?.id)}/validation`));
  expect(validations).toMatchObject([
    { type: "ov", status: expect.any(String), dcv_status: "complete" },
    { type: "ev", status: expect.any(String), dcv_status: "complete" },
  ]);
  const refused = await put(`/domain/${String(old?.id)}/dcv/method`, { dcv_method: "dns\u2011cname\u2011token" });
  expect([refused.status, codesOf(refused)]).toEqual([400, ["invalid_dcv_method"]]);
});

test("pkcbailey/digicert_domain_validation: details with an end, the method is changed, a new random value replaces the old one", async () => {
  const { get, post, put } = client(await served(YAML));
  const details = "/domain/1004?include_dcv=true&include_validation=true";
  expect(fieldsOf(await get(details))).toMatchObject({
    name: "old.example.com",
    is_active: true,
    dcv_method: "dns-cname-token",
    dcv_expiration_datetime: INSTANT,
    dcv_approval_datetime: INSTANT,
    organization: { id: 1 },
  });
  expect(fieldsOf(await get("/domain/1004"))).not.toHaveProperty("dcv_expiration_datetime");
  expect((await put("/domain/1004/dcv/method", { dcv_method: "dns-txt-token" })).status).toBe(200);
  const made = await post("/domain/1004/dcv/token");
  expect([made.status, fieldsOf(made)]).toMatchObject([201, { token: TOKEN, expiration_date: INSTANT }]);
  const other = await post("/domain/1004/dcv/token");
  expect(fieldsOf(other).token).not.toBe(fieldsOf(made).token);
  expect(fieldsOf(await get(details)).dcv_token).toMatchObject({ token: fieldsOf(other).token });
});

test("myklst/terraform-provider-st-digicert: whether a validation is pending, its random value, and a check without a body", async () => {
  const yaml = YAML.replace("new.example.com }", "new.example.com, submitted: -11d, found: true }");
  const { get, put } = client(await served(yaml));
  const details = "/domain/1005?include_dcv=true";
  expect(fieldsOf(await get(details))).toMatchObject({
    is_pending_validation: true,
    dcv_token: { token: TOKEN, status: "pending" },
  });
  const checked = await put("/domain/1005/dcv/validate-token");
  expect([checked.status, fieldsOf(checked)]).toMatchObject([200, { status: "active" }]);
  expect(fieldsOf(await get(details))).toMatchObject({ is_pending_validation: false });
});

test("JupiterOne/graph-digicert: the total of every list, until the offset has reached it", async () => {
  const { get } = client(await served(YAML));
  let offset = 0;
  for (let total = Infinity; offset < total;) {
    const page = await get(`/domain?limit=2&offset=${offset}`);
    expect(fieldsOf(page).page).toEqual({ total: 5, limit: 2, offset });
    offset += domainsOf(page).length;
    total = 5;
  }
  expect(offset).toBe(5);
});

test("Keyfactor/digicert-certcentral-caplugin: the divisions, a list of one of them, and 429 when it calls too often", async () => {
  const simulator = await served(YAML.replace("apiKey: demo", "apiKey: demo\n  rateLimit: true"));
  const { get } = client(simulator, "");
  expect(fieldsOf(await get("/services/v2/container"))).toMatchObject({
    containers: [{ id: 1, name: expect.any(String), is_active: true }, { id: 7 }],
  });
  const listed = await get("/services/v2/domain?container_id=7&include_validation=False");
  expect(domainsOf(listed).map(({ name }) => name)).toEqual(["old.example.com"]);
  const many = await Promise.all(Array.from({ length: 110 }, () => get("/services/v2/user/me")));
  const refused = many.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(codesOf(refused[0] as Received)).toEqual(["request_limit_exceeded"]);
});

test("a domain of www is added without it, unless a file validates it or it is asked for; and the counters are texts", async () => {
  const { get, post } = client(await served(YAML));
  const nameOf = async (dcv_method: string, name: string, more = {}) => {
    const { id } = fieldsOf(await post("/domain", { name, dcv_method, ...more }));
    return fieldsOf(await get(`/domain/${String(id)}`)).name;
  };
  expect(await nameOf("dns-txt-token", "www.a.example")).toBe("a.example");
  expect(await nameOf("http-token", "www.b.example")).toBe("www.b.example");
  expect(await nameOf("dns-txt-token", "www.c.example", { keep_www: true })).toBe("www.c.example");
  for (const count of Object.values(fieldsOf(await get("/domain/expiration-count")))) {
    expect(count).toMatch(/^\d+$/);
  }
});

test.each([
  ["a key that is not known", "GET", "/domain", 403, "access_denied|access_denied_invalid_key"],
  ["a path that is none", "GET", "/domains", 404, "not_found|route"],
  ["a domain that is not there", "GET", "/domain/9", 404, "not_found|domain"],
])("%s", async (what, method, path, status, code) => {
  const { url } = await served(YAML);
  const key = what.includes("key") ? "other" : "demo";
  const received = await call(`${url}/services/v2${path}`, { method, headers: { "x-dc-devkey": key } });
  expect([received.status, codesOf(received)]).toEqual([status, [code]]);
});
