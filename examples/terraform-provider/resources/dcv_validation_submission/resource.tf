resource "dcv_validation" "shop" {
  domain = "shop.example.com"
  method = "CNAME"
}

resource "dns_cname_record" "shop" {
  count = length(dcv_validation.shop.records)

  zone  = "example.com."
  name  = trimsuffix(dcv_validation.shop.records[count.index].name, ".example.com")
  cname = "${dcv_validation.shop.records[count.index].value}."
}

resource "dcv_validation_submission" "shop" {
  validation = dcv_validation.shop.order_id
  depends_on = [dns_cname_record.shop]

  timeouts {
    create = "1h"
    update = "1h"
  }
}
