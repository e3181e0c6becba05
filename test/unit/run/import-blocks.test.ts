import { importBlocks } from "../../../lib/run/import-blocks";

test("the names are in order, and a name at two providers has its address as key", () => {
  const blocks = importBlocks([
    { provider: "sectigo", domain: "www.example.com" },
    { provider: "sectigo", domain: "*.example.com" },
    { provider: "digicert", domain: "www.example.com" },
  ]);
  expect(blocks).toBe(`# Written by dcv import --terraform.
# Terraform 1.7 or later reads it in the next plan; remove it after the apply. It fills resource "dcv_validation" "domain",
# whose for_each has the domains as keys; for another resource change the address below.
import {
  for_each = {
    "*.example.com"            = "sectigo/*.example.com"
    "digicert/www.example.com" = "digicert/www.example.com"
    "sectigo/www.example.com"  = "sectigo/www.example.com"
  }
  to = dcv_validation.domain[each.key]
  id = each.value
}
`);
});
