/** A simulator for one test, from the text of a scenario; closed when the test is over. */
import { parseScenario } from "../../../lib/simulator/scenario";
import type { Scenario } from "../../../lib/simulator/scenario";
import { startSimulator } from "../../../lib/simulator/simulator";
import type { Simulator, SimulatorOptions } from "../../../lib/simulator/simulator";
import { signatureV2 } from "../../../lib/simulator/ncloud/gateway";

export const NOW = Date.UTC(2026, 10, 21);

export const DEMO = { login: "demo", password: "demo", customerUri: "demo", accept: "application/json" };

const open: Simulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

export function scenarioOf(yaml: string, now = NOW): Scenario {
  const { scenario, diagnostics } = parseScenario(yaml, "scenario.yaml", now);
  if (scenario === null) throw new Error(JSON.stringify(diagnostics));
  return scenario;
}

export async function served(yaml: string, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const now = options.now ?? (() => NOW);
  const simulator = await startSimulator({ scenario: scenarioOf(yaml, now()), ...options, now });
  open.push(simulator);
  return simulator;
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

export async function call(url: string, init: RequestInit = {}): Promise<Received> {
  const response = await fetch(url, init);
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

export function getList(simulator: Simulator, query = "", version = "v1"): Promise<Received> {
  return call(`${simulator.url}/api/dcv/${version}/validation${query}`, { headers: DEMO });
}

export function postStatus(simulator: Simulator, body: unknown, version = "v2"): Promise<Received> {
  return postDcv(simulator, "status", body, version);
}

/** @param path below `validation/` */
export function postDcv(simulator: Simulator, path: string, body: unknown, version = "v1"): Promise<Received> {
  return call(`${simulator.url}/api/dcv/${version}/validation/${path}`, {
    method: "POST",
    headers: { ...DEMO, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export function domainsOf(received: Received): string[] {
  return (received.json as { domain: string }[]).map((row) => row.domain);
}

export async function tokenOf(simulator: Simulator): Promise<string> {
  const received = await postToken(simulator, "grant_type=client_credentials&client_id=demo&client_secret=demo");
  return (received.json as { access_token: string }).access_token;
}

export function postToken(simulator: Simulator, form: string): Promise<Received> {
  return call(`${simulator.url}/auth/realms/apiclients/protocol/openid-connect/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form,
  });
}

export function ncloudHeaders(
  target: string,
  timestamp = String(NOW),
  keys = { accessKey: "demo", secretKey: "demo" },
): Record<string, string> {
  return {
    "x-ncp-apigw-timestamp": timestamp,
    "x-ncp-iam-access-key": keys.accessKey,
    "x-ncp-apigw-signature-v2": signatureV2("GET", target, timestamp, keys),
    "content-type": "application/json",
    accept: "application/json",
  };
}

export function getNcloud(simulator: Simulator, target: string): Promise<Received> {
  return call(simulator.url + target, { headers: ncloudHeaders(target) });
}
