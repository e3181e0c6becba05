data "dcv_plan" "estate" {
  lifecycle {
    postcondition {
      condition = length([for one in self.findings : one if one.severity == "error" && !one.waived]) == 0
      error_message = join("\n", [
        for one in self.findings : "${coalesce(one.address, "domains.yaml")}: ${one.title}" if one.severity == "error" && !one.waived
      ])
    }
  }
}

output "due" {
  value = data.dcv_plan.estate.needs_revalidation
}
