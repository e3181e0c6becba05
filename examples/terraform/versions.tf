terraform {
  required_version = ">= 1.8"
  required_providers {
    dcv = { source = "dcv-reconciler/dcv" }
    dns = { source = "hashicorp/dns" }
  }
}
