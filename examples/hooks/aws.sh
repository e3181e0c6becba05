#!/bin/sh
# Publishes in Amazon Route 53. Needs the aws command with credentials of its own, such as a role of the runner; name variables that it
# needs in DCV_HOOK_PASS, such as AWS_REGION,AWS_WEB_IDENTITY_TOKEN_FILE,AWS_ROLE_ARN. The values reach jq as data, never as program text.
set -eu
case $1 in present) action=UPSERT ;; cleanup) action=DELETE ;; *) exit 64 ;; esac
zone=$(aws route53 list-hosted-zones-by-name --dns-name "$DCV_ZONE" --max-items 1 \
  --query "HostedZones[?Name=='$DCV_ZONE' && Config.PrivateZone==\`false\`].Id | [0]" --output text)
[ "$zone" != None ] || { echo "no public hosted zone $DCV_ZONE" >&2; exit 1; }
jq -n --arg action "$action" '{Changes: [{Action: $action, ResourceRecordSet: {
    Name: env.DCV_RECORD_NAME, Type: env.DCV_RECORD_TYPE, TTL: (env.DCV_RECORD_TTL | tonumber),
    ResourceRecords: [{Value: env.DCV_RECORD_RDATA}]}}]}' |
  aws route53 change-resource-record-sets --hosted-zone-id "$zone" --change-batch file:///dev/stdin >/dev/null
