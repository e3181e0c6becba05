#!/bin/sh
# Publishes in Google Cloud DNS. The managed zone is found by its DNS name; put CLOUDSDK_CORE_PROJECT and what gcloud needs into DCV_HOOK_PASS.
set -eu
zone=$(gcloud dns managed-zones list --filter="dnsName=$DCV_ZONE AND visibility=public" --format='value(name)' --limit=1)
[ -n "$zone" ] || { echo "no public managed zone $DCV_ZONE" >&2; exit 1; }
has() {
  [ -n "$(gcloud dns record-sets list --zone="$zone" --name="$DCV_RECORD_NAME" --type="$DCV_RECORD_TYPE" --format='value(name)')" ]
}
case $1 in
  present)
    if has; then verb=update; else verb=create; fi
    gcloud dns record-sets "$verb" "$DCV_RECORD_NAME" --zone="$zone" --type="$DCV_RECORD_TYPE" --ttl="$DCV_RECORD_TTL" --rrdatas="$DCV_RECORD_RDATA" --quiet
    ;;
  cleanup)
    if has; then gcloud dns record-sets delete "$DCV_RECORD_NAME" --zone="$zone" --type="$DCV_RECORD_TYPE" --quiet; fi
    ;;
  *) exit 64 ;;
esac
