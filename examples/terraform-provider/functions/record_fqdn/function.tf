# _dnsauth.example.com
output "record" {
  value = provider::dcv::record_fqdn("_dnsauth", "*.example.com")
}
