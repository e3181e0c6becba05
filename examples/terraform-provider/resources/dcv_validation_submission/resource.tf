resource "dcv_validation" "shop" {
  domain = "shop.example.com"
  method = "CNAME"
}

resource "dns_cname_record" "shop" {
  zone  = "example.com."
  name  = trimsuffix(one(dcv_validation.shop.records).name, ".example.com")
  cname = "${one(dcv_validation.shop.records).value}."
}

resource "dcv_validation_submission" "shop" {
  validation = dcv_validation.shop.order_id
  depends_on = [dns_cname_record.shop]

  timeouts {
    create = "1h"
    update = "1h"
  }
}
