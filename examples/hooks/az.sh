#!/bin/sh
# Publishes in Azure DNS. AZURE_RESOURCE_GROUP holds the zone; put it and what az needs into DCV_HOOK_PASS.
set -eu
zone=${DCV_ZONE%.}
name=${DCV_RECORD_NAME%".$DCV_ZONE"}
set -- "$1" --resource-group "$AZURE_RESOURCE_GROUP" --zone-name "$zone" --output none
verb=$1
shift
case $verb-$DCV_RECORD_TYPE in
  present-CNAME) az network dns record-set cname set-record "$@" --record-set-name "$name" --ttl "$DCV_RECORD_TTL" --cname "$DCV_RECORD_VALUE" ;;
  present-TXT) az network dns record-set txt add-record "$@" --record-set-name "$name" --value "$DCV_RECORD_VALUE" ;;
  cleanup-CNAME) az network dns record-set cname delete "$@" --name "$name" --yes ;;
  cleanup-TXT) az network dns record-set txt remove-record "$@" --record-set-name "$name" --value "$DCV_RECORD_VALUE" ;;
  *) exit 64 ;;
esac
