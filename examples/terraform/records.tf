# The records of the orders, by dynamic update (RFC 2136). For another DNS provider only this file and versions.tf change.
variable "dns_server" {
  type        = string
  description = "The primary name server of the zones."
}

provider "dns" {
  update { server = var.dns_server }
}

locals {
  # What a submission waits for.
  published = dns_cname_record.challenge

  zones = ["example.com", "example.net", "example.org", "brand.example", "press.example", "jobs.example"]

  # A wildcard has the record of its base where the orders of both start in one apply; the resource of the base publishes it then.
  shared = ["*.shop.example.com"]

  # How many records an order needs is known before it starts, and so are these keys; the values are known after it.
  records = {
    for name, validation in dcv_validation.domain : name => one(validation.records)
    if length(validation.records) > 0 && !contains(local.shared, name)
  }
  zone_of = { for name, _ in local.records : name => one([for zone in local.zones : zone if name == zone || endswith(name, ".${zone}")]) }
}

resource "dns_cname_record" "challenge" {
  for_each = local.records

  zone  = "${local.zone_of[each.key]}."
  name  = trimsuffix(each.value.name, ".${local.zone_of[each.key]}")
  cname = "${each.value.value}."
  ttl   = 60
}
