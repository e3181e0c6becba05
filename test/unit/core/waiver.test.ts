import { appliedWaiver, waiverText } from "../../../lib/core/waiver";
import type { Waiver } from "../../../lib/core/waiver";

const WAIVER: Waiver = {
  rule: "validation-age",
  domain: "example.com",
  match: "exact",
  reason: "moves to a new host",
  owner: "pki@example.com",
  lastDay: Date.UTC(2027, 0, 31),
  place: { file: "waivers.yaml", line: 1, column: 1 },
};

test("a waiver is told in the same words wherever it is shown", () => {
  expect(waiverText(appliedWaiver(WAIVER))).toBe("accepted by pki@example.com until 2027-01-31: moves to a new host");
});
