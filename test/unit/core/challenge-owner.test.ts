import { belongsTo } from "../../../lib/core/challenge-owner";
import { parseListedName } from "../../../lib/core/domain-name";

test.each([
  ["_dnsvalidation.example.com", "example.com", true],
  ["_dnsvalidation.example.com.", "www.example.com", true],
  ["_dnsvalidation.example.com", "*.example.com", true],
  ["_dnsvalidation.www.example.com", "example.com", false],
  ["_dnsvalidation.notexample.com", "example.com", false],
  ["_dnsvalidation", "example.com", null],
  ["_dnsvalidation.www", "www.example.com", null],
  ["@", "example.com", null],
])("the challenge %s for %s: %s", (txtName, name, fits) =>
  expect(belongsTo(parseListedName(txtName) ?? "", name)).toBe(fits),
);
