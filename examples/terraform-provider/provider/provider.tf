terraform {
  required_version = ">= 1.8"
  required_providers {
    dcv = { source = "dcv-reconciler/dcv" }
  }
}

# The accounts of a file; its credentials are references to environment variables.
provider "dcv" {
  config = "${path.module}/domains.yaml"
}

# Or the accounts here. An ordinary variable would stand in the plan file, in clear.
variable "api_key" {
  type      = string
  ephemeral = true
}

provider "dcv" {
  alias   = "inline"
  journal = "${path.root}/inline.journal"
  accounts = {
    digicert = { type = "digicert", auth = { apiKey = var.api_key } }
  }
}
