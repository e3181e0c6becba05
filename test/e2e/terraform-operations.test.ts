/** What operators of Terraform do and run into, with the provider as users have it: stops, kills, imports, drift, policy, many domains. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY_MS } from "../../lib/core/time";
import { dcvEstate, DOMAIN, PROVIDER } from "../support/terraform/dcv-estate";
import type { DcvEstate } from "../support/terraform/dcv-estate";
import { describeWithTerraform } from "../support/terraform/terraform";

const FRESH = "{ domain: example.com, status: NOT_VALIDATED }";
const VALID = "{ domain: example.com, validated: -20d }";
const VALIDATION_ALONE = 'resource "dcv_validation" "one" {\n  domain = "example.com"\n  method = "CNAME"\n}\n';
const ONE = DOMAIN("one", "example.com");

/** Requests of a kind, whether or not they had an effect. */
function sent({ simulator }: DcvEstate, what: string): number {
  return simulator.requests.filter(({ path }) => path.includes(`/validation/${what}/`)).length;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The process of the provider, by its parent. */
function providerOf(pid: number | undefined): number {
  const lines = execFileSync("ps", ["-eo", "pid,ppid,args"], { encoding: "utf8" }).split("\n");
  const line = lines.find((one) => new RegExp(`^\\s*\\d+\\s+${pid}\\s.*terraform-provider-dcv`).test(one));
  if (line === undefined) throw new Error("no provider runs");
  return Number(line.trim().split(/\s+/)[0]);
}

describeWithTerraform("an apply that is ended while the CA is called", () => {
  // The CA does what it was asked to, and its answer is late.
  const LATE = ["faults:", "  - { on: sectigo.start, acts: true, delayMs: 3000, times: 1 }"];

  test.each<readonly [string, (child: { kill(signal: "SIGINT"): boolean; pid?: number | undefined }) => void]>([
    ["by Ctrl-C", (child) => void child.kill("SIGINT")],
    ["by kill -9 of the provider", ({ pid }) => process.kill(providerOf(pid), "SIGKILL")],
  ])("%s is taken up by the next one, and no call is sent twice", async (_, end) => {
    const estate = await dcvEstate({ entries: [FRESH], faults: LATE }, PROVIDER() + ONE);
    const { child, ended } = estate.start("apply", "-auto-approve", "-input=false", "-no-color");
    await until(() => estate.simulator.acts.length > 0 || child.exitCode !== null);
    end(child);
    const stopped = await ended;
    await estate.reattach();
    expect([stopped.code, estate.calls()]).toEqual([1, { "start example.com": 1 }]);

    const again = await estate.apply();
    expect([again.code, again.text]).toEqual([0, expect.stringContaining("Apply complete!")]);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
    // A call that has no effect would be one too many as well. One that was cut off is not among those.
    expect([sent(estate, "start"), sent(estate, "submit")]).toEqual([expect.any(Number), 1]);
    expect(sent(estate, "start")).toBeLessThanOrEqual(1);
    expect(await estate.planned()).toEqual({});
  });
});

describeWithTerraform("a domain that the CA has", () => {
  test("is imported by a block with an empty plan, and is forgotten by a destroy that says so and calls nothing", async () => {
    const imported = 'import {\n  to = dcv_validation.one\n  id = "my-ca/example.com"\n}\n';
    const estate = await dcvEstate({ entries: [VALID] }, PROVIDER() + imported + VALIDATION_ALONE);
    const applied = await estate.apply();
    expect(applied.text).toContain("Resources: 1 imported, 0 added, 0 changed, 0 destroyed");
    expect(await estate.planned()).toEqual({});
    const destroyed = await estate.tf("destroy", "-auto-approve", "-no-color");
    expect([destroyed.code, destroyed.text]).toEqual([
      0,
      expect.stringContaining("my-ca/example.com is forgotten, and stays at the CA"),
    ]);
    expect(estate.calls()).toEqual({});
  });

  test("shows its drift: a method that is not wanted any more, and a validation that has lapsed", async () => {
    const configuration = (method: string): string => PROVIDER() + DOMAIN("one", "example.com", `method = "${method}"`);
    const estate = await dcvEstate({ entries: [VALID] }, configuration("CNAME"));
    expect((await estate.apply()).code).toBe(0);
    estate.write(configuration("TXT"));
    const other = await estate.planned();
    expect(other["dcv_validation.one"]).toMatchObject({ actions: ["update"], after: { records: [{ type: "TXT" }] } });
    estate.write(configuration("CNAME"));
    expect(await estate.planned()).toEqual({});
    estate.clock.at += 300 * DAY_MS;
    const lapsed = await estate.planned();
    expect(lapsed["dcv_validation.one"]).toMatchObject({ actions: ["update"], after_unknown: { order_id: true } });
    expect(lapsed["dcv_validation_submission.one"]?.actions).toEqual(["update"]);
  });

  test("at a CA that does not answer is one error at its resource, and the state stays", async () => {
    const estate = await dcvEstate({ entries: [VALID] }, PROVIDER() + ONE);
    expect((await estate.apply()).code).toBe(0);
    const before = await estate.values();
    await estate.simulator.close();
    const { code, text } = await estate.tf("plan", "-input=false", "-no-color");
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/Error: my-ca\/example\.com could not be read .*ECONNREFUSED/),
    ]);
    expect(await estate.values()).toEqual(before);
  });

  test("at a CA that refuses the credentials is one error at its resource", async () => {
    const estate = await dcvEstate({ entries: [VALID] }, PROVIDER() + ONE, { SCM_PASSWORD: "not-the-password" });
    const { code, text } = await estate.apply();
    const message = /Error: my-ca\/example\.com could not be read .*with dcv_validation\.one/;
    expect([code, text]).toEqual([1, expect.stringMatching(message)]);
    expect(text).not.toContain("not-the-password");
  });
});

