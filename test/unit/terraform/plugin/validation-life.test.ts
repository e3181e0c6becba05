/** The life of a domain under Terraform, at each CA that can be asked: validated, unchanged for months, renewed. */
import { DAY_MS } from "../../../../lib/core/time";
import { UNKNOWN } from "../../../../lib/terraform/plugin/schema";
import { ACTING, errorsIn, pluginEstate } from "../../../support/plugin-estate";
import { createTerraformStandIn } from "../../../support/terraform-stand-in";
import type { Wanted } from "../../../support/terraform-stand-in";

const VALIDATION = "dcv_validation.one";
const SUBMISSION = "dcv_validation_submission.one";

const wanted = (config: Readonly<Record<string, string | number | boolean>>): readonly Wanted[] => [
  { type: "dcv_validation", name: "one", config: () => ({ domain: "example.com", ...config }) },
  {
    type: "dcv_validation_submission",
    name: "one",
    config: (others) => ({ validation: others[VALIDATION]?.["order_id"] ?? null }),
  },
];

const NOT_VALIDATED = {
  sectigo: "{ domain: example.com, status: NOT_VALIDATED }",
  digicert: "{ domain: example.com }",
};

describe.each(ACTING)("at %s", (ca) => {
  test.each(["CNAME", "TXT"])(
    "a domain goes from not validated to validated by %s in one apply, needs nothing for months, and one apply renews it",
    async (method) => {
      const estate = await pluginEstate({ ca, entries: [NOT_VALIDATED[ca]] });
      const { terraform, clock } = estate;
      const resources = wanted({ method });
      const publish = async (address: string, values: Readonly<Record<string, unknown>>): Promise<void> => {
        if (address === VALIDATION) await estate.publish(values["records"]);
      };

      const first = await terraform.plan(resources);
      expect(first.changes[VALIDATION]?.planned).toMatchObject({
        ...{ order_id: UNKNOWN, status: UNKNOWN, files: [] },
        records: [{ type: method, name: UNKNOWN, value: UNKNOWN }],
      });
      const applied = await terraform.apply(resources, publish);
      expect(errorsIn(applied.diagnostics)).toEqual([]);
      expect(terraform.state.get(SUBMISSION)?.values).toMatchObject({ status: "VALIDATED" });
      const calls = estate.calls();
      expect(Object.values(calls).every((count) => count === 1)).toBe(true);

      for (const days of [0, 1, 6, 23, 38]) {
        clock.at += days * DAY_MS;
        const { changes } = await terraform.plan(resources);
        expect(changes).toMatchObject({ [VALIDATION]: { action: "no-op" }, [SUBMISSION]: { action: "no-op" } });
      }
      expect(terraform.state.get(VALIDATION)?.values).toMatchObject({ status: "VALIDATED", needs_revalidation: false });

      clock.at += 32 * DAY_MS;
      const due = await terraform.plan(resources);
      expect(due.changes[VALIDATION]).toMatchObject({
        action: "update",
        planned: { order_id: UNKNOWN, records: [{ type: method, name: UNKNOWN, value: UNKNOWN }] },
      });
      expect(due.changes[SUBMISSION]?.action).toBe("update");
      const renewed = await terraform.apply(resources, publish);
      expect(errorsIn(renewed.diagnostics)).toEqual([]);
      const after = await terraform.plan(resources);
      expect(after.changes).toMatchObject({ [VALIDATION]: { action: "no-op" }, [SUBMISSION]: { action: "no-op" } });
      const twice = Object.fromEntries(Object.entries(calls).map(([call]) => [call, 2] as const));
      expect(estate.calls()).toMatchObject(twice);
    },
  );
});

test("a renewal by another client reaches the submission at the next refresh, which plans nothing", async () => {
  const estate = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
  const { terraform, clock } = estate;
  await terraform.apply(wanted({ method: "CNAME" }));
  const before = terraform.state.get(SUBMISSION)?.values;
  clock.at += 30 * DAY_MS;
  const other = createTerraformStandIn(() => estate.provider(), { ...estate.block, journal: "other.journal" });
  const renewed = await other.apply(
    wanted({ method: "CNAME", revalidate_within_days: 180 }),
    async (address, values) => {
      if (address === VALIDATION) await estate.publish(values["records"]);
    },
  );
  expect(errorsIn(renewed.diagnostics)).toEqual([]);
  const { changes } = await terraform.plan(wanted({ method: "CNAME" }));
  expect(changes[SUBMISSION]?.action).toBe("no-op");
  const [validation, submission] = [terraform.state.get(VALIDATION)?.values, terraform.state.get(SUBMISSION)?.values];
  expect(submission?.["validated_at"]).not.toBe(before?.["validated_at"]);
  for (const name of ["status", "validated_at", "usable_until"]) expect(submission?.[name]).toBe(validation?.[name]);
});

test("an unchanged domain leaves state and private state as they are, to the byte", async () => {
  const { terraform, clock } = await pluginEstate({ entries: ["{ domain: example.com, validated: -20d }"] });
  await terraform.apply(wanted({}));
  const before = JSON.stringify([...terraform.state]);
  for (const days of [1, 2, 3]) {
    clock.at += days * DAY_MS;
    await terraform.apply(wanted({}));
    expect(JSON.stringify([...terraform.state])).toBe(before);
  }
});
