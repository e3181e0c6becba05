resource "dcv_validation" "shop" {
  domain  = "shop.example.com"
  account = "sectigo"
  method  = "CNAME"
}

# The record that the CA looks for. How many there are, and of which type, is known in every plan: none where the CA shows the
# domain as validated already.
resource "dns_cname_record" "shop" {
  count = length(dcv_validation.shop.records)

  zone  = "example.com."
  name  = trimsuffix(dcv_validation.shop.records[count.index].name, ".example.com")
  cname = "${dcv_validation.shop.records[count.index].value}."
}
