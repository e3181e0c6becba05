/** A state that another release of the provider wrote, or that another program has edited, and real Terraform. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY_MS } from "../../lib/core/time";
import { dcvEstate, PROVIDER } from "../support/terraform/dcv-estate";
import type { DcvEstate } from "../support/terraform/dcv-estate";
import { describeWithTerraform } from "../support/terraform/terraform";

const CONFIGURATION = `${PROVIDER()}
resource "dcv_validation" "one" {
  domain = "example.com"
}
`;

interface Instance {
  schema_version: number;
  attributes: Record<string, unknown>;
}

interface StateFile {
  readonly resources: readonly { readonly type: string; readonly instances: readonly [Instance] }[];
}

describeWithTerraform("terraform with a state", () => {
  let estate: DcvEstate;
  beforeEach(async () => {
    estate = await dcvEstate({ entries: ["{ domain: example.com, validated: -20d }"] }, CONFIGURATION);
    const { code, raw } = await estate.apply();
    expect([code, code === 0 ? "" : raw]).toEqual([0, ""]);
  });

  const path = (): string => join(estate.cwd, "terraform.tfstate");
  function edit(change: (instance: Instance) => void): void {
    const state = JSON.parse(readFileSync(path(), "utf8")) as StateFile;
    for (const { instances } of state.resources) change(instances[0]);
    writeFileSync(path(), JSON.stringify(state));
  }
  const plan = () => estate.tf("plan", "-input=false", "-no-color", "-detailed-exitcode");

  test("of schema version 0 goes on: what is new is read, the plan is empty, and the next apply writes the present version", async () => {
    const before = await estate.values();
    edit((instance) => {
      instance.schema_version = 0;
      for (const name of ["files", "keys", "needs_revalidation", "timeouts", "validated_method"])
        delete instance.attributes[name];
      instance.attributes.expires = "of a release that had such an attribute";
    });
    const { code, text } = await plan();
    expect([code, text]).toEqual([0, expect.stringContaining("No changes.")]);
    expect(await estate.apply()).toMatchObject({ code: 0 });
    expect(await estate.values()).toEqual(before);
    edit(({ schema_version, attributes }) => expect([schema_version, attributes.expires]).toEqual([1, undefined]));
  });

  test("of a later schema version is refused, and nothing is called", async () => {
    edit((instance) => (instance.schema_version = 7));
    estate.requests();
    const { code, text } = await plan();
    expect([code, text]).toEqual([1, expect.stringContaining("Resource instance managed by newer provider version")]);
    expect(estate.requests()).toEqual([]);
  });

  test("is not written again by applies of other days while nothing has happened", async () => {
    const before = readFileSync(path(), "utf8");
    for (let day = 0; day < 3; day += 1) {
      estate.clock.at += DAY_MS;
      expect(await estate.apply()).toMatchObject({ code: 0 });
    }
    expect(readFileSync(path(), "utf8")).toBe(before);
  });

  test("in which a value has another type is one error that names the attribute", async () => {
    edit(({ attributes }) => (attributes.records = "none"));
    const { code, text } = await plan();
    expect(code).toBe(1);
    expect(text).toContain("A value does not have the type that the schema gives it");
    expect(text).toContain("UpgradeResourceState: records: expected a list.");
    expect(text.match(/\bError: /g)).toHaveLength(1);
  });
});
