# 2027-03-15T00:00:00Z
# From that day on, no certificate is issued with a validation that is older than 100 days.
output "usable_until" {
  value = provider::dcv::usable_until("2026-11-10", "sectigo", "CNAME")
}
