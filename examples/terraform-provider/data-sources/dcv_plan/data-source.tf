data "dcv_plan" "estate" {
  lifecycle {
    postcondition {
      condition     = self.verdict != "violation"
      error_message = "A domain violates policy: ${join(", ", distinct(self.findings[*].rule))}"
    }
  }
}

output "due" {
  value = data.dcv_plan.estate.needs_revalidation
}
