import { call, DEMO, getList, NOW, postToken, served, tokenOf } from "./served";

const YAML = "version: 1\nsectigo: { domains: [{ domain: a.example.com, validated: -1d }] }";
const LIST = "/dcv/v1/validation";

describe("who may list", () => {
  const cases: readonly [sentence: string, path: string, headers: Record<string, string>, status: number][] = [
    ["login, password and customerUri", "/api", DEMO, 200],
    ["the same below /private/api", "/private/api", DEMO, 200],
    ["login and customerUri alone below /private/api", "/private/api", { login: "demo", customerUri: "demo" }, 200],
    ["not login and customerUri alone below /api", "/api", { login: "demo", customerUri: "demo" }, 401],
    ["not a wrong password", "/api", { ...DEMO, password: "wrong" }, 401],
    ["not a wrong password below /private/api either", "/private/api", { ...DEMO, password: "wrong" }, 401],
    ["not a wrong login", "/api", { ...DEMO, login: "wrong" }, 401],
    ["not a wrong customerUri", "/api", { ...DEMO, customerUri: "wrong" }, 401],
    ["not a token that nobody issued", "/api", { authorization: "Bearer made-up" }, 401],
    ["not a wrong token beside a right password", "/api", { ...DEMO, authorization: "Bearer made-up" }, 401],
    ["not nobody", "/api", {}, 401],
  ];
  test.each(cases)("%s", async (_, base, headers, status) => {
    const simulator = await served(YAML);
    const received = await call(simulator.url + base + LIST, { headers });
    expect(received.status).toBe(status);
    if (status === 401) expect(received.json).toEqual({ code: -16, description: "Unknown user" });
    const challenge = status === 401 && !("login" in headers);
    const expected = `Bearer realm="apiclients", authorization_uri="${simulator.url}/auth/realms/apiclients"`;
    expect(received.headers.get("www-authenticate")).toBe(challenge ? expected : null);
  });
});

describe("the token endpoint", () => {
  test("gives a token that both base paths accept", async () => {
    const simulator = await served(YAML);
    const received = await postToken(simulator, "grant_type=client_credentials&client_id=demo&client_secret=demo");
    expect(received.status).toBe(200);
    expect(received.json).toEqual({ access_token: expect.any(String), expires_in: 300, token_type: "Bearer" });
    const headers = { authorization: `Bearer ${(received.json as { access_token: string }).access_token}` };
    for (const base of ["/api", "/private/api"]) {
      expect((await call(simulator.url + base + LIST, { headers })).status).toBe(200);
    }
  });

  const refusals: readonly [sentence: string, form: string, status: number, error: string][] = [
    ["a wrong secret", "grant_type=client_credentials&client_id=demo&client_secret=no", 401, "invalid_client"],
    ["a wrong client", "grant_type=client_credentials&client_id=no&client_secret=demo", 401, "invalid_client"],
    ["no secret", "grant_type=client_credentials&client_id=demo", 401, "invalid_client"],
    ["another grant", "grant_type=password&client_id=demo&client_secret=demo", 400, "unsupported_grant_type"],
    ["no grant", "client_id=demo&client_secret=demo", 400, "invalid_request"],
  ];
  test.each(refusals)("refuses %s", async (_, form, status, error) => {
    const received = await postToken(await served(YAML), form);
    expect(received.status).toBe(status);
    expect(received.json).toEqual({ error, error_description: expect.any(String) });
  });

  test("answers POST alone", async () => {
    const simulator = await served(YAML);
    const received = await call(`${simulator.url}/auth/realms/apiclients/protocol/openid-connect/token`);
    expect([received.status, received.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("gives tokens that end when they said they would", async () => {
    let now = NOW;
    const simulator = await served(YAML.replace("{", "{ tokenLifetimeSeconds: 60,"), { now: () => now });
    const headers = { authorization: `Bearer ${await tokenOf(simulator)}` };
    now = NOW + 59_999;
    expect((await call(simulator.url + "/api" + LIST, { headers })).status).toBe(200);
    now = NOW + 60_000;
    expect((await call(simulator.url + "/api" + LIST, { headers })).status).toBe(401);
  });
});

describe("paths and methods", () => {
  const cases: readonly [method: string, path: string, status: number, code: number][] = [
    ["GET", "/api/domain/v2", 404, -1],
    ["GET", "/api/domain/v1/delegation", 404, -1],
    ["GET", "/api/report/v1/activity", 404, -1],
    ["GET", "/api/report/v1/domains", 405, -1],
    ["PATCH", "/api/domain/v1", 405, -1],
    ["GET", "/api/dcv/v3/validation", 404, -1],
    ["POST", "/api/dcv/v1/validation/no-such-thing", 404, -1],
    ["POST", "/api/dcv/v1/validation", 405, -1],
    ["GET", "/api/dcv/v2/validation/status", 405, -1],
    ["GET", "/api/dcv/v1/validation/start/domain/cname", 405, -1],
    ["POST", "/api/dcv/v1/validation/submit/domain/persistent-txt", 404, -1],
    ["POST", "/api/dcv/v2/validation/start/domain/persistent-txt", 404, -1],
    ["POST", "/api/dcv/v2/validation/submit-bulk/domain/cname", 404, -1],
    ["POST", "/api/dcv/v2/validation/start/domain/fax", 404, -1],
    ["POST", "/api/dcv/v2/validation/start/domain/constructor", 404, -1],
    ["GET", "/elsewhere", 404, -1],
  ];
  test.each(cases)("%s %s gives %i with code %i", async (method, path, status, code) => {
    const received = await call((await served(YAML)).url + path, { method, headers: DEMO });
    expect(received.status).toBe(status);
    expect(received.json).toEqual({ code, description: expect.any(String) });
  });

  test("a call that changes something needs credentials too", async () => {
    const url = `${(await served(YAML)).url}/api/dcv/v1/validation/delete`;
    expect((await call(url, { method: "POST" })).status).toBe(401);
  });

  test("a CA that the scenario does not have is not there, instead of empty", async () => {
    expect((await getList(await served("version: 1\nncloud: {}"))).status).toBe(404);
  });
});