describeWithTerraform("a saved plan of a create", () => {
  /** As another client of the CA. */
  async function elsewhere({ simulator }: DcvEstate, path: string): Promise<void> {
    const login = { login: "reader", password: "planted-password", customerUri: "acme" };
    const answer = await fetch(`${simulator.url}/api/dcv/v1/validation/${path}`, {
      ...{ method: "POST", headers: { ...login, "content-type": "application/json" } },
      body: JSON.stringify({ domain: "example.com" }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  }

  test("takes up an order that began after it, with the record of that order", async () => {
    const estate = await dcvEstate({ entries: [FRESH] }, PROVIDER() + ONE);
    await estate.planned();
    await elsewhere(estate, "start/domain/cname");
    const { code, text } = await estate.apply("plan.tfplan");
    expect([code, text]).toEqual([0, expect.stringContaining("3 added")]);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
    expect(await estate.planned()).toEqual({});
  });

  test("is refused where the validation was cleared after it; nothing is called, and the next one is right", async () => {
    const estate = await dcvEstate({ entries: [VALID], behaviour: ["clear: all"] }, PROVIDER() + ONE);
    await estate.planned();
    await elsewhere(estate, "clear");
    const { code, text } = await estate.apply("plan.tfplan");
    expect([code, text]).toEqual([1, expect.stringMatching(/inconsistent final plan .*\.records/)]);
    expect(text.match(/\bError: /g)).toHaveLength(1);
    expect(estate.calls()).toEqual({ "clear example.com": 1 });
    const again = await estate.apply();
    expect([again.code, again.text]).toEqual([0, expect.stringContaining("Apply complete!")]);
    expect(estate.calls()).toMatchObject({ "start example.com": 1, "submit example.com": 1 });
  });
});

describeWithTerraform("policy", () => {
  const FILE = ["domains:", "  - { name: example.com, provider: my-ca, method: CNAME }"];
  const CONDITION = `data "dcv_plan" "all" {
  lifecycle {
    postcondition {
      condition     = self.verdict != "violation"
      error_message = "Policy is violated: \${join(", ", self.findings[*].rule)}."
    }
  }
}
`;

  test.each([
    ["a postcondition of the user's own", CONDITION, /Policy is violated: .*not-validated/],
    [
      "enforce = true",
      'data "dcv_plan" "all" {\n  enforce = true\n}\n',
      /violate.* policy .*my-ca\/example\.com: .*\(not-validated\)/,
    ],
  ])("a violation fails the plan by %s, and a good estate passes", async (_, configuration, message) => {
    const bad = await dcvEstate(
      { entries: ["{ domain: example.com, validated: -250d }"], file: FILE },
      PROVIDER() + configuration,
    );
    const { code, text } = await bad.tf("plan", "-input=false", "-no-color");
    expect([code, text]).toEqual([1, expect.stringMatching(message)]);
    const good = await dcvEstate({ entries: [VALID], file: FILE }, PROVIDER() + configuration);
    expect((await good.tf("plan", "-input=false", "-no-color")).code).toBe(0);
  });
});

describeWithTerraform("an output of the whole dcv_plan", () => {
  test("changes on none of five days for a domain in its window", async () => {
    const file = ["domains:", "  - { name: example.com, provider: my-ca, method: CNAME }"];
    const whole = 'data "dcv_plan" "all" {}\n\noutput "all" {\n  value = data.dcv_plan.all\n}\n';
    const estate = await dcvEstate(
      { entries: ["{ domain: example.com, validated: -180d }"], file },
      PROVIDER() + whole,
    );
    expect((await estate.apply()).code).toBe(0);
    for (let day = 0; day < 5; day += 1) {
      estate.clock.at += DAY_MS;
      const { code, text } = await estate.tf("plan", "-input=false", "-no-color", "-detailed-exitcode");
      expect([code, text]).toEqual([0, expect.stringContaining("No changes.")]);
    }
  });
});

describeWithTerraform("the configuration", () => {
  test("may be known after apply only: then all that it leads to is, and the apply goes on", async () => {
    const later = 'resource "terraform_data" "path" {\n  input = "domains.yaml"\n}\n';
    const outputs = 'output "until" {\n  value = provider::dcv::usable_until("2026-11-05", "sectigo", "CNAME")\n}\n';
    const configuration = later + PROVIDER("config = terraform_data.path.output") + VALIDATION_ALONE + outputs;
    const estate = await dcvEstate({ entries: [VALID] }, configuration);
    const planned = await estate.planned();
    expect(planned["dcv_validation.one"]).toMatchObject({
      actions: ["create"],
      after_unknown: { id: true, status: true },
    });
    expect((await estate.apply()).code).toBe(0);
    expect(await estate.planned()).toEqual({});
    const { raw } = await estate.tf("output", "-raw", "until");
    expect(raw).toBe("2027-03-15T00:00:00Z");
  });

  test("with a mistake says where: the file with its line, or the account of the block", async () => {
    const estate = await dcvEstate({ entries: [VALID] }, PROVIDER() + ONE);
    writeFileSync(join(estate.cwd, "domains.yaml"), "version: 1\nproviders:\n  my-ca: { type: secigo }\n");
    const file = await estate.tf("plan", "-input=false", "-no-color");
    expect([file.code, file.text]).toEqual([
      1,
      expect.stringMatching(/config = "domains\.yaml" domains\.yaml:3:\d+: "secigo"/),
    ]);
    estate.write(PROVIDER('accounts = {\n    my-ca = { type = "secigo" }\n  }') + ONE);
    const block = await estate.tf("plan", "-input=false", "-no-color");
    expect([block.code, block.text]).toEqual([
      1,
      expect.stringContaining("Error: The account my-ca cannot be used as it is"),
    ]);
  });
});

describeWithTerraform("500 domains with a parallelism of 10", () => {
  const COUNT = 500;
  const MANY = `locals {
  names = toset([for number in range(1, ${COUNT + 1}) : "d\${number}.example.com"])
}
resource "dcv_validation" "many" {
  for_each = local.names
  domain   = each.key
}
`;

  test("cost one listing a plan, and no call a domain", async () => {
    const entries = [`{ domain: "d{n}.example.com", count: ${COUNT}, validated: -20d }`];
    const estate = await dcvEstate({ entries }, PROVIDER() + MANY);
    const applied = await estate.apply("-parallelism=10");
    expect([applied.code, applied.text]).toEqual([0, expect.stringContaining(`${COUNT} added`)]);
    estate.requests();
    const { code, text } = await estate.tf(
      "plan",
      "-parallelism=10",
      "-input=false",
      "-no-color",
      "-detailed-exitcode",
    );
    expect([code, text]).toEqual([0, expect.stringContaining("No changes.")]);
    const requests = estate.requests();
    expect(new Set(requests)).toEqual(new Set(["GET /api/dcv/v1/validation"]));
    expect(requests.length).toBeLessThanOrEqual(Math.ceil(COUNT / 200) + 1);
  });
});
