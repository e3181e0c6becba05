provider "dcv" {
  config = "${path.module}/domains.yaml"
}

locals {
  estate   = yamldecode(file("${path.module}/domains.yaml"))
  defaults = try(local.estate.defaults, {})
  # An entry is a name, or an object with the name. Files that domains.yaml includes are not read here.
  domains = {
    for domain in local.estate.domains :
    try(domain.name, domain) => merge(local.defaults, try({ for key, value in domain : key => value }, {}))
  }
}

# Takes up what the CA has validated already, and starts an order for the rest. Within the window it starts the next one.
resource "dcv_validation" "domain" {
  for_each = local.domains

  domain                 = each.key
  account                = try(each.value.provider, null)
  method                 = try(each.value.method, null)
  revalidate_within_days = try(each.value.revalidateWithinDays, null)
}

# Waits until every name server has the record, asks the CA to look, and waits for its answer.
resource "dcv_validation_submission" "domain" {
  for_each = dcv_validation.domain

  validation = each.value.order_id
  depends_on = [local.published]
}

# The whole estate, judged by policy after what the apply does. A check warns; a postcondition, or `enforce = true`, would fail.
data "dcv_plan" "estate" {
  depends_on = [dcv_validation_submission.domain]
}

check "policy" {
  assert {
    condition     = data.dcv_plan.estate.verdict != "violation"
    error_message = join("\n", [for finding in data.dcv_plan.estate.findings : "${coalesce(finding.address, "domains.yaml")}: ${finding.title}" if finding.severity == "error" && !finding.waived])
  }
}

output "usable_until" {
  value = { for name, submission in dcv_validation_submission.domain : name => submission.usable_until }
}
