data "dcv_domain" "shop" {
  domain  = "shop.example.com"
  account = "sectigo"
}

# Warns while the domain has no validation that can be used.
check "shop" {
  assert {
    condition     = !data.dcv_domain.shop.needs_revalidation
    error_message = "shop.example.com is usable until ${coalesce(data.dcv_domain.shop.usable_until, "an unknown day")}."
  }
}
