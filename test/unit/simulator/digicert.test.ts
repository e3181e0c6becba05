/** What the simulated CertCentral lists, shows and looks for. */
import { DAY_MS } from "../../../lib/core/time";
import { call, NOW, served } from "./served";

const YAML = `
version: 1
digicert:
  apiKey: demo
  domains:
    - { domain: a.example.com, validated: "2026-10-31T12:00:00Z", expires: "2027-03-14T05:00:00Z" }
    - { domain: b.a.example.com, active: false, method: dns-txt-token }
    - { domain: c.example.org, method: email, container: 7 }
    - { domain: d.example.org, subaccount: 9 }
`;
const headers = { "x-dc-devkey": "demo" };

type Row = Readonly<Record<string, unknown>>;
async function listed(query: string, path = "/domain"): Promise<readonly Row[]> {
  const { url } = await served(YAML);
  const { json } = await call(`${url}/services/v2${path}?${query}`, { headers });
  return (json as { domains: readonly Row[] }).domains;
}

test.each<[string, string, readonly string[]]>([
  ["an exact name", "filters[search]=a.example.com", ["a.example.com"]],
  ["a part of a name", "filters[search]=%25a.example", ["a.example.com", "b.a.example.com"]],
  ["the active ones", "filters[status]=active", ["a.example.com", "c.example.org"]],
  ["the inactive ones", "filters[status]=inactive", ["b.a.example.com"]],
  ["those of a method", "filters[dcv_method]=email", ["c.example.org"]],
  ["those of a division", "container_id=7", ["c.example.org"]],
  ["a page", "limit=1&offset=1", ["b.a.example.com"]],
  ["a filter that does not exist", "filter[search]=a", ["a.example.com", "b.a.example.com", "c.example.org"]],
])("the list gives %s", async (_, query, names) => {
  expect((await listed(query)).map(({ name }) => name)).toEqual(names);
});

test("a sub-account has a list of its own", async () => {
  expect((await listed("", "/account/subaccount/9/domain")).map(({ name }) => name)).toEqual(["d.example.org"]);
});

test.each<[string, string, object]>([
  ["days of Mountain Time, as long as nothing else is asked for", "", { ov: "2027-03-13", ev: "2027-03-13" }],
  [
    "instants on request",
    "include_dcv_expiration_time=true",
    { ov: "2027-03-14T05:00:00+00:00", ev: "2027-03-14T05:00:00+00:00" },
  ],
  [
    "how it is reused on request, in the same form",
    "filters[include_validation_reuse_status]=true",
    { ov: "2027-03-13", ev: "2027-03-13", ov_status: "active", ev_status: "active", dcv_approval_date: "2026-10-31" },
  ],
])("the end of a validation: %s", async (_, query, dcv_expiration) => {
  expect((await listed(query))[0]).toMatchObject({
    dcv_approval_datetime: "2026-10-31T12:00:00+00:00",
    dcv_expiration,
  });
  expect(Object.keys((await listed(query))[0]?.dcv_expiration ?? {})).toEqual(Object.keys(dcv_expiration));
});

/** A domain of which the record appears so many days after the submission, looked at so many days after it. */
async function seenAfter(published: number, looked: number, extra = "") {
  let now = NOW;
  const text = `version: 1\ndigicert:\n  apiKey: demo\n${extra}  domains: [{ domain: a.example.com, submitted: -0d }]\n`;
  const wanted = async () => (now - NOW >= published * DAY_MS ? [`${token}.dcv.digicert.com.`] : []);
  let token = "";
  const { url } = await served(text, { now: () => now, perspectives: { lookUp: wanted } });
  const info = async () =>
    (await call(`${url}/services/v2/domain/1001?include_dcv=true`, { headers })).json as {
      is_pending_validation: boolean;
      dcv_token?: { token: string };
    };
  token = (await info()).dcv_token?.token ?? "";
  now += looked * DAY_MS;
  const check = () => call(`${url}/services/v2/domain/1001/dcv/validate-token`, { method: "PUT", headers });
  return { info, check, pass: (days: number) => void (now += days * DAY_MS) };
}

test.each([
  ["within ten days it is found", 5, 6, false],
  ["on the tenth day it is still found", 10, 10, false],
  ["later nothing looks for it", 10.5, 11, true],
])("a record that appears: %s", async (_, published, looked, isPending) => {
  const { info } = await seenAfter(published, looked);
  expect((await info()).is_pending_validation).toBe(isPending);
});

test("a check finds it later too, until the random value has ended", async () => {
  expect((await (await seenAfter(11, 29)).check()).status).toBe(200);
  const { check, info } = await seenAfter(11, 31);
  const { status, json } = await check();
  expect([status, json]).toMatchObject([400, { errors: [{ code: "invalid_dns_cname" }] }]);
  expect((await info()).is_pending_validation).toBe(true);
});

test.each([
  ["does not begin the ten days anew", "", true],
  ["begins them anew where the scenario says so", "  checkRestartsPolling: true\n", false],
])("a check that finds nothing %s", async (_, extra, isPending) => {
  const { check, info, pass } = await seenAfter(12, 11, extra);
  expect((await check()).status).toBe(400);
  pass(2);
  expect((await info()).is_pending_validation).toBe(isPending);
});
