/** Real Terraform keeps the validations of a simulated CA alive, with the provider as users have it. */
import { DAY_MS } from "../../lib/core/time";
import { ACTING } from "../support/plugin-estate";
import { dcvEstate, DOMAIN, PROVIDER } from "../support/terraform/dcv-estate";
import { describeWithTerraform } from "../support/terraform/terraform";

const NEVER = { sectigo: "status: NOT_VALIDATED", digicert: "expired: -1d" };

describeWithTerraform("terraform apply", () => {
  test.each(ACTING)(
    "at %s takes a domain from not validated to validated without any other command; a second apply does nothing; months later one apply renews it",
    async (ca) => {
      const entry = ca === "sectigo" ? `{ domain: example.com, ${NEVER.sectigo} }` : "{ domain: example.com }";
      const estate = await dcvEstate({ ca, entries: [entry] }, PROVIDER() + DOMAIN("one", "example.com"));
      const first = await estate.apply();
      expect([first.code, first.text]).toEqual([0, expect.stringContaining("Apply complete! Resources: 3 added")]);
      expect(await estate.values()).toMatchObject({ "dcv_validation_submission.one": { status: "VALIDATED" } });
      const calls = estate.calls();

      for (const days of [0, 1, 6, 23, 38]) {
        estate.clock.at += days * DAY_MS;
        const { code, text } = await estate.tf("plan", "-input=false", "-no-color", "-detailed-exitcode");
        expect([days, code, text]).toEqual([days, 0, expect.stringContaining("No changes.")]);
      }
      const second = await estate.apply();
      expect(second.text).toContain("Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");
      expect(estate.calls()).toEqual(calls);

      estate.clock.at += 132 * DAY_MS;
      const planned = await estate.planned();
      expect(planned["dcv_validation.one"]).toMatchObject({
        actions: ["update"],
        after: { records: [{ type: "CNAME" }] },
        after_unknown: { order_id: true, records: [{ name: true, value: true }] },
      });
      expect(planned['dns_record.one["0"]']?.actions).toBeDefined();
      const renewed = await estate.apply();
      expect([renewed.code, renewed.text]).toEqual([0, expect.stringContaining("Apply complete!")]);
      const twice = Object.fromEntries(Object.entries(calls).map(([call]) => [call, 2] as const));
      expect(estate.calls()).toMatchObject(twice);
      expect(await estate.planned()).toEqual({});
    },
  );
});

describeWithTerraform("names that one listed name covers", () => {
  test.each([
    ["a first validation", "{ domain: example.com }"],
    ["a renewal", "{ domain: example.com, validated: -190d }"],
  ])("%s: all of them come from one order in one apply, whatever runs at the same time", async (_, entry) => {
    const names = ["example.com", "www.example.com", "*.example.com"];
    const resources = names.map((name, index) => DOMAIN(`n${index}`, name)).join("");
    const estate = await dcvEstate({ ca: "digicert", entries: [entry] }, PROVIDER() + resources);
    const { code, text } = await estate.apply();
    expect([code, text]).toEqual([0, expect.stringContaining("Apply complete!")]);
    expect(estate.calls()["submit example.com"]).toBe(1);
    expect(await estate.planned()).toEqual({});
  });
});
