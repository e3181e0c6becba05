import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyEstate } from "../../../support/apply-estate";

jest.setTimeout(60_000);

describe("dcv apply", () => {
  it("brings a planned domain to a validation, with one start and one submit, and removes its record", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const { code } = await estate.apply();
    expect(code).toBe(0);
    expect(estate.calls()).toEqual({ "start example.com": 1, "submit example.com": 1 });
    expect(readFileSync(join(estate.cwd, "plan.json.journal"), "utf8")).toContain('"validated"');
  });
});
